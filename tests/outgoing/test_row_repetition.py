"""A row of a receiver's workbook stands for each unit: what is around it follows."""

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from assets.outgoing.row_repetition import moved_formula, repeat_row


@pytest.mark.parametrize(
    ("formula", "becomes"),
    [
        ("=SUM(B4:B4)", "=SUM(B4:B6)"),
        ("=SUM(B4)", "=SUM(B4:B6)"),
        ("=SUM($B$3:$B$4)", "=SUM($B$3:$B$6)"),
        ("=B5+B4+B3", "=B7+B4+B3"),
        ("=SUM(A1:A3)", "=SUM(A1:A3)"),
        ("=SUM(A5:A9)", "=SUM(A7:A11)"),
        ('=IF(B5>0,"B5",表!B5)', '=IF(B7>0,"B5",表!B7)'),
        ("=其他!B5", "=其他!B5"),
        ("=SUM('表'!B4:B8)", "=SUM('表'!B4:B10)"),
        ("=ROUND(B5/B$9,2)", "=ROUND(B7/B$11,2)"),
    ],
)
def test_formulas_follow(formula, becomes):
    assert moved_formula(formula, "表", "表", row=4, more=2) == becomes


def test_formulas_of_other_sheets_follow_only_where_they_name_the_sheet():
    assert moved_formula("=B5+表!B5", "封面", "表", row=4, more=2) == "=B5+表!B7"


def receivers_workbook() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "表"
    for row in (
        ["上报表", None, None],
        ["镇街", "人数", "占比"],
        ["x", 1, "=B3/B$4"],
        ["合计", "=SUM(B3:B3)", None],
    ):
        sheet.append(row)
    sheet.append(["填表人", None, None])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A5:C5")
    sheet["A3"].font, sheet["B3"].number_format = Font(bold=True), "0.0"
    sheet["A4"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 31, 44
    sheet.conditional_formatting.add("B3:B3", CellIsRule("greaterThan", ["9"], font=Font(bold=True)))
    sheet.add_data_validation(DataValidation("list", '"甲,乙"', sqref="A3:A3"))
    sheet.print_area = "A1:C5"
    return workbook


def test_everything_around_the_row_follows():
    workbook = receivers_workbook()
    sheet = workbook["表"]
    repeat_row(workbook, sheet, 3, 4)
    assert [cell.value for cell in sheet["A"]] == ["上报表", "镇街", "x", "x", "x", "x", "合计", "填表人"]
    assert [cell.value for cell in sheet["C"]][2:6] == ["=B3/B$7", "=B4/B$7", "=B5/B$7", "=B6/B$7"]
    assert sheet["B7"].value == "=SUM(B3:B6)"
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:C1", "A8:C8"}
    assert [sheet.row_dimensions[row].height for row in (3, 4, 5, 6, 7)] == [31, 31, 31, 31, 44]
    assert all(sheet[f"A{row}"].font.bold and sheet[f"B{row}"].number_format == "0.0" for row in range(3, 7))
    assert sheet["A7"].fill.fgColor.rgb == "FF00FF00"
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["B3:B6"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A3:A6"
    assert sheet.print_area == "'表'!$A$1:$C$8"


def test_once_changes_nothing():
    workbook = receivers_workbook()
    repeat_row(workbook, workbook["表"], 3, 1)
    assert workbook["表"]["B4"].value == "=SUM(B3:B3)"


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 20), st.integers(0, 9))
def test_a_sum_counts_the_rows_it_counted_and_all_copies(first, size, row, more):
    last = first + size - 1
    moved = moved_formula(f"=SUM(A{first}:A{last})", "表", "表", row, more)
    start, end = (int(place[1:]) for place in moved.removeprefix("=SUM(").removesuffix(")").split(":"))
    holds_the_row = first <= row <= last
    assert end - start + 1 == size + (more if holds_the_row else 0)
    assert start == first + (more if first > row else 0)
