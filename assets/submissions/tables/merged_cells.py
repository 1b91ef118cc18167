"""Cells merged over several rows of a table: a text in one holds for each of these rows, a number or a key
for none.

A village or a category that is merged over its rows is meant for all of them. A number is not: 30 merged over
two classes may be their sum, so that neither is 30. And what alone tells records apart cannot be the same for
two.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from assets.submissions.workbook import Merged, Row, SharedCell
from schemas.form import Form

SHAREABLE = frozenset(
    ("text", "unit", "enum", "set", "yesno", "date", "month", "credit_code", "major_code", "division_code")
)
"""Types of columns in which one cell may stand for several records."""

Covered = dict[tuple[int, int], int]
"""Row and column of every cell that takes its value from a merged cell, the first one included → the first
row.
"""


def fill_down(
    rows: Sequence[Row], merged: Iterable[Merged], start: int, columns: Iterable[int]
) -> tuple[Sequence[Row], Covered]:
    """The rows with each value repeated that is merged over rows from ``start`` on in one of the columns, and
    where that is so.

    A row that has nothing of its own in these columns stays blank.
    """
    columns = frozenset(columns)
    filled, covered = None, {}
    for place in merged:
        if place.last_row == place.first_row or place.first_row < start or place.first_column not in columns:
            continue
        filled = list(rows) if filled is None else filled
        column = place.first_column
        for row in range(place.first_row, min(place.last_row + 1, len(rows))):
            if (row, column) in covered:
                break  # damaged: no two merged ranges overlap
            covered[row, column] = place.first_row
            if any(rows[row][other] is not None for other in columns):
                filled[row] = [
                    *filled[row][:column],
                    rows[place.first_row][column],
                    *filled[row][column + 1 :],
                ]
    return rows if filled is None else filled, covered


def without_shared(cells: list[object], places: Sequence[tuple[int, int]], covered: Covered) -> list[object]:
    """The cells of a column, at these places, with a SharedCell in place of every one that stands for several
    records.
    """
    tops = [covered.get(place) for place in places]
    members = Counter(top for top in tops if top is not None)
    return [
        SharedCell(cell) if members[top] > 1 and cell is not None else cell
        for cell, top in zip(cells, tops, strict=True)
    ]


def is_shareable(form: Form, name: str) -> bool:
    """Whether one cell of the column may stand for several records."""
    column = form.column(name)
    return column.type.name in SHAREABLE and not column.personal and form.key != (name,)
