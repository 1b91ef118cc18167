"""The desk of an office with 100 units: fifty file at once while a pass runs, and pages answer soon."""

import csv
import re
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median

import pytest

from tests.browser.desk_pages import desk_served
from tests.conftest import KAOHE
from tests.support.desk import PASSWORD, Desk
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

pytestmark = pytest.mark.services

UNITS = [f"样例{number:03d}镇" for number in range(1, 101)]
AT_ONCE = UNITS[:50]
PERIOD = "2023-11"
SOON = 0.2
"""Seconds of the processor in which a page answers: what a clock says depends on what else the machine does."""
PAGES = {
    "unit": (
        "/unit", "/unit/scores", f"/unit/blank/Z03/{PERIOD}.xlsx", "/unit/answers", "/unit/evidence", "/unit/objections",
    ),
    "steward": (
        "/steward", "/steward/reports", "/steward/lights", "/steward/decisions", "/steward/bulletins",
        "/steward/objections", "/steward/remind", "/steward/mail", "/steward/out", "/steward/entries",
        "/steward/evidence", "/steward/reviews",
    ),
}  # fmt: skip


class Browser:
    """Sends forms as a browser does, and keeps cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        return self.opener.open(self.address + path, timeout=120).read().decode("utf-8", "replace")

    def log_in(self, name: str) -> None:
        given = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token_of(self.get("/login"))}
        self.opener.open(self.address + "/login", urllib.parse.urlencode(given).encode(), timeout=120)

    def file(self, content: bytes) -> str:
        """File a workbook; the page of the receipt."""
        page = self.get("/unit")
        number = re.search(r'name="request" value="([^"]+)"', page)[1]
        fields = {"csrfmiddlewaretoken": token_of(page), "request": number}
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + b"\r\n--x--\r\n"
        request = urllib.request.Request(
            f"{self.address}/unit/files", body, {"Content-Type": "multipart/form-data; boundary=x"}
        )
        return self.opener.open(request, timeout=120).read().decode()


def token_of(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


def workbook(name: str) -> bytes:
    """A unit's own: what two units send alike is set aside."""
    number = UNITS.index(name)
    return township_workbook(name, PERIOD, first_learner=4 * number + 1, attendances=300 + number)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Desk:
    small = SmallOffice(tmp_path_factory.mktemp("load"), ("耿车镇",), prepared_home=prepared_home)
    path = small.site_folder / "units.csv"
    with path.open("a", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        for number, name in enumerate(UNITS, start=1):
            writer.writerow([f"321399{number:03d}", name, "township", "321302", "", "", "", "", ""])
    for name in UNITS[50:]:
        small.send(f"{name}11月.xlsx", workbook(name))
    desk = Desk(small)
    for name in AT_ONCE:
        desk.account(name, "unit", name)
    desk.account("科长", "steward")
    return desk


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    with desk_served(desk) as address:
        yield address


def test_fifty_units_file_at_once_while_a_pass_runs(desk: Desk, address: str) -> None:
    small = desk.small
    browsers = {name: Browser(address) for name in AT_ONCE}
    with ThreadPoolExecutor(8) as some:
        list(some.map(lambda name: browsers[name].log_in(name), AT_ONCE))
    workbooks = {name: workbook(name) for name in AT_ONCE}
    running = subprocess.Popen(
        [KAOHE, "run", "--site", small.site_folder, "--home", small.home], stdout=subprocess.DEVNULL
    )
    with ThreadPoolExecutor(len(AT_ONCE)) as everybody:
        receipts = list(everybody.map(lambda name: browsers[name].file(workbooks[name]), AT_ONCE))
    was_running = running.poll() is None
    assert running.wait(300) == 0
    assert was_running
    numbers = {re.search(r"\d{8}-\d{5}", receipt)[0] for receipt in receipts}
    assert len(numbers) == len(AT_ONCE)

    small.run()
    rows = small.view("bi_report_status", form="Z03").set_index("unit_name")["status"]
    assert [unit for unit in UNITS if rows[unit] == "missing"] == []
    files = set(small.view("bi_submission")["file_name"])
    assert all(any(number in name for name in files) for number in numbers)


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_a_page_answers_soon(desk: Desk, address: str, role: str, path: str) -> None:
    browser = Browser(address)
    browser.log_in(AT_ONCE[0] if role == "unit" else "科长")
    taken, clock = [], []
    for _ in range(5):
        started, since = time.process_time(), time.perf_counter()  # the server is in this process
        browser.get(path)
        taken.append(time.process_time() - started)
        clock.append(time.perf_counter() - since)
    print(
        f"{path}: {median(taken) * 1000:.0f} ms of the processor, {median(clock) * 1000:.0f} ms by the clock"
    )
    assert median(taken) < SOON
