"""Where a fact store lies: in a folder of this machine, or at any place that fsspec reaches by a URL (an
object store such as S3).

A file is replaced as a whole. On this machine it is written beside its place, flushed and renamed. An object
store takes it in one PUT, wholly or not at all. At other remote places a reader may meet a file that is being
written; it is then told that the file is damaged. The credentials come from the environment or from fsspec's
configuration, never from the URL.
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
"""The folders in which a fact store keeps its files."""
NEW_FILE = 0o666
"""The mode of a new file, before the umask."""


class FactPlaceError(ValueError):
    """A place that cannot be used. The message says in Chinese why. It never shows the place, which may
    contain a password.
    """


class FactPlace(ABC):
    """Files by their names below the place. Names use ``/`` between folders."""

    @property
    def filesystem(self) -> Any:
        """The fsspec file system through which engines have to read. None if they can read by themselves."""
        return None

    @abstractmethod
    def location(self, name: str) -> str:
        """How engines and people name a file: its path or URL."""

    @abstractmethod
    def exists(self, name: str) -> bool:
        """Whether the file exists."""

    @abstractmethod
    def source(self, name: str) -> str | pa.BufferReader:
        """What pyarrow reads a file from; it gives one version of the file. OSError if the file cannot be
        read.
        """

    @abstractmethod
    def put(self, name: str, table: pa.Table) -> None:
        """Write a table as a file. It replaces the file of that name."""

    @abstractmethod
    def names(self, pattern: str) -> list[str]:
        """The names of the complete files that match a pattern, sorted. ``*`` stands for anything but
        ``/``.
        """

    @abstractmethod
    def remove_incomplete(self, unchanged_for: float) -> None:
        """Remove files that killed processes left half written, if nobody has written to them for so many
        seconds.
        """


class LocalPlace(FactPlace):
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """Nothing is touched before the first use."""
        self.folder = Path(folder)

    def location(self, name: str) -> str:
        """The path of the file."""
        return str(self.folder / name)

    def exists(self, name: str) -> bool:
        """Whether something has that path."""
        return (self.folder / name).exists()

    def source(self, name: str) -> str:
        """The path. What a reader has opened stays the same version, because files are replaced by
        renaming.
        """
        return self.location(name)

    def put(self, name: str, table: pa.Table) -> None:
        """The file is on disk when this returns. If it replaces another one, it keeps the mode of that one:
        the same people may read it.
        """
        path = self.folder / name
        make_folder(path.parent)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else NEW_FILE
        with replacing(path, mode) as file:
            write_parquet(table, file)

    def names(self, pattern: str) -> list[str]:
        """The names of the files; those that begin with ``BESIDE`` are not complete and are left out."""
        found = (path for path in self.folder.glob(pattern) if not path.name.startswith(BESIDE))
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def remove_incomplete(self, unchanged_for: float) -> None:
        """Remove the files whose names begin with ``BESIDE``, if they are old enough."""
        before = time.time() - unchanged_for
        for folder in FOLDERS:
            for path in (self.folder / folder).rglob(f"{BESIDE}*"):
                if is_unchanged_since(path, before):
                    path.unlink(missing_ok=True)


def write_parquet(table: pa.Table, file: BinaryIO | pa.BufferOutputStream) -> None:
    """Write the table with a checksum in every page, so that a damaged file can be told from a sound one."""
    pq.write_table(table, file, compression="zstd", write_page_checksum=True)
