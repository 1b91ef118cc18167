"""Makes the files that units submit, as bytes: workbooks of every kind, whole and broken."""

import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4

Rows = Sequence[Sequence[object]]


def xlsx(sheets: Mapping[str, Rows], hidden: Sequence[str] = (), dates_from_1904: bool = False) -> bytes:
    """A workbook with these sheets, each a list of rows from A1."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    if dates_from_1904:
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def repacked(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The same zip with the content of some parts replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in [*source.namelist(), *(name for name in changes if name not in source.namelist())]:
            target.writestr(name, changes.get(name) if name in changes else source.read(name))
    return stream.getvalue()


def with_sheet_xml(cells: str, dimension: str = "A1:A1") -> bytes:
    """A workbook whose only sheet has this XML for its rows."""
    sheet = (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>'
    )
    return repacked(xlsx({"表": [["x"]]}), {"xl/worksheets/sheet1.xml": sheet.encode()})


def ods(rows: str) -> bytes:
    """An OpenDocument workbook whose only sheet 表 has this XML for its rows."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", kind, zipfile.ZIP_STORED)
        target.writestr("META-INF/manifest.xml", manifest)
        target.writestr("content.xml", content)
    return stream.getvalue()


BINARY_ERRORS = {"#REF!": 0x17, "#DIV/0!": 0x07, "#N/A": 0x2A}


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(
    rows: Rows,
    sheet_name: str = "表",
    dates_from_1904: bool = False,
    merged: Sequence[tuple[int, int, int, int]] = (),
    password: str = "",
    records: bytes = b"",
) -> bytes:
    """A workbook in the old binary format (BIFF8), as .xls and .et hold it, with one sheet of texts, numbers,
    error values (#REF!) and formulas that give one (=#REF!). ``merged``: first and last row, first and last
    column of merged cells, from 0. ``records``: more of them, of the sheet.
    """
    name = sheet_name.encode("utf-16-le")
    cells = b""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str) and value in BINARY_ERRORS:
                cells += _record(0x205, place + bytes([BINARY_ERRORS[value], 1]))
            elif isinstance(value, str) and value.startswith("="):
                result = bytes([2, 0, BINARY_ERRORS[value[1:]], 0, 0, 0, 0xFF, 0xFF])
                cells += _record(0x06, place + result + bytes(6) + struct.pack("<HBH", 3, 0x1E, 1))
            elif isinstance(value, str):
                cells += _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            elif value is not None:
                cells += _record(0x203, place + struct.pack("<d", value))
    if merged:
        cells += _record(
            0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *each) for each in merged)
        )
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    begin += _record(0x2F, _file_pass(password)) if password else b""
    end = _record(0x0A)
    mode = _record(0x22, struct.pack("<H", dates_from_1904))
    bound = (
        struct.pack("<IHBB", len(begin) + len(mode) + 12 + len(name) + len(end), 0, len(name) // 2, 1) + name
    )
    globals_ = begin + mode + _record(0x85, bound) + end
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + records + _record(0x0A)
    stream = globals_ + sheet
    return ole("Workbook", _encrypted_stream(stream, password) if password else stream)


_SALT = bytes(range(16))


def _file_pass(password: str) -> bytes:
    """The record that says a workbook is encrypted with RC4, and lets the password be verified."""
    verifier = bytes(16)
    secret = DocumentRC4.decrypt(password, _SALT, io.BytesIO(verifier + hashlib.md5(verifier).digest()))
    return struct.pack("<HHH", 1, 1, 1) + _SALT + secret.getvalue()


def _encrypted_stream(stream: bytes, password: str) -> bytes:
    """The content of records encrypted, but for beginnings, the password's record and the places of sheets."""
    secret = DocumentRC4.decrypt(password, _SALT, io.BytesIO(stream), blocksize=1024).getvalue()
    whole, start = bytearray(stream), 0
    while start < len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        first, start = start + 4, start + 4 + length
        if kind not in (0x809, 0x2F):
            first += 4 if kind == 0x85 else 0
            whole[first:start] = secret[first:start]
    return bytes(whole)


def encrypted(data: bytes, password: str) -> bytes:
    """An .xlsx with a password to open it."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


def ole(stream_name: str, content: bytes) -> bytes:
    """An OLE compound file with one stream."""
    content = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
    sectors = len(content) // 512
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    allocation = [table, end, *range(3, 2 + sectors), end]
    allocation += [free] * (128 - len(allocation))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack(
        "<109I", 0, *[free] * 108
    )

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        start_and_size = struct.pack("<IQ", start, size)
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(text) + 2, kind, 1, free, free, child)
            + bytes(36)
            + start_and_size
        )

    directory = entry("Root Entry", 5, 1, end, 0) + entry(stream_name, 2, free, 2, len(content))
    return header + struct.pack("<128I", *allocation) + directory.ljust(512, b"\0") + content
