"""For every form the faults its reports can have, made from the form itself, and workbooks that hold each of
them once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

import openpyxl
from openpyxl.utils import get_column_letter

from assets.submissions.blank.prefill import prefilled_columns
from assets.submissions.review.findings import MOST_REPETITIONS
from schemas.findings import KINDS, Level
from schemas.form import Column, Form
from schemas.office.catalogue import BUILT_IN
from tests.support.form_examples import CREDIT_CODE, FAULTS, VALID
from tests.support.returned_loop import UNITS, coloured
from tests.support.review_examples import credit_code, resident_id

HEADER_ROW = 3
REPORTED = {"Z01-2"}
"""Checks of a report as a whole: the finding has no cell, and the title is coloured."""

TITLE = "A1"

IN_A_FILE = {"subject_code": "火星镇", "indicator_known": "A9-99"}
"""What the context of a rule's example is in a file: a unit or an indicator that nobody knows."""

LARGEST_CLASS = 50

TOWNSHIPS = tuple(f"{first}{second}镇" for first in "东南西北中" for second in "河湖桥林田泉岭塘")
"""Enough units for the forms that have a row a unit."""

_NUMBER = {
    "not-a-number": "十几个",
    "negative": -1,
    "number-too-large": 1e15,
    "approximate-number": lambda value: f"约{value}",
}
_MONTH = {
    "not-a-date": "去年九月",
    "ambiguous-date": 2023.1,
    "lunar-date": "农历八月十五",
    "date-out-of-range": "2203-09-03",
}
_CODE = {"digits-lost": 1e17}
WRONG_CELLS: dict[str, dict[str, object]] = {
    "int": {**_NUMBER, "not-an-integer": 12.5},
    "amount": _NUMBER,
    "date": {**_MONTH, "date-without-day": lambda day: f"{day:%Y-%m}"},
    "month": _MONTH,
    "enum": {"choice": "表上没有的"},
    "set": {"choice": "表上没有的"},
    "yesno": {"yes-or-no": "也许"},
    "resident_id": {
        "resident-id": resident_id()[:-1] + "0",
        "resident-id-rounded": float(resident_id()),
        "resident-id-15": "321399930506122",
    },
    "credit_code": {
        "credit-code": CREDIT_CODE[:-1] + "0",
        "credit-code-is-resident-id": resident_id(),
        "resident-id-rounded": 9.135e17,
    },
    "phone": {"phone": "1391234567", **_CODE},
    "major_code": {"major-code": "71020", **_CODE},
    "division_code": {"division-code": "32130", **_CODE},
    "text": _CODE,
}
"""Type of a column → code of a finding → what is written into the cell, or made of what should stand
there.
"""

ANY_CELL = {"excel-error": "#REF!", "formula-not-calculated": "=1+1"}

OTHERWISE = {
    "J01": {"graduates": 101, "not_continued": 3},
    "J05": {"residents": 50001},
    "P03": {"examined": 31},
    "Z01": {"planned_count": 21},
}
"""Other figures for the same key, in forms whose rules look at every figure."""


