"""The pictures of the handbook that show the Dagster UI, taken from the sample office: ``make pictures``.

The office's year is assessed in a home that exists for this alone. What the pictures show is what a steward
sees after ``make ui``.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser.office_pages import open_submission, opened, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
UNIT, PERIOD = "洋北街道", "2023-12"


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
    score_reasons,
)


def main() -> None:
    """Take every picture; a file is named after its function."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "kaohe") as address:
        for show in TAKEN:
            with opened(address) as page:
                show(page)
                page.wait_for_timeout(5_000)  # until what moves has come to rest
                path = PICTURES / f"{show.__name__.replace('_', '-')}.png"
                page.screenshot(path=path)
                with Image.open(path) as picture:
                    picture.quantize(128).save(path, optimize=True)  # a page has few colours


if __name__ == "__main__":
    main()
