"""What may be attached: PDF, pictures and Word. The content tells it; the name may say anything.

Nothing of a file is ever opened here for more than that, and a browser only saves it.
"""

import zipfile
from enum import StrEnum
from typing import BinaryIO


class FileKind(StrEnum):
    """The kinds of files that may be attached. Their values are the endings of their names."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    WORD = "docx"
    OLD_WORD = "doc"


_BEGINNINGS = {b"%PDF-": FileKind.PDF, b"\x89PNG\r\n\x1a\n": FileKind.PNG, b"\xff\xd8\xff": FileKind.JPEG}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE = b"PK\x03\x04"
_LONGEST_BEGINNING = 8


def kind_of(file: BinaryIO) -> FileKind | None:
    """The kind of a file; None for any that may not be attached, Word files with macros included."""
    beginning = file.read(_LONGEST_BEGINNING)
    file.seek(0)
    for start, kind in _BEGINNINGS.items():
        if beginning.startswith(start):
            return kind
    if beginning == _COMPOUND:
        return _old_word(file.read())
    return _word(file) if beginning.startswith(_PACKAGE) else None


def _old_word(content: bytes) -> FileKind | None:
    """The directory of a compound file holds the names of its streams."""
    has = lambda name: name.encode("utf-16-le") in content  # noqa: E731
    return FileKind.OLD_WORD if has("WordDocument") and not has("_VBA_PROJECT") else None


def _word(file: BinaryIO) -> FileKind | None:
    try:
        names = {name.lower() for name in zipfile.ZipFile(file).namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    has_macros = any(name.endswith("vbaproject.bin") for name in names)
    return FileKind.WORD if "word/document.xml" in names and not has_macros else None
