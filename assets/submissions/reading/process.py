"""The process that reads submitted files, one after the other.

If a parser crashes, loops for ever or takes all memory, only this process ends. ``isolation`` starts it, and
a new one when it ends.

Standard input is a socket. A request is one JSON message (file_name, sha256, limits) that carries the open
file. An answer goes to standard output: its length in eight bytes, then ``transfer.encode`` of the outcome.
A first answer of length 0 says that the process is ready. The length BEGUN, with nothing after it, says that
it begins to read the next file. Nothing heavy is imported, so the process starts in a tenth of a second.
"""

import gc
import hashlib
import json
import os
import resource
import signal
import socket
from collections.abc import Iterator
from typing import BinaryIO

from assets.submissions.reading.parsing import parse_workbook
from assets.submissions.reading.transfer import encode
from assets.submissions.workbook import Limits, UnreadableWorkbook, Workbook

OUT_OF_MEMORY, GROWN = 3, 4
"""Exit statuses. The first: a file needed more memory than its limit. The second: the process ended itself
after a file, because it held too much memory; memory is seldom given back.
"""

BEGUN = (1 << 64) - 1

LENGTH = 8
"""How many bytes before each answer state its length, the most significant byte first."""

NOT_THIS_CONTENT = b""
"""The answer for a file whose SHA-256 is not the expected one."""

_MOST_KEPT_BYTES = 500_000_000
_LONGEST_REQUEST = 100_000
_LONGEST_COMPLAINT = 1_000_000
"""The most bytes that libraries may write to the file of error messages. No other file is written."""


def main() -> None:
    """Answer requests until there are no more."""
    answers = _own_output()
    _give_up_what_reading_does_not_need()
    _send(answers, b"")
    for request, file in _requests():
        with file:
            answers.write(BEGUN.to_bytes(LENGTH))
            answers.flush()
            _send(answers, _answer(request, file, Limits(**request["limits"])))
        if _resident_bytes() > _MOST_KEPT_BYTES:
            os._exit(GROWN)


def _requests() -> Iterator[tuple[dict, BinaryIO]]:
    with socket.socket(fileno=0) as requests:
        while True:
            message, descriptors, _, _ = socket.recv_fds(requests, _LONGEST_REQUEST, 1)
            if not message:
                return
            yield json.loads(message), os.fdopen(descriptors[0], "rb")


def _answer(request: dict, file: BinaryIO, limits: Limits) -> bytes:
    """The outcome for one file.

    If the limits of time or memory are exceeded, the whole process ends. Nothing less stops a parser.
    """
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        data = file.read(limits.file_bytes + 1)
        if request["sha256"] and hashlib.sha256(data).hexdigest() != request["sha256"]:
            return NOT_THIS_CONTENT
        return encode(_outcome(request["file_name"], data, limits))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _outcome(file_name: str, data: bytes, limits: Limits) -> Workbook | UnreadableWorkbook:
    try:
        return parse_workbook(data, file_name, limits)
    except UnreadableWorkbook as refusal:
        return refusal


def _send(answers: BinaryIO, answer: bytes) -> None:
    answers.write(len(answer).to_bytes(LENGTH))
    answers.write(answer)
    answers.flush()


def _own_output() -> BinaryIO:
    """Standard output, kept for answers only. What a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _give_up_what_reading_does_not_need() -> None:
    """Write no core dump, since it would contain a report. Limit files, and do not collect garbage cycles.

    Cells form no cycles, so collecting them would only take time.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _LONGEST_COMPLAINT)
    gc.disable()


def _resident_bytes() -> int:
    """The memory that this process holds.

    ``ru_maxrss`` is not used, because it begins with the value of the parent process.
    """
    with open("/proc/self/statm", "rb") as numbers:  # noqa: PTH123 - pathlib is not worth its import here
        return int(numbers.read().split()[1]) * resource.getpagesize()


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
