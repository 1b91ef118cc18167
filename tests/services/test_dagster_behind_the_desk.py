"""Dagster's own pages behind the desk's login: the real webserver twice, the real nginx, and Chromium."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.office_pages import CHROMIUM, FLAGS
from tests.support.desk import PASSWORD, Desk
from tests.support.front_door import HOST, NGINX, free_port, nginx, served
from tests.support.offices import SmallOffice

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("playwright", reason="playwright is a development dependency: make .venv/development")

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
    pytest.mark.skipif(
        NGINX is None or shutil.which("openssl") is None, reason="nginx or openssl is not installed"
    ),
]
ROOT = Path(__file__).parents[2]
START_SECONDS = 240
MAY_START_RUNS = """() => fetch("/dagster/graphql", {
    method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({query: "{ permissions { permission value } }"})
}).then(answer => answer.json()).then(told =>
    told.data.permissions.find(each => each.permission == "launch_pipeline_execution").value)"""


@contextmanager
def webserver(small: SmallOffice, *options: str) -> Iterator[int]:
    """Dagster's pages of an office as the services of a deployment start them. Gives their port."""
    port = free_port()
    programs = Path(sys.executable).parent
    environment = os.environ | {
        "KAOHE_SITE": str(small.site_folder),
        "KAOHE_INBOX": str(small.inbox),
        "KAOHE_HOME": str(small.home),
        "DAGSTER_HOME": str(small.home / "dagster"),
    }
    command = [programs / "dagster-webserver", "--host", "127.0.0.1", "--path-prefix", "/dagster", *options]
    place = ["--port", str(port), "--module-name", "pipelines.definitions"]
    with (small.home / f"webserver-{port}.log").open("wb") as log:
        process = subprocess.Popen([*command, *place], env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(START_SECONDS):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/dagster/server_info", timeout=2)
            return
        except OSError:
            time.sleep(1)
    raise AssertionError("Dagster's webserver did not start")


def logged_in(browser: "Browser", name: str) -> tuple["Page", list[str]]:
    """A page of an account, and where web sockets have brought it something."""
    page = browser.new_context(
        base_url=f"https://{HOST}",
        ignore_https_errors=True,
        locale="zh-CN",
        viewport={"width": 1440, "height": 900},
    ).new_page()
    page.set_default_timeout(60_000)
    heard: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda _payload: heard.append(socket.url)),
    )
    page.goto("/login")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    return page, heard


def test_each_role_sees_its_own_dagster(tmp_path: Path, prepared_home: Path) -> None:
    from playwright.sync_api import sync_playwright

    small = SmallOffice(tmp_path / "office", prepared_home=prepared_home)
    with (small.site_folder / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"desk: {{hosts: [{HOST}]}}\n")
    desk = Desk(small)
    for name, role, unit in (("科长", "steward", ""), ("局长", "viewer", ""), ("耿车镇", "unit", "耿车镇")):
        desk.account(name, role, unit)
    with ExitStack() as stack:
        full, read_only = (stack.enter_context(webserver(small, *more)) for more in ((), ("--read-only",)))
        door = stack.enter_context(nginx(tmp_path, stack.enter_context(served(desk)), full, read_only))
        for port in (full, read_only):
            wait_for(port)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = stack.enter_context(sync_playwright()).chromium
        mapped = f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{door}"
        browser = chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, mapped])
        stack.callback(browser.close)

        for name, may_start_runs in (("科长", True), ("局长", False)):
            page, heard = logged_in(browser, name)
            page.get_by_role("link", name="运行记录（Dagster）").click()
            page.wait_for_url("**/dagster/**")
            page.goto(
                "/dagster/assets/scores/township_2023?view=lineage&lineageScope=upstream&lineageDepth=5"
            )
            page.get_by_text("elderly_education", exact=True).first.wait_for()
            assert page.evaluate(MAY_START_RUNS) is may_start_runs
            for _ in range(60):
                if heard:
                    break
                page.wait_for_timeout(500)
            assert set(heard) == {f"wss://{HOST}/dagster/graphql"}

        page, _ = logged_in(browser, "耿车镇")
        assert page.get_by_role("link", name="运行记录（Dagster）").count() == 0
        assert page.goto("/dagster/asset-groups").status == 403
