"""One workbook saved in every format: what is merged, hidden, struck through or an error is the same in each."""

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import Font

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import ExcelError, Sheet

STRUCK = Font(strike=True)


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
        ["胜利村", 51, 7, None, None, dt.time(8, 30)],
    ):
        sheet.append(row)
    sheet.merge_cells("B6:C6")
    sheet.merge_cells("A3:A4")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet["B5"].font = STRUCK
    sheet["A6"].font = STRUCK
    sheet["D3"].number_format = "yyyy-mm-dd hh:mm"
    sheet["F2"].number_format = "0%"
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
    shown, hidden = sheets(saved_as, "xlsx")
    assert shown.rows[1] == [
        "东风村",
        98,
        ExcelError("#DIV/0!"),
        dt.date(2023, 12, 3),
        "第一行\n第二行",
        0.25,
    ]
    assert shown.rows[2][2] == ExcelError("#N/A")
    assert shown.rows[4][2] == "无"
    assert {tuple(place) for place in shown.merged} == {(2, 0, 3, 0), (5, 1, 5, 2)}
    assert (shown.hidden_rows, shown.hidden_columns) == ({2}, {3})
    assert shown.struck == {(4, 1), (5, 0)}
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
