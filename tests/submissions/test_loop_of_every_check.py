"""For every form: a workbook with one fault per check comes back with exactly those findings at exactly those
cells, and is accepted when the cells are corrected and the questions are answered.
"""

import io

import openpyxl
import pytest

from assets.submissions.returned.parts.comments import LEVELS
from schemas.findings import Level
from schemas.form import OnError
from schemas.office.catalogue import BUILT_IN
from tests.support.faulty_reports import TOWNSHIPS, WRONG_CELLS, reports_of_cells, reports_of_rules
from tests.support.returned_loop import LoopOffice, coloured, explain, opinions, saved

REPORTS = reports_of_rules() | reports_of_cells()
NEWEST = {report.form.code: name for name, report in REPORTS.items()}
"""The report of each form that is in force in the end: all of a form are for the same unit and month."""


@pytest.fixture(scope="module")
def loop(tmp_path_factory):
    """Every faulty workbook sent, taken in, corrected and explained in what came back, sent again and taken
    in.
    """
    return Loop(LoopOffice(tmp_path_factory.mktemp("loop"), TOWNSHIPS))


def at(day: int, number: int) -> str:
    """The reports of a day come in one a minute."""
    return f"2024-01-{day:02} {9 + number // 60:02}:{number % 60:02}"


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


FINDINGS = """
    SELECT s.file_name, f.code, f.cell, f.level, f.state, f.explained_by = f.submission_id FROM finding f
    JOIN submission s ON s.submission_id = f.submission_id
"""
OUTCOMES = """
    SELECT s.file_name, r.status, r.rows_held, r.errors, r.queries FROM report r
    JOIN submission s ON s.submission_id = r.submission_id
"""


class Loop:
    def __init__(self, office: LoopOffice) -> None:
        self.office = office
        for number, (name, report) in enumerate(REPORTS.items()):
            office.send(f"{name}.xlsx", report.workbook(), at(2, number))
        self.first = office.run()
        self.came_back = {name: saved(office.workbook_of(f"{name}.xlsx")) for name in REPORTS}
        self.first_findings, self.first_outcomes = office.rows(FINDINGS), outcomes(office)
        for number, (name, report) in enumerate(REPORTS.items()):
            answered = explain(
                report.correct(opened(self.came_back[name])), "经实地走访核对，系本年新增的特殊情况"
            )
            office.send(f"{name}更正.xlsx", answered, at(3, number))
        self.second = office.run()
        self.second_findings, self.second_outcomes = office.rows(FINDINGS), outcomes(office)


def outcomes(office: LoopOffice) -> dict[str, tuple]:
    return {file_name: tuple(outcome) for file_name, *outcome in office.rows(OUTCOMES)}


def test_the_table_has_every_check_within_a_form():
    checked = {
        (report.form.code, fault.code)
        for report in REPORTS.values()
        for line in report.lines
        for fault in line.faults
    }
    assert checked >= {(form.code, rule.code) for form in BUILT_IN.values() for rule in form.rules}
    for form in BUILT_IN.values():
        kinds = {
            code
            for column in form.columns
            for code in WRONG_CELLS[column.type.name]
            if code != "approximate-number"
        }
        of_rows = {"duplicate-key", "duplicate-row"} | (
            {"total-row"} if any(column.additive for column in form.columns) else set()
        )
        expected = (
            kinds
            | {"required", "excel-error", "formula-not-calculated"}
            | (set() if form.vertical else of_rows)
        )
        assert expected <= {code for of_form, code in checked if of_form == form.code}


@pytest.mark.parametrize("name", REPORTS)
def test_the_findings_are_those_and_no_others(loop, name):
    found = [(code, cell) for file_name, code, cell, *_ in loop.first_findings if file_name == f"{name}.xlsx"]
    assert sorted(found, key=str) == sorted(REPORTS[name].expected(), key=str)


@pytest.mark.parametrize("name", REPORTS)
def test_the_returned_workbook_colours_those_cells_and_no_others(loop, name):
    workbook = opened(loop.came_back[name])
    assert coloured(workbook["填报"]) == REPORTS[name].expected_colours()
    assert {line["级别"] for line in opinions(workbook)} == {
        LEVELS[level] for level in REPORTS[name].levels()
    }


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_faulty_is_held_back(loop, name):
    """The whole report, or in a roster the faulty records; a wrong total puts all of them in doubt."""
    report = REPORTS[name]
    records = [
        line.faults for line in report.lines if not any(fault.code == "total-row" for fault in line.faults)
    ]
    held = sum(any(fault.level is Level.HARD for fault in faults) for faults in records)
    if held and (report.form.on_error is OnError.RETURN_REPORT or len(records) < len(report.lines)):
        held = len(records)
    status = {0: "accepted_with_queries", len(records): "returned"}.get(held, "partly_accepted")
    assert loop.first_outcomes[f"{name}.xlsx"][:2] == (status, held)


@pytest.mark.parametrize("name", REPORTS)
def test_the_corrected_and_explained_workbook_is_accepted(loop, name):
    assert loop.second_outcomes[f"{name}更正.xlsx"] == ("accepted", 0, 0, 0)


@pytest.mark.parametrize("name", [name for name, report in REPORTS.items() if "query" in report.levels()])
def test_what_was_asked_is_explained_by_that_very_file(loop, name):
    left = [
        (level, state, own)
        for file_name, _, _, level, state, own in loop.second_findings
        if file_name == f"{name}更正.xlsx"
    ]
    assert left
    assert set(left) == {("query", "explained" if name in NEWEST.values() else "superseded", 1)}
