"""What the old binary format (BIFF in a compound file: .xls, .et) tells and the reader does not: error cells,
formulas that were never calculated, what is hidden or struck through, and the date system.

This module goes through the stream of records. calamine reads the values of cells. Source: [MS-XLS].
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from assets.submissions.reading.formats.shared_texts import shared_runs
from assets.submissions.reading.formats.special_cells import Mark, mark_of
from assets.submissions.reading.formats.swept_sheets import SweptSheet
from assets.submissions.reading.number_formats import BUILT_IN, says_more
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
_BOUND_SHEET, _DATE_MODE, _FONT, _FORMAT_OF_CELLS, _NUMBER_FORMAT = 0x85, 0x22, 0x31, 0xE0, 0x41E
_SHARED_TEXTS, _CONTINUED, _SHARED_TEXT = 0xFC, 0x3C, 0xFD
_FORMULA, _BOOLEAN_OR_ERROR, _ROW, _COLUMNS, _NOT_YET_CALCULATED = 0x06, 0x205, 0x208, 0x7D, 0x5E
_CELLS = frozenset((_FORMULA, _BOOLEAN_OR_ERROR, 0x203, 0x204, 0x27E, 0xD6, _SHARED_TEXT))
"""Records of one cell. They begin with row, column and format."""
_CELLS_OF_NUMBERS = 0xBD
"""A record of several cells of a row, each with its format and its number."""
_WIDE = 0x01
_STRUCK, _HIDDEN_ROW, _HIDDEN_COLUMNS, _TO_BE_CALCULATED = 0x08, 0x20, 0x01, 0x02
_IS_TEXT_OR_BLANK = b"\xff\xff"
_LEAST_HEIGHT, _LEAST_WIDTH = 20, 128
"""A row below this height (in 1/20 point) or a column below this width (in 1/256 character) shows nothing."""
_MOST_SHEETS = 1_000
"""The most sheets that are searched. Each of them may claim the whole file."""
_MOST_COLUMNS = 256
_HORIZONTAL, _FROM_LEFT, _INDENT = 0x07, (0, 1, 7), 0x0F
"""In a cell format: the bits of the alignment, what indents from the left, the bits of the indent."""


@dataclass
class _Globals:
    """What stands before the sheets.

    ``starts``: where each sheet begins. ``fonts``: whether each font is struck through, and whether it is
    raised or lowered. ``formats``: the font and the number format of each cell format. ``codes``: the number
    formats. ``texts``: the records of the shared texts. ``indents``: how far each cell format indents a text.
    """

    starts: list[int] = field(default_factory=list)
    dates_from_1904: bool = False
    fonts: list[tuple[bool, bool]] = field(default_factory=list)
    formats: list[tuple[int, int]] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    texts: list[bytes] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)

    def marks(self, font: int) -> tuple[bool, bool]:
        """Whether text in a font is struck through, and whether it is raised. No font has the number 4."""
        place = font - (font > 4)
        return self.fonts[place] if place < len(self.fonts) else (False, False)


@dataclass(frozen=True)
class _Special:
    """What is special in the sheets of a workbook.

    ``struck``: the numbers of cell formats that are struck through. ``codes``: number of a cell format → its
    number format, if that shows more than the number. ``marked``: number of a shared text → how its runs are
    marked. ``indents``: number of a cell format → how far it indents a text.
    """

    struck: frozenset[int]
    codes: dict[int, str]
    marked: dict[int, Mark]
    indents: dict[int, int]

    @classmethod
    def of(cls, found: _Globals) -> "_Special":
        """Keep only what is special. Most workbooks have nothing special."""
        telling = {number: code for number, code in found.codes.items() if says_more(code)}
        return cls(
            frozenset(number for number, (font, _) in enumerate(found.formats) if found.marks(font)[0]),
            {number: telling[code] for number, (_, code) in enumerate(found.formats) if code in telling},
            _marked_texts(found) if any(struck or raised for struck, raised in found.fonts) else {},
            {number: indent for number, indent in enumerate(found.indents) if indent},
        )

    def is_any(self) -> bool:
        """Whether any cell may be special."""
        return bool(self.struck or self.codes or self.marked or self.indents)


@dataclass
class _Results:
    """The results of a workbook's formulas.

    ``zeros``: the cells whose result is 0. ``is_any_other``: whether any result is something else.
    ``is_calculation_due``: whether the formulas are to be calculated when the file is opened.
    """

    zeros: list[tuple[SweptSheet, Address]] = field(default_factory=list)
    is_any_other: bool = False
    is_calculation_due: bool = False


def has_password(stream: bytes) -> bool:
    """Whether the records of a workbook's stream are encrypted."""
    return any(kind == _PASSWORD for kind, _ in _records(stream, 0))


