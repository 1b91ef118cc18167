"""How a program is measured: its wall clock, processor time and memory as the operating system counts them.
Also the machine that it ran on.
"""

import json
import os
import platform
import subprocess
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".bench"
SAMPLED_EVERY = 0.05
"""Seconds between two looks at the memory."""


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


def measure(name: str, command: list[str], rows: int) -> Measured:
    """Run a command to its end. RuntimeError with its output if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    with (FOLDER / "output.txt").open("w+") as output:
        process = subprocess.Popen(  # noqa: S603 — commands of ours
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        watch = _MemoryWatch(process.pid)
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


class _MemoryWatch(threading.Thread):
    """Watches the resident memory of a process and its descendants while it lives."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.peak = process, 0.0

    def run(self) -> None:
        while (now := _resident(self.process)) is not None:
            self.peak = max(self.peak, now)
            time.sleep(SAMPLED_EVERY)


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
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def save(name: str, tables: dict[str, list[Measured]], **more: object) -> None:
    """Keep the results of a benchmark for the page that shows them (``benchmarks.performance_page``)."""
    found = {
        **more,
        "machine": machine(),
        "tables": {title: [asdict(each) for each in rows] for title, rows in tables.items()},
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
