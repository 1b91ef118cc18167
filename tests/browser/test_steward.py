"""A steward's morning in a real browser: who is red, why, the corrected file, one click, green, and the
indicator has changed.

Nothing here calls the pipeline: the office is opened with ``kaohe ui``, the corrected workbook is put into
the inbox as the unit would send it, and everything else happens by looking and clicking. With PICTURES_FOLDER
set to a folder the unit's page is kept there as a picture, red and green (``make pictures``).
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.browser.office_pages import (
    CHROMIUM,
    GREEN,
    RED,
    STEP_SECONDS,
    keep_picture,
    open_submission,
    opened,
    served,
)

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is a development dependency: make .venv/development"
)

SITE = Path(__file__).parents[2] / "sites" / "sucheng"
UNIT, PERIOD = "埠子镇", "2023-11"
RETURNED = "2023年11月报表（埠子镇）.xlsx"
CORRECTED = "2023年11月报表（埠子镇）改.xlsx"
LAST_MONTH = "2023年10月报表（埠子镇）.xlsx"
POPULATION = "宿城区教育局2023年1月人口基数.xlsx"
INBOX = [RETURNED, LAST_MONTH, POPULATION, "202311耿车镇.xlsx", "宿城区教育局2023年1月目标任务分解.xlsx"]

pytestmark = [
    pytest.mark.services,  # it starts the UI and its daemon
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The office of 宿城区 with a small inbox: 埠子镇's November report on elderly education has to go
    back.
    """
    folder = tmp_path_factory.mktemp("office") / "sucheng"
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("submissions", "sample", "__pycache__"))
    (folder / "submissions").mkdir()
    for name in [*INBOX, "received.csv"]:
        shutil.copy(SITE / "submissions" / name, folder / "submissions" / name)
    return folder


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory) -> Iterator[str]:
    """The address of the UI of that office."""
    with served(tmp_path_factory.mktemp("home"), "--site", site) as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator["sync_api.Page"]:
    with opened(address) as page:
        yield page


def test_a_returned_submission_is_corrected_and_turned_green(page, site):
    _reload_until(page, _open_submission, "failed, and did not materialize this asset", RED)

    page.get_by_role("button", name="View logs").click()
    page.get_by_text("本月活动次数为0，参与人次（35）也应为0").first.wait_for()
    assert page.get_by_text("合计行的经常性参与人数").count() > 0
    page.get_by_role("button", name="Done").click()

    before = _participation(page)
    correct(site / "submissions" / RETURNED)

    _rerun_until_green(page)

    for _ in range(STEP_SECONDS // 10):
        after = _participation(page)
        if after != before:
            break
        page.wait_for_timeout(10_000)
    learners, elderly = (
        _learners(site / "submissions" / CORRECTED),
        _elderly(site / "submissions" / POPULATION),
    )
    assert (
        before == f"{_learners(site / 'submissions' / LAST_MONTH) / elderly:.2%}"
    )  # last month's figure stood in
    assert after == f"{learners / elderly:.2%}"


def correct(workbook: Path) -> None:
    """What the clerk does: no activity, so no attendance; and the total of what stands above it. The file
    goes back into the inbox.
    """
    book = openpyxl.load_workbook(workbook)
    sheet = book["老年教育机构月报表"]
    sheet["G9"] = 0
    sheet["G11"] = 564
    sheet["H11"] = 2555
    book.save(workbook.with_name(CORRECTED))
    workbook.unlink()


def _learners(workbook: Path) -> int:
    """The sum of 经常性参与人数 over the institutions, as the sheet lists them."""
    return sum(int(value) for value in _column(workbook, "老年教育机构月报表", "经常性参与人数"))


def _elderly(workbook: Path) -> int:
    """The unit's 60周岁以上常住老年人口."""
    sheet = openpyxl.load_workbook(workbook).worksheets[0]
    place = _header(sheet, "60周岁以上")
    return next(
        int(row[place[1]].value) for row in sheet.iter_rows() if any(UNIT in str(cell.value) for cell in row)
    )


def _column(workbook: Path, sheet: str, header: str) -> Iterator[object]:
    opened = openpyxl.load_workbook(workbook)[sheet]
    line, column = _header(opened, header)
    for row in opened.iter_rows(min_row=line + 1):
        if "合" not in str(row[0].value) and str(row[column].value or "").isdigit():
            yield row[column].value


def _header(sheet, text: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of the cell that holds the text."""
    return next(
        (cell.row, cell.column - 1)
        for row in sheet.iter_rows()
        for cell in row
        if text in str(cell.value).replace("\n", "")
    )


def _rerun_until_green(page) -> None:
    """Run the unit's partition again, as a steward does: once more where another run was in its way."""
    for last in (False, True):
        _open_submission(page)
        page.get_by_role("button", name="Materialize…").first.click()
        launch = page.get_by_role("button", name="Launch 1 run")
        launch.click()
        launch.wait_for(state="hidden")  # leaving the page earlier would take the launch back
        try:
            _reload_until(
                page,
                _open_submission,
                "已通过",
                GREEN,
                gone=("failed, and did not materialize this asset", "被退回", "targets this partition"),
            )
        except AssertionError:
            if last:
                raise
        else:
            return


def _open_submission(page) -> None:
    open_submission(page, UNIT, PERIOD)


def _participation(page) -> str:
    """The unit's elderly participation rate (A3-2) as the page of the indicators shows it."""
    page.goto(f"/assets/indicators/township_2023?view=partitions&partition={PERIOD}")
    page.get_by_text("Show Markdown").nth(1).click()  # the first is the matrix of lights
    row = page.get_by_role("row").filter(has_text=UNIT).filter(has_text="A3-2").first
    row.wait_for()
    return row.get_by_role("cell").nth(2).inner_text()


def _reload_until(page, open_page, text: str, picture: str, gone: tuple[str, ...] = ()) -> None:
    """Look until the page has a text, and none of those that must be gone: it does not always notice by
    itself.
    """
    for _ in range(STEP_SECONDS // 5):
        open_page(page)
        page.wait_for_timeout(5_000)
        if page.get_by_text(text).count() and not any(page.get_by_text(each).count() for each in gone):
            if folder := os.environ.get("PICTURES_FOLDER"):
                keep_picture(page, Path(folder) / f"{picture}.png")
            return
    raise AssertionError(f"never saw {text!r} on the page: {page.locator('body').inner_text()[:3000]}")
