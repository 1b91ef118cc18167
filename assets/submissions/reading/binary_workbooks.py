"""What the old binary format (BIFF in a compound file: .xls, .et) tells that the reader does not: error
cells, formulas nobody has calculated, what is hidden or struck through, the date system.

The stream of records is walked here; cells that hold values are left to calamine. Source: [MS-XLS].
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from assets.submissions.reading.swept_sheets import SweptSheet
from assets.submissions.workbook import NOT_CALCULATED, Address, ExcelError, UnreadableWorkbook

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_BEGIN, _END, _PASSWORD = 0x809, 0x0A, 0x2F
_BOUND_SHEET, _DATE_MODE, _FONT, _FORMAT_OF_CELLS = 0x85, 0x22, 0x31, 0xE0
_FORMULA, _BOOLEAN_OR_ERROR, _ROW, _COLUMNS, _NOT_YET_CALCULATED = 0x06, 0x205, 0x208, 0x7D, 0x5E
_CELLS = frozenset((_FORMULA, _BOOLEAN_OR_ERROR, 0x203, 0x204, 0x27E, 0xD6, 0xFD))
"""Records of one cell: row, column and format stand first."""
_CELLS_OF_NUMBERS = 0xBD
"""Several cells of a row, each with its format and its number."""
_STRUCK, _HIDDEN_ROW, _HIDDEN_COLUMNS, _TO_BE_CALCULATED = 0x08, 0x20, 0x01, 0x02
_IS_TEXT_OR_BLANK = b"\xff\xff"
_LEAST_HEIGHT, _LEAST_WIDTH = 20, 128
"""Twentieths of a point of a row and 256ths of a character of a column, below which nothing is seen."""
_MOST_SHEETS = 1_000
"""Sheets that are looked through: each may be stated to be the whole file."""
_MOST_COLUMNS = 256


@dataclass
class _Globals:
    """What stands before the sheets. ``fonts``: whether each is struck through; ``formats``: the font of each
    format of cells.
    """

    starts: list[int] = field(default_factory=list)
    dates_from_1904: bool = False
    fonts: list[bool] = field(default_factory=list)
    formats: list[int] = field(default_factory=list)

    def struck_formats(self) -> frozenset[int]:
        """The formats of cells whose font is struck through. No font has the number 4."""
        struck = {number + (number >= 4) for number, is_struck in enumerate(self.fonts) if is_struck}
        return frozenset(number for number, font in enumerate(self.formats) if font in struck)


@dataclass
class _Results:
    """What the formulas of a workbook came to: those that are 0, and whether any is something else."""

    zeros: list[tuple[SweptSheet, Address]] = field(default_factory=list)
    is_any_other: bool = False
    is_calculation_due: bool = False


def has_password(stream: bytes) -> bool:
    """Whether the records of a workbook's stream are encrypted."""
    return any(kind == _PASSWORD for kind, _ in _records(stream, 0))


def sweep(stream: bytes) -> tuple[list[SweptSheet], bool]:
    """What each sheet tells, in workbook order, and whether days count from 1904.

    Raises UnreadableWorkbook if the stream is not what an old workbook is.
    """
    try:
        found = _globals(stream)
        struck, results = found.struck_formats(), _Results()
        sheets = [_sheet(stream, start, struck, results) for start in found.starts]
    except (struct.error, IndexError, OverflowError) as error:
        raise UnreadableWorkbook("file-damaged") from error
    if results.is_calculation_due and not results.is_any_other:
        for sheet, place in results.zeros:
            sheet.errors[place] = NOT_CALCULATED
    return sheets, found.dates_from_1904


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, up to its end, without those of charts within."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth < 1:
                return
        elif depth < 2:
            yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _globals(stream: bytes) -> _Globals:
    found = _Globals()
    for kind, body in _records(stream, 0):
        if kind == _BOUND_SHEET:
            if len(found.starts) == _MOST_SHEETS:
                raise UnreadableWorkbook("file-damaged")
            found.starts += struct.unpack_from("<I", body)
        elif kind == _DATE_MODE:
            found.dates_from_1904 = body[:1] == b"\1"
        elif kind == _FONT:
            found.fonts.append(bool(body[2] & _STRUCK))
        elif kind == _FORMAT_OF_CELLS:
            found.formats += struct.unpack_from("<H", body)
    return found


def _sheet(stream: bytes, start: int, struck_formats: frozenset[int], results: _Results) -> SweptSheet:
    sheet = SweptSheet()
    for kind, body in _records(stream, start):
        if kind == _FORMULA:
            _add_formula(body, sheet, results)
        elif kind == _BOOLEAN_OR_ERROR and body[7]:
            sheet.errors[struct.unpack_from("<HH", body)] = _error(body[6])
        elif kind == _ROW:
            number, _, _, height, _, _, flags = struct.unpack_from("<7H", body)
            if flags & _HIDDEN_ROW or height < _LEAST_HEIGHT:
                sheet.hidden_rows.add(number)
        elif kind == _COLUMNS:
            first, last, width, _, flags = struct.unpack_from("<5H", body)
            if flags & _HIDDEN_COLUMNS or width < _LEAST_WIDTH:
                sheet.hidden_columns.update(range(first, min(last + 1, _MOST_COLUMNS)))
        elif kind == _NOT_YET_CALCULATED:
            results.is_calculation_due = True
        if struck_formats and (kind in _CELLS or kind == _CELLS_OF_NUMBERS):
            sheet.struck.update(place for place, number in _formats(kind, body) if number in struck_formats)
    return sheet


def _formats(kind: int, body: bytes) -> Iterator[tuple[Address, int]]:
    """The cells of a record and the number of the format of each."""
    if kind in _CELLS:
        row, column, number = struct.unpack_from("<3H", body)
        yield (row, column), number
        return
    row, first = struct.unpack_from("<2H", body)
    for place in range(4, len(body) - 6, 6):
        yield (row, first + (place - 4) // 6), struct.unpack_from("<H", body, place)[0]


def _add_formula(body: bytes, sheet: SweptSheet, results: _Results) -> None:
    """Take in what a formula came to, and whether it is to be calculated when the file is opened."""
    place, result = struct.unpack_from("<HH", body), body[6:14]
    results.is_calculation_due |= bool(body[14] & _TO_BE_CALCULATED)
    if result[6:] != _IS_TEXT_OR_BLANK:
        if any(result):
            results.is_any_other = True
        else:
            results.zeros.append((sheet, place))
    elif result[0] == 2:
        sheet.errors[place] = _error(result[2])
        results.is_any_other = True
    else:  # a text, unless it is an empty one; 0 or no
        results.is_any_other |= result[0] == 0 or (result[0] == 1 and result[2] != 0)


def _error(code: int) -> ExcelError:
    return ExcelError(_ERRORS.get(code, "#N/A"))
