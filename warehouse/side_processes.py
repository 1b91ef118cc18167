"""Work beside this process (旁路进程): what hangs on its arguments alone is done by processes of their own, while this one goes on.

For whole pieces of work of some tenths of a second and more; what they need and give is sent to them and back. The processes start with
the first piece, have the same environment, and end some time after the last one, or with this process, however it ends.
"""

import atexit
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from loky import get_reusable_executor

PROCESSORS = len(os.sched_getaffinity(0))
"""With one processor nothing is done beside."""

WORTH_SHARING = 10
"""Pieces from which they are shared out: fewer are done before another process has started."""

IDLE_SECONDS = 30
"""After which one ends that has nothing to do: longer than from one piece of work to the next in most passes."""

LOOKED_AFTER_EVERY = 0.5
"""Seconds between two looks at whether the process is still there that started one."""

Given = ParamSpec("Given")
Result = TypeVar("Result")

_processes = 0
"""Beside this one. None until a process asks for them: one that takes turns with others has its share of the processors."""


def use_all_processors() -> None:
    """Have as many processes, with this one, as there are processors: for one that has the machine to itself."""
    global _processes
    _processes = PROCESSORS - 1


def beside(function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Future[Result]:
    """Call a function of a module in another process if there may be one; what it returns or raises is in the result."""
    if _processes:
        return _executor().submit(function, *arguments, **named)
    done: Future[Result] = Future()
    try:
        done.set_result(function(*arguments, **named))
    except Exception as error:
        done.set_exception(error)
    return done


def _executor() -> Executor:
    executor = get_reusable_executor(_processes, timeout=IDLE_SECONDS, initializer=_end_with, initargs=(os.getpid(),))
    atexit.unregister(_end)
    atexit.register(_end, executor)  # last, for it is to be done before loky waits for its processes
    return executor


def _end(executor: Executor) -> None:
    executor.shutdown(kill_workers=True)


def _end_with(parent: int) -> None:
    """In a process beside: see to it that it ends soon after the one that started it, should that one be killed.

    Nor may it leave anything when it is ended itself: locks that libraries make are not to have names, as those for other processes have.
    """
    multiprocessing.set_start_method("fork", force=True)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKED_AFTER_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def shared_out(function: Callable[..., Result], pieces: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
    """What a function gives for each tuple of arguments, in their order: called here and beside, by who is free.

    The first piece in the order that raises an error raises it here; pieces not begun by then are left.
    """
    if not _processes or len(pieces) < WORTH_SHARING:
        yield from (function(*piece) for piece in pieces)
        return
    results = [beside(function, *piece) for piece in pieces]
    left = list(range(len(pieces)))
    here: dict[int, Result] = {}
    try:
        for position, result in enumerate(results):
            while left and position not in here and not result.done():
                last = left.pop()
                if results[last].cancel():
                    here[last] = function(*pieces[last])
            yield here.pop(position) if position in here else result.result()
    finally:
        for result in results:
            result.cancel()
