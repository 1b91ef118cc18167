"""The pictures of the guides that show the Dagster UI, the desk and a bulletin, taken from the sample office:
``make pictures``.

The office's year is assessed in a home that exists for this alone. What the pictures show is what a steward
sees after ``make ui``.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from assets.bulletins.drafting import draft, write_draft
from tests.browser.bulletin_pictures import office_pages, page_in_browser
from tests.browser.desk_pages import Mouse, a_browser, desk_served, looking
from tests.browser.office_pages import keep_picture, open_submission, opened, served
from tests.support.desk import Desk
from tests.support.workbooks import FAULTY, township_workbook
from warehouse.office import open_office

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
UNIT, PERIOD = "洋北街道", "2023-12"
CLERK, STEWARD = "洋北街道", "考核管理员"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asset_graph(page: "Page") -> None:
    """From the submissions to a scheme's scores."""
    page.set_viewport_size({"width": 1400, "height": 1750})
    page.goto("/assets/scores/township_2023?view=lineage&lineageScope=upstream&lineageDepth=5")
    page.get_by_text("township_2023").first.wait_for()


def rerun_one_unit(page: "Page") -> None:
    """What is asked before one unit is taken in again."""
    open_submission(page, UNIT, PERIOD)
    page.get_by_role("button", name="Materialize…").first.click()
    page.get_by_role("button", name="Launch 1 run").wait_for()


def submission_partitions(page: "Page") -> None:
    """A dot for each unit and month."""
    open_submission(page, UNIT, PERIOD)


def unit_run(page: "Page") -> None:
    """The run of a unit that went back: the reason, and no stack trace."""
    open_submission(page, UNIT, PERIOD)
    page.get_by_role("button", name="View logs").or_(page.get_by_role("link", name="View logs")).first.click()
    page.get_by_text("RUN_FAILURE").first.wait_for()


def returned_reason(page: "Page") -> None:
    """The reason on the unit's own page."""
    open_submission(page, UNIT, PERIOD)
    page.get_by_text("原因", exact=True).first.wait_for()


def today(page: "Page") -> None:
    """What is new since the day before."""
    page.set_viewport_size({"width": 1400, "height": 1200})
    page.goto("/assets/today")
    page.get_by_text("得分和亮灯的变化").first.wait_for()


def light_matrix(page: "Page") -> None:
    """The lights of a scheme, units × indicators."""
    _markdown(page, "/assets/indicators/township_2023", 0)


def scores(page: "Page") -> None:
    """The scores of a scheme, with ranks."""
    page.goto(f"/assets/scores/township_2023?view=partitions&partition={PERIOD}")
    page.get_by_text("王官集镇").first.wait_for()


def report_matrix(page: "Page") -> None:
    """Who has reported: units × forms."""
    _markdown(page, "/assets/reports", 0)


def score_reasons(page: "Page") -> None:
    """Every point with its reason."""
    _markdown(page, "/assets/scores/township_2023", -1)


def _markdown(page: "Page", asset: str, place: int) -> None:
    """Open one of the long texts of an asset's partition: the first, or the last."""
    page.goto(f"{asset}?view=partitions&partition={PERIOD}")
    shown = page.get_by_text("[Show Markdown]")
    shown.first.wait_for()
    (shown.first if place == 0 else shown.last).click()
    page.get_by_role("button", name="Close").or_(page.get_by_role("button", name="Done")).first.wait_for()


TAKEN: tuple[Callable[["Page"], None], ...] = (
    asset_graph,
    returned_reason,
    rerun_one_unit,
    submission_partitions,
    unit_run,
    today,
    light_matrix,
    report_matrix,
    scores,
    score_reasons,
)


def desk_unit(page: "Page") -> None:
    """What a unit sees first: what it owes, and where it checks and files."""
    Mouse(page).log_in(CLERK)


def desk_checked(page: "Page") -> None:
    """The findings of a workbook before it is filed."""
    Mouse(page).log_in(CLERK)
    faulty = township_workbook(UNIT, PERIOD, **FAULTY)
    upload = {"name": f"{UNIT}{PERIOD}.xlsx", "mimeType": XLSX, "buffer": faulty}
    page.get_by_label("工作簿").set_input_files(files=[upload])
    page.get_by_role("button", name="先检查（不报送）").click()
    page.get_by_role("heading", name="检查结果").wait_for()


def desk_morning(page: "Page") -> None:
    """The steward's morning page."""
    Mouse(page).log_in(STEWARD)


def desk_lights(page: "Page") -> None:
    """The lights, each with the way to its explanation."""
    Mouse(page).log_in(STEWARD)
    page.goto("/steward/lights?scheme=township-2023")


def desk_explained(page: "Page") -> None:
    """Why a unit has a light, down to the cells."""
    desk_lights(page)
    page.locator("td .light").first.click()


def desk_file(page: "Page") -> None:
    """A file that is set aside, and what can be decided about it."""
    Mouse(page).log_in(STEWARD)
    page.locator('main a[href^="/steward/files/"]').first.click()


DESK: tuple[Callable[["Page"], None], ...] = (
    desk_unit,
    desk_checked,
    desk_morning,
    desk_lights,
    desk_explained,
    desk_file,
)


def take_desk(home: Path) -> None:
    """The pictures of the desk, from a home in which the sample was assessed."""
    office = open_office(home=home)
    office.prepare()
    with a_browser() as browser:
        desk = Desk(SimpleNamespace(office=office))
        desk.account(CLERK, "unit", UNIT)
        desk.account(STEWARD, "steward")
        with desk_served(desk) as address:
            for show in DESK:
                with looking(browser, address, width=1200) as context:
                    page = context.new_page()
                    show(page)
                    keep_picture(page, _path(show))


BULLETIN = ("bulletin-word", "bulletin-workbook", "bulletin-page")


def take_bulletin(home: Path) -> None:
    """The pictures of a bulletin: its first pages and its table of values, its workbook, its page."""
    office = open_office(home=home)
    (scheme,) = (each for each in office.schemes if each.id == "township-2023")
    with tempfile.TemporaryDirectory() as folder:
        files = write_draft(office, draft(office, scheme, PERIOD))
        by_kind = {each.path.suffix: each.path for each in files}
        shown = (
            office_pages(by_kind[".docx"], (0, 1, -2), Path(folder)),
            office_pages(by_kind[".xlsx"], (1, 4), Path(folder)),
            page_in_browser(by_kind[".html"], Path(folder)),
        )
        for name, picture in zip(BULLETIN, shown, strict=True):
            picture.convert("RGB").quantize(128).save(PICTURES / f"{name}.png", optimize=True)


def _path(show: Callable[["Page"], None]) -> Path:
    return PICTURES / f"{show.__name__.replace('_', '-')}.png"


def main() -> None:
    """Take every picture; a file is named after its function. Chromium's own words are Chinese if its package of
    languages is installed (Debian: chromium-l10n).
    """
    os.environ |= {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}
    home = Path(tempfile.gettempdir()) / "kaohe"  # some pictures show its path
    home.mkdir()
    try:
        take_dagster(home)
        take_desk(home)
        take_bulletin(home)
    finally:
        shutil.rmtree(home)


def take_dagster(home: Path) -> None:
    """The pictures of the Dagster UI. What it shows is assessed into the home first."""
    with served(home) as address:
        for show in TAKEN:
            with opened(address) as page:
                show(page)
                page.wait_for_timeout(5_000)  # until what moves has come to rest
                keep_picture(page, _path(show))


if __name__ == "__main__":
    main()
