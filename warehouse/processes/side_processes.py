"""Work beside this process (旁路进程): what hangs on its arguments alone is done by processes of their own,
while this one goes on.

For whole pieces of work of some tenths of a second and more; what they need and give is sent to them and
back. The processes start with the first piece, have the same environment, and end some time after the last
one, or with this process, however it ends.
"""

import atexit
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar

from loky import ProcessPoolExecutor, get_reusable_executor

PROCESSORS = len(os.sched_getaffinity(0))
"""With one processor nothing is done beside."""

WORTH_SHARING = 10
"""Pieces from which they are shared out: fewer are done before another process has started."""

IDLE_SECONDS = 30
"""After which one ends that has nothing to do: longer than from one piece of work to the next in most
passes.
"""

LOOKED_AFTER_EVERY = 0.5
"""Seconds between two looks at whether the process is still there that started one."""

Given = ParamSpec("Given")
Result = TypeVar("Result")

_processes = 0
"""Beside this one. None until a process asks for them: one that takes turns with others has its share of the
processors.
"""


def use_all_processors() -> None:
    """Have as many processes, with this one, as there are processors: for one that has the machine to
    itself.
    """
    global _processes
    _processes = PROCESSORS - 1


@dataclass(frozen=True)
class Piece(Generic[Result]):
    """A call that is made in another process; here, when its result is asked for, where there is no other or
    that one was lost.
    """

    call: Callable[[], Result]
    elsewhere: Future[Result] | None

    def result(self) -> Result:
        """What the call returns or raises. It may have been begun twice: what it writes must be the same, and
        whole each time.
        """
        if self.elsewhere:
            # Where it was ended from outside, for want of memory perhaps, nothing is known of the piece.
            with suppress(BrokenExecutor):
                return self.elsewhere.result()
        return self.call()

    def is_done(self) -> bool:
        """Whether the other process has made the call."""
        return self.elsewhere is not None and self.elsewhere.done()

    def take_back(self) -> bool:
        """Whether the call can be made here, for no other process has begun it."""
        return self.elsewhere is None or self.elsewhere.cancel()


def beside(function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Piece[Result]:
    """Call a function of a module in another process, if there may be one."""
    elsewhere = None
    if _processes:
        with suppress(BrokenExecutor):  # lost at this moment
            elsewhere = _executor().submit(function, *arguments, **named)
    return Piece(partial(function, *arguments, **named), elsewhere)


def _executor() -> ProcessPoolExecutor:
    executor = get_reusable_executor(
        _processes, timeout=IDLE_SECONDS, initializer=_end_with, initargs=(os.getpid(),)
    )
    atexit.unregister(_end)
    atexit.register(_end, executor)  # last, for it is to be done before loky waits for its processes
    return executor


def _end(executor: ProcessPoolExecutor) -> None:
    executor.shutdown(kill_workers=True)


def _end_with(parent: int) -> None:
    """In a process beside: see to it that it ends soon after the one that started it, should that one be
    killed.

    Nor may it leave anything when it is ended itself: locks that libraries make are not to have names, as
    those for other processes have. An interruption from the keyboard is for the one who asks.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    multiprocessing.set_start_method("fork", force=True)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKED_AFTER_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def shared_out(function: Callable[..., Result], pieces: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
    """What a function gives for each tuple of arguments, in their order: called here and beside, by who is
    free.

    The first piece in the order that raises an error raises it here; pieces not begun by then are left.
    """
    if not _processes or len(pieces) < WORTH_SHARING:
        yield from (function(*piece) for piece in pieces)
        return
    shared = [beside(function, *piece) for piece in pieces]
    left = list(range(len(pieces)))
    here: dict[int, Result] = {}
    try:
        for position, piece in enumerate(shared):
            while left and position not in here and not piece.is_done():
                last = left.pop()
                if shared[last].take_back():
                    here[last] = shared[last].call()
            yield here.pop(position) if position in here else piece.result()
    finally:
        for piece in shared:
            piece.take_back()
