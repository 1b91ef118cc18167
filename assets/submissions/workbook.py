"""A submitted workbook in memory: sheets of raw cells at their own addresses.

Here are also the limits for reading one, and the error if that fails.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.findings import KINDS

_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of characters that are invisible, or that change how the following text is shown (line breaks,
right-to-left marks).
"""
_REPLACEMENT = "\ufffd"
_LONGEST_SHOWN = 100
"""How many characters of a detail are shown in a sentence."""


@dataclass(frozen=True)
class ExcelError:
    """A cell with an error value instead of a result: ``#REF!``, ``#DIV/0!`` …, or NEVER_CALCULATED."""

    code: str

    def __str__(self) -> str:
        """The error value as the cell shows it."""
        return self.code


NOT_CALCULATED = ExcelError("公式未计算")
"""A formula without a stored result. Then a program wrote the file, and Excel or WPS never saved it."""

SUM_NOT_CALCULATED = ExcelError("合计未计算")
"""The same, if the formula is the plain sum of cells above it. As a total it can state nothing wrong."""

NEVER_CALCULATED = frozenset((NOT_CALCULATED, SUM_NOT_CALCULATED))


@dataclass(frozen=True)
class SharedCell:
    """A cell merged over several records, in a column in which each record must have its own value."""

    value: object

    def __str__(self) -> str:
        """The value as the merged cell shows it."""
        return f"{self.value:.15g}" if isinstance(self.value, float) else str(self.value)


@dataclass(frozen=True)
class Picture:
    """A picture as the value of a cell: placed in it, or shown by DISPIMG or IMAGE."""

    def __str__(self) -> str:
        """The text that is used where only text is possible."""
        return "（图片）"


PICTURE = Picture()


@dataclass(frozen=True)
class FormattedCell:
    """A cell whose number format shows more than its bare value.

    ``shown``: what people read, with all digits of the number: 3.5 for 35000 in ``0!.0,``, XS007 for 7 in
    ``"XS"000``. ``scale``: the number by which the format divides the value.
    """

    value: str | int | float
    shown: str
    scale: int = 1

    def __str__(self) -> str:
        """What the cell shows."""
        return self.shown


@dataclass(frozen=True)
class MarkedText:
    """A text with a marked part. The part is struck through (``struck``), or it is raised or lowered.

    Footnote marks are raised, for example.
    """

    text: str
    struck: bool = False

    def __str__(self) -> str:
        """The whole text."""
        return self.text


Row = list[Any]
"""Raw values of one sheet row from column A on.

Their types are str, float, int, bool, datetime, date, time, timedelta, ExcelError, Picture and None.
"""


Address = tuple[int, int]
"""0-based row and column of a cell."""


class Merged(NamedTuple):
    """A range of merged cells: its first and last row and column, 0-based.

    The value stands in the first cell. The other cells are blank.
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
    """One sheet. ``rows[0]`` is always sheet row 1, and ``rows[0][0]`` cell A1. Rows are equally long."""

    name: str
    rows: list[Row]
    hidden: bool = False
    dates_from_1904: bool = False
    """Whether unformatted serial numbers count days from 1904 instead of 1900 (old Mac workbooks)."""
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    """Rows and columns that are not shown, 0-based: hidden by hand or by a filter, or too small to see."""
    struck: frozenset[Address] = frozenset()
    """Filled cells that are struck through as a whole."""
    special: dict[Address, FormattedCell | MarkedText] = field(default_factory=dict)
    """Cells that say more than their bare value in ``rows``."""

    def cell(self, row: int, column: int) -> object:
        """What a cell says: how it is shown if that is more than its bare value, otherwise the bare value."""
        return self.special.get((row, column), self.rows[row][column])


@dataclass(frozen=True)
class Workbook:
    """The sheets of a submission in their order, with hidden sheets."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Limits:
    """The largest submission that is still read. A larger file is damaged, malicious or no report."""

    folders: int = 12
    """How deep in folders of the inbox a file may lie."""
    file_bytes: int = 50_000_000
    unpacked_bytes: int = 500_000_000
    unpacking_ratio: int = 200
    unsuspicious_bytes: int = 10_000_000
    """Below this unpacked size the ratio does not matter: an almost empty sheet compresses very well."""
    parts: int = 5_000
    """The number of files in the package of a workbook: sheets, pictures, drawings …"""
    depth: int = 100
    """How deeply the elements of a part may be nested."""
    sheets: int = 50
    rows: int = 200_000
    columns: int = 500
    cells: int = 10_000_000
    """Rows × columns of all sheets together. The whole rectangles need memory, whether filled or not."""
    texts: int = 5_000_000
    """The number of strings in the shared table of an .xlsx."""
    cell_characters: int = 32_767
    text_bytes: int = 250_000_000
    """The text of all cells together. A string that is stored once can stand in any number of cells."""
    seconds: float = 60
    """The processor time that reading one file may take."""
    memory_bytes: int = 3_000_000_000
    """The memory that the process reading a file may take."""


def printable(text: str) -> str:
    """A text in which every character is visible, in the order in which it is stored."""
    if text.isprintable():  # true of nearly all texts
        return text
    return "".join(
        _REPLACEMENT if unicodedata.category(character) in _UNPRINTABLE else character for character in text
    )


class UnreadableWorkbook(Exception):
    """A file that cannot be read as a workbook.

    ``code``: the code of the finding. ``sentence``: one Chinese sentence for the clerk. ``details``: what
    fills in the sentence; it may come from the file.
    """

    def __init__(self, code: str, **details: object) -> None:
        """``details``: what fills in the sentence of the finding ``code``."""
        self.code, self.details = code, details
        shown = {
            name: printable(value[:_LONGEST_SHOWN]) if isinstance(value, str) else value
            for name, value in details.items()
        }
        self.sentence = KINDS[code].message(**shown)
        super().__init__(self.sentence)
