"""Reading a submission (读取): any bytes become a Workbook or UnreadableWorkbook. No file can harm another.

Parsers are made for files that programs write. A malicious file can crash a parser, keep it busy for ever, or
make it ask for all memory. So files are parsed in separate processes. A process reads many files, one after
the other (docs/decisions/0012-isolated-readers.md).
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
"""How many processes read at the same time. With more of them, their answers are not taken in fast enough."""

HANDED_OUT = 3
"""How many files a process has at once, so that it need not wait for the next one."""

STARTS = 3
"""After so many processes have ended before they were ready, CannotRead is raised."""

AHEAD = 32
"""How many files may be read ahead of their turn. Their results wait in memory."""

_processes = ReadingProcesses()


@dataclass(frozen=True)
class FileToRead:
    """A file with the name under which it came.

    It has a path, or its content if that is already in memory. ``sha256``: the expected hash, if it is known.
    """

    file_name: str
    path: Path | None = None
    content: bytes = b""
    sha256: str = ""

    def open(self) -> BinaryIO:
        """Open it for a reading process. Raises OSError if it is not there."""
        if self.path:
            return self.path.open("rb")
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it has no name, and is gone with its descriptor
        file.write(self.content)
        file.seek(0)
        return file


def read_workbook(data: bytes, file_name: str, limits: Limits = Limits()) -> Workbook:  # noqa: B008 - frozen
    """All sheets of a submitted file with their cells at their addresses, hidden sheets included and marked.

    Reads .xlsx and .xlsm, .xls and .et, .ods and .fods, and .csv in UTF-8, UTF-16 or GB18030. For any other
    content it raises UnreadableWorkbook, with one sentence for the clerk. No content of a file raises
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
    """Read files on all processors at once. The results come in the order of the files.

    Each is the workbook, or the reason why the file cannot be read. A file that takes too long or too much
    memory is refused. After a crash the file is tried once more, because the process may have been killed for
    other reasons. Raises OSError if a file cannot be opened, DamagedArchive if it does not have the expected
    content, and ``isolation.CannotRead``.
    """
    reading = _Reading(files, limits)
    try:
        yield from reading.outcomes()
    finally:
        reading.finish()


class _Reading:
    """Files that are being read by the processes."""

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
        """Give files before the position ``stop`` to the processes that hold the fewest files."""
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
        """Take the answers that have come. With ``wait``, wait for an answer or for the end of a process."""
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
        """Deal with a process that has ended.

        The file that it was reading is refused, or tried again. The files after it go to other processes.
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
    except ValueError:  # a malicious file may have taken over the process
        return UnreadableWorkbook("file-damaged")
