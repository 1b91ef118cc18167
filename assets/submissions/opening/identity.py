"""Whose report a workbook is, and for which month: by what its sheets say, with the file name as fallback.

What the sheets say wins over the file name, for files are copied and renamed; where the two differ, or two
sheets do, a query says so.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any, TypeVar

from assets.submissions.opening.stated_periods import StatedPeriod, read_period, without_periods
from assets.submissions.tables.found_table import FoundTable
from assets.submissions.tables.headers import title_key
from assets.submissions.workbook import Row, Sheet, Workbook
from schemas.findings import KINDS, Level
from schemas.form import Form
from schemas.periods import period_end
from schemas.units import Unit, UnitRegistry

_T = TypeVar("_T")

LINES_ABOVE, LINES_BELOW = 8, 10
"""Rows above a header and below the last record that may name the unit and the period."""

LONGEST_LINE = 2_000
"""Characters of a line that are searched: to find a name in a text takes time that grows faster than the
text.
"""

_GAP = "\u3000\u3000"
_WIDE_GAP = re.compile(r"\s{3,}")
_NEXT_LABEL = (
    r"(?:报告期|报告月|报表期|统计|所属|填报|填表|制表|报送|上报|年月|月份|日期|时间|计量单位|金额单位|单位[:：]"
    r"|审核|负责人|联系|校长|表号|制定机关)"
)
_UNIT_LABEL = re.compile(
    r"(?:(?:填报|报送|上报|填表|编报|申报|报告)(?:单位|学校|院校|部门|机构)|单位名称|学校名称|镇街名称"
    r"|(?<![\u4e00-\u9fff])(?:学校|院校|镇街|乡镇|部门|二级学院)(?:名称)?)"
    rf"\s*(?:[(（][^)）]{{0,8}}[)）])?\s*[:：]?\s*(?P<value>\S.*?)(?=\s{{2,}}|\s+{_NEXT_LABEL}|$)"
)
_BARE_UNIT_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fff])单位(?:[(（][^)）]{{0,8}}[)）])?\s*[:：]\s*(?P<value>\S.*?)(?=\s{{2,}}|\s+{_NEXT_LABEL}|$)"
)
_PERIOD_LABEL = re.compile(
    r"(?:报告期|报告月份?|报表期|报表月份|统计(?:时间|月份|期间?|截止时间|年月|时段)|所属(?:期间?|月份|时期)"
    r"|填报(?:月份|期间?|年月|时段)|年月|月份|截止时间|数据时间)"
    r"[别]?\s*(?:[(（][^)）]{0,8}[)）])?\s*[:：]?\s*(?P<value>\S.*?)(?=\s{2,}|$)"
)
_DAY_OF_FILLING = re.compile(
    r"(?:(?:填报|填表|制表|报送|上报|打印|编制|审核)(?:日期|时间)|(?<![\u4e00-\u9fff])日期)"
    r"\s*[:：]?[\d年月日号./\-\s]*"
)
_MONTH_OF_FILLING = re.compile(
    r"(?:填报|填表|报送|上报)时间\s*[:：]?\s*"
    r"(?P<value>(?:19|20)\d{2}\s*(?:年|[-./])\s*\d{1,2}\s*月?)份?(?![\d./\-])(?=\s{2}|$)"
)
_SERIAL_DAYS = range(36_526, 73_051)
"""Days from 2000 to 2099 as Excel counts them, of a cell whose format the reader does not know as a date."""
_SEAL = re.compile(r"[(（][^()（）]*(?:章|签)[^()（）]*[)）]|[。.，,;；、]+$")
_WORDS_OF_FILES = re.compile(
    r"(?:月|季|年)?(?:度|份)?(?:报表|报送|上报|汇总|更正|修改|副本|最终版?|终稿|定稿|新建|附件\d*|表)"
)
_BETWEEN_WORDS = re.compile(r"[-_—–－+\s()（）【】\[\]、,，.·]+")


@dataclass(frozen=True)
class _Office:
    """The units and the forms that a workbook may be of."""

    registry: UnitRegistry
    forms: Mapping[str, Form]

    def forms_of(self, tables: Sequence[FoundTable]) -> list[Form]:
        """The forms of some tables, each once."""
        return [self.forms[code] for code in dict.fromkeys(table.form for table in tables)]

    def resolve(self, text: str, forms: list[Form], day: date | None) -> Unit | None:
        """The unit of that name: first among those who owe the forms, then among all who owe any."""
        if len(text) < 2 or len(text) > 60:
            return None
        owing = {kind for form in forms for kind in form.submitters}
        all_owing = {kind for form in self.forms.values() for kind in form.submitters}
        return (
            (owing and self.registry.resolve(text, on=day, kinds=owing))
            or self.registry.resolve(text, on=day, kinds=all_owing)
            or None
        )


@dataclass(frozen=True)
class Conflict:
    """A finding about a workbook as a whole: the sheets and the file name do not agree."""

    code: str
    message: str
    sheet: str | None = None

    @property
    def level(self) -> Level:
        """How grave it is; a query as a rule, for the report can be taken."""
        return KINDS[self.code].level


@dataclass(frozen=True)
class Identification:
    """Unit and period of a workbook. ``reason`` is one sentence for the clerk if either could not be
    found.
    """

    unit_code: str | None
    period: str | None
    conflicts: list[Conflict] = field(default_factory=list)
    reason: str | None = None


@dataclass(frozen=True)
class _Stated:
    """What one sheet, or the file name, says."""

    sheet: str | None
    unit: Unit | None
    unit_text: str | None
    """A labelled name that is in no register."""
    period: StatedPeriod | None


def identify(
    workbook: Workbook,
    tables: Sequence[FoundTable],
    file_name: str,
    registry: UnitRegistry,
    forms: Mapping[str, Form],
    periods: Collection[str] = (),
) -> Identification:
    """Find unit and period of a workbook of one of the office's forms.

    ``periods`` are those for which reports can be taken; empty for any. Only sheets with a form's table are
    heard, all visible ones if there is none. A year alone (2023年度) counts where the form is due in one
    month of the year.
    """
    office = _Office(registry, forms)
    named = _file_name_says(file_name, office.forms_of(tables), office)
    said = [_sheet_says(sheet, tables, office) for sheet in _telling_sheets(workbook, tables)]
    conflicts: list[Conflict] = []
    period, period_text = _agree_on_period(said, named, conflicts)
    unit, unit_text = _agree_on_unit(said, named, conflicts)
    reason = None
    if not tables:
        reason = _say("no-form")
    elif (unit is None or period is None) and all(table.problem == "hidden-sheet" for table in tables):
        reason = _say(
            "all-tables-hidden", sheets="、".join(dict.fromkeys(table.sheet for table in tables))[:60]
        )
    elif unit is None:
        reason = _say("unit-unknown", stated=unit_text[:40]) if unit_text else _say("unit-not-found")
    elif period is None:
        reason = _say("period-unknown", stated=period_text) if period_text else _say("period-not-found")
    elif periods and period not in periods:
        reason, period = _say("period-unknown", stated=period), None
    return Identification(unit.code if unit else None, period, conflicts, reason)


def _say(code: str, **details: object) -> str:
    return KINDS[code].message(**details)


def _telling_sheets(workbook: Workbook, tables: Sequence[FoundTable]) -> list[Sheet]:
    with_tables = {table.sheet for table in tables if table.problem != "hidden-sheet"}
    return [sheet for sheet in workbook.sheets if sheet.name in with_tables] or [
        s for s in workbook.sheets if not s.hidden
    ]


# --- What a sheet says


def _sheet_says(sheet: Sheet, tables: Sequence[FoundTable], office: _Office) -> _Stated:
    own = [table for table in tables if table.sheet == sheet.name]
    forms = office.forms_of(own)
    first = min((table.header_rows[0] for table in own), default=LINES_ABOVE)
    last = max((row for table in own for row in table.rows), default=first)
    above = [_line(row) for row in sheet.rows[max(0, first - LINES_ABOVE) : first]]
    below = [_line(row) for row in sheet.rows[last : last + LINES_BELOW]]
    period = _labelled_period(above + below, forms) or _first(
        read_period(_DAY_OF_FILLING.sub("", text), forms) for text in above
    )
    period = period or read_period(sheet.name[:LONGEST_LINE], forms)
    day = period_end(period.period) if period and period.period else None
    unit, unit_text = _labelled_unit(above + below, forms, office, day)
    unit = unit or _first(
        _unit_in_title(text, forms, office, day) for text in [*above, sheet.name[:LONGEST_LINE]]
    )
    return _Stated(sheet.name, unit, None if unit else unit_text, period)


def _line(row: Row) -> str:
    """A row as one text, its cells apart by a wide gap; cut where nobody writes a line that long, and no gap
    wider than needed.
    """
    return _WIDE_GAP.sub(_GAP, _GAP.join(text for text in map(_shown, row) if text)[:LONGEST_LINE])


def _shown(cell: Any) -> str:
    if isinstance(cell, str):
        return " ".join(cell.split("\n"))
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d") if cell.year >= 1900 else ""
    if type(cell) is float and re.fullmatch(r"(?:19|20)\d{2}\.1", repr(cell)):
        return ""  # January, or October typed as 2023.10
    if type(cell) in (int, float):
        return str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    return ""


def _first(values: Iterable[_T]) -> _T | None:
    return next((value for value in values if value), None)


def _labelled_period(lines: list[str], forms: list[Form]) -> StatedPeriod | None:
    for line in lines:
        filling = (found["value"] for found in _MONTH_OF_FILLING.finditer(line))
        stated = (found["value"] for found in _PERIOD_LABEL.finditer(_DAY_OF_FILLING.sub("", line)))
        if period := _first(read_period(_as_day(value), forms) for value in (*stated, *filling)):
            return period
    return None


def _as_day(text: str) -> str:
    """A text, the number of a day as that day."""
    if re.fullmatch(r"\d{5}", text) and int(text) in _SERIAL_DAYS:
        return (date(1899, 12, 30) + timedelta(int(text))).isoformat()
    return text


def _labelled_unit(
    lines: list[str], forms: list[Form], office: _Office, day: date | None
) -> tuple[Unit | None, str | None]:
    unknown = None
    for label in (_UNIT_LABEL, _BARE_UNIT_LABEL):
        for line in lines:
            for found in label.finditer(line):
                text = _SEAL.sub("", found["value"]).strip()
                if unit := office.resolve(text, forms, day):
                    return unit, None
                if label is _UNIT_LABEL and len(text) > 1 and not re.match(_NEXT_LABEL, text):
                    unknown = unknown or text
    return None, unknown


def _unit_in_title(text: str, forms: list[Form], office: _Office, day: date | None) -> Unit | None:
    """The name that a title begins with: 宿城中专2023年12月社会培训班次表."""
    key = title_key(text)
    for form in forms:
        key = key.replace(title_key(form.title), " ").replace(form.code, " ")
    return _unit_in_words(without_periods(key), forms, office, day)


def _unit_in_words(text: str, forms: list[Form], office: _Office, day: date | None) -> Unit | None:
    """The longest beginning or end of a word that is a unit's name."""
    for word in _BETWEEN_WORDS.split(text):
        if len(word) > 40:
            continue
        parts = [
            word,
            *(word[:length] for length in range(len(word) - 1, 1, -1)),
            *(word[start:] for start in range(1, len(word) - 1)),
        ]
        if unit := _first(office.resolve(part, forms, day) for part in parts):
            return unit
    return None


