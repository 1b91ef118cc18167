"""The desk in a real browser: served, looked at, and worked with by mouse or by keyboard alone."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.office_pages import CHROMIUM, FLAGS
from tests.support.desk import PASSWORD, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

WIDTHS = (390, 1440)
MOST_STEPS = 150
"""With so many presses of Tab everything on a page is reached."""


@contextmanager
def desk_served(desk: Desk) -> Iterator[str]:
    """The address of the desk, served as ``kaohe desk`` serves it."""
    from desk.server import serving

    server = serving(desk.small.office, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


@contextmanager
def a_browser() -> Iterator["Browser"]:
    """A Chromium. Playwright keeps an event loop in this thread, in which Django does not work unless told
    to.
    """
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def looking(
    browser: "Browser", address: str, width: int = 1440, scheme: str = "light"
) -> Iterator["BrowserContext"]:
    """A person's browser; nothing in it may ask anybody but the desk."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    context.set_default_timeout(30_000)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


class Hands(ABC):
    """How a person works with a page."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        # The browser reports its dialogs only to who listens, and begins a little after it was asked to.
        page.on("filechooser", lambda chooser: None)

    @abstractmethod
    def press(self, what: "Locator") -> None:
        """Use a button or a link."""

    @abstractmethod
    def write(self, label: str, text: str, within: "Locator | None" = None) -> None:
        """Write into a field."""

    @abstractmethod
    def choose_file(self, label: str, path: Path) -> None:
        """Choose a file for a field."""

    def button(self, name: str, within: "Locator | None" = None) -> None:
        """Press the button of that name."""
        self.press((within or self.page).get_by_role("button", name=name, exact=True))

    def link(self, name: str, within: "Locator | None" = None) -> None:
        """Follow the link of that name."""
        self.press((within or self.page).get_by_role("link", name=name).first)

    def log_in(self, name: str) -> None:
        """Log in, from the first page."""
        self.page.goto("/")
        self.write("账号", name)
        self.write("密码", PASSWORD)
        self.button("登录")
        self.page.wait_for_url(lambda url: "/login" not in url)


class Mouse(Hands):
    """With the mouse."""

    def press(self, what: "Locator") -> None:
        what.click()

    def write(self, label: str, text: str, within: "Locator | None" = None) -> None:
        field = (within or self.page).get_by_label(label, exact=True)
        field.click()
        self.page.keyboard.type(text)

    def choose_file(self, label: str, path: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_label(label).click()
        chooser.value.set_files(path)


class Keyboard(Hands):
    """With the keyboard alone."""

    def reach(self, what: "Locator") -> None:
        """Press Tab until it has the focus."""
        what.wait_for()
        for _ in range(MOST_STEPS):
            if what.evaluate("element => element === document.activeElement"):
                assert what.evaluate("element => element.matches(':focus-visible')")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"never reached by Tab: {what}")

    def press(self, what: "Locator") -> None:
        self.reach(what)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str, within: "Locator | None" = None) -> None:
        self.reach((within or self.page).get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def choose_file(self, label: str, path: Path) -> None:
        self.reach(self.page.get_by_label(label))
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(path)


HANDS: dict[str, type[Hands]] = {"mouse": Mouse, "keyboard": Keyboard}
