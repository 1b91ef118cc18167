"""How a program is measured: its wall clock, processor time and memory as the operating system counts them.
Also the machine that it ran on.
"""

import json
import os
import platform
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".bench"
RUNS = 3
"""How often everything is measured."""
SAMPLED_EVERY = 0.05
"""Seconds between two looks at the memory."""
LOAD_AT_REST = 0.5
"""The load of a core beyond which a machine has other work to do, so that the clock says little."""
_LOAD_BEFORE = os.getloadavg()[0]
"""The load before anything is measured."""


@dataclass(frozen=True)
class Measured:
    """What a program and all processes that it started took.

    ``wall`` and ``processor`` are in seconds. ``peak`` is in MB: the sum over its processes when it was
    highest. ``rows`` is how many rows it dealt with.
    """

    name: str
    wall: float
    processor: float
    peak: float
    rows: int


@dataclass(frozen=True)
class Repeated:
    """Several runs of one program: the shortest and the median of their seconds, the highest of their peaks.

    ``start_up``: the processor time of the shortest run that finds nothing to do, if it was measured.
    """

    name: str
    wall: float
    median_wall: float
    processor: float
    median_processor: float
    peak: float
    rows: int
    start_up: float | None = None

    @classmethod
    def of(cls, name: str, runs: Sequence[Measured], start_up: float | None = None) -> "Repeated":
        """The runs in one. They dealt with the same rows."""
        walls, processors = [each.wall for each in runs], [each.processor for each in runs]
        return cls(
            name,
            min(walls),
            median(walls),
            min(processors),
            median(processors),
            max(each.peak for each in runs),
            runs[0].rows,
            start_up,
        )


@dataclass(frozen=True)
class Aim:
    """A work, its aim (``at_most``, or ``at_least`` where larger is better), and the figure that was
    measured: of the shortest runs, and of the medians.
    """

    work: str
    aim: str
    at_most: float | None
    at_least: float | None
    shortest: float
    middle: float

    @property
    def is_met(self) -> bool:
        """Whether the shortest runs reach the aim."""
        if self.at_most is not None:
            return self.shortest <= self.at_most
        return self.at_least is not None and self.shortest >= self.at_least


def repeated(name: str, once: Callable[[], Measured], start_up: float | None = None) -> Repeated:
    """Measure a program RUNS times."""
    return Repeated.of(name, [once() for _ in range(RUNS)], start_up)


def measure(name: str, command: list[str], rows: int) -> Measured:
    """Run a command to its end. RuntimeError with its output if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    with (FOLDER / "output.txt").open("w+") as output:
        process = subprocess.Popen(  # noqa: S603 — commands of ours
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        watch = MemoryWatch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        watch.join()
        if os.waitstatus_to_exitcode(status) != 0:
            output.seek(0)
            raise RuntimeError(f"{name}: {output.read()[-2000:]}")
    return Measured(
        name, wall, usage.ru_utime + usage.ru_stime, max(watch.peak, usage.ru_maxrss / 1024), rows
    )


class MemoryWatch(threading.Thread):
    """Watches the resident memory of a process and its descendants while it lives. ``peak``: its highest sum
    in MB. Memory that several of them share counts for each.
    """

    def __init__(self, process: int) -> None:
        """The process is watched once the thread is started."""
        super().__init__(daemon=True)
        self.process, self.peak, self._stopped = process, 0.0, threading.Event()

    def run(self) -> None:
        """Look every SAMPLED_EVERY seconds until the process ends or ``stop`` is called."""
        while (now := _resident(self.process)) is not None:
            self.peak = max(self.peak, now)
            if self._stopped.wait(SAMPLED_EVERY):
                return

    def stop(self) -> None:
        """Watch no longer, although the process lives on."""
        self._stopped.set()
        self.join()


def _resident(process: int) -> float | None:
    """The memory in MB of a process and its descendants. None once it has ended."""
    folder = Path(f"/proc/{process}")
    try:
        pages = int((folder / "statm").read_text().split()[1])
        children = [
            int(each)
            for thread in (folder / "task").iterdir()
            for each in (thread / "children").read_text().split()
        ]
    except (OSError, IndexError, ValueError):
        return None
    if not pages:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 + sum(_resident(child) or 0.0 for child in children)


def machine() -> dict[str, object]:
    """The machine on which the figures were measured."""
    model = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next(
        (int(line.split()[1]) / 1e6 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0.0
    )
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory),
        "system": platform.system(),
        "python": platform.python_version(),
        "day": time.strftime("%Y-%m-%d"),
        "load": round(_LOAD_BEFORE, 1),
        "is_busy": LOAD_AT_REST * len(os.sched_getaffinity(0)) < _LOAD_BEFORE,
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def save(
    name: str,
    tables: dict[str, list[Measured]] | dict[str, list[Repeated]],
    aims: Iterable[Aim] = (),
) -> None:
    """Keep the results of a benchmark for the page that shows them (``benchmarks.performance_page``)."""
    found = {
        "machine": machine(),
        "aims": [{**asdict(each), "is_met": each.is_met} for each in aims],
        "tables": {title: [asdict(each) for each in rows] for title, rows in tables.items()},
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
