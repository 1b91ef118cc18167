"""The header of a form's table in a blank workbook: one row, or two or three with merged cells above."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.blank import styles
from assets.submissions.cell_text import write_text
from schemas.form import Column, Form

ORDINAL = "序号"
"""The header of the column that numbers the rows."""

REQUIRED_MARK = "*"
"""The reader takes it for a footnote mark and passes over it."""


def header_text(column: Column) -> str:
    """The lowest text of a column's header, marked where it must be filled in."""
    return levels_of(column)[-1] + (REQUIRED_MARK if column.required else "")


def levels_of(column: Column) -> tuple[str, ...]:
    """The header of a column row by row."""
    return column.levels or (column.header,)


def header_height(form: Form) -> int:
    """How many rows the header takes."""
    return max(len(levels_of(column)) for column in form.columns)


def draw_header(sheet: Worksheet, form: Form, top: int, first_column: int) -> None:
    """Draw the header from row ``top`` on, the form's columns from ``first_column`` on; what stands before
    them numbers the rows.
    """
    height = header_height(form)
    if first_column > 1:
        _merged(sheet, ORDINAL, top, top + height - 1, 1, 1)
    for level in range(height):
        for first, last, text in _runs(form.columns, level):
            is_lowest = level == len(levels_of(form.columns[first])) - 1
            bottom = top + height - 1 if is_lowest else top + level
            _merged(sheet, text, top + level, bottom, first_column + first, first_column + last)


def _runs(columns: Sequence[Column], level: int) -> list[tuple[int, int, str]]:
    """The cells of one row of the header: first and last column, and the text. Columns next to each other
    that share a text, and those above it, share the cell; the lowest text of a column stands for it alone.
    """
    runs: list[tuple[int, int, str]] = []
    path_before: tuple[str, ...] = ()
    for number, column in enumerate(columns):
        path = levels_of(column)[: level + 1]
        if len(path) <= level:
            path_before = ()
            continue
        is_lowest = len(levels_of(column)) == level + 1
        if path == path_before and not is_lowest:
            runs[-1] = (runs[-1][0], number, runs[-1][2])
        else:
            runs.append((number, number, header_text(column) if is_lowest else path[-1]))
        path_before = () if is_lowest else path
    return runs


def _merged(sheet: Worksheet, text: str, top: int, bottom: int, left: int, right: int) -> None:
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            sheet.cell(row, column).style = styles.HEADER
    write_text(sheet.cell(top, left), text)
    if (top, left) != (bottom, right):
        letters = get_column_letter(left), get_column_letter(right)
        sheet.merge_cells(f"{letters[0]}{top}:{letters[1]}{bottom}")
