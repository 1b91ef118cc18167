"""Grids of cells and what was swept of their sheets become a workbook, within the limits."""

from collections.abc import Sequence

from assets.submissions.reading.cell_grids import Grid
from assets.submissions.reading.swept_sheets import SweptSheet
from assets.submissions.workbook import (
    NOT_CALCULATED,
    Address,
    ExcelError,
    Limits,
    Merged,
    Sheet,
    UnreadableWorkbook,
    Workbook,
)


def assemble(
    grids: Sequence[Grid], swept: Sequence[SweptSheet], limits: Limits, dates_from_1904: bool = False
) -> Workbook:
    """The sheets of a file, in their order. UnreadableWorkbook where they are beyond the limits, or where
    what was swept cannot be of these sheets: then an error value would pass for a blank cell.
    """
    for name, _, rows, _ in grids:
        if len(rows) > limits.rows or (rows and len(rows[0]) > limits.columns):
            raise UnreadableWorkbook(
                "sheet-too-large",
                sheet=name,
                cell=f"第{len(rows)}行第{len(rows[0])}列",
                rows=limits.rows,
                columns=limits.columns,
            )
    cells = sum(len(rows) * len(rows[0]) for _, _, rows, _ in grids if rows)
    if cells > limits.cells:
        raise UnreadableWorkbook("file-too-many-cells", count=cells, limit=limits.cells)
    for _, _, rows, _ in grids:
        _check_texts(rows, limits)
    if len(grids) != len(swept):
        raise UnreadableWorkbook("file-unusual")
    sheets = [_sheet(grid, found, limits, dates_from_1904) for grid, found in zip(grids, swept, strict=True)]
    return Workbook(tuple(sheets))


def _sheet(grid: Grid, swept: SweptSheet, limits: Limits, dates_from_1904: bool) -> Sheet:
    name, hidden, cells, merged = grid
    rows = _with_errors(cells, swept.errors, limits)
    width = len(rows[0]) if rows else 0
    return Sheet(
        name.replace("\0", ""),
        rows,
        hidden,
        dates_from_1904,
        tuple(Merged(*place) for place in merged),
        frozenset(row for row in swept.hidden_rows if row < len(rows)),
        frozenset(column for column in swept.hidden_columns if column < width),
        frozenset(
            (row, column)
            for row, column in swept.struck
            if row < len(rows) and column < width and rows[row][column] is not None
        ),
    )


def _check_texts(rows: list[list[object]], limits: Limits) -> None:
    """Refuse what cells can show though no part of the file is that long (runs of rich text, a shared string
    in many cells); drop NUL.
    """
    written = 0
    for row in rows:
        for column, cell in enumerate(row):
            if type(cell) is str:
                written += len(cell)
                if len(cell) > limits.cell_characters:
                    raise UnreadableWorkbook("cell-too-long", limit=limits.cell_characters)
                if "\0" in cell:  # which no database takes
                    row[column] = cell.replace("\0", "") or None
    if written > limits.text_bytes:
        raise UnreadableWorkbook("file-needs-too-much-memory", limit=round(limits.memory_bytes / 1e6))


def _with_errors(
    rows: list[list[object]], errors: dict[Address, ExcelError], limits: Limits
) -> list[list[object]]:
    """Put error values where the reader left a blank, widening the grid if they lie at its edge. A result
    that was never calculated is none.
    """
    if not errors:
        return rows
    height = max(len(rows), 1 + max(row for row, _ in errors))
    width = max(len(rows[0]) if rows else 0, 1 + max(column for _, column in errors))
    if height > limits.rows or width > limits.columns or height * width > limits.cells:
        raise UnreadableWorkbook("file-damaged")  # the reader saw no cell out there
    rows = [row + [None] * (width - len(row)) for row in rows] + [
        [None] * width for _ in range(height - len(rows))
    ]
    for (row, column), error in errors.items():
        if rows[row][column] is None or error is NOT_CALCULATED:
            rows[row][column] = error
    return rows
