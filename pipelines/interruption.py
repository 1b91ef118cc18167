"""Ctrl+C at any moment: the command ends with one sentence, whatever it was doing.

This imports next to nothing, so an interruption can be told even while the rest of the program is being
imported.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

INTERRUPTED = "已中断；没有丢失任何文件，重新运行即可继续。"
EXIT_CODE = 1
MOMENT = 0.05
"""How many seconds later an interruption that was dropped is made again."""

_told = False


def end_when_interrupted() -> None:
    """End the process at once when it is interrupted. It is for the time before a command begins: nothing has
    been written yet.
    """
    _on_interruption(_end_at_once)


@contextmanager
def ending_when_interrupted() -> Iterator[None]:
    """End the process at once when it is interrupted in this block, as before a command begins. Libraries
    that are being imported take a KeyboardInterrupt for a fault of their own.
    """
    before = signal.getsignal(signal.SIGINT)
    end_when_interrupted()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def raise_when_interrupted() -> None:
    """Raise KeyboardInterrupt when the process is interrupted, so that the command can end in order. A second
    interruption ends the process at once. No file is lost by that, only time: the next run does it again.
    """
    _on_interruption(_raise_once)
    sys.unraisablehook = _again_if_dropped


def ignore_interruptions() -> None:
    """Go on when the process is interrupted, because it is about to end."""
    _on_interruption(signal.SIG_IGN)


def tell_interrupted() -> None:
    """Say that the command was interrupted, if that has not been said."""
    global _told
    if not _told:
        _told = True
        # Written in one piece: the stream itself may be in the middle of something.
        os.write(2, f"{INTERRUPTED}\n".encode(sys.stderr.encoding or "utf-8", "replace"))


def _on_interruption(handler: object) -> None:
    # A shell that starts a command in the background has it ignore interruptions.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN or handler is signal.SIG_IGN:
        signal.signal(signal.SIGINT, handler)  # type: ignore[arg-type]


def _raise_once(_number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGINT, _end_at_once)
    raise KeyboardInterrupt


def _again_if_dropped(dropped: "sys.UnraisableHookArgs") -> None:
    """Interrupt again a moment later where Python drops exceptions, in the callback of a weak reference for
    example. Otherwise the command would go on as if nobody had interrupted it.
    """
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)
        return
    _on_interruption(_raise_once)
    again = threading.Timer(MOMENT, os.kill, (os.getpid(), signal.SIGINT))
    again.daemon = True
    again.start()


def _end_at_once(_number: int, _frame: FrameType | None) -> NoReturn:
    os.write(2, b"\n")
    tell_interrupted()
    os._exit(EXIT_CODE)
