"""The desk in a real browser: the clerk's way and the steward's, at the width of a telephone and of a screen,
by mouse and by keyboard alone; every page for screen readers, in light and dark, and on paper.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assets.bulletins.issuing.issuing import start_notice
from tests.browser.desk_pages import HANDS, WIDTHS, Hands, a_browser, desk_served, looking
from tests.browser.office_pages import CHROMIUM
from tests.support.desk import Desk
from tests.support.offices import SmallOffice
from tests.support.workbooks import FAULTY, township_workbook

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("playwright", reason="playwright is a development dependency: make .venv/development")

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]
PERIOD = "2023-11"
SERIOUS = ("serious", "critical")
WAYS = [(width, hands) for width in WIDTHS for hands in HANDS]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with a_browser() as browser:
        yield browser


@pytest.fixture
def desk(tmp_path: Path, prepared_home: Path) -> Desk:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    with (small.site_folder / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("desk: {scores: notice}\n")
    desk = Desk(small)
    desk.account("耿车镇", "unit", "耿车镇")
    desk.account("考核科长", "steward")
    return desk


def given(folder: Path, name: str, **changes: object) -> Path:
    path = folder / name
    path.write_bytes(township_workbook("耿车镇", PERIOD, **changes))
    return path


@pytest.mark.parametrize(("width", "hands"), WAYS)
def test_a_clerk_checks_corrects_files_and_sees_the_score_change(
    browser: "Browser", desk: Desk, tmp_path: Path, width: int, hands: str
) -> None:
    faulty = given(tmp_path, "耿车镇11月.xlsx", attendances="八十")
    sound = given(tmp_path, "耿车镇11月改.xlsx", attendances=80)
    desk.small.run()
    (scheme,) = desk.small.office.schemes
    start_notice(desk.small.office, scheme, PERIOD, "职社科科长")
    with desk_served(desk) as address, looking(browser, address, width) as context:
        clerk = HANDS[hands](context.new_page())
        clerk.log_in("耿车镇")
        before = own_scores(clerk)

        clerk.choose_file("工作簿", faulty)
        clerk.button("先检查（不报送）")
        clerk.page.get_by_role("heading", name="检查结果").wait_for()
        assert clerk.page.get_by_text("八十").count()
        with clerk.page.expect_download() as marked:
            clerk.link("下载标好的工作簿")
        assert marked.value.suggested_filename.endswith(".xlsx")
        clerk.link("返回")

        clerk.choose_file("工作簿", sound)
        clerk.button("报送")
        clerk.page.get_by_role("heading", name="报送回执").wait_for()
        assert clerk.page.get_by_text(re.compile(r"^\d{8}-\d{5}$")).count() == 1
        assert clerk.page.get_by_text("等待审核").count()
        desk.small.run()
        clerk.page.get_by_text("已通过").wait_for()  # the page looks again by itself

        clerk.link("返回")
        assert own_scores(clerk) != before


def own_scores(clerk: Hands) -> str:
    """The unit's own points, item by item; back on the first page."""
    clerk.link("本单位得分")
    clerk.page.get_by_role("heading", name="本单位得分").wait_for()
    said = clerk.page.locator("main").inner_text()
    clerk.link("返回")
    clerk.page.get_by_role("heading", name="检查和报送").wait_for()
    return said


@pytest.mark.parametrize(("width", "hands"), WAYS)
def test_a_steward_decides_about_a_file_that_is_set_aside(
    browser: "Browser", desk: Desk, width: int, hands: str
) -> None:
    desk.small.send("埠子镇11月.xlsx", township_workbook("耿车镇", PERIOD))
    desk.take_in()
    with desk_served(desk) as address, looking(browser, address, width) as context:
        steward = HANDS[hands](context.new_page())
        steward.log_in("考核科长")
        steward.link("埠子镇11月.xlsx")
        steward.page.get_by_role("heading", name="认定归属").wait_for()
        form = steward.page.locator("section", has=steward.page.get_by_role("heading", name="认定归属"))
        choose(steward, form.get_by_label("单位", exact=True), "耿车镇")
        choose(steward, form.get_by_label("报告期"), PERIOD)
        steward.write("由谁认定（单位或职务，不写姓名）", "职社科科长", form)
        steward.write("理由", "已与单位电话核实", form)
        steward.button("认定", form)
        steward.page.get_by_text("已记下第1号认定").wait_for()
        desk.take_in()
        steward.link("今日")
        steward.page.get_by_role("heading", name="今日").wait_for()
        assert steward.page.get_by_role("heading", name="待认定的文件").count() == 0
    assert desk.small.status_of("Z03")[0] == "accepted"


