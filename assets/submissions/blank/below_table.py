"""What a printed form has beside and below its rows: row numbers, a row of totals, notes and signatures."""

from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.blank import styles
from assets.submissions.blank.entry import ENTRIES
from assets.submissions.cell_text import write_text
from schemas.form import Form, Layout

ORDINAL_WIDTH = 6
NOTE = "注"
BETWEEN_SIGNATURES = "　" * 10


def number_rows(sheet: Worksheet, first: int, last: int) -> None:
    """Number the rows of the table in the first column."""
    for number, row in enumerate(range(first, last + 1), 1):
        cell = sheet.cell(row, 1, number)
        cell.style = styles.INPUT


def draw_below(
    sheet: Worksheet, form: Form, layout: Layout, first_column: int, first: int, last: int
) -> None:
    """Draw what stands below the rows ``first`` to ``last``. The form's columns begin at ``first_column``."""
    row = last + 1
    width = first_column + len(form.columns) - 1
    if layout.total_row:
        _draw_total(sheet, form, layout.total_row, first_column, first, last)
        row += 1
    for number, text in enumerate(layout.notes, 1):
        label = NOTE if len(layout.notes) == 1 else f"{NOTE}{number}"
        _line(sheet, row, width, f"{label}：{text}")
        row += 1
    if layout.signatures:
        _line(sheet, row, width, BETWEEN_SIGNATURES.join(f"{word}：" for word in layout.signatures))
        sheet.cell(row, 1).protection = Protection(locked=False)


def _draw_total(sheet: Worksheet, form: Form, label: str, first_column: int, first: int, last: int) -> None:
    for number in range(1, first_column + len(form.columns)):
        sheet.cell(last + 1, number).style = styles.CELL
    write_text(sheet.cell(last + 1, 1), label)
    for number, column in enumerate(form.columns, first_column):
        if column.additive and number > 1:
            letter = get_column_letter(number)
            cell = sheet.cell(last + 1, number, f"=SUM({letter}{first}:{letter}{last})")
            cell.number_format = ENTRIES[column.type.name].number_format


def _line(sheet: Worksheet, row: int, width: int, text: str) -> None:
    cell = sheet.cell(row, 1)
    cell.style = styles.PLAIN
    write_text(cell, text)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    sheet.row_dimensions[row].height = 22
