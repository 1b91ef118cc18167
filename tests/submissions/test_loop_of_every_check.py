"""For every form: a workbook with one fault per check comes back with exactly those findings at exactly those cells, and is
accepted when the cells are corrected and the questions are answered.
"""

import io
import sys
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from returned_loop import TOWNSHIPS, UNITS, LoopOffice, coloured, explain, opinions, saved
from review_examples import resident_id

from assets.submissions.returned.opinions import LEVELS
from schemas.findings import KINDS
from schemas.form import Form
from schemas.forms import FORMS

sys.path.append(str(Path(__file__).parents[1] / "schemas"))
from form_examples import FAULTS, VALID

pytestmark = pytest.mark.slow

HEADER_ROW = 3
REPORTED = {"Z01-2"}
"""Checks of a report as a whole: the finding has no cell."""

IN_A_FILE = {"subject_code": "火星镇", "indicator_known": "A9-99"}
"""What the context of a rule's example is in a file: a unit or an indicator that nobody knows."""


def distinct(form: Form, row: dict, number: int) -> dict:
    """The row under another key, so that the rows of a report can be told apart."""
    if form.subject:
        return {**row, form.subject: (row[form.subject], *TOWNSHIPS)[number]}
    for name in form.key:
        kind, value = form.column(name).type.name, row[name]
        if kind == "resident_id":
            return {**row, name: resident_id(number=122 + 2 * number)}
        if kind == "major_code":
            return {**row, name: str(int(value) + number)}
        if kind == "text":
            return {**row, name: f"{value}{number}"}
    if "cooperation" in form.key:
        return {**row, "cooperation": form.column("cooperation").values[number]}
    return row


def faulty(form: Form, row: dict, change: dict) -> dict:
    """The row with the fault, as it stands in a file."""
    if "subject_code" in change:
        return {**row, form.subject: IN_A_FILE["subject_code"]}
    if "indicator_known" in change:
        return {**row, "indicator": IN_A_FILE["indicator_known"]}
    return {**row, **change}


class Report:
    """A report of one form: sound rows, and what is wrong with them in its first version."""

    def __init__(self, form: Form, faults: list[tuple]) -> None:
        self.form, self.faults = form, faults
        base = [VALID[form.code]] if form.vertical else [distinct(form, VALID[form.code], number) for number in range(len(faults) + 1)]
        self.sound = [dict(row) for row in base]
        if form.vertical:
            self.faulty = [faulty(form, self.sound[0], {name: value for fault in faults for name, value in fault[2].items()})]
        else:
            self.faulty = [self.sound[0], *(faulty(form, row, fault[2]) for row, fault in zip(self.sound[1:], faults, strict=True))]

    def cell(self, column: str, number: int) -> str:
        place = [each.name for each in self.form.columns].index(column)
        return f"B{HEADER_ROW + 1 + place}" if self.form.vertical else f"{get_column_letter(place + 1)}{HEADER_ROW + number + 1}"

    def expected(self) -> set[tuple[str, str | None]]:
        """(code, cell) of the findings."""
        return {
            (code, None if code in REPORTED else self.cell(columns[0], 0 if self.form.vertical else number))
            for number, (_, _, _, code, columns) in enumerate(self.faults, start=1)
        }

    def expected_colours(self) -> dict[str, str]:
        colours: dict[str, str] = {}
        for number, (_, name, _, code, columns) in enumerate(self.faults, start=1):
            if code not in REPORTED:
                rules = [rule.level for rule in self.form.rules if rule.name == name] or [KINDS[code].level]
                for column in columns:
                    place = self.cell(column, 0 if self.form.vertical else number)
                    colours[place] = "hard" if "hard" in (colours.get(place), str(rules[0])) else str(rules[0])
        return colours

    def levels(self) -> set[str]:
        rules = {rule.name: rule.level for rule in self.form.rules}
        return {str(rules.get(name, KINDS[code].level if code in KINDS else "")) for _, name, _, code, _ in self.faults}

    def workbook(self) -> openpyxl.Workbook:
        made = openpyxl.Workbook()
        sheet = made.active
        sheet.title = "填报"
        sheet["A1"] = self.form.title
        sheet["A2"] = f"填报单位：{UNITS[self.form.submitters[0]]}        报告期：2023年12月"
        if self.form.vertical:
            sheet.append(["指标", "数值"])
            for column in self.form.columns:
                sheet.append([column.header, written(self.faulty[0].get(column.name))])
        else:
            sheet.append([column.header for column in self.form.columns])
            for row in self.faulty:
                sheet.append([written(row.get(column.name)) for column in self.form.columns])
        return made

    def correct(self, workbook: openpyxl.Workbook) -> openpyxl.Workbook:
        """Put right what must be put right, in the workbook that came back; a record with a hard error as a whole."""
        sheet = workbook["填报"]
        for row in sorted({sheet[place].row for place, level in coloured(sheet).items() if level == "hard"}):
            if self.form.vertical:
                sheet.cell(row, 2).value = written(self.sound[0].get(self.form.columns[row - HEADER_ROW - 1].name))
            else:
                for number, column in enumerate(self.form.columns, start=1):
                    sheet.cell(row, number).value = written(self.sound[row - HEADER_ROW - 1].get(column.name))
        return workbook


