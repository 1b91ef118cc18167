"""OOXML and ODF packages: what a zip holds, checked against the limits before a reader unpacks it, and what
the sheet XML tells that the reader does not.

calamine allocates the rectangle from the first to the last filled cell, so a single stray cell at XFD1048576
would end the process for want of memory, and so would a damaged reference; it returns error cells (#DIV/0!,
#N/A …) like blank ones. Both are found here by regular expressions over the sheets' XML, at a small part of
the cost of reading it. Entities, which let a few bytes stand for gigabytes or for other files, have no place
in a workbook ([ECMA-376] part 2: no DTD): no parser sees them.
"""

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from posixpath import normpath

from assets.submissions.workbook import NOT_CALCULATED, ExcelError, Limits, UnreadableWorkbook

Address = tuple[int, int]
"""0-based row and column."""

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DOCUMENTS = {
    "word/document.xml": ("file-not-a-workbook", "Word 文档"),
    "ppt/presentation.xml": ("file-not-a-workbook", "演示文稿"),
    "xl/workbook.bin": ("file-other-format", "二进制工作簿（.xlsb）"),
}
"""A part that only such a file has → the code of its finding, which says what to do, and what the file is."""

_UNUSUAL_CELL = re.compile(rb"""<c(?! r="[A-Z][0-9]{1,4}")""")
"""A cell beyond row 9,999 or column Z, or without its place written as Excel and WPS do. An ordinary sheet
has none.
"""
_NEAR_ROWS, _NEAR_COLUMNS = 9_999, 26
_PLAIN_CELL = re.compile(rb"""<c r="([A-Z]{1,3}[0-9]{1,7})\"""")
_CELL = re.compile(rb"""<c r="([A-Z]+[0-9]+)"[^>]*?(?:(/)>|>(?:\s*(</c>))?)""")
_SHARED = re.compile(rb"""t="s"[^>]*><v>([0-9]{1,9})<""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*?\bt\s*=\s*["']e["'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v[^>]*>([^<]*)<""",
    re.DOTALL,
)
_NOT_CALCULATED = re.compile(
    rb"""<(?:\w+:)?c(\s[^>]*)?>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"""
)
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_TEXT_RESULT = re.compile(rb"""(?:^|\s)t\s*=\s*["']str["']""")
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s([^>]*)>""")
_RELATION = re.compile(rb"""<(?:\w+:)?Relationship\s([^>]*)>""")
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"<\0": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\0<": "utf-16-be"}
_MARKS_OF_XML = (b"<", b"\xef\xbb\xbf<", *_UTF_16)
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_TAG = re.compile(rb"<(/?)[\w:][^>]*?(/?)>")
_STREAMED = re.compile(rb"<(?:\w+:)?(?:worksheet|sst)[\s>]")
"""The root of a sheet or the shared strings, the only large parts: readers take these in as they come, so
their depth costs nothing.
"""
_DATES_FROM_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")


@dataclass
class Package:
    """The parts of a zip by lower-case name, unpacked only when asked for."""

    data: bytes
    entries: list[zipfile.ZipInfo]
    limits: Limits

    def names(self) -> set[str]:
        """Lower-case names of all parts."""
        return {entry.filename.lower() for entry in self.entries}

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Every part with its content, each checked to be as large as the zip says."""
        for entry in self.entries:
            yield entry.filename.lower(), _unpack(self.data, entry)


