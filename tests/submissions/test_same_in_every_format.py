"""One workbook saved in every format: what is merged, hidden, struck through or an error is the same in each."""

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import ExcelError, FormattedCell, MarkedText, Sheet

STRUCK = Font(strike=True)
FORMATTED = [
    (35000, r"0\.0,", FormattedCell(35000, "3.5", 10_000)),
    (1_200_000, '#,##0,"千"', FormattedCell(1_200_000, "1200千", 1000)),
    (7, '"XS"000', FormattedCell(7, "XS007")),
    (110_101, "000-000", FormattedCell(110_101, "110-101")),
    (1, '[=1]"男";"女"', FormattedCell(1, "男")),
    (2, '[=1]"男";"女"', FormattedCell(2, "女")),
    (0, '#,##0;-#,##0;"无"', FormattedCell(0, "无")),
    (-5, "0_);(0)", None),
    (0.335, "0.0%", FormattedCell(0.335, "33.5%")),
    (45, '0"人"', FormattedCell(45, "45人")),
    (12.5, "¥#,##0.00", FormattedCell(12.5, "¥12.5")),
    (12, "[Red]0.00", None),
    (1.5, "# ?/?", None),
    (3, "General", None),
]
"""A value, its number format, and what is shown where that is more than the value."""
RUNS = [
    (["60", (TextBlock, "1", {"vertAlign": "superscript"})], MarkedText("601", False)),
    (["60", (TextBlock, "50", {"strike": True})], MarkedText("6050", True)),
    ([(TextBlock, "粗", {"b": True}), "细" * 300], None),
    (["长" * 9000], None),
    (["H", (TextBlock, "2", {"vertAlign": "subscript"}), "O"], MarkedText("H2O", False)),
]


def _add_special_cells(sheet) -> None:
    for row, (value, code, _) in enumerate(FORMATTED, start=1):
        sheet.cell(row, 1, value).number_format = code
    for row, (runs, _) in enumerate(RUNS, start=1):
        parts = [part if isinstance(part, str) else part[0](InlineFont(**part[2]), part[1]) for part in runs]
        sheet.cell(row, 2).value = CellRichText(*parts)


def _made() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "15—59岁"
    for row in (
        ["村（社区）", "摸排人数", "其中：外出", "日期", "说明", "比例"],
        ["东风村", 98, "=1/0", dt.date(2023, 12, 3), "第一行\n第二行", 0.25],
        ["红旗村", 82, "=NA()", dt.datetime(2023, 12, 3, 8, 30), "  前面  有空格", "=1/4"],
        [None] * 6,
        ["朝阳村", "作废", '=CONCATENATE("无","")', None, "<甲&乙>", True],
        ["胜利村7组", 51, 7, None, None, dt.time(8, 30)],
    ):
        sheet.append(row)
    sheet.merge_cells("B6:C6")
    sheet.merge_cells("A3:A4")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet["B5"].font = STRUCK
    sheet["A5"].alignment = Alignment(horizontal="left", indent=2)
    sheet["A6"].font = STRUCK
    sheet["D3"].number_format = "yyyy-mm-dd hh:mm"
    sheet["F2"].number_format = "0%"
    _add_special_cells(workbook.create_sheet("格式"))
    hidden = workbook.create_sheet("藏")
    hidden.append(["y", "=SUM(1,2)"])
    hidden.sheet_state = "hidden"
    return workbook


@pytest.fixture(scope="module")
def saved_as(tmp_path_factory) -> Callable[[str], bytes]:
    """The workbook as LibreOffice saves it under this suffix."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice, which saves the workbook in every format, is not installed")
    folder = tmp_path_factory.mktemp("formats")
    _made().save(folder / "made.xlsx")
    # xlsx last: it is saved again too, for only then are its formulas calculated
    for suffix in ("xls", "ods", "fods", "xlsx"):
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            suffix,
        ]
        subprocess.run(
            [*command, "--outdir", folder / "saved", folder / "made.xlsx"],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return lambda suffix: (folder / "saved" / f"made.{suffix}").read_bytes()


def sheets(saved_as, suffix: str) -> tuple[Sheet, ...]:
    return read_workbook(saved_as(suffix), f"报表.{suffix}").sheets


def test_what_the_workbook_says(saved_as):
    shown, special, hidden = sheets(saved_as, "xlsx")
    assert shown.rows[1] == [
        "东风村",
        98,
        ExcelError("#DIV/0!"),
        dt.date(2023, 12, 3),
        "第一行\n第二行",
        0.25,
    ]
    assert shown.rows[2][2] == ExcelError("#N/A")
    assert (shown.rows[4][0], shown.rows[4][2]) == ("    朝阳村", "无")
    assert {tuple(place) for place in shown.merged} == {(2, 0, 3, 0), (5, 1, 5, 2)}
    assert (shown.hidden_rows, shown.hidden_columns) == ({2}, {3})
    assert shown.struck == {(4, 1), (5, 0)}
    formatted = {(row, 0): cell for row, (*_, cell) in enumerate(FORMATTED) if cell}
    assert special.special == formatted | {(row, 1): cell for row, (_, cell) in enumerate(RUNS) if cell}
    assert (hidden.name, hidden.hidden, hidden.rows) == ("藏", True, [["y", 3]])


@pytest.mark.parametrize("suffix", ["xls", "ods", "fods"])
def test_is_read_from_every_format(saved_as, suffix):
    for sheet, expected in zip(sheets(saved_as, suffix), sheets(saved_as, "xlsx"), strict=True):
        assert sheet.rows == expected.rows
        assert (sheet.name, sheet.hidden, set(sheet.merged)) == (
            expected.name,
            expected.hidden,
            set(expected.merged),
        )
        assert sheet.hidden_rows == expected.hidden_rows
        assert sheet.hidden_columns == expected.hidden_columns
        assert sheet.struck == expected.struck
        assert sheet.special == expected.special