def written(value: object) -> object:
    return ("是" if value else "否") if isinstance(value, bool) else value


def reports() -> dict[str, Report]:
    by_form: dict[str, list[tuple]] = defaultdict(list)
    for fault in FAULTS:
        by_form[fault[0]].append(fault)
    by_form["Z01"] = [fault for fault in by_form["Z01"] if fault[3] not in REPORTED]
    found = {code: Report(FORMS[code], by_form[code]) for code in FORMS if by_form[code]}
    found["Z01-2"] = Report(FORMS["Z01"], [fault for fault in FAULTS if fault[3] in REPORTED][:1])
    return found


REPORTS = reports()


@pytest.fixture(scope="module")
def loop(tmp_path_factory):
    """Every faulty workbook sent, taken in, corrected and explained in what came back, sent again and taken in."""
    return Loop(LoopOffice(tmp_path_factory.mktemp("loop")))


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


FINDINGS = """
    SELECT s.file_name, f.code, f.cell, f.level, f.state, f.explained_by = f.submission_id FROM finding f
    JOIN submission s ON s.submission_id = f.submission_id
"""


class Loop:
    def __init__(self, office: LoopOffice) -> None:
        self.office = office
        for number, (name, report) in enumerate(REPORTS.items()):
            office.send(f"{name}.xlsx", report.workbook(), f"2024-01-02 09:{number:02}")
        self.first = office.run()
        self.came_back = {name: saved(office.workbook_of(f"{name}.xlsx")) for name in REPORTS}
        self.first_findings = office.rows(FINDINGS)
        for number, (name, report) in enumerate(REPORTS.items()):
            answered = explain(report.correct(opened(self.came_back[name])), "经实地走访核对，系本年新增的特殊情况")
            office.send(f"{name}更正.xlsx", answered, f"2024-01-03 09:{number:02}")
        self.second = office.run()
        self.outcomes = office.rows(
            "SELECT s.file_name, r.status, r.rows_held, r.errors, r.queries "
            "FROM report r JOIN submission s ON s.submission_id = r.submission_id"
        )
        self.second_findings = office.rows(FINDINGS)


def test_the_table_has_every_check_within_a_form():
    checked = {fault[3] for report in REPORTS.values() for fault in report.faults}
    assert checked | {"Z02-5"} >= {rule.code for form in FORMS.values() for rule in form.rules}


@pytest.mark.parametrize("name", REPORTS)
def test_the_findings_are_those_and_no_others(loop, name):
    found = [(code, cell) for file_name, code, cell, *_ in loop.first_findings if file_name == f"{name}.xlsx"]
    assert sorted(found, key=str) == sorted(REPORTS[name].expected(), key=str)


@pytest.mark.parametrize("name", REPORTS)
def test_the_returned_workbook_colours_those_cells_and_no_others(loop, name):
    workbook = opened(loop.came_back[name])
    assert coloured(workbook["填报"]) == REPORTS[name].expected_colours()
    assert {line["级别"] for line in opinions(workbook)} == {LEVELS[level] for level in REPORTS[name].levels()}


@pytest.mark.parametrize("name", REPORTS)
def test_the_corrected_and_explained_workbook_is_accepted(loop, name):
    [outcome] = [outcome for file_name, *outcome in loop.outcomes if file_name == f"{name}更正.xlsx"]
    assert outcome == ["accepted", 0, 0, 0]


@pytest.mark.parametrize("name", [name for name, report in REPORTS.items() if "query" in report.levels()])
def test_what_was_asked_is_explained_by_that_very_file(loop, name):
    left = [(level, state, own) for file_name, _, _, level, state, own in loop.second_findings if file_name == f"{name}更正.xlsx"]
    newest = name != "Z01"
    assert left
    assert set(left) == {("query", "explained" if newest else "superseded", 1)}
