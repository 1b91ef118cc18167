"""Reading a submission (读取): any bytes become a Workbook or UnreadableWorkbook, and whatever they are, they
harm no other file.

Parsers are made for files that programs write. One made to break them can crash a parser, keep it busy for
ever or make it ask for all memory. So files are parsed in processes of their own, which live on from file to
file (docs/decisions/0012-isolated-readers.md).
"""

import os
import selectors
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from assets.submissions.inbox.archive import damaged
from assets.submissions.reading.isolation import ReadingProcess, ReadingProcesses
from assets.submissions.reading.process import NOT_THIS_CONTENT
from assets.submissions.reading.transfer import decode
from assets.submissions.workbook import Limits, Sheet, UnreadableWorkbook, Workbook

__all__ = ["FileToRead", "Limits", "Sheet", "UnreadableWorkbook", "Workbook", "read_files", "read_workbook"]

PROCESSES = min(len(os.sched_getaffinity(0)), 8)
"""Processes that read at the same time; what more than some read, nobody takes from them in time."""

HANDED_OUT = 3
"""Files that a process holds at once, so that it need not wait for the next one."""

STARTS = 3
"""Processes that may end before they are ready until it is said that none can be started."""

AHEAD = 32
"""Files that are read before their turn. What was read waits in memory."""

_processes = ReadingProcesses()


@dataclass(frozen=True)
class FileToRead:
    """A file and the name it came under: by its path, or by its content where that is at hand. ``sha256`` is
    what it should be.
    """

    file_name: str
    path: Path | None = None
    content: bytes = b""
    sha256: str = ""

    def open(self) -> BinaryIO:
        """Open it to be handed over. OSError if it is not there."""
        if self.path:
            return self.path.open("rb")
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it has no name, and is gone with its descriptor
        file.write(self.content)
        file.seek(0)
        return file


def read_workbook(data: bytes, file_name: str, limits: Limits = Limits()) -> Workbook:  # noqa: B008 - frozen
    """All sheets of a submitted file with their cells at their addresses, hidden sheets included and marked.

    Reads .xlsx and .xlsm, .xls and .et, .ods and .fods, and .csv in UTF-8, UTF-16 or GB18030. Raises
    UnreadableWorkbook, with one sentence for the clerk, for everything else: nothing that is in a file raises
    anything else.
    """
    if len(data) > limits.file_bytes:
        raise UnreadableWorkbook(
            "file-too-large", size=round(len(data) / 1e6), limit=round(limits.file_bytes / 1e6)
        )
    (outcome,) = read_files([FileToRead(file_name, content=data)], limits)
    if isinstance(outcome, UnreadableWorkbook):
        raise outcome
    return outcome


def read_files(
    files: Sequence[FileToRead],
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Iterator[Workbook | UnreadableWorkbook]:
    """Read files on all processors at once: of each, in their order, its workbook or why it cannot be read.

    A file whose reading takes too long or too much memory is refused for that. A crash is tried again once,
    for a process may be killed for reasons that have nothing to do with its file. Raises OSError for a file
    that cannot be opened, DamagedArchive, and ``isolation.CannotRead``.
    """
    reading = _Reading(files, limits)
    try:
        yield from reading.outcomes()
    finally:
        reading.finish()


class _Reading:
    """Some files on their way through the processes."""

    def __init__(self, files: Sequence[FileToRead], limits: Limits) -> None:
        self.files, self.limits, self.stated_limits = files, limits, asdict(limits)
        self.waiting = deque(range(len(files)))
        self.read: dict[int, bytes | UnreadableWorkbook] = {}
        self.crashed: set[int] = set()
        self.processes: list[ReadingProcess] = []
        self.failed_starts = 0

    def outcomes(self) -> Iterator[Workbook | UnreadableWorkbook]:
        for position in range(len(self.files)):
            self._hand_out(position + AHEAD)
            self._receive(wait=position not in self.read)
            while position not in self.read:
                self._hand_out(position + AHEAD)
                self._receive(wait=True)
            read = self.read.pop(position)
            if read == NOT_THIS_CONTENT:
                raise damaged(self.files[position].path)
            yield _outcome(read)

    def finish(self) -> None:
        for process in self.processes:
            _processes.take_back(process)

    def _hand_out(self, stop: int) -> None:
        """Hand files before the position ``stop`` to the processes that hold fewest."""
        while len(self.processes) < min(PROCESSES, len(self.waiting)):
            self.processes.append(_processes.borrow())
        while self.waiting and self.waiting[0] < stop:
            process = min(self.processes, key=lambda each: len(each.given))
            if len(process.given) >= HANDED_OUT:
                return
            position = self.waiting.popleft()
            stated = self.files[position]
            with stated.open() as file:
                process.hand(
                    position,
                    file,
                    {"file_name": stated.file_name, "sha256": stated.sha256, "limits": self.stated_limits},
                )

    def _receive(self, wait: bool) -> None:
        """Take what has been answered; with ``wait`` something, or the end of a process."""
        at_work = [process for process in self.processes if process.given]
        with selectors.DefaultSelector() as selector:
            for process in at_work:
                selector.register(process, selectors.EVENT_READ)
            timeout = (
                max(0, min(process.seconds_left(self.limits) for process in at_work))
                if wait and at_work
                else 0
            )
            ready = [key.fileobj for key, _ in selector.select(timeout)]
        for process in at_work:
            if process in ready:
                self._take_answers(process)
            elif process.seconds_left(self.limits) <= 0:
                process.give_up()

    def _take_answers(self, process: ReadingProcess) -> None:
        try:
            self.read.update(process.answers())
        except EOFError:
            self._replace(process)

    def _replace(self, process: ReadingProcess) -> None:
        """A process has ended: the file it was reading is to blame or is tried again, those behind it go to
        others.
        """
        self.processes.remove(process)
        if not process.is_ready:
            self.failed_starts += 1
        is_telling, refusal = process.end(self.limits, self.failed_starts < STARTS)
        if is_telling and process.given:
            position = process.given[0]
            if refusal or position in self.crashed:
                self.read[process.given.popleft()] = refusal or UnreadableWorkbook("file-damaged")
            self.crashed.add(position)
        self.waiting.extendleft(reversed(process.given))


def _outcome(read: bytes | UnreadableWorkbook) -> Workbook | UnreadableWorkbook:
    if isinstance(read, UnreadableWorkbook):
        return read
    try:
        return decode(read)
    except ValueError:  # a process that a file has taken over
        return UnreadableWorkbook("file-damaged")