def choose(person: Hands, field, option: str) -> None:
    """Choose from a list as the keyboard does: by the option's place."""
    person.press(field) if not hasattr(person, "reach") else person.reach(field)
    options = field.locator("option").all_inner_texts()
    person.page.keyboard.press("Escape")
    person.page.keyboard.press("Home")
    for _ in range(options.index(option)):
        person.page.keyboard.press("ArrowDown")
    assert field.evaluate("element => element.selectedOptions[0].textContent") == option


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Desk:
    """An office in which every page has something to show."""
    small = SmallOffice(
        tmp_path_factory.mktemp("full"),
        ("耿车镇", "埠子镇", "洋河镇", "王官集镇"),
        prepared_home=prepared_home,
    )
    with (small.site_folder / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("desk: {scores: notice}\n")
    small.send("耿车镇11月.xlsx", township_workbook("耿车镇", PERIOD, **FAULTY))
    small.send("王官集镇11月.xlsx", township_workbook("王官集镇", PERIOD))
    small.send("洋河镇11月.xlsx", township_workbook("王官集镇", PERIOD, learners=4))
    small.send("看不懂.xlsx", b"no workbook")
    small.run()
    (scheme,) = small.office.schemes
    start_notice(small.office, scheme, PERIOD, "职社科科长")
    desk = Desk(small)
    keep_a_message()
    desk.account("耿车镇", "unit", "耿车镇")
    for role in ("steward", "viewer"):
        desk.account(role, role)
    return desk


def keep_a_message() -> None:
    from django.utils import timezone

    from desk.mail.models import Message, State

    Message.objects.create(
        mailbox="imaps://x", uid_validity=1, uid=1, identity="0", sender="a@example.cn", subject="11月报表",
        received_at=timezone.now(), state=State.KEPT, reason="发件人不在单位表的邮箱里",
    )  # fmt: skip


PAGES = {
    "": ("/login", "/没有这一页"),
    "耿车镇": ("/unit", "/unit/answers", "/unit/evidence", "/unit/objections", "/unit/scores", "/password"),
    "steward": (
        "/steward", "/steward/decisions", "/steward/remind", "/steward/reports", "/steward/lights",
        "/steward/bulletins", "/steward/objections", "/steward/out", "/steward/mail", "/steward/evidence", "/steward/reviews",
    ),
    "viewer": ("/steward", "/steward/lights"),
}  # fmt: skip
FOUND = {
    "耿车镇": ('main a[href^="/unit/scores/"]',),
    "steward": ('main a[href^="/steward/files/"]', 'main a[href^="/steward/explain/"]'),
}
"""Links to pages whose addresses are not known before."""


def every_page(page: "Page", account: str, desk: Desk) -> Iterator[str]:
    """Open every page of an account, one after the other."""
    if account:
        HANDS["mouse"](page).log_in(account)
    for path in PAGES[account]:
        page.goto(path)
        yield path
        for link in (each for each in FOUND.get(account, ()) if page.locator(each).count()):
            page.goto(page.locator(link).first.get_attribute("href"))
            yield page.url
            page.goto(path)
    if account == "耿车镇":
        faulty = given(desk.small.site_folder, "检查.xlsx", **FAULTY)
        for button, heading in (("先检查（不报送）", "检查结果"), ("报送", "报送回执")):
            page.goto("/unit")
            page.set_input_files("#file", faulty)
            page.get_by_role("button", name=button, exact=True).click()
            page.get_by_role("heading", name=heading).wait_for()
            yield heading


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]
)
def test_every_page_can_be_read_by_everybody(browser: "Browser", full: Desk, width: int, scheme: str) -> None:
    """axe-core finds nothing serious, everything unfolded; no page is wider than the screen."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is in the extra services"
    ).Axe()
    seen, wrong = 0, []
    with desk_served(full) as address:
        for account in PAGES:
            with looking(browser, address, width, scheme) as context:
                page = context.new_page()
                for name in every_page(page, account, full):
                    seen += 1
                    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
                    found = axe.run(page).response["violations"]
                    wrong += [
                        (name, each["id"], [node["html"][:150] for node in each["nodes"]][:3])
                        for each in found
                        if each["impact"] in SERIOUS
                    ]
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        wrong.append((name, "wider than the screen", []))
    assert seen >= 20
    assert wrong == [], json.dumps(wrong, ensure_ascii=False, indent=1)


def test_pages_are_printed_on_a4(browser: "Browser", full: Desk, tmp_path: Path) -> None:
    """Without what is only for the screen, and not wider than the paper."""
    with desk_served(full) as address, looking(browser, address) as context:
        page = context.new_page()
        for name in every_page(page, "耿车镇", full):
            page.emulate_media(media="print")
            printed = page.pdf(prefer_css_page_size=True)
            sizes = {
                tuple(map(float, each.split())) for each in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)
            }
            assert {(round(width), round(height)) for _, _, width, height in sizes} == {(595, 842)}, name
            page.set_viewport_size({"width": 680, "height": 900})  # A4 without its margins
            assert page.evaluate("document.documentElement.scrollWidth") <= 680, name
            assert not page.locator("nav").first.is_visible()
            assert page.locator("h1").first.is_visible()
            page.emulate_media(media="screen")
            page.set_viewport_size({"width": 1440, "height": 900})


def test_lights_and_states_are_told_in_words_too(browser: "Browser", full: Desk) -> None:
    with desk_served(full) as address, looking(browser, address) as context:
        page = context.new_page()
        HANDS["mouse"](page).log_in("steward")
        page.goto("/steward/lights")
        lights = page.locator("td .light")
        assert lights.count()
        for light in lights.all():
            colour = re.search(r"light-(\S)", light.get_attribute("class") or "")[1]
            assert colour == "无" or light.inner_text().startswith(colour)
        page.goto("/steward/reports")
        assert all(each.inner_text() for each in page.locator("td .status").all())
