"""Findings and returned workbooks are the same with every sentence replaced by a placeholder."""

from tests.support.faulty_reports import reports_of_cells, reports_of_rules
from tests.support.placeholders import found
from tests.support.returned_loop import LoopOffice, saved

REPORTS = reports_of_rules() | reports_of_cells()
CHOSEN = ("Z02规则", "Z03单元格", "X06规则")


def test_no_finding_and_no_marked_cell_hangs_on_a_sentence(tmp_path):
    workbooks = {name: saved(REPORTS[name].workbook()) for name in CHOSEN}
    told = {}
    for options in ((), ("--placeholders",)):
        office = LoopOffice(tmp_path / (options[0] if options else "plain"))
        for name, content in workbooks.items():
            office.send(f"{name}.xlsx", content, "2024-01-04 09:00")
        told[options] = found("findings", office.site, office.home, *options)
    assert any(name.endswith(".xlsx") and cells for name, cells in told[()].items())
    assert told[()] == told["--placeholders",]
