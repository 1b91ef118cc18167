"""A steward's way through both: the morning page of the desk, a decision there, green in Dagster, and the
light on the desk has changed.
"""

from pathlib import Path

import pytest

from tests.browser.desk_pages import Mouse, a_browser, desk_served, looking
from tests.browser.office_pages import CHROMIUM, served
from tests.browser.test_steward import PERIOD, UNIT, _open_submission, _reload_until, _rerun_until_green
from tests.support.desk import Desk
from tests.support.offices import SmallOffice
from tests.support.workbooks import FAULTY, township_workbook

pytest.importorskip("playwright", reason="playwright is a development dependency: make .venv/development")

pytestmark = [
    pytest.mark.services,  # it starts the UI and its daemon
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]
RED = "failed, and did not materialize this asset"


def test_a_decision_on_the_desk_turns_the_unit_green_and_changes_its_light(
    tmp_path: Path, prepared_home: Path
) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    small.send(f"{UNIT}11月.xlsx", township_workbook(UNIT, PERIOD, **FAULTY))
    desk = Desk(small)
    desk.account("考核科长", "steward")
    with (
        served(small.home, "--site", small.site_folder) as dagster,
        a_browser() as browser,
        desk_served(desk) as address,
        looking(browser, address) as at_desk,
    ):
        at_dagster = browser.new_context(base_url=dagster, locale="zh-CN").new_page()
        at_dagster.set_default_timeout(180_000)
        _reload_until(at_dagster, _open_submission, RED, "desk-1-red")

        steward = Mouse(at_desk.new_page())
        steward.log_in("考核科长")
        steward.page.get_by_text(f"{PERIOD}　{UNIT}").click()
        assert "已退回" in steward.page.locator("main").inner_text()
        before = light_row(steward)
        steward.page.goto("/steward/decisions")
        accept = steward.page.locator("details#accept")
        steward.press(accept.locator("summary"))
        for label, text in (
            ("单位", UNIT),
            ("报表（代号或名称）", "Z03"),
            ("报告期（YYYY-MM）", PERIOD),
            ("由谁认定（单位或职务，不写姓名）", "职社科科长"),
            ("理由", "已与单位电话核实"),
        ):
            steward.write(label, text, accept)
        steward.button("特批", accept)
        steward.page.get_by_text("已记下第1号认定").wait_for()

        _rerun_until_green(at_dagster)
        for _ in range(36):
            after = light_row(steward)
            if after != before:
                break
            steward.page.wait_for_timeout(5_000)
        assert after != before


def light_row(steward: Mouse) -> str:
    """The unit's lights and figures, as the matrix shows them."""
    steward.page.goto("/steward/lights")
    return steward.page.get_by_role("row").filter(has_text=UNIT).first.inner_text()