@dataclass(frozen=True)
class Fault:
    """A finding to be expected and the columns it colours, the first being the one it is told at."""

    code: str
    level: Level
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A row of a sheet, as it should be and as it is in the first version, and what is wrong with it."""

    sound: Mapping[str, object]
    faulty: Mapping[str, object]
    faults: tuple[Fault, ...] = ()


@dataclass
class Report:
    """A report of one form as a workbook; a vertical form has one line."""

    form: Form
    lines: list[Line] = field(default_factory=list)

    def cell(self, line: int, column: str) -> str:
        place = [each.name for each in self.form.columns].index(column)
        return (
            f"B{HEADER_ROW + 1 + place}"
            if self.form.vertical
            else f"{get_column_letter(place + 1)}{HEADER_ROW + line + 1}"
        )

    def _faults(self) -> Iterator[tuple[int, Fault]]:
        yield from ((number, fault) for number, line in enumerate(self.lines) for fault in line.faults)

    def expected(self) -> list[tuple[str, str | None]]:
        """(code, cell) of the findings, what is repeated too often once."""
        alike: dict[Fault, list[str | None]] = defaultdict(list)
        for number, fault in self._faults():
            alike[fault].append(None if fault.code in REPORTED else self.cell(number, fault.columns[0]))
        return [
            (fault.code, cell)
            for fault, cells in alike.items()
            for cell in (cells if len(cells) <= MOST_REPETITIONS else cells[:1])
        ]

    def expected_colours(self) -> dict[str, str]:
        colours: dict[str, str] = {}
        for number, fault in self._faults():
            places = [self.cell(number, column) for column in fault.columns]
            for place in [TITLE] if fault.code in REPORTED else places:
                colours[place] = (
                    "hard" if "hard" in (colours.get(place), str(fault.level)) else str(fault.level)
                )
        return colours

    def levels(self) -> set[Level]:
        return {fault.level for _, fault in self._faults()}

    def workbook(self) -> openpyxl.Workbook:
        made = openpyxl.Workbook()
        sheet = made.active
        sheet.title = "填报"
        sheet["A1"] = self.form.title
        sheet["A2"] = f"填报单位：{UNITS[self.form.submitters[0]]}        报告期：2023年12月"
        if self.form.vertical:
            sheet.append(["指标", "数值"])
            for column in self.form.columns:
                sheet.append([column.header, written(self.lines[0].faulty.get(column.name))])
        else:
            sheet.append([column.header for column in self.form.columns])
            for line in self.lines:
                sheet.append([written(line.faulty.get(column.name)) for column in self.form.columns])
        return made

    def correct(self, workbook: openpyxl.Workbook) -> openpyxl.Workbook:
        """Put right what must be put right, in the workbook that came back; a record with a hard error as a
        whole.
        """
        sheet = workbook["填报"]
        hard = {sheet[place].row for place, level in coloured(sheet).items() if level == "hard"}
        for row in sorted(hard - {1}):
            if self.form.vertical:
                sheet.cell(row, 2).value = written(
                    self.lines[0].sound.get(self.form.columns[row - HEADER_ROW - 1].name)
                )
            else:
                for number, column in enumerate(self.form.columns, start=1):
                    sheet.cell(row, number).value = written(
                        self.lines[row - HEADER_ROW - 1].sound.get(column.name)
                    )
        return workbook


def written(value: object) -> object:
    return ("是" if value else "否") if isinstance(value, bool) else value


def reports_of_rules() -> dict[str, Report]:
    """For every form with rules a report that breaks each of them; those that judge a whole report have one
    of their own.
    """
    by_form: dict[str, list[tuple]] = defaultdict(list)
    for fault in FAULTS:
        if fault[3] not in REPORTED:
            by_form[fault[0]].append(fault)
    found = {
        f"{code}规则": _report(BUILT_IN[code], map(_of_rule, faults)) for code, faults in by_form.items()
    }
    whole = next(fault for fault in FAULTS if fault[3] in REPORTED)
    return {**found, "Z01全表": _report(BUILT_IN["Z01"], [_of_rule(whole)]), "Z02班级": _too_large_class()}


def _of_rule(fault: tuple) -> tuple[Mapping[str, object], Fault]:
    code, name, change, finding, columns = fault
    level = next(rule.level for rule in BUILT_IN[code].rules if rule.name == name)
    return change, Fault(finding, level, columns)


def _too_large_class() -> Report:
    form = BUILT_IN["Z02"]
    learners = [{**row, "class_name": "大班"} for row in sound_rows(form, LARGEST_CLASS + 1)]
    return Report(form, [Line(row, row, (Fault("Z02-5", Level.QUERY, ("class_name",)),)) for row in learners])


def reports_of_cells() -> dict[str, Report]:
    """For every form a report with each fault that a cell of it can have, records that repeat each other and
    a wrong total.

    A vertical form has several, for each of its cells can be wrong in one way at a time.
    """
    found = {}
    for form in BUILT_IN.values():
        faults = [list(_wrong_cells(column, form)) for column in form.columns]
        if form.vertical:
            rounds = zip_longest(*faults)
            found |= {
                f"{form.code}单元格{number}": _report(form, filter(None, each))
                for number, each in enumerate(rounds, start=1)
            }
        else:
            report = _report(form, (fault for of_column in faults for fault in of_column))
            found[f"{form.code}单元格"] = Report(
                form, [report.lines[0], *_totals(report), *report.lines[1:], *_repetitions(form)]
            )
    return found


def _is_all_that_is_filled(column: Column, form: Form) -> bool:
    """Whether a row without it would hold nothing but what the blank holds: that is no record."""
    given = {name for name, value in VALID[form.code].items() if value is not None}
    prefilled = prefilled_columns(form)
    return column.name not in prefilled and bool(prefilled) and given <= {column.name, *prefilled}


def _wrong_cells(column: Column, form: Form) -> Iterator[tuple[Mapping[str, object], Fault]]:
    if column.required and not _is_all_that_is_filled(column, form):
        yield {column.name: None}, Fault("required", Level.HARD, (column.name,))
    sound = VALID[form.code].get(column.name)
    for code, wrong in (ANY_CELL | WRONG_CELLS[column.type.name]).items():
        if isinstance(wrong, Callable) and sound is None:
            continue
        cell = wrong(sound) if isinstance(wrong, Callable) else wrong
        yield {column.name: cell}, Fault(code, KINDS[code].level, (column.name,))
    if column.type.name == "text" and not any(column.name in rule.columns for rule in form.rules):
        yield {column.name: date(2023, 9, 3)}, Fault("text-became-date", Level.QUERY, (column.name,))


def _totals(report: Report) -> list[Line]:
    """A 小计 of the record above it that is too large by one in every column."""
    columns = [column.name for column in report.form.columns if column.additive]
    sums = {name: report.lines[0].sound.get(name) or 0 for name in columns}
    label = {report.form.columns[0].name: "小计"}
    faults = tuple(Fault("total-row", Level.HARD, (name,)) for name in columns)
    return (
        [Line(label | sums, label | {name: value + 1 for name, value in sums.items()}, faults)]
        if columns
        else []
    )


def _repetitions(form: Form) -> list[Line]:
    """A record twice, and two that share their key and differ."""
    *_, once, again, one, other = sound_rows(form, 200 if not form.subject else len(TOWNSHIPS))
    differs = OTHERWISE.get(form.code) or _another_value(form)
    same_key = tuple(Fault("duplicate-key", Level.HARD, form.key) for _ in range(2))
    return [
        Line(once, once),
        Line(again, once, (Fault("duplicate-row", Level.HARD, form.key),)),
        Line(one, one, same_key[:1]),
        Line(other, {**one, **differs}, same_key[1:]),
    ]


def _another_value(form: Form) -> dict[str, object]:
    """Another value for a column that is neither part of the key nor looked at by a rule."""
    judged = {name for rule in form.rules for name in rule.columns} | set(form.key)
    for column in form.columns:
        value = VALID[form.code].get(column.name)
        if column.name not in judged and value is not None:
            if column.type.name in ("int", "amount"):
                return {column.name: value + 1}
            if column.type.name == "yesno":
                return {column.name: not value}
            if column.type.name == "enum":
                return {column.name: next(listed for listed in column.values if listed != value)}
            if column.type.name == "text":
                return {column.name: f"{value}二"}
    raise LookupError(f"{form.code}: every column is judged by a rule")


def _report(form: Form, faults: Iterable[tuple[Mapping[str, object], Fault]]) -> Report:
    """A sound row, and below it a row a fault; in a vertical form all of them in its one record."""
    faults = list(faults)
    if form.vertical:
        sound = VALID[form.code]
        changed = {name: value for change, _ in faults for name, value in change.items()}
        return Report(form, [Line(sound, {**sound, **changed}, tuple(fault for _, fault in faults))])
    rows = sound_rows(form, len(faults) + 1)
    lines = [
        Line(row, _in_a_file(form, row, change), (fault,))
        for row, (change, fault) in zip(rows[1:], faults, strict=True)
    ]
    return Report(form, [Line(rows[0], rows[0]), *lines])


def _in_a_file(form: Form, row: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    """The row with the fault, as it stands in a file."""
    if "subject_code" in change:
        return {**row, form.subject: IN_A_FILE["subject_code"]}
    if "indicator_known" in change:
        return {**row, "indicator": IN_A_FILE["indicator_known"]}
    return {**row, **change}


def sound_rows(form: Form, count: int) -> list[dict[str, object]]:
    """Valid rows with keys of their own."""
    return [_distinct(form, number) for number in range(count)]


def _distinct(form: Form, number: int) -> dict[str, object]:
    row = VALID[form.code]
    if form.subject:
        return {**row, form.subject: (row[form.subject], *TOWNSHIPS)[number]}
    for name in form.key:
        kind, value = form.column(name).type.name, row[name]
        if kind == "resident_id":
            in_class = {"class_name": f"{number // LARGEST_CLASS}班"} if "class_name" in row else {}
            return {**row, name: resident_id(number=122 + 2 * number), **in_class}
        if kind == "credit_code":
            return {**row, name: credit_code(number)}
        if kind == "major_code":
            return {**row, name: str(int(value) + number)}
        if kind == "text":
            return {**row, name: f"{value}{number}"}
    raise LookupError(f"{form.code}: its key has no column whose values can be numbered")
