"""Work in other processes (旁路进程), while this one goes on. It suits work that depends on its arguments
alone.

A piece of work should take some tenths of a second or more, because its arguments and its result are sent
between the processes. The processes start with the first piece and have the same environment. They end some
time after the last piece, or with this process, however it ends.
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
"""With one processor no other process is started."""

WORTH_SHARING = 10
"""From how many pieces on they are shared between processes. Fewer are done before another process has
started.
"""

IDLE_SECONDS = 30
"""How long an idle process stays. In most passes that is longer than from one piece of work to the next."""

LOOKED_AFTER_EVERY = 0.5
"""How many seconds pass between two checks whether the process that started this one still lives."""

Given = ParamSpec("Given")
Result = TypeVar("Result")

_processes = 0
"""How many other processes there may be. There are none until a process asks for them: one that shares the
processors with others must not take them all.
"""


def use_all_processors() -> None:
    """Allow as many processes as there are processors, including this one. It is for a process that has the
    machine to itself.
    """
    global _processes
    _processes = PROCESSORS - 1


@dataclass(frozen=True)
class Piece(Generic[Result]):
    """A call that another process makes. If there is no other process, or it was lost, the call is made here
    when somebody asks for its result.
    """

    call: Callable[[], Result]
    elsewhere: Future[Result] | None

    def result(self) -> Result:
        """What the call returns or raises. The call may have been begun twice, so it must write the same each
        time, and write it as a whole.
        """
        if self.elsewhere:
            # If somebody ended the other process, perhaps for lack of memory, the piece has no result.
            with suppress(BrokenExecutor):
                return self.elsewhere.result()
        return self.call()

    def is_done(self) -> bool:
        """Whether the other process has finished the call."""
        return self.elsewhere is not None and self.elsewhere.done()

    def take_back(self) -> bool:
        """Whether the call can be made here, because no other process has begun it."""
        return self.elsewhere is None or self.elsewhere.cancel()


def beside(function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Piece[Result]:
    """Call a function of a module in another process, if there may be one."""
    elsewhere = None
    if _processes:
        with suppress(BrokenExecutor):  # A process was lost at this moment.
            elsewhere = _executor().submit(function, *arguments, **named)
    return Piece(partial(function, *arguments, **named), elsewhere)


def _executor() -> ProcessPoolExecutor:
    executor = get_reusable_executor(
        _processes, timeout=IDLE_SECONDS, initializer=_end_with, initargs=(os.getpid(),)
    )
    atexit.unregister(_end)
    atexit.register(_end, executor)  # registered last, so it runs before loky waits for its processes
    return executor


def _end(executor: ProcessPoolExecutor) -> None:
    executor.shutdown(kill_workers=True)


def _end_with(parent: int) -> None:
    """Called in a process that was started for such work: end it soon after its parent is gone, should the
    parent be killed.

    It must leave nothing behind when it is ended itself. Locks with names would stay. So the start method is
    fork, with which the locks that libraries make have no names. An interruption from the keyboard is for the
    parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    multiprocessing.set_start_method("fork", force=True)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKED_AFTER_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def shared_out(function: Callable[..., Result], pieces: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
    """The results of a function for each tuple of arguments, in their order. The calls are made here and in
    other processes, wherever one is free.

    The first piece in that order that raises an error raises it here. Pieces that nobody has begun by then
    are left out.
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
