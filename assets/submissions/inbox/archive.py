"""The archive (存档): every file that reached the inbox, kept unchanged under its SHA-256 before anything
reads it.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from assets.submissions.inbox.listing import shown_name
from assets.submissions.workbook import Limits
from schemas.findings import KINDS
from warehouse.files.durable_files import BESIDE, flush_folder, make_folder

BLOCK = 1 << 20

_DAMAGED = ".damaged"
_ADVICE = "原文件还在收件箱的，重新运行即自动补存；不在的，请从备份恢复这个文件，或请单位把同一文件重新报来"


@dataclass(frozen=True)
class ArchivedFile:
    """A file in the archive: its SHA-256 in hexadecimal, its size in bytes and where the copy lies.
    ``modified`` is the time (a timestamp) at which the original was last changed.
    """

    sha256: str
    size: int
    path: Path
    modified: float = field(compare=False)


class NotArchived(Exception):
    """A file that is not taken into the archive: ``code`` of the finding and one Chinese ``sentence``."""

    def __init__(self, code: str, **details: object) -> None:
        """``details`` fill in the sentence of the finding ``code``."""
        self.code = code
        self.sentence = KINDS[code].message(**details)
        super().__init__(self.sentence)


class StillChanging(Exception):
    """A file that was written to while it was being copied: the copy may be a mixture of two states."""


class DamagedArchive(Exception):
    """An archived file that is missing or is not what was received; the message says in Chinese what to do.
    It is never used.
    """


def archived_path(archive_root: Path, sha256: str) -> Path:
    """Where the file of that SHA-256 lies or will lie."""
    return archive_root / sha256[:2] / sha256


def archive(
    path: Path,
    archive_root: Path,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    deleted: Container[str] = (),
) -> ArchivedFile:
    """Copy a file into the archive and return where it lies; archiving it again changes nothing.

    Most files of an inbox are in the archive already: these are read once and nothing is written. A copy is
    hashed as it is written, flushed to disk and then renamed, so that a path in the archive always holds the
    whole file of its name; before anything is built on it, ``flush_archived`` must have been called. A
    content that was deleted because its time was over (``deleted``: SHA-256) is not kept again. A copy that
    is there but has another size was damaged, and is replaced. Raises NotArchived for links, folders, devices
    and files above the limit, StillChanging for one that is being written to.
    """
    with _open_regular(path, limits) as source:
        before = _state(source)
        sha256, size = _hashed(source, limits)
        final = archived_path(archive_root, sha256)
        if _is_there(final, size) or sha256 in deleted:
            return ArchivedFile(sha256, size, final, before[1] / 1e9)
        source.seek(0)
        make_folder(archive_root, 0o700)
        handle, name = tempfile.mkstemp(prefix=BESIDE, dir=archive_root)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                sha256, size = _hashed(source, limits, target)  # anew: the file may have changed since
                os.fchmod(target.fileno(), 0o400)
                target.flush()
                os.fsync(target.fileno())
            if _state(source) != before:
                raise StillChanging(path.name)
            final = archived_path(archive_root, sha256)
            if not _is_there(final, size):
                final.parent.mkdir(mode=0o700, exist_ok=True)
                temporary.replace(final)
        finally:
            temporary.unlink(missing_ok=True)
    return ArchivedFile(sha256, size, final, before[1] / 1e9)


def flush_archived(archive_root: Path, files: Iterable[ArchivedFile]) -> None:
    """Make sure that the disk has the files in their folders, whoever put them there. Each folder is flushed
    once, as many files share one.
    """
    for folder in sorted({file.path.parent for file in files if file.path.exists()}):
        flush_folder(folder)
    if archive_root.exists():
        flush_folder(archive_root)


def read_archived(archive_root: Path, sha256: str) -> bytes:
    """The content of an archived file. DamagedArchive if it is missing, or is not what its name says (see
    ``damaged``).
    """
    path = archived_path(archive_root, sha256)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise missing(path) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise damaged(path)
    return content


def missing(path: Path) -> DamagedArchive:
    """The exception for an archived file that is not there."""
    return DamagedArchive(f"存档文件“{path}”不见了，{_ADVICE}")


def damaged(path: Path) -> DamagedArchive:
    """Set aside an archived file whose content is not what its name says; return the exception to raise.

    It makes room for the right content, which the next pass archives again if the file is still in the inbox.
    """
    aside = path.with_name(f"{path.name}{_DAMAGED}")
    path.replace(aside)
    flush_folder(path.parent)
    return DamagedArchive(
        f"存档文件“{path}”已损坏（内容与 SHA-256 不符），现已改名为“{aside.name}”，不会再被使用；{_ADVICE}"
    )


def _state(file: BinaryIO) -> tuple[int, int]:
    """Size and time of change in nanoseconds: what writing to a file changes."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _is_there(final: Path, size: int) -> bool:
    return final.exists() and final.stat().st_size == size


def _open_regular(path: Path, limits: Limits) -> BinaryIO:
    """Open without following a link; the checks are on the opened file too, so that it cannot be exchanged in
    between.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):  # not even opened: opening some devices already does something
        raise _why_not_regular(path, status.st_mode, limits)
    try:
        # O_NONBLOCK: opening a named pipe that has just taken the file's place must not wait for a writer.
        source = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb", buffering=0)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NotArchived("file-not-permitted", name=_name(path)) from error
    status = os.fstat(source.fileno())
    if not stat.S_ISREG(status.st_mode):
        source.close()
        raise NotArchived("file-not-regular", name=_name(path))
    if status.st_size > limits.file_bytes:
        source.close()
        raise _too_large(status.st_size, limits)
    return source


def _hashed(source: BinaryIO, limits: Limits, target: BinaryIO | None = None) -> tuple[str, int]:
    """SHA-256 and size of what is read to the end, and copied to the target if there is one."""
    digest, size = hashlib.sha256(), 0
    while block := _next_block(source):
        size += len(block)
        if size > limits.file_bytes:  # it grew while being copied
            raise _too_large(size, limits)
        digest.update(block)
        if target is not None:
            target.write(block)
    return digest.hexdigest(), size


def _why_not_regular(path: Path, mode: int, limits: Limits) -> NotArchived:
    """A folder comes here only if what is in it could not be listed."""
    if not stat.S_ISDIR(mode):
        return NotArchived("file-not-regular", name=_name(path))
    if os.access(path, os.R_OK | os.X_OK):
        return NotArchived("folder-too-deep", name=_name(path), limit=limits.folders)
    return NotArchived("file-not-permitted", name=_name(path))


def _next_block(source: BinaryIO) -> bytes:
    try:
        return source.read(BLOCK)
    except OSError as error:
        raise NotArchived("file-not-permitted", name=_name(Path(source.name))) from error


def _too_large(size: int, limits: Limits) -> NotArchived:
    return NotArchived("file-too-large", size=round(size / 1e6), limit=round(limits.file_bytes / 1e6))


def _name(path: Path) -> str:
    return shown_name(path, path.parent)
