"""Makes a workbook from the grids of cells and what the sweep found in their sheets, within the limits."""

import re
from collections.abc import Mapping, Sequence

from assets.submissions.reading.cell_grids import Grid
from assets.submissions.reading.formats.special_cells import Mark
from assets.submissions.reading.formats.swept_sheets import SweptSheet
from assets.submissions.reading.number_formats import formatted_cell
from assets.submissions.workbook import (
    NEVER_CALCULATED,
    PICTURE,
    Address,
    ExcelError,
    FormattedCell,
    Limits,
    MarkedText,
    Merged,
    Picture,
    Row,
    Sheet,
    UnreadableWorkbook,
    Workbook,
)
from schemas.texts.visible_text import shows_all, visible_text

_INDENT = "  "
_PICTURE_CALLS = ("DISPIMG", "dispimg")
_PICTURE_TEXT = re.compile(r"[=＝]?\s*@?(?:_xl(?:fn|ws)\.)*DISPIMG\s*[(（][^()（）]*[)）]?", re.IGNORECASE)
"""What remains of a picture in a cell when a program does not know the function that shows it."""
_AROUND_PICTURES = "'‘’`=＝&+ \n\t"


def assemble(
    grids: Sequence[Grid], swept: Sequence[SweptSheet], limits: Limits, dates_from_1904: bool = False
) -> Workbook:
    """The sheets of a file, in their order.

    Raises UnreadableWorkbook if they are beyond the limits, or if the sweep found another number of sheets.
    Otherwise an error value could be taken for a blank cell.
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
        clean_texts(rows, limits)
    if len(grids) != len(swept):
        raise UnreadableWorkbook("file-unusual")
    sheets = [_sheet(grid, found, limits, dates_from_1904) for grid, found in zip(grids, swept, strict=True)]
    return Workbook(tuple(sheets))


def _sheet(grid: Grid, swept: SweptSheet, limits: Limits, dates_from_1904: bool) -> Sheet:
    name, hidden, cells, merged = grid
    rows = _with_errors(cells, swept.errors, limits)
    _indent(rows, swept.indents)
    special = _with_special(rows, swept)
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
        special,
    )


def _indent(rows: list[Row], indents: Mapping[Address, int]) -> None:
    """Put blanks before texts that their format indents, so that they are read as those who typed blanks."""
    for (row, column), indent in indents.items():
        if row < len(rows) and column < len(rows[row]) and type(cell := rows[row][column]) is str:
            rows[row][column] = f"{_INDENT * indent}{cell}"


def clean_texts(rows: list[Row], limits: Limits) -> None:
    """Remove characters that do not show from texts, and put pictures in place of formulas that show them.

    Raises UnreadableWorkbook if a text or all texts together are too long. This can happen although no part
    of the file is that long: a cell may have many runs of rich text, or a shared string may stand in many
    cells.
    """
    written = 0
    for row in rows:
        together = "".join([cell for cell in row if type(cell) is str])
        written += len(together)
        is_short = len(together) <= limits.cell_characters
        has_pictures = _PICTURE_CALLS[0] in together or _PICTURE_CALLS[1] in together
        if is_short and shows_all(together) and not has_pictures:  # nearly all rows
            continue
        for column, cell in enumerate(row):
            if type(cell) is str:
                if len(cell) > limits.cell_characters:
                    raise UnreadableWorkbook("cell-too-long", limit=limits.cell_characters)
                text = visible_text(cell) or None
                row[column] = _without_calls(text) if text and has_pictures else text
    if written > limits.text_bytes:
        raise UnreadableWorkbook("file-needs-too-much-memory", limit=round(limits.memory_bytes / 1e6))


def _without_calls(text: str) -> str | Picture:
    """A text without the formulas that show pictures. If nothing else is left, it is a picture."""
    rest, calls = _PICTURE_TEXT.subn("", text)
    if not calls:
        return text
    rest = rest.strip(_AROUND_PICTURES)
    return f"{rest}{PICTURE}" if rest else PICTURE


def _with_special(rows: list[Row], swept: SweptSheet) -> dict[Address, FormattedCell | MarkedText]:
    """How the special cells of a sheet are shown. Pictures are put directly into the rows.

    Runs that are struck through as the whole cell is are no marks.
    """
    found = swept.special
    shown: dict[Address, FormattedCell | MarkedText] = {}
    places = {*found.formats, *found.marked, *found.pictures}
    for row, column in places:
        if row >= len(rows) or column >= len(rows[row]):
            continue
        place, cell = (row, column), rows[row][column]
        if place in found.pictures:
            rows[row][column] = PICTURE
        elif type(cell) is str and place in found.marked:
            mark = found.marked[place]
            if mark is not Mark.ALL_STRUCK or place not in swept.struck:
                shown[place] = MarkedText(cell, struck=mark is not Mark.RAISED)
        elif place in found.formats and (formatted := formatted_cell(cell, found.formats[place])):
            shown[place] = formatted
    return shown


def _with_errors(
    rows: list[list[object]], errors: dict[Address, ExcelError], limits: Limits
) -> list[list[object]]:
    """Put error values where the reader left a blank. The grid grows if they lie beyond its edge.

    NEVER_CALCULATED also replaces a value, because a result that was never calculated is no result.
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
        if rows[row][column] is None or error in NEVER_CALCULATED:
            rows[row][column] = error
    return rows
