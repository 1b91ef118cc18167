"""Where a fact store lies: a folder of this machine, or any place that fsspec reaches by a URL (an object
store such as S3).

A file is replaced as a whole. On this machine it is written beside its place, flushed and renamed; an object
store takes it in one PUT, which it does wholly or not at all. (On other remote places a reader may meet a
file that is being written, and is told that it is damaged.) Who may do so is said by the environment or by
fsspec's configuration, never by the URL.
"""

import stat
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.files.durable_files import BESIDE, is_unchanged_since, make_folder, replacing

FOLDERS = ("accepted", "facts")
"""What a fact store keeps its files in."""
NEW_FILE = 0o666
"""The mode of a file that was not there; the umask takes from it."""


class FactPlaceError(ValueError):
    """A place that cannot be used; the message says in Chinese why. It never shows the place: there may be a
    password in it.
    """


class FactPlace(ABC):
    """Files by their names below the place, with ``/`` between folders."""

    @property
    def filesystem(self) -> Any:
        """The file system of fsspec's that engines must be told of to read from; None where they can read by
        themselves.
        """
        return None

    @abstractmethod
    def location(self, name: str) -> str:
        """A file as engines and people name it: its path or URL."""

    @abstractmethod
    def exists(self, name: str) -> bool:
        """Whether there is such a file."""

    @abstractmethod
    def source(self, name: str) -> str | pa.BufferReader:
        """What pyarrow reads a file from, in one version of it. OSError if it cannot be had."""

    @abstractmethod
    def put(self, name: str, table: pa.Table) -> None:
        """Write a table as a file, in the place of the one that is there."""

    @abstractmethod
    def names(self, pattern: str) -> list[str]:
        """The names of the complete files that match a pattern, in order; ``*`` stands for anything but
        ``/``.
        """

    @abstractmethod
    def remove_incomplete(self, unchanged_for: float) -> None:
        """Remove what processes that were killed left half written, if nobody has written to it for so many
        seconds.
        """


class LocalPlace(FactPlace):
    """A folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is touched before the first use."""
        self.folder = Path(folder)

    def location(self, name: str) -> str:
        """See the base class."""
        return str(self.folder / name)

    def exists(self, name: str) -> bool:
        """See the base class."""
        return (self.folder / name).exists()

    def source(self, name: str) -> str:
        """See the base class."""
        return self.location(name)

    def put(self, name: str, table: pa.Table) -> None:
        """See the base class. On disk when this returns; who may read a file that is replaced may read the
        new one, and nobody else.
        """
        path = self.folder / name
        make_folder(path.parent)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else NEW_FILE
        with replacing(path, mode) as file:
            write_parquet(table, file)

    def names(self, pattern: str) -> list[str]:
        """See the base class."""
        found = (path for path in self.folder.glob(pattern) if not path.name.startswith(BESIDE))
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def remove_incomplete(self, unchanged_for: float) -> None:
        """See the base class."""
        before = time.time() - unchanged_for
        for folder in FOLDERS:
            for path in (self.folder / folder).rglob(f"{BESIDE}*"):
                if is_unchanged_since(path, before):
                    path.unlink(missing_ok=True)


def write_parquet(table: pa.Table, file: BinaryIO | pa.BufferOutputStream) -> None:
    """Every page has a checksum, so that a damaged file is told from a sound one."""
    pq.write_table(table, file, compression="zstd", write_page_checksum=True)
