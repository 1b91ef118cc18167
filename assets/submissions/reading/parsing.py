"""Parsing (解析): any bytes become a Workbook or UnreadableWorkbook, whatever the file is called.

The format is recognised by content, for units rename files. Macros and links are never followed: only cells
are read. What stands here touches bytes that nobody has checked, so it runs in a process of its own (see
``reader``) and imports nothing heavy.
"""

from pathlib import PurePath

from python_calamine import PasswordError

from assets.submissions.reading import binary_workbooks, delimited_text, packages, sheet_xml
from assets.submissions.reading.assembling import assemble
from assets.submissions.reading.cell_grids import Grid, read_grids
from assets.submissions.reading.swept_sheets import SweptSheet
from assets.submissions.workbook import Limits, UnreadableWorkbook, Workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"mime-version:")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_OTHER_FORMATS = {
    b"%PDF": ("file-not-a-workbook", "PDF 文件"),
    b"\x89PNG": ("file-not-a-workbook", "图片"),
    b"\xff\xd8\xff": ("file-not-a-workbook", "图片"),
    b"{\\rtf": ("file-not-a-workbook", "Word 文档"),
    b"<?xml": ("file-other-format", "XML 文件"),
}
"""How a file begins → the code of its finding, which says what to do, and what the file is."""
_OLE_STREAMS = {"EncryptedPackage": None, "WordDocument": "Word 文档", "PowerPoint Document": "演示文稿"}
"""Streams that tell what an OLE file is if not an old workbook; None for a new workbook with a password."""


def parse_workbook(data: bytes, file_name: str, limits: Limits) -> Workbook:
    """All sheets of a submitted file with their cells at their addresses, hidden sheets included and marked.

    Reads .xlsx and .xlsm, .xls and .et, .ods, and .csv in UTF-8, UTF-16 or GB18030. Raises
    UnreadableWorkbook, with one sentence for the clerk, for everything else, and MemoryError where there is
    not enough: no other exception leaves this function.
    """
    if len(data) > limits.file_bytes:
        raise UnreadableWorkbook(
            "file-too-large", size=round(len(data) / 1e6), limit=round(limits.file_bytes / 1e6)
        )
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableWorkbook("file-empty" if not data else "file-damaged")
    if data.startswith(b"PK"):
        return _read_package(data, limits)
    if data.startswith(_OLE):
        return _read_ole(data, limits)
    _refuse_other_formats(data)
    text = delimited_text.decoded(data)
    is_named_text = PurePath(file_name).suffix.lower() in (".csv", ".txt", ".tsv")
    if text is None or not (is_named_text or delimited_text.looks_separated(text)):
        raise UnreadableWorkbook("file-damaged")
    rows = delimited_text.read_rows(text, limits)
    return assemble([(PurePath(file_name).stem, False, rows, [])], [SweptSheet()], limits)


def _read_package(data: bytes, limits: Limits) -> Workbook:
    package = packages.open_package(data, limits)
    if packages.kind_of(package) == "ods":
        packages.checked_parts(package)
        grids = _grids(data, limits)
        return assemble(grids, [SweptSheet() for _ in grids], limits)
    swept = sheet_xml.sweep(package)
    return assemble(_grids(data, limits), swept.sheets, limits, swept.dates_from_1904)


def _grids(data: bytes, limits: Limits) -> list[Grid]:
    try:
        return read_grids(data, limits)
    except UnreadableWorkbook:
        raise
    except PasswordError as error:
        raise UnreadableWorkbook("file-with-password") from error
    except BaseException as error:
        # A panic of the Rust reader arrives as pyo3's PanicException, which is a BaseException.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UnreadableWorkbook("file-damaged") from error


def _read_ole(data: bytes, limits: Limits) -> Workbook:
    for stream, said in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in data:
            raise (
                UnreadableWorkbook("file-not-a-workbook", format=said)
                if said
                else UnreadableWorkbook("file-with-password")
            )
    swept, dates_from_1904 = binary_workbooks.sweep(data)
    return assemble(_grids(data, limits), swept, limits, dates_from_1904)


def _refuse_other_formats(data: bytes) -> None:
    start = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.lower().startswith(_MARKUP) or b"<html" in start.lower() or b"<table" in start.lower():
        raise UnreadableWorkbook("file-is-html")
    if start.startswith(_ARCHIVES):
        raise UnreadableWorkbook("file-is-archive")
    for magic, (code, said) in _OTHER_FORMATS.items():
        if start.startswith(magic):
            raise UnreadableWorkbook(code, format=said)
