"""A submitted workbook in memory: sheets of raw cells at their own addresses, and how reading one can
fail.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.findings import KINDS

_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of characters that do not show, or that change how what follows is shown (a line break, right to
left).
"""
_REPLACEMENT = "\ufffd"
_LONGEST_SHOWN = 100
"""Characters of a name that stand in a sentence."""


@dataclass(frozen=True)
class ExcelError:
    """A cell with an error value instead of a result: ``#REF!``, ``#DIV/0!`` …, or NOT_CALCULATED."""

    code: str

    def __str__(self) -> str:
        """The error value as the cell shows it."""
        return self.code


NOT_CALCULATED = ExcelError("公式未计算")
"""A formula without a stored result: the file was written by a program, not saved by Excel or WPS."""


@dataclass(frozen=True)
class SharedCell:
    """A cell merged over several records, in a column of which each record must have a value of its own."""

    value: object

    def __str__(self) -> str:
        """The value as the merged cell shows it."""
        return f"{self.value:.15g}" if isinstance(self.value, float) else str(self.value)


@dataclass(frozen=True)
class Picture:
    """A picture that is the value of a cell: placed in it, or shown by DISPIMG or IMAGE."""

    def __str__(self) -> str:
        """What stands for it where only text can stand."""
        return "（图片）"


PICTURE = Picture()


@dataclass(frozen=True)
class FormattedCell:
    """A cell whose number format shows more than its bare value.

    ``shown`` is what people read, with all digits of the number: 3.5 for 35000 in ``0!.0,``, XS007 for 7 in
    ``"XS"000``. ``scale`` is by what the format divides the number to show it.
    """

    value: str | int | float
    shown: str
    scale: int = 1

    def __str__(self) -> str:
        """What the cell shows."""
        return self.shown


@dataclass(frozen=True)
class MarkedText:
    """A text part of which is struck through (``struck``) or stands above or below the line, as the mark of a
    footnote does.
    """

    text: str
    struck: bool = False

    def __str__(self) -> str:
        """The whole text."""
        return self.text


Row = list[Any]
"""Raw values of one sheet row from column A: str, float, int, bool, datetime, date, time, timedelta,
ExcelError, Picture or None.
"""


Address = tuple[int, int]
"""0-based row and column of a cell."""


class Merged(NamedTuple):
    """A range of merged cells: its first and last row and column, 0-based. The value stands in the first
    cell, the others are blank.
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell lies in the range."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[0]`` is sheet row 1 and ``rows[0][0]`` cell A1, however much of the sheet is empty;
    rows are equally long.
    """

    name: str
    rows: list[Row]
    hidden: bool = False
    dates_from_1904: bool = False
    """Whether unformatted serial numbers count days from 1904 instead of 1900 (old Mac workbooks)."""
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    """Rows and columns that are not shown (hidden by hand or by a filter, or of no height), 0-based."""
    struck: frozenset[Address] = frozenset()
    """Filled cells that are struck through as a whole."""
    special: dict[Address, FormattedCell | MarkedText] = field(default_factory=dict)
    """Cells of which the bare value in ``rows`` does not say all."""

    def cell(self, row: int, column: int) -> object:
        """What a cell says: its bare value, or how it is shown where that is more."""
        return self.special.get((row, column), self.rows[row][column])


@dataclass(frozen=True)
class Workbook:
    """The sheets of a submission in their order, hidden ones included."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Limits:
    """The largest submission that is still read. Beyond these a file is damaged, malicious or no report."""

    folders: int = 12
    """How deep a file may lie in folders of the inbox."""
    file_bytes: int = 50_000_000
    unpacked_bytes: int = 500_000_000
    unpacking_ratio: int = 200
    unsuspicious_bytes: int = 10_000_000
    """Below this unpacked size the ratio does not matter: an almost empty sheet compresses very well."""
    parts: int = 5_000
    """Files in the package of a workbook: sheets, pictures, drawings …"""
    depth: int = 100
    """How deep the elements of a part may stand in each other."""
    sheets: int = 50
    rows: int = 200_000
    columns: int = 500
    cells: int = 10_000_000
    """Rows × columns of all sheets together: memory is needed for the whole rectangles, filled or not."""
    texts: int = 5_000_000
    """Strings in the shared table of an .xlsx."""
    cell_characters: int = 32_767
    text_bytes: int = 250_000_000
    """What all cells together may take as text: a string stored once can stand in any number of cells."""
    seconds: float = 60
    """Time of a processor that reading one file may take."""
    memory_bytes: int = 3_000_000_000
    """Memory that the process which reads a file may take."""


def printable(text: str) -> str:
    """A text whose every character shows, in the order in which it stands."""
    if text.isprintable():  # hardly any is not
        return text
    return "".join(
        _REPLACEMENT if unicodedata.category(character) in _UNPRINTABLE else character for character in text
    )


class UnreadableWorkbook(Exception):
    """A file that cannot be read as a workbook: ``code`` of the finding and one Chinese ``sentence`` for the
    clerk.

    ``details`` fill in the sentence; they may come from the file.
    """

    def __init__(self, code: str, **details: object) -> None:
        """``details`` fill in the sentence of the finding ``code``."""
        self.code, self.details = code, details
        shown = {
            name: printable(value[:_LONGEST_SHOWN]) if isinstance(value, str) else value
            for name, value in details.items()
        }
        self.sentence = KINDS[code].message(**shown)
        super().__init__(self.sentence)
