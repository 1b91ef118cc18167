"""OpenDocument spreadsheets: every cell at its address, whoever wrote the file."""

import datetime as dt

import pytest

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import NOT_CALCULATED, ExcelError, Limits, UnreadableWorkbook
from tests.support.submitted_files import ods, repacked


def only_sheet(rows: str, **limits: int):
    (sheet,) = read_workbook(ods(rows), "报表.ods", Limits(**limits)).sheets
    return sheet


def text(*paragraphs: str, **attributes: object) -> str:
    shown = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    return cell(shown, **{"office:value-type": "string", **attributes})


def number(value: float, **attributes: object) -> str:
    return cell("", **{"office:value-type": "float", "office:value": value, **attributes})


def cell(content: str = "", covered: bool = False, **attributes: object) -> str:
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    name = "table:covered-table-cell" if covered else "table:table-cell"
    return f"<{name}{stated}>{content}</{name}>"


def row(*cells: str, **attributes: object) -> str:
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<table:table-row{stated}>{''.join(cells)}</table:table-row>"


REPEATED_CELLS, REPEATED_ROWS = "table:number-columns-repeated", "table:number-rows-repeated"


def test_what_is_repeated_stands_at_each_of_its_addresses():
    rows = row(number(1, **{REPEATED_CELLS: 2}), cell(**{REPEATED_CELLS: 3}), text("x"))
    sheet = only_sheet(row(**{REPEATED_ROWS: 2}) + rows + row(number(2), **{REPEATED_ROWS: 3}))
    assert sheet.rows[:2] == [[None] * 6] * 2
    assert sheet.rows[2] == [1, 1, None, None, None, "x"]
    assert [each[0] for each in sheet.rows[3:]] == [2, 2, 2]


def test_what_is_covered_by_merged_cells_is_blank():
    merged = text("甲", **{"table:number-rows-spanned": 2, "table:number-columns-spanned": 2})
    hidden_below = cell(
        "<text:p>5</text:p>", covered=True, **{"office:value-type": "float", "office:value": 5}
    )
    sheet = only_sheet(row(merged, hidden_below, number(3)) + row(cell(covered=True, **{REPEATED_CELLS: 2})))
    assert sheet.rows == [["甲", None, 3]]
    assert [tuple(place) for place in sheet.merged] == [(0, 0, 1, 1)]


def formula(shown: str, **attributes: object) -> str:
    stated = {"table:formula": "of:=[.A1]/0", "office:value-type": "float", "office:value": 0, **attributes}
    return cell(f"<text:p>{shown}</text:p>", **stated)


@pytest.mark.parametrize(
    "shown", ["#DIV/0!", "#N/A", "#REF!", "#NAME?", "#VALUE!", "Err:508", "错误:502", "#名称?"]
)
def test_errors_of_formulas_are_no_zeros(shown):
    """The value beside the error is 0, or none: what is shown tells."""
    string = {"office:value-type": "string", "office:string-value": ""}
    sheet = only_sheet(row(formula(shown), formula(shown, **string), text(shown)))
    assert sheet.rows == [[ExcelError(shown), ExcelError(shown), shown]]


def test_a_formula_without_a_result_was_not_calculated():
    sheet = only_sheet(row(cell(**{"table:formula": "of:=[.A1]"}), formula("3", **{"office:value": 3})))
    assert sheet.rows == [[NOT_CALCULATED, 3]]


def test_every_type_of_value():
    sheet = only_sheet(
        row(
            cell(**{"office:value-type": "date", "office:date-value": "2023-09-03"}),
            cell(**{"office:value-type": "date", "office:date-value": "2023-09-03T08:30:00"}),
            cell(**{"office:value-type": "time", "office:time-value": "PT08H30M00S"}),
            cell(**{"office:value-type": "time", "office:time-value": "P1DT2H"}),
            cell(**{"office:value-type": "boolean", "office:boolean-value": "true"}),
            cell(**{"office:value-type": "currency", "office:value": "1.5", "office:currency": "CNY"}),
            cell(**{"office:value-type": "string", "office:string-value": "无段落"}),
        )
    )
    day = dt.date(2023, 9, 3)
    assert sheet.rows == [
        [day, dt.datetime(2023, 9, 3, 8, 30), dt.time(8, 30), dt.timedelta(hours=26), True, 1.5, "无段落"]
    ]


def test_an_indented_file_says_the_same():
    """Editors of XML break lines and indent: only what is marked as white space is white space."""
    plain = row(
        text("第一行", "第二行"), text("甲<text:s text:c='2'/>乙<text:tab/>丙<text:line-break/>丁"), number(3)
    )
    indented = plain.replace("><", ">\n      <").replace("第一行", "\n  第一行\n ")
    expected = [["第一行\n第二行", "甲  乙\t丙\n丁", 3]]
    assert only_sheet(plain).rows == expected
    assert only_sheet(f"\n{indented}\n").rows == expected


def test_comments_in_cells_are_not_their_text():
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    assert only_sheet(row(cell(f"{note}<text:p>3人</text:p>", **{"office:value-type": "string"}))).rows == [
        ["3人"]
    ]


def test_hidden_by_filter_by_hand_and_in_closed_groups():
    rows = (
        row(number(1), **{"table:visibility": "filter"})
        + row(number(2), **{"table:visibility": "collapse"})
        + f"<table:table-row-group table:display='false'>{row(number(3))}</table:table-row-group>"
        + f"<table:table-row-group>{row(number(4))}</table:table-row-group>"
        + f"<table:table-header-rows>{row(number(5))}</table:table-header-rows>"
    )
    sheet = only_sheet(rows)
    assert [each[0] for each in sheet.rows] == [1, 2, 3, 4, 5]
    assert sheet.hidden_rows == {0, 1, 2}


class TestLimits:
    def refusal(self, data: bytes, **limits: int) -> str:
        with pytest.raises(UnreadableWorkbook) as caught:
            read_workbook(data, "报表.ods", Limits(**limits))
        return caught.value.code

    def test_hold_for_what_is_repeated(self):
        for attributes in ({REPEATED_ROWS: 1_000_000}, {REPEATED_ROWS: 9_999_999}):
            assert self.refusal(ods(row(number(1), **attributes))) == "sheet-too-large"
        assert self.refusal(ods(row(number(1, **{REPEATED_CELLS: 9_999_999})))) == "sheet-too-large"
        wide = row(number(1, **{REPEATED_CELLS: 400}), **{REPEATED_ROWS: 150_000})
        assert self.refusal(ods(wide)) == "file-too-many-cells"

    def test_hold_for_texts_and_sheets(self):
        assert self.refusal(ods(row(text("长" * 40))), cell_characters=30) == "cell-too-long"
        spaces = row(text("甲<text:s text:c='9999'/>乙" * 9))
        assert self.refusal(ods(spaces)) == "cell-too-long"

    def test_no_entities_and_no_depth(self):
        prolog = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><office:document-content/>'
        assert self.refusal(repacked(ods(""), {"content.xml": prolog})) == "file-with-entities"
        deep = ods(row(text("<text:span>" * 500 + "x" + "</text:span>" * 500)))
        assert self.refusal(deep) == "file-too-deep"


def test_damage_and_other_documents_are_told():
    whole = ods(row(number(1)))
    for content, code in (
        (b"<office:document-content", "file-damaged"),
        (b"<a/>", "file-not-a-workbook"),
        (b"", "file-damaged"),
    ):
        with pytest.raises(UnreadableWorkbook) as caught:
            read_workbook(repacked(whole, {"content.xml": content}), "报表.ods")
        assert caught.value.code == code
