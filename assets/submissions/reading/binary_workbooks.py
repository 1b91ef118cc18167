"""What the old binary format (BIFF8 in an OLE file: .xls, .et) tells that the reader does not: error cells,
the date system.

The stream of records is walked here; cells that hold values are left to calamine. Sources: [MS-CFB] and
[MS-XLS].
"""

import struct
from collections.abc import Iterator

from assets.submissions.reading.swept_sheets import SweptSheet
from assets.submissions.workbook import ExcelError

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_BOUND_SHEET, _DATE_MODE, _FORMULA, _BOOLEAN_OR_ERROR, _END = 0x85, 0x22, 0x06, 0x205, 0x0A
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on are marks: end of chain, free …"""
_SMALL_SECTOR = 64
_MOST_SHEETS = 1_000
"""Sheets that are looked through: each may be stated to be the whole file."""
_NAMES = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def sweep(data: bytes) -> tuple[list[SweptSheet], bool]:
    """What each sheet tells, in workbook order, and whether days count from 1904.

    Empty if the file is not laid out as expected: then the reader decides whether it can be read at all.
    """
    try:
        stream = _workbook_stream(data)
        sheets, dates_from_1904 = [], False
        for kind, body in _records(stream, 0):
            if kind == _BOUND_SHEET:
                if len(sheets) == _MOST_SHEETS:
                    raise KeyError("sheets")
                (start,) = struct.unpack_from("<I", body)
                sheets.append(SweptSheet(dict(_errors(stream, start))))
            elif kind == _DATE_MODE:
                dates_from_1904 = body[:1] == b"\1"
    except (struct.error, IndexError, KeyError, OverflowError):
        return [], False
    return sheets, dates_from_1904


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, up to its end."""
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + length]
        if kind == _END:
            return
        start += 4 + length


def _errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], ExcelError]]:
    for kind, body in _records(stream, start):
        if kind == _BOOLEAN_OR_ERROR and body[7]:
            yield struct.unpack_from("<HH", body), ExcelError(_ERRORS.get(body[6], "#N/A"))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            yield struct.unpack_from("<HH", body), ExcelError(_ERRORS.get(body[8], "#N/A"))


def _workbook_stream(data: bytes) -> bytes:
    """The stream "Workbook" of a compound file. KeyError if there is none."""
    sector_size = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector_size not in (512, 4096):
        raise KeyError("sector size")
    first_directory, cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
    allocation = _allocation(data, sector_size)
    directory = _chain(data, sector_size, allocation, first_directory)
    for place in range(0, len(directory), 128):
        entry = directory[place : place + 128]
        if entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)] in _NAMES:
            start, size = struct.unpack_from("<II", entry, 116)
            if size < cutoff:
                return _short_stream(data, sector_size, allocation, directory, start)[:size]
            return _chain(data, sector_size, allocation, start)[:size]
    raise KeyError("Workbook")


def _short_stream(
    data: bytes, sector_size: int, allocation: tuple[int, ...], directory: bytes, start: int
) -> bytes:
    """A stream below the cut-off: its small sectors lie in the stream of the root, the first entry of the
    directory, and have a table of their own.
    """
    small = 1 << struct.unpack_from("<H", data, 32)[0]
    if small != _SMALL_SECTOR:
        raise KeyError("small sector size")
    (root,) = struct.unpack_from("<I", directory, 116)
    holder = _chain(data, sector_size, allocation, root)
    table = _chain(data, sector_size, allocation, struct.unpack_from("<I", data, 60)[0])
    successors = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    # The holder has no header in front of its first sector, unlike the file.
    return _chain(bytes(small) + holder, small, successors, start)


def _allocation(data: bytes, sector_size: int) -> tuple[int, ...]:
    """The table that gives each sector's successor."""
    sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _LAST_SECTOR]
    more, count = struct.unpack_from("<II", data, 68)
    each = sector_size // 4
    while more < _LAST_SECTOR and count:
        numbers = struct.unpack_from(f"<{each}I", data, (more + 1) * sector_size)
        sectors += [sector for sector in numbers[:-1] if sector < _LAST_SECTOR]
        more, count = numbers[-1], count - 1
        if len(sectors) * sector_size > len(data):
            raise KeyError("more sectors than the file has")
    table = b"".join(data[(sector + 1) * sector_size : (sector + 2) * sector_size] for sector in sectors)
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _chain(data: bytes, sector_size: int, allocation: tuple[int, ...], sector: int) -> bytes:
    parts = []
    # A damaged chain may run in a circle: it cannot be longer than there are sectors.
    while sector < _LAST_SECTOR and len(parts) <= len(allocation):
        parts.append(data[(sector + 1) * sector_size : (sector + 2) * sector_size])
        sector = allocation[sector]
    return b"".join(parts)
