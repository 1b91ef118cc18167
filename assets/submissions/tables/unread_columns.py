"""The columns of a table that are none of the form's: what they are, and what has to be told of them.

Running numbers, remarks, sums of the row and columns of another time are no data of the form. Any other
column is told: gravely if one of the form's columns is missing that it could be.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assets.submissions.tables.columns import NUMBERING
from assets.submissions.tables.found_table import ColumnFates, Doubt
from assets.submissions.tables.headers import WHOLE, split_header
from assets.submissions.tables.qualifiers import qualifier_of
from assets.submissions.tables.row_kinds import compact, is_ordinal
from schemas.form import Column, Form

_NO_DATA = re.compile(
    r"备注|说明|注释|^注$|签[字名章]|盖章|审核|核对|校验|填表人|填报人|经办人|制表人|填[报表](?:日期|时间)|计量单位"
)
"""Headers of columns that hold the unit's own words, or whoever signs."""
_NUMBER = re.compile(r"[-+]?\s*(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?\s*%?")
_DATE = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}")
_ANSWERS = frozenset("是否有无√×YN对错")
_CODES = {
    "resident_id": re.compile(r"\d{17}[\dXx]"),
    "phone": re.compile(r"1\d{10}"),
    "credit_code": re.compile(r"[0-9A-Z]{18}", re.IGNORECASE),
    "major_code": re.compile(r"\d{6}"),
    "division_code": re.compile(r"\d{6}(?:\d{3}(?:\d{3})?)?"),
}


@dataclass(frozen=True)
class OtherColumn:
    """A column of the table's region that is none of the form's (in a vertical layout, a row): its header
    (empty for none), what stands in its cells, how a sentence names it, the cell to mark, and whether it is
    known to be of another time, or hidden beside a visible one.
    """

    header: str
    values: tuple[object, ...]
    shown: str
    cell: str
    passed_over: bool = False


@dataclass(frozen=True)
class ColumnAccount:
    """What became of the columns that are none of the form's, and the headers of those nobody knows."""

    fates: ColumnFates
    doubts: tuple[Doubt, ...]
    unknown_headers: tuple[str, ...]


def account(
    form: Form,
    mapped: Mapping[str, Sequence[object]],
    undecided: frozenset[str],
    others: Sequence[OtherColumn],
) -> ColumnAccount:
    """Account for all columns of a table. ``mapped``: the cells of the form's columns that are read;
    ``undecided``: those that a doubt tells already; ``others``: all other columns that are not empty.
    """
    unread = [column for column in others if column.values and not _holds_no_data(column)]
    free = [column for column in form.columns if column.name not in mapped and column.name not in undecided]
    blank = [form.column(name) for name, cells in mapped.items() if not any(map(_is_filled, cells))]
    doubts = []
    lost: dict[str, list[OtherColumn]] = {}
    extra = []
    for column in unread:
        fitting = [
            one for one in (free if column.header else free + blank) if _could_hold(one, column.values)
        ]
        if fitting:
            lost.setdefault("、".join(one.header for one in fitting), []).append(column)
        elif column.header or not _is_only_text(column.values):
            extra.append(column)
    for headers, columns in lost.items():
        doubts.append(_doubt("unrecognised-column", columns, header=headers))
    if extra:
        doubts.append(_doubt("extra-column", extra))
    told = len(extra) + sum(map(len, lost.values()))
    return ColumnAccount(
        ColumnFates(len(mapped) + len(others), len(mapped), len(others) - told, told),
        tuple(doubts),
        tuple(
            column.header
            for column in others
            if column.header and (column.passed_over or split_header(column.header)[0] not in NUMBERING)
        ),
    )


def _doubt(code: str, columns: list[OtherColumn], **details: str) -> Doubt:
    cells = tuple(column.cell for column in columns)
    return Doubt(code, {"columns": "、".join(column.shown for column in columns), **details}, cells=cells)


def _holds_no_data(column: OtherColumn) -> bool:
    if column.passed_over:
        return True
    key = split_header(column.header)[0]
    if column.header and (key in NUMBERING or key in WHOLE or _NO_DATA.search(column.header)):
        return True
    return (not column.header or qualifier_of(column.header) is not None) and _counts_up(column.values)


def _counts_up(values: Sequence[object]) -> bool:
    """Whether the values are running numbers."""
    if not all(map(is_ordinal, values)):
        return False
    numbers = [int(float(re.sub(r"[^\d.]", "", str(value)).strip(".") or 0)) for value in values]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_filled(value: object) -> bool:
    return value is not None and not (type(value) is str and not value.strip())


def _is_only_text(values: Sequence[object]) -> bool:
    return not any(is_number(value) or isinstance(value, date) for value in values)


def is_number(value: object) -> bool:
    """Whether a cell is a number, be it as a text."""
    return type(value) in (int, float) or (
        type(value) is str and _NUMBER.fullmatch(value.strip()) is not None
    )


def _could_hold(column: Column, values: Sequence[object]) -> bool:
    """Whether half of the values could be the form's column's."""
    return 2 * sum(_could_be(column, value) for value in values) >= len(values)


def _could_be(column: Column, value: object) -> bool:
    kind = column.type.name
    if kind in ("int", "amount"):
        return is_number(value)
    if kind in ("date", "month"):
        return isinstance(value, date) or (type(value) is str and _DATE.match(value.strip()) is not None)
    text = compact(value) if type(value) is str else f"{value:.15g}" if type(value) in (int, float) else ""
    if kind in _CODES:
        return _CODES[kind].fullmatch(text) is not None
    if kind == "yesno":
        return bool(text) and _ANSWERS.issuperset(text[0]) and len(text) < 3
    if kind in ("enum", "set"):
        return any(part in column.values for part in re.split("[、，,;；/]", text))
    return bool(text) and not is_number(value)
