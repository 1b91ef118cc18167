"""What the sheets and the name of a file say about the unit and the month of a report.

The day when a form was filled in (填报日期) is not a period, neither in a sheet nor in a file name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import PurePath
from typing import Any, TypeVar

from assets.submissions.opening.stated_periods import (
    StatedPeriod,
    names_several_months,
    read_period,
    without_periods,
)
from assets.submissions.tables.found_table import FoundTable
from assets.submissions.tables.headers.texts import title_key
from assets.submissions.workbook import Row, Sheet
from schemas.form import Form
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.periods import period_end

_T = TypeVar("_T")

LINES_ABOVE, LINES_BELOW = 8, 10
"""So many rows above a header and below the last record may name the unit and the period."""

LONGEST_WORD = 40
"""The most characters of a word in which names are searched."""

LONGEST_LINE = 2_000
"""How many characters of a line are searched.

The time to find a name grows faster than the length of the text.
"""

_LONGEST_NAME_ALONE = 20
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
"""Excel's numbers of the days from 2000 to 2099. They appear if the reader does not recognise a date."""
_SEAL = re.compile(r"[(（][^()（）]*(?:章|签)[^()（）]*[)）]|[。.，,;；、]+$")
_WORDS_OF_FILES = re.compile(
    r"(?:月|季|年)?(?:度|份)?(?:报表|报送|上报|汇总|更正|修改|副本|最终版?|终稿|定稿|新建|附件\d*|表)"
)
_WHOLE_DATE = re.compile(
    r"(?:(?<!\d)(?:19|20)\d{2}年)?(?<!\d)\d{1,2}月\d{1,2}[日号]"
    r"|(?<!\d)(?:19|20)\d{2}([-./_])\d{1,2}\1\d{1,2}(?![\d月])"
    r"|(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_UP_TO = re.compile(r"截[至止]|[-~—–－～至到]\s*(?:(?:19|20)\d{2}年)?\d{1,2}月\d{1,2}[日号]")
_BETWEEN_NAMES = re.compile(r"[、，,/;；和及与]")
_BETWEEN_WORDS = re.compile(r"[-_—–－+\s()（）【】\[\]、,，.·]+")


@dataclass(frozen=True)
class Offices:
    """The units and the forms that may occur in a workbook."""

    registry: UnitRegistry
    forms: Mapping[str, Form]

    def forms_of(self, tables: Sequence[FoundTable]) -> list[Form]:
        """The forms of some tables, each once."""
        return [self.forms[code] for code in dict.fromkeys(table.form for table in tables)]

    @cached_property
    def _all_owing(self) -> frozenset[str]:
        """The kinds of units that owe at least one form."""
        return frozenset(kind for form in self.forms.values() for kind in form.submitters)

    def resolve(self, text: str, forms: list[Form], day: date | None) -> Unit | None:
        """The unit with this name: first among those that owe the forms, then among those that owe any form.

        A unit that was merged into another by that day is still returned as itself.
        """
        if len(text) < 2 or len(text) > 60:
            return None
        owing = {kind for form in forms for kind in form.submitters}
        unit = (owing and self.registry.resolve(text, on=day, kinds=owing)) or self.registry.resolve(
            text, on=day, kinds=self._all_owing
        )
        return (self.registry.merged_unit(text, unit, day) or unit) if unit else None


@dataclass(frozen=True)
class Statement:
    """What one sheet, or the file name (``sheet`` is None), says.

    ``units``: the units that it names. A sheet names several if labels above its tables do. ``unit_text``: a
    labelled name that is not in the register. ``period``: the period that it states. ``forms``: codes of the
    forms in the sheet. ``other_period``: another time, which another label or the title states.
    ``several_months``: the words behind the label of the period, if they name more than one month.
    """

    sheet: str | None
    units: tuple[Unit, ...]
    unit_text: str | None
    period: StatedPeriod | None
    forms: tuple[str, ...] = ()
    other_period: StatedPeriod | None = None
    several_months: str | None = None

    @property
    def whole_period(self) -> str | None:
        """'YYYY-MM' if year and month are known, otherwise None."""
        return self.period.period if self.period else None


# --- What a sheet says


def sheet_says(sheet: Sheet, tables: Sequence[FoundTable], office: Offices) -> Statement:
    """What a sheet says in the lines above and below its tables and in its name."""
    own = [table for table in tables if table.sheet == sheet.name]
    forms = office.forms_of(own)
    first = min((table.header_rows[0] for table in own), default=LINES_ABOVE)
    last = max((row for table in own for row in table.rows), default=first)
    above = [_line(row) for row in sheet.rows[max(0, first - LINES_ABOVE) : first]]
    below = [_line(row) for row in sheet.rows[last : last + LINES_BELOW]]
    period = _labelled_period(above + below, forms) or _period_in(above, sheet.name, forms)
    day = period_end(period.period) if period and period.period else None
    unit, unit_text = _labelled_unit(above + below, forms, office, day)
    joined = _joined_units(unit_text, forms, office, day) if unit_text else []
    joined = joined or ([] if unit else _units_of_titles([*above, sheet.name], forms, office, day))
    unit = unit or first_of(joined)
    named = [
        *joined,
        *_labelled_units(above, forms, office, day),
        *_units_alone([*above, sheet.name], forms, office, day),
        *_fully_named_in_titles(above, forms, office, day),
    ]
    others = [other for other in named if unit and other.kind == unit.kind and other.successor != unit.code]
    return Statement(
        sheet.name,
        tuple(dict.fromkeys([unit, *others])) if unit else (),
        None if unit else unit_text,
        period,
        tuple(form.code for form in forms),
        first_of(_other_periods(above, forms, period)),
        first_of(text for text in _labelled_periods(above + below) if names_several_months(text)),
    )


def _line(row: Row) -> str:
    """A row as one text, with a wide gap between its cells. Wider gaps are reduced.

    A very long text is cut, because nobody writes such a line.
    """
    texts = [text for cell in row if cell is not None and (text := _shown(cell))]
    return _WIDE_GAP.sub(_GAP, _GAP.join(texts)[:LONGEST_LINE])


def _shown(cell: Any) -> str:
    if isinstance(cell, str):
        return " ".join(cell.split("\n"))
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d") if cell.year >= 1900 else ""
    if type(cell) is float and re.fullmatch(r"(?:19|20)\d{2}\.1", repr(cell)):
        return ""  # may be January, or October typed as 2023.10
    if type(cell) in (int, float):
        return str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    return ""


def first_of(values: Iterable[_T]) -> _T | None:
    """The first value that is not empty; None if all are empty."""
    return next((value for value in values if value), None)


def _labelled_periods(lines: list[str]) -> Iterator[str]:
    """What stands behind labels of periods."""
    for line in lines:
        yield from (found["value"] for found in _PERIOD_LABEL.finditer(_without_day_of_filling(line)))


def _labelled_period(lines: list[str], forms: list[Form]) -> StatedPeriod | None:
    for line in lines:
        filling = (found["value"] for found in _MONTH_OF_FILLING.finditer(line))
        stated = (found["value"] for found in _PERIOD_LABEL.finditer(_without_day_of_filling(line)))
        if period := first_of(read_period(_as_day(value), forms) for value in (*stated, *filling)):
            return period
    return None


def _period_in(lines: list[str], sheet_name: str, forms: list[Form]) -> StatedPeriod | None:
    """The period in lines without labels, or else in the sheet's name. A month counts first."""
    stated = [period for text in lines if (period := read_period(_without_days(text), forms))]
    period = next((each for each in stated if not each.months), None)
    return period or read_period(sheet_name[:LONGEST_LINE], forms) or first_of(stated)


def _other_periods(
    lines: list[str], forms: list[Form], period: StatedPeriod | None
) -> Iterator[StatedPeriod]:
    """The periods in labels and titles above a table that are not the one that it states."""
    own = period.period if period else None
    if own is None:
        return
    titles = {title_key(form.title) for form in forms}
    for line in lines:
        text = _without_day_of_filling(line)
        stated = [found["value"] for found in _PERIOD_LABEL.finditer(text)]
        if any(title in title_key(line) for title in titles):
            stated.append(_without_titles(text, forms))
        for each in stated:
            other = read_period(_as_day(each))
            if other and not other.agrees_with(own):
                yield other


def _without_titles(line: str, forms: list[Form]) -> str:
    """A line without the titles of these forms, which may name a time themselves."""
    for form in forms:
        line = line.replace(form.title, " ")
    return line


def _without_days(line: str) -> str:
    """A line without days. A day below the title tells when somebody filled in the form, unless it is the
    last day of what is counted (截至).
    """
    line = _without_day_of_filling(line)
    return line if _UP_TO.search(line) else _WHOLE_DATE.sub(" ", line)


def _without_day_of_filling(line: str) -> str:
    may_name_it = "日期" in line or "时间" in line
    return _DAY_OF_FILLING.sub("", line) if may_name_it else line


def _as_day(text: str) -> str:
    """The text. If it is Excel's number of a day, the day itself. A year of two digits gets its century."""
    if re.fullmatch(r"[23]\d[./-](?:0?[1-9]|1[0-2])月?", text):
        return f"20{text}"
    if re.fullmatch(r"\d{5}", text) and int(text) in _SERIAL_DAYS:
        return (date(1899, 12, 30) + timedelta(int(text))).isoformat()
    return text


def _labelled_unit(
    lines: list[str], forms: list[Form], office: Offices, day: date | None
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


def _labelled_units(lines: list[str], forms: list[Form], office: Offices, day: date | None) -> Iterator[Unit]:
    """The units behind labels, if there are several. Tables of two units may stand side by side."""
    values = [_SEAL.sub("", each["value"]).strip() for line in lines for each in _UNIT_LABEL.finditer(line)]
    found = [name for value in values for name in _BETWEEN_NAMES.split(value) if name]
    if len(found) > 1:
        yield from (unit for text in found if (unit := office.resolve(text, forms, day)))


def _units_alone(lines: list[str], forms: list[Form], office: Offices, day: date | None) -> Iterator[Unit]:
    """The units of lines that are nothing but a name: 埠子镇 above the rows of another township."""
    names = (line.strip() for line in lines if len(line) <= _LONGEST_NAME_ALONE)
    return (unit for name in names if (unit := office.resolve(name, forms, day)))


def _units_of_titles(texts: list[str], forms: list[Form], office: Offices, day: date | None) -> list[Unit]:
    """The units that the first title with a unit names: 宿城中专2023年12月社会培训班次表."""
    return first_of(_units_in_title(text[:LONGEST_LINE], forms, office, day) for text in texts) or []


def _fully_named_in_titles(
    lines: list[str], forms: list[Form], office: Offices, day: date | None
) -> Iterator[Unit]:
    """The units whose full names stand in a form's title, whatever a label says: 埠子镇老年教育机构月报表."""
    titles = {title_key(form.title) for form in forms}
    for line in lines:
        if any(title in title_key(line) for title in titles):
            units = _units_in_title(line[:LONGEST_LINE], forms, office, day)
            yield from (unit for unit in units if unit.name in line)


def _units_in_title(text: str, forms: list[Form], office: Offices, day: date | None) -> list[Unit]:
    key = title_key(text)
    for form in forms:
        key = key.replace(title_key(form.title), " ").replace(form.code, " ")
    words = without_periods(key)
    named = list(_units_in_words(words, forms, office, day))
    unit = first_of(named)
    fully = (other for other in named if unit and other.kind == unit.kind and other.name in words)
    others = (
        other for word in _BETWEEN_WORDS.split(words) for other in _joined_units(word, forms, office, day)
    )
    return list(dict.fromkeys([unit, *fully, *others])) if unit else []


def _joined_units(text: str, forms: list[Form], office: Offices, day: date | None) -> list[Unit]:
    """The units of one kind that a text names, if it names several: 耿车镇埠子镇, 耿车镇和埠子镇.

    A short name counts only if the text consists of nothing but names: 河滨 is a road too.
    """
    found: list[tuple[Unit, bool]] = []
    start, is_only_names = 0, True
    while start < len(text) <= LONGEST_WORD:
        ends = range(len(text), start + 1, -1)
        stop, unit = next(
            ((end, unit) for end in ends if (unit := office.resolve(text[start:end], forms, day))), (0, None)
        )
        if unit is None:
            is_only_names = is_only_names and _BETWEEN_NAMES.match(text[start]) is not None
            start += 1
            continue
        found.append((unit, text[start:stop].endswith(unit.name)))
        start = stop
    named = [unit for unit, is_full in found if (is_full or is_only_names) and unit.kind == found[0][0].kind]
    units = list(dict.fromkeys(named))
    return units if len(units) > 1 else []


def _units_in_words(text: str, forms: list[Form], office: Offices, day: date | None) -> Iterator[Unit]:
    """The units that words name: for each word the longest name at its beginning, then at its end."""
    for word in _BETWEEN_WORDS.split(text):
        if len(word) > LONGEST_WORD:
            continue
        rest = word
        for length in range(len(word), 1, -1):
            if unit := office.resolve(word[:length], forms, day):
                rest = word[length:]
                yield unit
                break
        for start in range(int(rest == word), len(rest) - 1):
            if unit := office.resolve(rest[start:], forms, day):
                yield unit
                break


# --- What the file name says


def file_name_says(file_name: str, forms: list[Form], office: Offices) -> Statement:
    """What the name of a file says. It may name several units, such as a township and its district."""
    stem = unicodedata.normalize("NFKC", PurePath(file_name).stem)
    stem = _WHOLE_DATE.sub(" ", stem)
    period = read_period(stem, forms)
    day = period_end(period.period) if period and period.period else None
    rest = _WORDS_OF_FILES.sub(" ", without_periods(stem))
    units = tuple(dict.fromkeys(_units_in_words(rest, forms, office, day)))
    return Statement(None, units, None, period)
