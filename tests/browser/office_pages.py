"""The pages of an office in a real browser."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RED, GREEN = "red-unit", "green-unit"
"""The names of the pictures of a unit before and after its correction."""
START_SECONDS, STEP_SECONDS = 240, 180


@contextmanager
def served(home: Path, *options: str | Path) -> Iterator[str]:
    """The address of the UI of an office, served by ``kaohe ui`` with these options."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home.mkdir(exist_ok=True)
    command = [Path(sys.executable).with_name("kaohe"), "ui", "--home", home, "--port", str(port), *options]
    with (home / "ui.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/server_info", server, home / "ui.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        # It may have ended by itself: the reason is told by what waited for it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(START_SECONDS):
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")
            time.sleep(1)
    raise AssertionError(f"the UI did not start: {log.read_text(encoding='utf-8', errors='replace')}")


@contextmanager
def opened(address: str) -> Iterator["Page"]:
    """A page of a browser on which the UI at this address can be opened."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(
            base_url=address,
            viewport={"width": 1400, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        page.set_default_timeout(STEP_SECONDS * 1000)
        yield page
        browser.close()


def keep_picture(page: "Page", path: Path) -> None:
    """Take a picture of what the page shows, as a small PNG."""
    page.screenshot(path=path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(128, method=Image.Quantize.MAXCOVERAGE)  # a small red is kept
        few.save(path, optimize=True)


def open_submission(page: "Page", unit: str, period: str) -> None:
    """Open the page of what a unit has submitted for a period."""
    page.goto(f"/assets/submission?view=partitions&partition={quote(f'{period} {unit}')}")
    page.get_by_role("heading", name=f"{period} {unit}").or_(
        page.get_by_text(f"{period} {unit}")
    ).first.wait_for()
