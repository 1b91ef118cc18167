"""Files that only the office may read, for they can hold persons: folders 0700, files 0600, complete or not there at all."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, data: bytes) -> None:
    """Write a file, replacing one that is there; the folders above it that are missing are made for the owner alone."""
    make_private(path.parent)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _flush_folder(path.parent)


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, open to the owner alone; one that is there is left as it is."""
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def _flush_folder(folder: Path) -> None:
    """A rename is on disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
