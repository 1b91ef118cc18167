"""Files that outlast a crash or a power cut: complete or not there at all, and on disk before anything is
built on them.

A file is written beside its place, flushed, renamed, and its folder flushed: only then does the next step of
a pass begin. A crash may leave what stood beside; the next pass removes it.
"""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

BESIDE = ".incoming-"
"""How the names of files begin that are not complete yet."""
PLACES = (
    ".",
    "archive",
    "accepted/*",
    "facts/*/*/*",
    "returned/*",
    "bulletins/*",
    "reviews/*",
    "evidence",
    "runs",
    "metrics",
    "alerts",
)
"""Where they stand in a home folder."""
ABANDONED_AFTER = 24 * 3600
"""Seconds after which no process can still be writing one."""


@contextmanager
def replacing(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of ``path`` once the block has ended well. The folder must be
    there.
    """
    beside = path.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    flush_folder(path.parent)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of ``folder`` once the block has ended well; of two at
    once the last one stays.

    For pages that can be made again: the folder is complete or not there, what is in it is not flushed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    beside.mkdir()
    try:
        yield beside
        while not _took_place(beside, folder):
            _set_aside(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _took_place(beside: Path, folder: Path) -> bool:
    try:
        beside.rename(folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        return False
    return True


def _set_aside(folder: Path) -> None:
    """Remove a folder so that it goes at once, whoever else removes it."""
    aside = folder.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    with suppress(FileNotFoundError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are missing, each flushed into the one above it; one that is
    there is left as it is.
    """
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir(mode=mode, exist_ok=True)
            flush_folder(each.parent)


def flush_folder(folder: Path) -> None:
    """What was made, renamed or removed in a folder is on disk only when the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_abandoned(home: Path) -> list[Path]:
    """Remove what runs that were killed left half written in a home folder; return what was removed."""
    before = time.time() - ABANDONED_AFTER
    found = [
        path
        for place in PLACES
        for path in home.glob(f"{place}/{BESIDE}*")
        if is_unchanged_since(path, before)
    ]
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return found


def is_unchanged_since(path: Path, moment: float) -> bool:
    """Whether a file is there and was last changed by then (a timestamp). Another process may have given it
    its name meanwhile.
    """
    try:
        return path.lstat().st_mtime <= moment
    except FileNotFoundError:
        return False