def sweep(stream: bytes) -> tuple[list[SweptSheet], bool]:
    """What each sheet tells, in workbook order, and whether days count from 1904.

    Raises UnreadableWorkbook if the stream is not a sound old workbook.
    """
    try:
        found = _globals(stream)
        special, results = _Special.of(found), _Results()
        sheets = [_sheet(stream, start, special, results) for start in found.starts]
    except (struct.error, IndexError, OverflowError) as error:
        raise UnreadableWorkbook("file-damaged") from error
    if results.is_calculation_due and not results.is_any_other:
        for sheet, place in results.zeros:
            sheet.errors[place] = NOT_CALCULATED
    return sheets, found.dates_from_1904


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, up to its end, without the records of charts in it."""
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
    found, before = _Globals(), 0
    for kind, body in _records(stream, 0):
        if kind == _BOUND_SHEET:
            if len(found.starts) == _MOST_SHEETS:
                raise UnreadableWorkbook("file-damaged")
            found.starts += struct.unpack_from("<I", body)
        elif kind == _DATE_MODE:
            found.dates_from_1904 = body[:1] == b"\1"
        elif kind == _FONT:
            found.fonts.append((bool(body[2] & _STRUCK), body[8] > 0))
        elif kind == _FORMAT_OF_CELLS:
            found.formats.append(struct.unpack_from("<HH", body))
            found.indents.append(body[8] & _INDENT if body[6] & _HORIZONTAL in _FROM_LEFT else 0)
        elif kind == _NUMBER_FORMAT:
            number, code = _number_format(body)
            found.codes[number] = code
        elif kind == _SHARED_TEXTS or (kind == _CONTINUED and before == _SHARED_TEXTS):
            found.texts.append(body)
            kind = _SHARED_TEXTS
        before = kind
    return found


def _number_format(body: bytes) -> tuple[int, str]:
    number, length, flags = struct.unpack_from("<HHB", body)
    characters = body[5 : 5 + length * (1 + (flags & _WIDE))]
    return number, characters.decode("utf-16-le" if flags & _WIDE else "latin-1", "replace")


def _marked_texts(found: _Globals) -> dict[int, Mark]:
    """Numbers of shared texts with marked runs → their mark."""
    marks = (mark_of(map(found.marks, runs)) for runs in shared_runs(found.texts))
    return {number: mark for number, mark in enumerate(marks) if mark is not None}


def _sheet(stream: bytes, start: int, special: _Special, results: _Results) -> SweptSheet:
    sheet, may_be_special = SweptSheet(), special.is_any()
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
        if may_be_special and (kind in _CELLS or kind == _CELLS_OF_NUMBERS):
            _add_special(kind, body, sheet, special)
    return sheet


def _add_special(kind: int, body: bytes, sheet: SweptSheet, special: _Special) -> None:
    for place, number in _formats(kind, body):
        if number in special.struck:
            sheet.struck.add(place)
        if number in special.indents:
            sheet.indents[place] = special.indents[number]
        if number in special.codes:
            sheet.special.formats[place] = special.codes[number]
        if kind == _SHARED_TEXT and special.marked:
            marks = special.marked.get(struct.unpack_from("<I", body, 6)[0])
            if marks is not None:
                sheet.special.marked[place] = marks


def _formats(kind: int, body: bytes) -> Iterator[tuple[Address, int]]:
    """The cells of a record, each with the number of its format."""
    if kind in _CELLS:
        row, column, number = struct.unpack_from("<3H", body)
        yield (row, column), number
        return
    row, first = struct.unpack_from("<2H", body)
    for place in range(4, len(body) - 6, 6):
        yield (row, first + (place - 4) // 6), struct.unpack_from("<H", body, place)[0]


def _add_formula(body: bytes, sheet: SweptSheet, results: _Results) -> None:
    """Note the result of a formula, and whether it is to be calculated when the file is opened."""
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
    else:  # a text that is not empty, or the truth value TRUE
        results.is_any_other |= result[0] == 0 or (result[0] == 1 and result[2] != 0)


def _error(code: int) -> ExcelError:
    return ExcelError(_ERRORS.get(code, "#N/A"))