# --- What the file name says


def _file_name_says(file_name: str, forms: list[Form], office: _Office) -> _Stated:
    stem = unicodedata.normalize("NFKC", PurePath(file_name).stem)
    period = read_period(stem, forms)
    day = period_end(period.period) if period and period.period else None
    rest = _WORDS_OF_FILES.sub(" ", without_periods(stem))
    return _Stated(None, _unit_in_words(rest, forms, office, day), None, period)


# --- Agreement


def _agree_on_period(
    said: list[_Stated], named: _Stated, conflicts: list[Conflict]
) -> tuple[str | None, str | None]:
    stated = [(says.sheet, says.period.period) for says in said if says.period and says.period.period]
    by_name = named.period
    if not stated:
        text = _first(says.period.text for says in [*said, named] if says.period)
        return (by_name.period if by_name else None), text
    period = _most_common([text for _, text in stated])
    for sheet, other in stated:
        if other != period:
            message = _say("period-conflict-sheets", sheet=sheet, other=other, stated=period)
            conflicts.append(Conflict("period-conflict-sheets", message, sheet))
    if by_name and not by_name.agrees_with(period):
        conflicts.append(
            Conflict("period-conflict", _say("period-conflict", stated=period, other=by_name.text))
        )
    return period, None


def _agree_on_unit(
    said: list[_Stated], named: _Stated, conflicts: list[Conflict]
) -> tuple[Unit | None, str | None]:
    stated = [(says.sheet, says.unit) for says in said if says.unit]
    unknown = _first(says.unit_text for says in said)
    if not stated:
        if named.unit and unknown:
            message = _say("unit-from-file-name", stated=unknown[:40], other=named.unit.name)
            conflicts.append(Conflict("unit-from-file-name", message))
        return named.unit, unknown
    code = _most_common([unit.code for _, unit in stated])
    unit = next(unit for _, unit in stated if unit.code == code)
    others = [
        (says.sheet, says.unit.name if says.unit else says.unit_text) for says in said if says.unit != unit
    ]
    for sheet, other in others:
        if other:
            message = _say("unit-conflict-sheets", sheet=sheet, other=other[:40], stated=unit.name)
            conflicts.append(Conflict("unit-conflict-sheets", message, sheet))
    if named.unit and named.unit.code != code:
        conflicts.append(
            Conflict("unit-conflict", _say("unit-conflict", stated=unit.name, other=named.unit.name))
        )
    return unit, None


def _most_common(values: list[str]) -> str:
    """The most frequent value, the first of them where several are."""
    return Counter(values).most_common(1)[0][0]
