"""An .xls so small that its content lies in the short sectors of the file: its errors are seen all the same."""

import shutil
import subprocess

import pytest
from openpyxl import Workbook

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import ExcelError


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice, which writes the .xls, is not installed"
)
def test_errors_of_a_small_xls_are_seen(tmp_path):
    workbook = Workbook()
    workbook.active.append([1, 2, "=1/0"])
    workbook.save(tmp_path / "small.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xls",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "small.xlsx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (sheet,) = read_workbook((tmp_path / "small.xls").read_bytes(), "small.xls").sheets
    assert sheet.rows == [[1, 2, ExcelError("#DIV/0!")]]
