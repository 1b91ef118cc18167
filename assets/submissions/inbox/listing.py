"""The inbox (收件箱): what lies there, and what its files are called in everything that people read."""

import os
from collections.abc import Iterator
from pathlib import Path

from assets.submissions.workbook import Limits, printable
from schemas.privacy import mask_text

RECEIPTS = "received.csv"
"""States when files of the inbox were received, where their own time of modification does not (a copied
folder): file_name, received_at.
"""

_ENCODINGS = ("utf-8", "gb18030")
"""Of file names: archives packed on Windows are often unpacked with names in the latter."""


def inbox_files(inbox: Path, limits: Limits = Limits()) -> list[Path]:  # noqa: B008 - frozen
    """Everything a unit may have put there, in folders too; not hidden files, lock files of Excel (~$…) and
    the list of receipts.

    Links are not followed. A folder that cannot be opened, or lies too deep, stands for what is in it.
    """
    return sorted(_files(inbox, limits.folders, top=inbox))


def _files(folder: Path, deeper: int, top: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        if folder == top:
            raise
        yield folder
        return
    for name, is_folder in found:
        path = folder / name
        if is_folder and deeper:
            yield from _files(path, deeper - 1, top)
        elif is_folder or not (name.startswith((".", "~$")) or path == top / RECEIPTS):
            yield path


def shown_name(path: Path, inbox: Path) -> str:
    """What a file is called: its path in the inbox as it can be stored and shown anywhere, numbers of persons
    masked.
    """
    written = os.fsencode(path.relative_to(inbox).as_posix())
    text = next(
        filter(None, (_decoded(written, encoding) for encoding in _ENCODINGS)), None
    ) or written.decode("utf-8", "replace")
    return mask_text(printable(text))


def _decoded(written: bytes, encoding: str) -> str | None:
    try:
        return written.decode(encoding)
    except UnicodeDecodeError:
        return None
