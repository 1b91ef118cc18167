"""What was found in a sheet: the records of one form, and the fate of every row below its header."""

from dataclasses import dataclass, field, replace

from assets.submissions.tables.stated_units import StatedUnit
from assets.submissions.workbook import Address


@dataclass(frozen=True)
class TotalRow:
    """A 小计, 合计 or 总计 row: 1-based sheet row, label, raw values by column, and the half-open range of
    records it sums up.
    """

    row: int
    label: str
    values: dict[str, object]
    records: tuple[int, int]


@dataclass(frozen=True)
class RowFates:
    """How many rows below the header were read, and what they were; ``read`` is the sum of all others."""

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
        """AssertionError if the fates do not add up: a row was lost or counted twice."""
        counts = dict(vars(self))
        if counts.pop("read") != sum(counts.values()):
            raise AssertionError(f"Rows were lost or counted twice: {self}")


@dataclass(frozen=True)
class FoundTable:
    """The table of one form in one sheet.

    ``columns`` name → 0-based sheet column (in a vertical layout: sheet row). ``rows`` 1-based sheet row of
    each record. ``value_columns`` name → 0-based sheet column of its value, only in a vertical layout, where
    pairs of label and value may stand side by side. ``cells`` name → a raw value for each record. ``units``
    name → the unit of its numbers, where the sheet states another than the form. ``header_rows`` half-open,
    0-based. ``problem`` is the code of a finding if the sheet is the form's but was not read (no-headers,
    hidden-sheet). ``hidden_rows`` and ``struck`` are those of the sheet.
    """

    form: str
    sheet: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    cells: dict[str, list[object]] = field(default_factory=dict)
    totals: list[TotalRow] = field(default_factory=list)
    fates: RowFates = RowFates()
    unknown_headers: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    nil: bool = False
    value_columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, StatedUnit] = field(default_factory=dict)
    header_rows: tuple[int, int] = (0, 0)
    problem: str | None = None
    repeated_columns: tuple[tuple[str, str, str], ...] = ()
    """Columns whose header stands twice: column name, letters of the first place, letters of the other."""
    other_block: tuple[int, str] | None = None
    """1-based row and text of the line that opens another block below: a plan, an earlier month."""
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[Address] = frozenset()

    def address(self, column: str, index: int) -> str:
        """The cell of a record's column as Excel names it: 'F12'. KeyError if the sheet has no such
        column.
        """
        return (
            f"{column_letters(self.value_columns.get(column, self.columns[column]))}{self.row(column, index)}"
        )

    def row(self, column: str, index: int) -> int:
        """The 1-based sheet row of a record's cell; in a vertical layout each column has its own."""
        return self.columns[column] + 1 if column in self.value_columns else self.rows[index]

    def total_address(self, column: str, total: TotalRow) -> str:
        """The cell of a total row: 'F30'."""
        return f"{column_letters(self.columns[column])}{total.row}"

    def with_total(self, index: int, label: str) -> "FoundTable":
        """The table with its record ``index`` told as a total of all others."""
        values = {name: cells[index] for name, cells in self.cells.items() if cells[index] is not None}
        total = TotalRow(self.rows[index], label, values, (0, len(self.rows) - 1))
        moved = [replace(each, records=_without(each.records, index)) for each in self.totals]
        return replace(
            self,
            rows=self.rows[:index] + self.rows[index + 1 :],
            cells={name: cells[:index] + cells[index + 1 :] for name, cells in self.cells.items()},
            totals=[*moved, total],
            fates=replace(self.fates, records=self.fates.records - 1, total=self.fates.total + 1),
        )


def _without(records: tuple[int, int], index: int) -> tuple[int, int]:
    """A range of records after one record has gone."""
    first, stop = records
    return first - (index < first), stop - (index < stop)


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
