"""A real Superset with Kaohe's dashboards, and what a browser sees of them.

``python -m tests.bi.superset_server`` takes the pictures of the guides, from the sample office.
"""

import os
import re
import secrets
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deployment.superset.bundle import DASHBOARDS, write_zip
from deployment.superset.dashboard import Dashboard
from tests.browser.office_pages import opened

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".venv-superset" / "bin" / "superset"
CONFIG = ROOT / "deployment" / "superset" / "superset_config.py"
PICTURES = ROOT / "docs" / "pictures"
USER = "admin"
WIDTH, HEIGHT, COLOURS = 1400, 2300, 96
START_SECONDS, QUIET_MILLISECONDS = 120, 4_000


@dataclass(frozen=True)
class Superset:
    """A server: its address and the password of its administrator."""

    address: str
    password: str


@contextmanager
def superset_over(uri: str) -> Iterator[Superset]:
    """A fresh Superset into which the bundle has been imported, with the views at this URI."""
    with tempfile.TemporaryDirectory(prefix="kaohe-superset-") as folder:
        home, password = Path(folder), secrets.token_hex(8)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")} | {
            "FLASK_APP": "superset",
            "SUPERSET_CONFIG_PATH": str(CONFIG),
            "SUPERSET_HOME": folder,
            "SUPERSET_SECRET_KEY": secrets.token_hex(32),
        }
        write_zip(home / "kaohe.zip", uri)
        person = f"--username {USER} --firstname 管理 --lastname 员 --email admin@example.org --password {password}"
        for words in (
            "db upgrade",
            f"fab create-admin {person}",
            "init",
            f"import-dashboards -p {home}/kaohe.zip -u {USER}",
        ):
            _run(environment, *words.split())
        with _serving(environment, home) as address:
            yield Superset(address, password)


def _run(environment: Mapping[str, str], *words: str) -> None:
    done = subprocess.run(
        [PROGRAM, *words], env=dict(environment), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, f"superset {words[0]}: {done.stderr[-3000:]}"


@contextmanager
def _serving(environment: Mapping[str, str], home: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [PROGRAM, "run", "--port", str(port), "--with-threads"],
            env=dict(environment),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(START_SECONDS):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=2)
                break
            except OSError:
                assert server.poll() is None, (home / "server.log").read_text(errors="replace")
                time.sleep(1)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


@contextmanager
def logged_in(superset: Superset) -> Iterator["Page"]:
    """A browser's page, logged in as the administrator."""
    with opened(superset.address) as page:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.goto("/login/")
        page.locator("input[type=password]").wait_for()
        page.get_by_role("textbox").first.fill(USER)
        page.locator("input[type=password]").fill(superset.password)
        page.locator("button[type=submit], input[type=submit]").first.click()
        page.wait_for_url(lambda url: "/login" not in url)
        yield page


def rows_of_charts(page: "Page", dashboard: Dashboard) -> dict[str, int]:
    """Open a dashboard: how many rows the server gave to each of its charts, by the chart's title. What it refused is not
    there.
    """
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response) if "/chart/data" in response.url else None)
    page.goto(f"/superset/dashboard/kaohe-{dashboard.name}/")
    for chart in dashboard.charts:
        page.get_by_text(chart.title, exact=True).first.wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET_MILLISECONDS)  # until the charts have come to rest
    titles = dict(page.evaluate(TITLES, f"kaohe-{dashboard.name}"))
    found = {}
    for answer in answers:
        number = re.search(r"slice_id%22%3A(\d+)", answer.url)
        if number and answer.ok:
            found[titles[int(number[1])]] = sum(each["rowcount"] for each in answer.json()["result"])
    return found


TITLES = """async slug => (await (await fetch(`/api/v1/dashboard/${slug}/charts`)).json()).result.map(
    chart => [chart.id, chart.slice_name])"""
"""Asks Superset for the charts of a dashboard: pairs of number and title."""


def take_pictures() -> None:
    """Run the sample office, and take a picture of each dashboard."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        subprocess.run(
            [ROOT / ".venv/bin/kaohe", "run", "--home", home], check=True, stdout=subprocess.DEVNULL
        )
        with superset_over(f"sqlite:///{home}/warehouse.db") as superset, logged_in(superset) as page:
            for dashboard in DASHBOARDS:
                rows_of_charts(page, dashboard)
                path = PICTURES / f"dashboard-{dashboard.name}.png"
                page.screenshot(
                    path=path, clip={"x": 0, "y": 60, "width": WIDTH, "height": _bottom(page) - 60}
                )
                with Image.open(path) as picture:
                    picture.quantize(COLOURS).save(path, optimize=True)  # a page has few colours


def _bottom(page: "Page") -> float:
    charts = page.locator(".dashboard-component-chart-holder").all()
    return max(box["y"] + box["height"] for chart in charts if (box := chart.bounding_box())) + 16


if __name__ == "__main__":
    take_pictures()