def open_package(data: bytes, limits: Limits) -> Package:
    """The directory of a zip. Raises UnreadableWorkbook if it is broken, locked or unpacks to more than the
    limits allow.

    Parts that share their bytes, or a name (in any case), are what no program writes: two readers would see
    two workbooks.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except Exception as error:  # zipfile raises half a dozen kinds on broken input
        raise UnreadableWorkbook("file-damaged") from error
    if len(entries) > limits.parts:
        raise UnreadableWorkbook("file-too-many-parts", count=len(entries), limit=limits.parts)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableWorkbook("file-with-password")
    are_apart = sum(entry.compress_size for entry in entries) <= len(data)
    if not are_apart or len({entry.filename.lower() for entry in entries}) < len(entries):
        raise UnreadableWorkbook("file-damaged")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise UnreadableWorkbook(
            "file-unpacks-too-large", size=round(unpacked / 1e6), limit=round(limits.unpacked_bytes / 1e6)
        )
    if unpacked > limits.unsuspicious_bytes and unpacked > limits.unpacking_ratio * len(data):
        raise UnreadableWorkbook(
            "file-packed-too-tightly", ratio=unpacked // len(data), limit=limits.unpacking_ratio
        )
    return Package(data, entries, limits)


def kind_of(package: Package) -> str:
    """ "xlsx" or "ods"; raises UnreadableWorkbook for any other zip."""
    names = package.names()
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    for name, (code, said) in _DOCUMENTS.items():
        if name in names:
            raise UnreadableWorkbook(code, format=said)
    raise UnreadableWorkbook("file-is-archive")


def _unpack(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The content of one entry; a zip may lie about sizes, so never more than the directory states is
    unpacked.
    """
    start = entry.header_offset
    try:
        signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, start)
        begin = start + 30 + name_length + extra_length
        packed = data[begin : begin + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            content = packed
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
        else:
            raise UnreadableWorkbook("file-damaged")
    except (struct.error, zlib.error) as error:
        raise UnreadableWorkbook("file-damaged") from error
    if signature != b"PK\x03\x04" or len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise UnreadableWorkbook("file-damaged")
    return content


@dataclass(frozen=True)
class Sweep:
    """What the XML of an .xlsx tells besides the values: error cells of each sheet in workbook order, and the
    date system.
    """

    errors: list[dict[Address, ExcelError]]
    dates_from_1904: bool


def sweep(package: Package) -> Sweep:
    """Unpack an .xlsx once, check every part against the limits, and find the cells that hold errors.

    Raises UnreadableWorkbook when a part is damaged or a sheet too large to be read.
    """
    contents = checked_parts(package)
    workbook, relations = (
        contents.get("xl/workbook.xml", b""),
        contents.get("xl/_rels/workbook.xml.rels", b""),
    )
    targets = {_attribute(tag, b"Id"): _attribute(tag, b"Target") for tag in _RELATION.findall(relations)}
    names = {
        _part_name(targets.get(_attribute(tag, rb"(?:\w+:)?id"), "")): _attribute(tag, b"name")
        for tag in _SHEET.findall(workbook)
    }
    sheets = {path: content for path, content in contents.items() if b"sheetData" in content}
    for path, content in sheets.items():
        _check_extent(content, unescape(names.get(path, path)), package.limits)
    _check_shared_texts(
        [content for content in contents.values() if b"<sst" in content],
        list(sheets.values()),
        package.limits,
    )
    errors = [_errors(sheets[path]) if path in sheets else {} for path in names]
    return Sweep(errors, bool(_DATES_FROM_1904.search(workbook)))


def checked_parts(package: Package) -> dict[str, bytes]:
    """Name and content of the parts in XML. Raises UnreadableWorkbook where one is damaged or beyond the
    limits.
    """
    contents = {}
    for name, content in package.parts():
        if name.endswith((".xml", ".rels", ".vml")) or content.startswith(_MARKS_OF_XML):
            _check_xml(content, package.limits)
            contents[name] = content
    return contents


def _check_xml(content: bytes, limits: Limits) -> None:
    if content[:2] in _UTF_16:
        content = content.decode(_UTF_16[content[:2]], "replace").lstrip("\ufeff").encode()
    root = _PROLOG.match(content).end()
    if content.startswith(b"<!", root):
        raise UnreadableWorkbook("file-with-entities")
    if _STREAMED.match(content, root):
        texts = content.count(b"<si") if len(content) > 5 * limits.texts else 0
        if texts > limits.texts:
            raise UnreadableWorkbook("file-too-many-texts", count=texts, limit=limits.texts)
    elif content.count(b"</") > limits.depth and _depth(content) > limits.depth:
        raise UnreadableWorkbook("file-too-deep", limit=limits.depth)


def _depth(content: bytes) -> int:
    """How deep elements stand in each other."""
    depth = deepest = 0
    for closing, alone in _TAG.findall(content):
        if closing:
            depth -= 1
        elif not alone:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"(?:^|\s)" + name + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return found.group(1).decode("utf-8", "replace") if found else ""


def _part_name(target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower()


def _check_extent(xml: bytes, name: str, limits: Limits) -> None:
    """Raise UnreadableWorkbook if the filled cells of a sheet span more than the limits; cells that only
    carry a style do not count.

    Where a cell does not state its place as Excel and WPS write it, only the reader can tell: then the limit
    of its memory holds.
    """
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData")
    is_roomy = (
        limits.rows >= _NEAR_ROWS
        and limits.columns >= _NEAR_COLUMNS
        and limits.cells >= _NEAR_ROWS * _NEAR_COLUMNS
    )
    if is_roomy and not _UNUSUAL_CELL.search(xml, start, end):
        return
    data = xml[start:end]
    references = _PLAIN_CELL.findall(data)
    if data.count(b"<c") == len(references) and _beyond(
        [_place(reference) for reference in references], limits
    ):
        filled = [
            _place(reference) for reference, closed, empty in _CELL.findall(data) if not (closed or empty)
        ]
        if _beyond(filled, limits):
            farthest = max(filled, key=lambda place: max(place[0] / limits.rows, place[1] / limits.columns))
            raise UnreadableWorkbook(
                "sheet-too-large", sheet=name, cell=farthest[2], rows=limits.rows, columns=limits.columns
            )


def _check_shared_texts(strings: list[bytes], sheets: list[bytes], limits: Limits) -> None:
    """Raise UnreadableWorkbook if shared strings stand in so many cells that together they are too long: the
    reader copies each.
    """
    texts = [text for content in strings for text in content.split(b"<si>")[1:]]
    cells = sum(sheet.count(b't="s"') for sheet in sheets)
    if cells * max(map(len, texts), default=0) <= limits.text_bytes:  # of nearly every workbook
        return
    shown = Counter(int(number) for sheet in sheets for number in _SHARED.findall(sheet))
    if (
        sum(len(texts[number]) * count for number, count in shown.items() if number < len(texts))
        > limits.text_bytes
    ):
        raise UnreadableWorkbook("file-needs-too-much-memory", limit=round(limits.memory_bytes / 1e6))


def _beyond(places: list[tuple[int, int, str]], limits: Limits) -> bool:
    height, width = (
        max((row for row, _, _ in places), default=0),
        max((column for _, column, _ in places), default=0),
    )
    return height > limits.rows or width > limits.columns or height * width > limits.cells


def _place(reference: bytes) -> tuple[int, int, str]:
    """1-based row and column of a reference like ``B12``, and the reference itself."""
    text = reference.decode().upper()
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]), column_number(letters), text


def column_number(letters: str) -> int:
    """1-based number of a column: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _errors(xml: bytes) -> dict[Address, ExcelError]:
    errors = {}
    if b't="e"' in xml or b"t='e'" in xml:
        for attributes, value in _ERROR.findall(xml):
            if place := _address(attributes):
                errors[place] = ExcelError(value.decode("utf-8", "replace"))
    if b"<f" in xml or b":f" in xml:
        for attributes in _NOT_CALCULATED.findall(xml):
            place = _address(attributes)
            if place and not _TEXT_RESULT.search(attributes):
                errors.setdefault(place, NOT_CALCULATED)
    return errors


def _address(attributes: bytes) -> Address | None:
    found = _REFERENCE.search(attributes)
    if not found:
        return None
    row, column, _ = _place(found.group(1) + found.group(2))
    return row - 1, column - 1
