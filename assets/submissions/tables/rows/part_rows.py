"""Follows the rows below a header and tells which are parts of the row above them: 其中：女, 男, 女."""

from collections.abc import Iterator
from typing import NamedTuple

from assets.submissions.tables import row_kinds
from assets.submissions.tables.headers.column_places import ColumnPlaces
from assets.submissions.workbook import Row


class Before(NamedTuple):
    """What stands above a row: how many records and totals, and whether the rows are the report's own."""

    records: int
    totals: int
    is_own: bool


class PartRows:
    """The 其中 rows so far.

    ``found``: the 0-based row and the label of each in the report's own rows. ``has_ended``: to be called for
    each record that clearly is one.
    """

    def __init__(self, columns: ColumnPlaces) -> None:
        """``columns``: where the columns of the form stand."""
        self.columns = columns
        self.found: list[tuple[int, str]] = []
        self._bare: int | None = None
        self._first: int | None = None
        self._goes_on = False
        self._has_sexes = False

    def has_ended(self) -> None:
        """Indented rows that follow are no parts."""
        self._goes_on = False

    def takes(self, position: int, row: Row, texts: list[str], before: Before) -> bool:
        """Whether a row is a 其中 row, or an indented row below one."""
        if any(map(row_kinds.PART.match, texts)) or self._counts_a_sex(row, texts[0], before):
            self._goes_on = True
            has_numbers = any(type(row[place]) in (int, float) for place in self.columns.numbers)
            if before.is_own and not (before.records or before.totals):
                self._first = self._first or position
            self._bare = None if has_numbers else position
        elif self._goes_on:
            label = next((cell for cell in row if type(cell) is str), "")
            self._goes_on = label[:1].isspace()
            self._bare = None if self._goes_on else self._bare
        if self._goes_on and before.is_own and texts:
            self.found.append((position, texts[0]))
        return self._goes_on

    def unclear(self) -> Iterator[int]:
        """The 0-based rows of those that are parts of nothing, or that do not say what they consist of."""
        unclear = (self._bare, None if self._first == self._bare else self._first)
        return (position for position in unclear if position is not None)

    def _counts_a_sex(self, row: Row, label: str, before: Before) -> bool:
        """Whether a row counts the men or women of the rows above it: 男, 女. Such rows are the records
        themselves where they come first.
        """
        if not row_kinds.SEX.match(label) or not self.columns.labels_row(row):
            return False
        self._has_sexes = self._has_sexes or not (before.records or before.totals)
        if self._has_sexes:
            return False
        place = next(place for place, cell in enumerate(row) if type(cell) is str and cell.strip())
        return place not in self.columns.choices and self.columns.holds_only_numbers(row)
