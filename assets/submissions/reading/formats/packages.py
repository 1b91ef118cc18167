"""OOXML and ODF packages: what a zip holds, checked against the limits before a reader unpacks it.

XML entities can make a few bytes stand for gigabytes or for other files. A workbook must not have any
([ECMA-376] part 2: no DTD). Files with entities are refused before any parser sees them.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from xml.parsers import expat

from assets.submissions.workbook import Limits, UnreadableWorkbook

ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of a compound file, which holds an encrypted package or an old workbook."""

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DOCUMENTS = {
    "word/document.xml": ("file-not-a-workbook", "Word 文档"),
    "ppt/presentation.xml": ("file-not-a-workbook", "演示文稿"),
    "ofd.xml": ("file-not-a-workbook", "OFD 版式文件"),
    "/workbook.bin": ("file-other-format", "二进制工作簿（.xlsb）"),
}
"""A part that only one kind of file has → the code of its finding, and what the file is."""

_PART_OF_NUMBERS = re.compile(r"\.iwa$|(?:^|\.numbers/)(?:index\.zip|buildversionhistory\.plist)$")

_UTF_16 = {b"\xff\xfe": "utf-16-le", b"<\0": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\0<": "utf-16-be"}
_MARKS_OF_XML = (b"<", b"\xef\xbb\xbf<", *_UTF_16)
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_TAG = re.compile(rb"<(/?)[\w:][^>]*?(/?)>")
_STREAMED = re.compile(rb"<(?:\w+:)?(?:worksheet|sst)[\s>]")
"""The root of a sheet or of the shared strings. These are the only large parts.

Readers stream them, so deep nesting costs nothing.
"""
_NEVER_IN_UTF_16 = re.compile(rb"<(?:\w+:)?(?:worksheet|sst|workbook|styleSheet)[\s>]")
"""The root of a part that readers take for UTF-8. In UTF-16 they would find nothing in it."""


_CONTENT_TYPES = "[content_types].xml"


@dataclass
class Package:
    """The parts of a zip by lower-case name, unpacked only when asked for.

    Names are written as in the standard: ``xl/workbook.xml`` even if a program wrote ``xl\\workbook.xml``.
    """

    data: bytes
    entries: dict[str, zipfile.ZipInfo]
    limits: Limits

    @property
    def has_odd_names(self) -> bool:
        """Whether parts have other names in the zip, so that another reader may not find them."""
        return any(entry.filename.lower() != name for name, entry in self.entries.items())

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Every part with its content. Each is checked against the size and checksum in the zip."""
        for name, entry in self.entries.items():
            yield name, _unpack(self.data, entry)


def _name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename.replace("\\", "/").lstrip("/").lower()
    return normpath(name) if "./" in name or "//" in name else name


def _without_folder(entries: dict[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries by their names in the package. Somebody may have packed its folder again."""
    if _CONTENT_TYPES in entries:
        return entries
    folder = next(
        (name.removesuffix(_CONTENT_TYPES) for name in entries if name.endswith("/" + _CONTENT_TYPES)), ""
    )
    if not folder or not all(name.startswith(folder) or entry.is_dir() for name, entry in entries.items()):
        return entries
    return {name.removeprefix(folder): entry for name, entry in entries.items() if len(name) > len(folder)}


def open_package(data: bytes, limits: Limits) -> Package:
    """The directory of a zip.

    Raises UnreadableWorkbook if it is damaged, has a password, or unpacks to more than the limits allow.
    It is also refused if parts share bytes or a name (ignoring case). No program writes such a file, and two
    readers could see two different workbooks in it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except Exception as error:  # zipfile raises many kinds of exceptions for damaged input
        raise UnreadableWorkbook("file-damaged") from error
    if not entries:
        raise UnreadableWorkbook("file-damaged")
    if len(entries) > limits.parts:
        raise UnreadableWorkbook("file-too-many-parts", count=len(entries), limit=limits.parts)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableWorkbook("file-with-password")
    are_apart = sum(entry.compress_size for entry in entries) <= len(data)
    by_name = {_name(entry): entry for entry in entries}
    if not are_apart or len(by_name) < len(entries):
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
    return Package(data, _without_folder(by_name), limits)


def other_package(names: Collection[str]) -> UnreadableWorkbook:
    """The refusal of a package that is neither .xlsx nor .ods. The names of its parts tell what it is."""
    if any(map(_PART_OF_NUMBERS.search, names)):
        return UnreadableWorkbook("file-of-numbers")
    for document, (code, said) in _DOCUMENTS.items():
        if any(name.endswith(document) for name in names):
            return UnreadableWorkbook(code, format=said)
    return UnreadableWorkbook("file-is-archive")


def _unpack(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The content of one entry.

    A zip may lie about sizes. So one byte more than the directory states is unpacked at most, and such an
    entry is refused as damaged.
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
        else:  # a method that neither Excel nor WPS uses
            raise UnreadableWorkbook("file-unusual")
    except (struct.error, zlib.error) as error:
        raise UnreadableWorkbook("file-damaged") from error
    if signature != b"PK\x03\x04" or len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise UnreadableWorkbook("file-damaged")
    return content


def checked_parts(package: Package) -> dict[str, bytes]:
    """Name and content of the parts in XML.

    Raises UnreadableWorkbook if a part is damaged or beyond the limits.
    """
    contents = {}
    for name, content in package.parts():
        if name.endswith((".xml", ".rels", ".vml")) or content.startswith(_MARKS_OF_XML):
            _check_xml(content, package.limits)
            contents[name] = content
    return contents


def are_whole(parts: Mapping[str, bytes]) -> bool:
    """Whether every part in XML is well-formed. A part that was cut short is not."""
    try:
        for content in parts.values():
            expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        return False
    return True


def refuse_entities(content: bytes) -> tuple[bytes, int]:
    """The content, and where its root begins. Content in UTF-16 is changed to UTF-8.

    Raises UnreadableWorkbook if there is a DTD before the root, which may define entities.
    """
    if content[:2] in _UTF_16:
        content = content.decode(_UTF_16[content[:2]], "replace").lstrip("\ufeff").encode()
    root = _PROLOG.match(content).end()
    if content.startswith(b"<!", root):
        raise UnreadableWorkbook("file-with-entities")
    return content, root


def _check_xml(content: bytes, limits: Limits) -> None:
    is_in_utf_16 = content[:2] in _UTF_16
    content, root = refuse_entities(content)
    if is_in_utf_16 and _NEVER_IN_UTF_16.match(content, root):
        raise UnreadableWorkbook("file-unusual")
    if _STREAMED.match(content, root):
        texts = content.count(b"<si") if len(content) > 5 * limits.texts else 0
        if texts > limits.texts:
            raise UnreadableWorkbook("file-too-many-texts", count=texts, limit=limits.texts)
    elif content.count(b"</") > limits.depth and _depth(content) > limits.depth:
        raise UnreadableWorkbook("file-too-deep", limit=limits.depth)


def _depth(content: bytes) -> int:
    """How deeply elements are nested."""
    depth = deepest = 0
    for closing, alone in _TAG.findall(content):
        if closing:
            depth -= 1
        elif not alone:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
