"""A deployment of many sites as an operator sets it up: a folder of sites, Dagster's daemon, Celery workers,
each a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import dagster as dg
import yaml

Found = TypeVar("Found")

PROGRAMS = Path(sys.executable).parent
POLL_SECONDS = 0.3
ENDS_WITHIN_SECONDS = 20


@dataclass
class Deployment:
    """Sites under ``folder / "sites"``, their homes under ``folder / "home"``, and the processes that were
    started for them.
    """

    folder: Path
    broker: str
    dagster_storage: str
    warehouse: str
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def sites(self) -> Path:
        return self.folder / "sites"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def environment(self) -> dict[str, str]:
        """What the operator's file of settings holds."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("KAOHE_", "DAGSTER_"))
        }
        return kept | {
            "KAOHE_SITES": str(self.sites),
            "KAOHE_HOME": str(self.home),
            "KAOHE_WAREHOUSE": self.warehouse,
            "KAOHE_DAGSTER_STORAGE": self.dagster_storage,
            "KAOHE_BROKER": self.broker,
            "DAGSTER_HOME": str(self.home / "dagster"),
            "COLUMNS": "200",
        }

    def prepare(self, slots: int) -> subprocess.CompletedProcess:
        """``kaohe sites prepare``, to its end."""
        command = [PROGRAMS / "kaohe", "sites", "prepare", "--slots", str(slots)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300)

    def monitor_every(self, seconds: int) -> None:
        """Have Dagster look after its runs more often than operators need."""
        settings = self.home / "dagster" / "dagster.yaml"
        changed = yaml.safe_load(settings.read_text(encoding="utf-8"))
        changed["run_monitoring"]["poll_interval_seconds"] = seconds
        settings.write_text(yaml.safe_dump(changed), encoding="utf-8")

    def start_worker(self, name: str) -> None:
        """``kaohe sites worker`` for one run at a time."""
        self._start(name, PROGRAMS / "kaohe", "sites", "worker", "--slots", "1", "--name", name)

    def start_daemon(self) -> None:
        """Dagster's daemon, which starts what is due on every site."""
        self._start(
            "daemon", PROGRAMS / "dagster-daemon", "run", "-w", self.home / "dagster" / "workspace.yaml"
        )

    def _start(self, name: str, *command: object) -> None:
        with self.log(name).open("w") as log:
            self.processes[name] = subprocess.Popen(
                list(map(str, command)),
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self.folder,
            )

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def worker_of(self, run: dg.DagsterRun) -> str | None:
        """The name of the worker whose log says that it took the run."""
        task = run.tags.get("dagster-celery/task_id", "no task yet")
        return next(
            (
                name
                for name in self.processes
                if name != "daemon" and f"[{task}] received" in self.log(name).read_text()
            ),
            None,
        )

    def kill(self, name: str) -> None:
        """End a process and all that it has started, as a machine ends that loses its power."""
        process = self.processes[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """Ask all that is still running to stop, then end it."""
        for process in self.processes.values():
            process.terminate()
        deadline = time.monotonic() + ENDS_WITHIN_SECONDS
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def logs(self) -> str:
        """The ends of all logs, for the message of a test that fails."""
        return "\n".join(f"--- {name}\n{self.log(name).read_text()[-3000:]}" for name in self.processes)


@contextmanager
def instance_of(deployment: Deployment) -> Iterator[dg.DagsterInstance]:
    """The instance that all sites share, as the daemon has it."""
    before = dict(os.environ)
    os.environ.update(deployment.environment)
    try:
        with dg.DagsterInstance.from_config(str(deployment.home / "dagster")) as instance:
            yield instance
    finally:
        os.environ.clear()
        os.environ.update(before)


def wait_for(deployment: Deployment, what: str, found: Callable[[], Found], seconds: float) -> Found:
    """What ``found`` gives once it gives anything. AssertionError with the logs after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"{what}: not within {seconds} s\n{deployment.logs()}")
