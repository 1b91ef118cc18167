"""The reading processes (see ``process``), from the side of the process that starts them.

They know nothing about the office. They get no environment and no paths, only files that are already open.
Their answers are pure data.
"""

import atexit
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from assets.submissions.reading.process import BEGUN, GROWN, LENGTH, OUT_OF_MEMORY
from assets.submissions.workbook import Limits, UnreadableWorkbook

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from assets.submissions.reading.process import main; main()"
_ROOT = str(Path(__file__).parents[3])
_PIPE_BYTES = 1 << 20
_LONGEST_ANSWER = 1_000_000_000
"""The most bytes of an answer. A process that sends more is given up, so that it cannot fill our memory."""
_SILENCE = 10
"""A silent process is given up after so many times its limit of processor time.

On a busy machine it gets little processor time.
"""
_TO_START = 60
"""Seconds that a process may take to start."""
_TAIL = 4_096


class CannotRead(Exception):
    """No reading process can be started. Then nothing is known about the files, so none is refused."""


class ReadingProcess:
    """One process.

    ``given``: the positions of the files that it was given and has not answered yet, in the order in which it
    will answer.
    """

    def __init__(self) -> None:
        """Start it. Its first answer says that it is ready."""
        self.given: deque[int] = deque()
        self.is_ready = False
        self._has_begun = False
        self._received = bytearray()
        self._heard = time.monotonic()
        self._is_silent = False
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603 - nothing of a submission in the command line
                [sys.executable, "-I", "-S", "-c", _START, json.dumps([_ROOT, *filter(None, sys.path)])],
                stdin=theirs.fileno(),
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                cwd="/",
                env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
                process_group=0,  # an interruption from the keyboard (Ctrl-C) must not reach it
            )
        os.set_blocking(self.fileno(), False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with contextlib.suppress(OSError):  # the system may allow less; then it only waits more often
                fcntl.fcntl(self.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    def fileno(self) -> int:
        """The file descriptor on which its answers arrive."""
        return self._child.stdout.fileno()

    def hand(self, position: int, file: BinaryIO, request: dict[str, object]) -> None:
        """Give it an open file. If the process has ended, this is noticed when its answers are read."""
        if not self.given:
            self._heard = time.monotonic()
        self.given.append(position)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self._requests, [json.dumps(request).encode()], [file.fileno()])

    def answers(self) -> Iterator[tuple[int, bytes]]:
        """Position and answer of each file that it has answered by now. Raises EOFError once it has ended."""
        while True:
            try:
                block = os.read(self.fileno(), _PIPE_BYTES)
            except BlockingIOError:
                return
            if not block:
                raise EOFError
            self._heard = time.monotonic()
            self._received += block
            yield from self._complete()

    def _complete(self) -> Iterator[tuple[int, bytes]]:
        while len(self._received) >= LENGTH:
            length = int.from_bytes(self._received[:LENGTH])
            if length == BEGUN:
                self._has_begun = True
                del self._received[:LENGTH]
                continue
            end = LENGTH + length
            if end > _LONGEST_ANSWER or (self.is_ready and not self.given):
                raise EOFError
            if len(self._received) < end:
                return
            answer = bytes(self._received[LENGTH:end])
            del self._received[:end]
            if self.is_ready:
                self._has_begun = False
                yield self.given.popleft(), answer
            self.is_ready = True

    def seconds_left(self, limits: Limits) -> float:
        """How many seconds it may still be silent."""
        return self._heard + (_SILENCE * limits.seconds if self.is_ready else _TO_START) - time.monotonic()

    def give_up(self) -> None:
        """Kill it because it was silent for too long."""
        self._is_silent = True
        self._child.kill()

    def end(self, limits: Limits, may_fail_to_start: bool) -> tuple[bool, UnreadableWorkbook | None]:
        """Close it, and tell what its end says about the file that it was reading.

        The first value is whether it says anything. The second is the refusal of the file, or None for a
        crash without a known reason. Raises CannotRead if it never was ready, unless ``may_fail_to_start``.
        """
        self.close()
        if not self.is_ready:
            if not may_fail_to_start:
                raise CannotRead(f"读取工作簿的进程无法启动：{self._last_complaint()}")
            return False, None
        status = self._child.returncode
        if status == -signal.SIGPROF or self._is_silent:
            return True, UnreadableWorkbook("file-takes-too-long", limit=limits.seconds)
        if status == OUT_OF_MEMORY or "memory allocation of" in self._last_complaint():
            return True, UnreadableWorkbook(
                "file-needs-too-much-memory", limit=round(limits.memory_bytes / 1e6)
            )
        return status != GROWN and self._has_begun, None

    def _last_complaint(self) -> str:
        self._complaints.seek(max(0, self._complaints.seek(0, os.SEEK_END) - _TAIL))
        return self._complaints.read().decode("utf-8", "replace")

    def close(self) -> None:
        """Kill it if it has not ended, and release what belongs to it."""
        self._requests.close()
        if self._child.poll() is None and not self._has_closed():
            self._child.kill()
        self._child.wait()
        self._child.stdout.close()

    def _has_closed(self) -> bool:
        """Whether it has closed its output.

        Such a process is about to end by itself, and its exit status will tell why.
        """
        with contextlib.suppress(BlockingIOError):
            while block := os.read(self.fileno(), _PIPE_BYTES):
                self._received += block
            return True
        return False


class ReadingProcesses:
    """The idle reading processes. They are kept, because a pass reads files several times.

    A process that was borrowed is not given to anybody else.
    """

    def __init__(self) -> None:
        """Start with no processes: each is started when it is needed."""
        self._idle: list[ReadingProcess] = []
        self._owner = os.getpid()
        self._lock = threading.Lock()
        atexit.register(self.close)

    def borrow(self) -> ReadingProcess:
        """An idle process, or a new one if none is idle."""
        with self._lock:
            # A forked copy of our process must not use them: the original process still talks to them.
            if self._owner != os.getpid():
                self._idle, self._owner = [], os.getpid()
            if self._idle:
                return self._idle.pop()
        return ReadingProcess()

    def take_back(self, process: ReadingProcess) -> None:
        """Keep a process that has nothing left to do.

        A process that is still at work is closed, because nobody waits for its answers any more.
        """
        if process.given:
            process.close()
        else:
            with self._lock:
                self._idle.append(process)

    def close(self) -> None:
        """Close all idle processes."""
        with self._lock:
            while self._idle and self._owner == os.getpid():
                self._idle.pop().close()
