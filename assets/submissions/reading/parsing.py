"""Parsing (解析): any bytes become a Workbook or UnreadableWorkbook, whatever the file is called.

The content tells the format, because units rename files. Only cells are read; macros do not run, and links
are not followed. This code touches bytes that nobody has checked. So it runs in a separate process (see
``reader``) and imports nothing heavy.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath

from python_calamine import PasswordError

from assets.submissions.reading.assembling import assemble
from assets.submissions.reading.cell_grids import Grid, read_grids
from assets.submissions.reading.formats import (
    binary_workbooks,
    delimited_text,
    opendocument,
    package_layout,
    packages,
    sheet_xml,
)
from assets.submissions.reading.formats.other_formats import refuse_other_formats
from assets.submissions.reading.formats.swept_sheets import SweptSheet
from assets.submissions.workbook import Limits, UnreadableWorkbook, Workbook

_ROOTS = frozenset(("_rels/.rels", package_layout.WORKBOOK, *opendocument.ROOTS))
"""Every workbook in a package has at least one of these parts."""
_FLAT_SPREADSHEET = re.compile(
    rb"""<office:document\s[^>]*office:mimetype=["'][\w./-]*opendocument.spreadsheet"""
)


def parse_workbook(data: bytes, file_name: str, limits: Limits) -> Workbook:
    """All sheets of a submitted file with their cells at their addresses, hidden sheets included and marked.

    Reads .xlsx and .xlsm, .xls and .et, .ods and .fods, and .csv in UTF-8, UTF-16 or GB18030. For any other
    content it raises UnreadableWorkbook, with one sentence for the clerk. It raises MemoryError if there is
    not enough memory, and no other exception.
    """
    if len(data) > limits.file_bytes:
        raise UnreadableWorkbook(
            "file-too-large", size=round(len(data) / 1e6), limit=round(limits.file_bytes / 1e6)
        )
    if not data.strip(b"\0"):
        raise UnreadableWorkbook("file-empty" if not data else "file-damaged")
    if data.startswith(packages.ZIP):
        return _read_package(data, limits)
    if data.startswith(packages.COMPOUND_FILE):
        return _read_compound_file(data, limits)
    if _FLAT_SPREADSHEET.search(data, 0, 5_000):
        grids, found, dates_from_1904 = opendocument.read_flat(data, limits)
        return assemble(grids, found, limits, dates_from_1904)
    refuse_other_formats(data)
    text = delimited_text.decoded(data)
    is_named_text = PurePath(file_name).suffix.lower() in (".csv", ".txt", ".tsv")
    if text is None or not (is_named_text or delimited_text.looks_separated(text)):
        raise UnreadableWorkbook("file-unrecognised")
    rows = delimited_text.read_rows(text, limits)
    return assemble([(PurePath(file_name).stem, False, rows, [])], [SweptSheet()], limits)


def _read_package(data: bytes, limits: Limits) -> Workbook:
    package = packages.open_package(data, limits)
    if _ROOTS.isdisjoint(package.entries):
        raise packages.other_package(package.entries)
    parts = packages.checked_parts(package)
    if workbook := package_layout.workbook_part(parts):
        if usual := package_layout.in_usual_layout(package, parts, workbook):
            package, parts = usual, packages.checked_parts(usual)
        swept = sheet_xml.sweep(parts, limits)
        return assemble(_grids_of(package, parts), swept.sheets, limits, swept.dates_from_1904)
    if opendocument.is_opendocument(package.entries, parts):
        grids, found, dates_from_1904 = opendocument.read_parts(parts, limits)
        return assemble(grids, found, limits, dates_from_1904)
    raise packages.other_package(package.entries)


def _grids_of(package: packages.Package, parts: Mapping[str, bytes]) -> list[Grid]:
    try:
        return _grids(package.data, package.limits)
    except UnreadableWorkbook as refusal:
        if refusal.code == "file-damaged" and packages.are_whole(parts):
            raise UnreadableWorkbook("file-unusual") from refusal
        raise


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


def _read_compound_file(data: bytes, limits: Limits) -> Workbook:
    # These imports take a while, and few files are in the old format.
    from assets.submissions.reading.formats import compound_files, encryption

    compound = compound_files.CompoundFile(data)
    if compound.is_encrypted_package:
        return _read_package(encryption.decrypted_package(data), limits)
    stream = compound.workbook()
    if binary_workbooks.has_password(stream):
        stream = encryption.decrypted_stream(data, stream)
        data = compound.with_workbook(stream)
    swept, dates_from_1904 = binary_workbooks.sweep(stream)
    return assemble(_grids(data, limits), swept, limits, dates_from_1904)
