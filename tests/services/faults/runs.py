"""Commands of their own in processes of their own, each disturbed at one moment.

The processes are forked from one that has imported what a run needs: importing costs more than most runs.
None of them has run anything before.
"""

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.services.faults.boundaries import disturb

PRELOADED = [
    "tests.services.faults.boundaries",
    "pipelines.commands.command_line",
    "pipelines.orchestration.execution",
    "pipelines.commands.output",
    "great_expectations",
]
PERSON_KEY = "5a" * 32
PATIENCE = 120
"""Seconds that a test waits for a run before it takes it for stuck."""


@dataclass(frozen=True)
class Stop:
    """The ``number``-th time (from 1) that a run comes to ``step`` it is killed, or halted until it is told
    to go on.
    """

    step: str
    number: int = 1
    halt: bool = False


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code (-9 killed), its output and the steps it came to."""

    code: int
    output: str
    errors: str
    steps: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Circumstances:
    """``largest_file``: bytes a file may have; ``busy_seconds``: how long it waits for a lock;
    ``with_paths``: steps name whole paths.
    """

    largest_file: int | None = None
    busy_seconds: int | None = None
    with_paths: bool = False


class Run:
    """``kaohe`` with these arguments and home, under way. ``notes`` is a folder for what the test and the run
    tell each other.
    """

    def __init__(
        self,
        home: Path,
        arguments: Sequence[object],
        stop: Stop | None = None,
        notes: Path | None = None,
        environment: Mapping[str, str] | None = None,
        **circumstances: Any,
    ) -> None:
        """Start it."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self.notes = notes or home.with_name(f"{home.name}-notes")
        self.notes.mkdir(parents=True, exist_ok=True)
        for each in self.notes.iterdir():
            each.unlink()
        words = [*map(str, arguments), "--home", str(home)]
        around = Circumstances(**circumstances)
        self.process = context.Process(
            target=_command, args=(words, dict(environment or {}), home, self.notes, stop, around)
        )
        self.process.start()

    def wait_until_halted(self) -> None:
        """Until it is where it was to halt."""
        deadline = time.monotonic() + PATIENCE
        while not (self.notes / "halted").exists():
            assert self.process.is_alive(), f"it ended before it was to halt: {self.ended()}"
            assert time.monotonic() < deadline, "it never came to where it was to halt"
            time.sleep(0.01)

    def go_on(self) -> None:
        """Let it go on from where it was halted."""
        (self.notes / "go on").touch()

    def ended(self) -> Ended:
        """How it ended; waits for it."""
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
            raise AssertionError(f"it did not end within {PATIENCE} s")
        output, errors, steps = (
            (self.notes / name).read_text(encoding="utf-8") for name in ("output", "errors", "steps")
        )
        return Ended(self.process.exitcode, output, errors, steps.splitlines())


def _command(
    words: list[str],
    environment: dict[str, str],
    home: Path,
    notes: Path,
    stop: Stop | None,
    circumstances: Circumstances,
) -> None:
    for name in [name for name in os.environ if name.startswith(("KAOHE_", "DAGSTER_"))]:
        del os.environ[name]
    os.environ.update({"COLUMNS": "200", "KAOHE_PERSON_KEY": PERSON_KEY} | environment)
    for name, descriptor in (("output", 1), ("errors", 2)):
        os.dup2(os.open(notes / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    from warehouse.database import database
    from warehouse.processes import side_processes

    side_processes.PROCESSORS = 1  # what is to be disturbed is done here
    database.BUSY_SECONDS = circumstances.busy_seconds or database.BUSY_SECONDS
    disturb(home, partial(_come_to, notes, stop, Counter()), circumstances.with_paths)
    if circumstances.largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (circumstances.largest_file,) * 2)
    # As at a terminal, though these tests may have been started by a script in the background, which ignores it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from pipelines.cli import main

    sys.argv = ["kaohe", *words]
    main()


def _come_to(notes: Path, stop: Stop | None, counted: Counter[str], step: str) -> None:
    """Note the step; if it is the one to stop at, be killed or wait."""
    with (notes / "steps").open("a", encoding="utf-8") as steps:
        steps.write(f"{step}\n")
    counted[step] += 1
    if stop is None or (stop.step, stop.number) != (step, counted[step]):
        return
    if not stop.halt:
        os.kill(os.getpid(), signal.SIGKILL)
    (notes / "halted").touch()
    while not (notes / "go on").exists():
        time.sleep(0.01)


def log_of(home: Path) -> str:
    """What the runs of a home have written into their logs."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted((home / "logs").glob("*.jsonl")))
