"""The columns of a table that the form does not have: what they are, and what has to be told about them.

Running numbers, remarks, sums of the row and columns about another time are no data of the form. A finding
tells about any other column. It is grave if the column could be one that the form has and the table misses.
"""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.submissions.tables.could_hold import (
    could_be_column,
    could_be_rows,
    is_filled,
    is_number_or_date,
)
from assets.submissions.tables.fates import Fate
from assets.submissions.tables.found_table import Doubt
from assets.submissions.tables.headers.column_texts import WHOLE
from assets.submissions.tables.headers.columns import NUMBERING
from assets.submissions.tables.headers.named_times import TIMES, are_times, tells_time
from assets.submissions.tables.headers.qualifiers import qualifier_of
from assets.submissions.tables.headers.texts import split_header
from assets.submissions.tables.row_kinds import is_ordinal
from schemas.form import Form

_NO_DATA = re.compile(
    r"备注|说明|注释|^注$|签[字名章]|盖章|审核|核对|校验|填表人|填报人|经办人|制表人|填[报表](?:日期|时间)|计量单位"
)
"""Headers of columns with the unit's own remarks, or with the names of those who sign."""
_UNIT_KEY = re.compile(
    r"(?:所[属在]|隶属|归[属口]|填报|报送|上报|报告)?(?:镇街|乡镇|街道|[乡镇]|单位|学校|院校|部门|二级学院|院系|县区|区县)(?:街道)?(?:名称)?"
    r"|(?:镇街?|乡镇|街镇)名|镇域|区域|地区|所在地区?|(?:行政)?区划|责任单位|街道?/?[乡镇]|[乡镇]/?\(?街道?\)?"
    r"|属地|辖区|归属(?:地|单位)?|所属(?:地|地区)|(?:所属)?片区"
)
"""Keys of the headers of columns that say whose a row is. The review judges these columns."""


_OF_OTHER_EXTENT = ("累计", "历年", "以来", "全年", "本年", "全区", "全市", "全县", "全镇", "人均", "平均")
"""Words of headers whose figures are larger because they are about more months or more units."""


@dataclass(frozen=True)
class OtherColumn:
    """A column of the table's region that is not read for the form. In a vertical layout it may be a row.

    ``place``: what identifies it. ``header``: its header, or an empty text. ``values``: what stands in its
    cells. ``shown``: how a sentence names it. ``cell``: the cell to mark. ``fate``: its fate, if it is known
    already: about another time, hidden beside a visible column, or told.
    """

    place: Any
    header: str
    values: tuple[object, ...]
    shown: str
    cell: str
    fate: Fate | None = None


@dataclass(frozen=True)
class ColumnAccount:
    """What became of the columns that are not read for the form.

    ``unknown_headers``: their headers, without those of running numbers.
    """

    fates: tuple[tuple[Hashable, Fate], ...]
    doubts: tuple[Doubt, ...]
    unknown_headers: tuple[str, ...]


def account(
    form: Form,
    mapped: Mapping[str, Sequence[object]],
    undecided: frozenset[str],
    others: Sequence[OtherColumn],
) -> ColumnAccount:
    """Account for the columns that are not read for the form.

    ``mapped``: the cells of the form's columns that are read. ``undecided``: the form's columns that a doubt
    tells about already. ``others``: all columns that are not empty, except those that are read.
    """
    if not others:
        return ColumnAccount((), (), ())
    unread = [
        column
        for column in others
        if column.fate is None and column.values and not _holds_no_data(column, form)
    ]
    rows = _headerless_rows(form, others)
    told = {column.place for column in rows}
    lost = _lost(form, mapped, undecided, [column for column in unread if column.place not in told])
    told |= {column.place for columns in lost.values() for column in columns}
    extra = [
        column
        for column in unread
        if column.place not in told and (column.header or not _is_only_text(column.values))
    ]
    doubts = [_doubt("unrecognised-column", columns, header=headers) for headers, columns in lost.items()]
    if rows:
        doubts.append(_doubt("columns-unread", rows))
    if extra:
        doubts.append(_doubt("extra-column", extra))
    told |= {column.place for column in extra}
    return ColumnAccount(
        tuple(
            (column.place, column.fate or (Fate.TOLD if column.place in told else Fate.NO_DATA))
            for column in others
        ),
        tuple(doubts),
        tuple(
            column.header
            for column in others
            if column.header and (column.fate or split_header(column.header)[0] not in NUMBERING)
        ),
    )


def _headerless_rows(form: Form, others: Sequence[OtherColumn]) -> list[OtherColumn]:
    """Columns without a header, next to each other, that together could hold further rows of the form."""
    if form.vertical:
        return []
    runs: list[list[OtherColumn]] = []
    for column in others:
        if column.header or column.fate or not column.values:
            continue
        if not runs or runs[-1][-1].place != column.place - 1:
            runs.append([])
        runs[-1].append(column)
    return [
        column for run in runs if could_be_rows(form, [column.values for column in run]) for column in run
    ]


def _lost(
    form: Form,
    mapped: Mapping[str, Sequence[object]],
    undecided: frozenset[str],
    columns: Sequence[OtherColumn],
) -> dict[str, list[OtherColumn]]:
    """The columns that could be columns of the form that are missing or empty.

    They are grouped by the headers of the form's columns that they could be. A column with a header can only
    be a missing column, never an empty one.
    """
    free = [column for column in form.columns if column.name not in mapped and column.name not in undecided]
    blank = [form.column(name) for name, cells in mapped.items() if not any(map(is_filled, cells))]
    lost: dict[str, list[OtherColumn]] = {}
    for column in columns:
        wanted = free if column.header else free + blank
        if fitting := [one for one in wanted if could_be_column(one, column.values)]:
            lost.setdefault("、".join(one.header for one in fitting), []).append(column)
    return lost


def _doubt(code: str, columns: Sequence[OtherColumn], **details: str) -> Doubt:
    cells = tuple(column.cell for column in columns)
    return Doubt(code, {"columns": "、".join(column.shown for column in columns), **details}, cells=cells)


def names_units(key: str) -> bool:
    """Whether a header with this key says whose a row is: 镇街, 所属单位."""
    return _UNIT_KEY.fullmatch(key) is not None


def contains_name(header: str, key: str) -> bool:
    """Whether a header contains the key of another one and says neither that it adds up other months nor that
    it is a part: 现有在校生数 contains 在校生数.
    """
    other = split_header(header)[0]
    rest = other.replace(key, "")
    return len(key) > 2 and key in other and not any(word in rest for word in _OF_OTHER_EXTENT)


def is_larger(value: object, other: object) -> bool:
    """Whether a number is larger than another one."""
    return isinstance(value, int | float) and isinstance(other, int | float) and value > other


def _holds_no_data(column: OtherColumn, form: Form) -> bool:
    key = split_header(column.header)[0]
    if tells_time(key, form) and are_times(column.values, TIMES[key]):
        return True  # the review judges it
    if column.header and (
        key in NUMBERING or key in WHOLE or names_units(key) or _NO_DATA.search(column.header)
    ):
        return True
    return (not column.header or qualifier_of(column.header) is not None) and _counts_up(column.values)


def _counts_up(values: Sequence[object]) -> bool:
    """Whether the values are running numbers: they begin with 1, or there are at least three."""
    if not all(map(is_ordinal, values)):
        return False
    numbers = [int(float(re.sub(r"[^\d.]", "", str(value)).strip(".") or 0)) for value in values]
    is_certain = numbers[0] == 1 or len(numbers) > 2
    return is_certain and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_only_text(values: Sequence[object]) -> bool:
    return not any(map(is_number_or_date, values))
