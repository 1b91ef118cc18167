"""Cells merged over several rows of a table. A text in such a cell counts for each of the rows; a number or a
key counts for none.

If a village or a category is merged over several rows, it is meant for all of them. A number is not: 30
merged over two classes may be their sum, and then neither class has 30. A column that alone identifies the
records cannot have one value for two of them.
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
"""Row and column of every cell in a merged cell → the first row of the merged cell, which has the value."""


def fill_down(
    rows: Sequence[Row], merged: Iterable[Merged], start: int, columns: Iterable[int]
) -> tuple[Sequence[Row], Covered]:
    """The rows with the values of merged cells repeated in each row, and the cells that these cover.

    Only cells that begin at row ``start`` or below, in one of the columns, are repeated. A row that has no
    other value in these columns stays blank.
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
                break  # a damaged file: merged ranges never overlap
            covered[row, column] = place.first_row
            if any(rows[row][other] is not None for other in columns):
                filled[row] = [
                    *filled[row][:column],
                    rows[place.first_row][column],
                    *filled[row][column + 1 :],
                ]
    return rows if filled is None else filled, covered


def without_shared(cells: list[object], places: Sequence[tuple[int, int]], covered: Covered) -> list[object]:
    """The cells of a column at these places. A cell that stands for several records becomes a SharedCell."""
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
