"""What was found in a sheet: the records of one form, and the fate of each row and column of its table."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assets.submissions.tables.fates import Fates, require_sum
from assets.submissions.tables.stated_units import StatedUnit
from assets.submissions.workbook import Address


@dataclass(frozen=True)
class TotalRow:
    """A 小计, 合计 or 总计 row.

    It has its 1-based sheet row, its label, the raw values by column, and the half-open range of the records
    that it sums up.
    """

    row: int
    label: str
    values: dict[str, object]
    records: tuple[int, int]


@dataclass(frozen=True)
class PartRow:
    """A 其中 row: its 1-based sheet row, its label, the raw values by column, and the row it is a part of.

    That row, ``whole``, is the record or total above it.
    """

    row: int
    label: str
    values: dict[str, object]
    whole: int


@dataclass(frozen=True)
class Doubt:
    """Something in a table that was not read.

    It has the code of a finding and the details that fill in its sentence. ``columns``: the columns of the
    form that it is about. ``cells``: the addresses that the finding marks. ``row``: the 1-based sheet row, if
    it is about rows. ``sheet``: its sheet, if that is not the table's.
    """

    code: str
    details: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    row: int | None = None
    sheet: str = ""


@dataclass(frozen=True)
class NamedInRows:
    """A column outside the form that says whose each row is (镇街, 单位, 学校), or of which time (月份).

    It has its header, its 0-based sheet column, and a name for each record. Where the cell is empty, the name
    of the row above counts.
    """

    header: str
    place: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class RowFates:
    """How many rows below the header were read, and what they were. ``read`` is the sum of all other counts.

    ``blank``: rows that say nothing, because they are empty or hold only zeros. ``part``: 其中 rows.
    ``comparison``: rows of another time, or of a plan. ``other_block``: rows below a line that says that they
    do not belong to this report.
    """

    read: int = 0
    records: int = 0
    blank: int = 0
    total: int = 0
    repeated_header: int = 0
    note: int = 0
    sample: int = 0
    part: int = 0
    comparison: int = 0
    other_block: int = 0

    def __post_init__(self) -> None:
        """Raise Unaccounted if the fates do not add up. Then a row was lost or counted twice."""
        require_sum(self)


@dataclass(frozen=True)
class FoundTable:
    """The table of one form in one sheet.

    ``columns``: name → 0-based sheet column (in a vertical layout: sheet row). ``value_columns``: name →
    0-based sheet column of its value; only in a vertical layout, where pairs of label and value may stand
    side by side. ``rows``: 1-based sheet row of each record. ``cells``: name → a raw value for each record.
    ``units``: name → the unit of its numbers, where the sheet states another unit than the form.
    ``header_rows``: the rows of the header; ``region``: all rows of the table; both half-open and 0-based.
    ``problem``: the code of a finding if the sheet is the form's but was not read (for example no-headers,
    hidden-sheet, sheet-left-out). ``column_fates``: the fates of the columns of its region that are not
    empty. ``block_fates``: the fates of the blocks of cells in and around it, the table itself included.
    ``doubts``: what was not read, and why. ``undecided``: columns of the form that stand there more than
    once, so that none of them is read. ``half``: first and last sheet column, if the table stands right of
    another one. ``awaits_period``: whether the report's period may decide what is read. ``named_units``:
    whose each row is, if a column outside the form says so. ``named_times``: of which time each row is,
    likewise. ``other``: whose the sheet is, if it is not the reporting unit's. ``hidden_rows`` and
    ``struck``: those of the sheet.
    """

    form: str
    sheet: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    cells: dict[str, list[object]] = field(default_factory=dict)
    totals: list[TotalRow] = field(default_factory=list)
    parts: tuple[PartRow, ...] = ()
    fates: RowFates = RowFates()
    column_fates: Fates = field(default_factory=Fates)
    block_fates: Fates = field(default_factory=Fates)
    unknown_headers: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    nil: bool = False
    value_columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, StatedUnit] = field(default_factory=dict)
    header_rows: tuple[int, int] = (0, 0)
    region: tuple[int, int] = (0, 0)
    problem: str | None = None
    other: str = ""
    doubts: tuple[Doubt, ...] = ()
    undecided: frozenset[str] = frozenset()
    half: tuple[int, int] | None = None
    awaits_period: bool = False
    named_units: NamedInRows | None = None
    named_times: NamedInRows | None = None
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[Address] = frozenset()

    def with_blocks(self, doubts: Sequence[Doubt]) -> "FoundTable":
        """The table with further doubts, about blocks of cells that belong to no table."""
        told = len(doubts)
        return replace(
            self,
            doubts=(*self.doubts, *doubts),
            block_fates=self.block_fates + Fates(told, told=told),
        )

    @property
    def place(self) -> str:
        """The sheet, with the columns too if the table stands right of another one.

        Place and row together identify a record: tables side by side have the same row numbers.
        """
        if self.half is None:
            return self.sheet
        return f"{self.sheet}（{column_letters(self.half[0])}—{column_letters(self.half[1])}列）"

    def address(self, column: str, index: int) -> str:
        """The cell of a record's column as Excel names it: 'F12'.

        Raises KeyError if the sheet has no such column.
        """
        return (
            f"{column_letters(self.value_columns.get(column, self.columns[column]))}{self.row(column, index)}"
        )

    def row(self, column: str, index: int) -> int:
        """The 1-based sheet row of a record's cell. In a vertical layout each column has its own row."""
        return self.columns[column] + 1 if column in self.value_columns else self.rows[index]

    def total_address(self, column: str, total: TotalRow | PartRow) -> str:
        """The cell of a total or a part: 'F30'."""
        return f"{column_letters(self.columns[column])}{total.row}"


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
