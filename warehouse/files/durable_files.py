"""Files that survive a crash or a power cut. They are complete or not there at all, and they are on disk
before anything relies on them.

A file is written beside its place, flushed and renamed, and its folder is flushed. Only then does the next
step of a pass begin. A crash may leave the file that was written beside the place. A later pass removes it.
"""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO

BESIDE = ".incoming-"
"""How the names of files begin that are not complete yet."""
PLACES = (
    ".",
    "archive",
    "attachments",
    "accepted/*",
    "facts/*/*/*",
    "returned/*",
    "receipts/*",
    "bulletins/*",
    "reviews/*",
    "evidence",
    "runs",
    "metrics",
    "alerts",
)
"""The folders of a home in which such files may be."""
ABANDONED_AFTER = 24 * 3600
"""After so many seconds no process can still be writing such a file."""


@contextmanager
def replacing(path: Path, mode: int = 0o666, *, flushing: bool = True) -> Iterator[BinaryIO]:
    """A file to write to. It takes the place of ``path`` after the block has ended without an error. The
    folder must exist.

    ``flushing``: whether the file is on disk afterwards. Otherwise a power cut may leave it empty or take it.
    """
    beside = path.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            if flushing:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    if flushing:
        flush_folder(path.parent)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to fill. It takes the place of ``folder`` after the block has ended without an error.
    If two processes do this at once, the last folder stays.

    It is for pages that can be made again: the folder is complete or not there, but its content is not
    flushed.
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
    """Remove a folder from its place at once, even if another process removes it too."""
    aside = folder.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    with suppress(FileNotFoundError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are missing, and flush each into the one above it. Folders that
    exist stay as they are.
    """
    missing = list(takewhile(lambda each: not each.exists(), [folder, *folder.parents]))
    for each in reversed(missing):
        each.mkdir(mode=mode, exist_ok=True)
        flush_folder(each.parent)


def flush_folder(folder: Path) -> None:
    """Flush a folder. Only then is it on disk that something in it was made, renamed or removed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_abandoned(home: Path) -> list[Path]:
    """Remove what killed runs left half written in a home folder, and return what was removed."""
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
    """Whether a file exists and was last changed at this moment (a timestamp) or before. It may be gone
    because another process has renamed it.
    """
    try:
        return path.lstat().st_mtime <= moment
    except FileNotFoundError:
        return False
