"""Rows that a unit may have meant to leave out are taken, and a query says which they are."""

import openpyxl
import pytest
from openpyxl.styles import Font

from schemas.office.catalogue import BUILT_IN
from tests.submissions.test_real_workbooks import ACTIVITIES, FIRST, findings, reviewed, workbook
from tests.support.form_examples import VALID
from tests.support.returned_loop import saved

STRUCK = Font(strike=True)


def titles(result) -> list[str]:
    return result.accepted["title"].tolist()


def hide(made: openpyxl.Workbook) -> None:
    made.active.row_dimensions[FIRST + 1].hidden = True


def filter_out(made: openpyxl.Workbook) -> None:
    """As Excel writes a filter that shows 健康养生 and 职业技能."""
    made.active.auto_filter.ref = "A3:F6"
    made.active.auto_filter.add_filter_column(2, ["健康养生", "职业技能"])
    made.active.row_dimensions[FIRST + 1].hidden = True


def group(made: openpyxl.Workbook) -> None:
    made.active.row_dimensions.group(FIRST + 1, FIRST + 1, hidden=True)


def flatten(made: openpyxl.Workbook) -> None:
    made.active.row_dimensions[FIRST + 1].height = 0.4


@pytest.mark.parametrize("how", [hide, filter_out, group, flatten])
def test_a_row_that_is_not_shown(how):
    made = workbook()
    how(made)
    result = reviewed(saved(made))
    assert titles(result) == [activity[1] for activity in ACTIVITIES]
    assert findings(result) == [("hidden-row", "A5")]
    (told,) = result.findings["message"]
    assert told == "本行被隐藏或筛选掉，已照常读取：不要上报的请删去本行，要上报的请取消隐藏。"


def test_rows_of_other_things_may_be_hidden():
    made = workbook()
    made.active.append(["合计", None, None, 125, 60, None])
    for row in (1, 2, 3, FIRST + 3, FIRST + 4):
        made.active.row_dimensions[row].hidden = True
    assert findings(reviewed(saved(made))) == []


def test_many_hidden_rows_are_told_once():
    made = workbook()
    for number in range(20):
        made.active.insert_rows(FIRST)
        for column, value in enumerate(["2023-12-05", f"活动{number}", "健康养生", 40, 30, "站"], start=1):
            made.active.cell(FIRST, column).value = value
    for row in range(FIRST, FIRST + 15):
        made.active.row_dimensions[row].hidden = True
    (told,) = reviewed(saved(made)).findings.itertuples()
    assert told.row_count == 15
    assert told.message.endswith("（共15处：第4–18行）")


def test_a_row_that_is_struck_through():
    made = workbook()
    for cell in made.active[FIRST + 1]:
        cell.font = STRUCK
    result = reviewed(saved(made))
    assert titles(result) == [activity[1] for activity in ACTIVITIES]
    assert findings(result) == [("struck-row", "A5")]


def test_a_row_most_of_which_is_struck_through():
    made = workbook()
    for cell in made.active[FIRST + 1][1:5]:
        cell.font = STRUCK
    assert findings(reviewed(saved(made))) == [("struck-row", "B5")]


def test_a_cell_that_is_struck_through():
    made = workbook()
    made.active["D5"].font = STRUCK
    result = reviewed(saved(made))
    assert findings(result) == [("struck-cell", "D5")]
    (told,) = result.findings["message"]
    assert told == "参加人次（25）划了删除线，已照常读取：作废的请改填，有效的请取消删除线。"


def test_blank_cells_headers_and_other_fonts_are_not_meant():
    made = workbook()
    made.active["A3"].font = STRUCK
    made.active["H5"].font = STRUCK
    made.active["D5"].font = Font(strike=False, bold=True)
    assert findings(reviewed(saved(made))) == []


class TestVerticalTable:
    form = BUILT_IN["X07"]

    def made(self) -> openpyxl.Workbook:
        rows = [[column.header, VALID["X07"][column.name]] for column in self.form.columns]
        return workbook([[self.form.title], ["指标", "数值"], *rows])

    def test_a_hidden_row_is_one_value(self):
        made = self.made()
        made.active.row_dimensions[4].hidden = True
        result = reviewed(saved(made), form="X07")
        assert findings(result) == [("hidden-row", "B4")]
        assert len(result.accepted) == 1

    def test_so_is_a_struck_one(self):
        made = self.made()
        made.active["B5"].font = STRUCK
        assert findings(reviewed(saved(made), form="X07")) == [("struck-cell", "B5")]


def test_a_sheet_hidden_so_that_no_menu_shows_it_is_hidden():
    made = workbook()
    made.create_sheet("目录")
    made.worksheets[0].sheet_state = "veryHidden"
    assert "hidden-sheet" in reviewed(saved(made)).findings["code"].tolist()
