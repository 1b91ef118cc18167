"""Dagster's daemon as docs/deployment.md starts it: a file in the inbox becomes a score by itself, and what
goes wrong is told.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dagster as dg
import pytest
import yaml

from pipelines.orchestration.execution import open_instance
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

pytestmark = pytest.mark.services

PROGRAMS = Path(sys.executable).parent
FAILURE, SUCCESS = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS
EVERY_SECONDS = 3
"""How often sensors are asked here; an office's are asked every half minute."""
PROGRAM = f"""
import pipelines.orchestration.sensors, pipelines.telling.watching
pipelines.orchestration.sensors.INBOX_EVERY_SECONDS = pipelines.orchestration.sensors.LEDGER_EVERY_SECONDS = {EVERY_SECONDS}
pipelines.telling.watching.WATCH_EVERY_SECONDS = pipelines.telling.watching.FRESHNESS_EVERY_SECONDS = {EVERY_SECONDS}
from pipelines.definitions import defs
"""


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict]]:
    """What arrived at the address that alerts are posted to."""
    received = []

    class Address(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Address)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("KAOHE_ALERT_WEBHOOK", f"http://127.0.0.1:{server.server_port}/")
    yield received
    server.shutdown()
    server.server_close()


@pytest.fixture
def office(
    posted: list[dict], prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SmallOffice]:
    """An office whose daemon is running, and to which nothing is due yet; in its inbox a file, and a list of
    receipts that is wrong.
    """
    office = SmallOffice(tmp_path, prepared_home=prepared_home, as_of="2023-12-02")
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    (office.inbox / "received.csv").write_text("文件,时间\n耿车镇.xlsx,昨天\n", encoding="utf-8")
    (tmp_path / "often.py").write_text(PROGRAM)
    settings = {
        "KAOHE_SITE": office.site_folder,
        "KAOHE_HOME": office.home,
        "KAOHE_WAREHOUSE": office.office.warehouse_url,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    with open_instance(office.home, office.office.site.id, office.office.warehouse_url):
        pass
    launch_often(office.home / "dagster" / "dagster.yaml")
    environment = os.environ | {
        "DAGSTER_HOME": str(office.home / "dagster"),
        "PYTHONPATH": os.pathsep.join([*sys.path, str(tmp_path)]),
    }
    command = [PROGRAMS / "dagster-daemon", "run", "--module-name", "often"]
    with log_of(office).open("w") as log:
        daemon = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    yield office
    daemon.terminate()
    try:
        daemon.wait(15)
    finally:
        if daemon.poll() is None:
            os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()


def launch_often(settings: Path) -> None:
    """Have the daemon look every second whether a run waits."""
    changed = yaml.safe_load(settings.read_text(encoding="utf-8"))
    coordinator = {
        "module": "dagster",
        "class": "QueuedRunCoordinator",
        "config": {"dequeue_interval_seconds": 1},
    }
    settings.write_text(yaml.safe_dump(changed | {"run_coordinator": coordinator}), encoding="utf-8")


def log_of(office: SmallOffice) -> Path:
    return office.home.with_name("daemon.log")


def wait_for(office: SmallOffice, found: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, f"not within {seconds} s\n{log_of(office).read_text()[-4000:]}"
        time.sleep(0.5)


def titles(posted: list[dict]) -> list[str]:
    return [message["title"].partition("：")[2] for message in posted]


def runs(office: SmallOffice, job: str) -> list[dg.DagsterRunStatus]:
    with open_instance(office.home, office.office.site.id, office.office.warehouse_url) as instance:
        return [run.status for run in instance.get_runs(dg.RunsFilter(job_name=job))]


def test_a_run_that_fails_is_told_and_a_file_becomes_a_score(office: SmallOffice, posted: list[dict]):
    wait_for(office, lambda: "收件失败" in titles(posted))
    assert posted[-1]["text"].startswith(
        "收件没有完成：收文时间表 received.csv 第 1 行应写列名 file_name,received_at"
    )
    assert titles(posted) == ["数据可能过时", "收件失败"]

    (office.inbox / "received.csv").unlink()
    office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50))
    wait_for(office, lambda: len(posted) > 2 and len(office.view("bi_score")))
    assert runs(office, "nightly") == [SUCCESS, FAILURE]
    assert titles(posted) == ["数据可能过时", "收件失败", "数据已更新"]
    log = log_of(office).read_text()
    assert "SensorExecutionError" not in log
    assert "execution errored" not in log
