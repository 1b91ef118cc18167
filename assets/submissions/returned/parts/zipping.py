"""Writes a zip from entries of another zip and from new entries. Old entries are copied in packed form, byte
for byte.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_LENGTHS = struct.Struct("<26xHH")
_DIRECTORY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION, _UTF_8 = 20, 0x800
_DATE = 0x21
"""1980-01-01. With a fixed date, the same content always gives the same file."""


@dataclass(frozen=True)
class Packed:
    """An entry as it stands in the zip. ``method``: 0 for stored, 8 for deflated. ``content`` is packed."""

    name: str
    method: int
    crc: int
    size: int
    content: bytes
    date: int = _DATE
    time: int = 0


def packed(name: str, content: bytes) -> Packed:
    """A new, compressed entry."""
    deflating = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflating.compress(content) + deflating.flush()
    return Packed(name, zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content), deflated)


def copied(name: str, data: bytes, entry: zipfile.ZipInfo) -> Packed:
    """An entry of the zip ``data``, with the same name or a new one."""
    start = entry.header_offset
    begin = start + _LOCAL.size + sum(_LENGTHS.unpack_from(data, start))
    year, month, day, hour, minute, second = entry.date_time
    return Packed(
        name,
        entry.compress_type,
        entry.CRC,
        entry.file_size,
        data[begin : begin + entry.compress_size],
        (year - 1980) << 9 | month << 5 | day,
        hour << 11 | minute << 5 | second // 2,
    )


def zipped(entries: Iterable[Packed]) -> bytes:
    """The bytes of a zip with these entries."""
    pieces, directory, offset, count = [], [], 0, 0
    for entry in entries:
        name = entry.name.encode()
        flags = 0 if entry.name.isascii() else _UTF_8
        told = (
            *(flags, entry.method, entry.time, entry.date, entry.crc),
            *(len(entry.content), entry.size, len(name), 0),
        )
        pieces += [_LOCAL.pack(b"PK\3\4", _VERSION, *told), name, entry.content]
        directory += [_DIRECTORY.pack(b"PK\1\2", _VERSION, _VERSION, *told, 0, 0, 0, 0, offset), name]
        offset += _LOCAL.size + len(name) + len(entry.content)
        count += 1
    listed = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), offset, 0)
    return b"".join([*pieces, listed, end])
