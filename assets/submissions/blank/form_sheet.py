"""The sheet of one form in a blank workbook: title, line with unit and period, header, and room for rows."""

from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.blank import styles
from assets.submissions.blank.below_table import ORDINAL_WIDTH, draw_below, number_rows
from assets.submissions.blank.choices import ChoiceLists
from assets.submissions.blank.entry import ENTRIES, instruction, listed_values, validation
from assets.submissions.blank.header_rows import REQUIRED_MARK, draw_header, header_height, header_text
from assets.submissions.blank.versions import template_version
from assets.submissions.cell_text import display_width, sheet_name, write_text
from schemas.form import Column, Form
from schemas.office.unit import Unit

TITLE_ROW, UNIT_ROW, HINT_ROW, HEADER_ROW = 1, 2, 3, 4
LAST_ROW = 20_000
"""The last row with drop-down lists and checks."""

LAST_COLUMN = 16_384
"""The last column that a sheet can have."""

DRAWN_ROWS = 20
"""At least so many rows are drawn with borders. The clerk may fill in more rows."""

SPARE_ROWS = 5
"""At least so many empty rows are drawn below the pre-filled rows."""

NARROWEST = 90
"""The smallest width of all columns together. The title and the hint need this room."""

WIDEST = 30

ONE_LINE = 14
"""A header that is not wider than this stands in one line."""

VERTICAL_HEADERS = ("指标", "数值", "填写说明")
VERTICAL_WIDTHS = (38, 18, 50)


def add_form_sheet(
    workbook: Workbook, form: Form, unit: Unit, period: str, rows: pd.DataFrame, lists: ChoiceLists
) -> Worksheet:
    """Add the sheet of a form, with the form's title as its name.

    ``rows``: rows that are filled in already. Columns of the form that they do not have stay empty.
    """
    sheet = workbook.create_sheet(sheet_name(form.title, set(workbook.sheetnames)))
    if form.vertical:
        _draw_pairs(sheet, form, rows, lists)
        widths: Sequence[float] = VERTICAL_WIDTHS
    else:
        _draw_rows(sheet, form, rows, lists)
        ordinal = [ORDINAL_WIDTH] if _first_column(form) > 1 else []
        widths = [*ordinal, *_widths(form.columns)]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _draw_top(sheet, form, unit, period, widths)
    sheet.freeze_panes = sheet.cell(_first_row(form), _first_column(form) + 1 if len(widths) > 8 else 1)
    sheet.print_title_rows = f"{HEADER_ROW}:{_first_row(form) - 1}"
    styles.for_printing(sheet, footer=f"表样 {form.code} 版本 {template_version(form)}")
    styles.protect(sheet)
    return sheet


def _first_row(form: Form) -> int:
    """The first row below the header."""
    return HEADER_ROW + (1 if form.vertical else header_height(form))


def _first_column(form: Form) -> int:
    """The sheet column of the form's first column. It is 2 if a column of row numbers stands before it."""
    return 2 if form.layout and form.layout.ordinal else 1


def hint(form: Form) -> str:
    """The line above the header: how to fill in, and how to report that there is nothing."""
    said = f"带 {REQUIRED_MARK} 的栏必填，点选单元格会显示填写说明，详见“填表说明”表。"
    if form.nil:
        said += f"本期没有发生的，请在“{_nil_column(form).header}”栏第一行填“零报告”。"
    return said


def _nil_column(form: Form) -> Column:
    """The column for 零报告. It takes any text, so that Excel does not refuse the words."""
    return next(column for column in form.columns if ENTRIES[column.type.name].check is None)


def _draw_top(sheet: Worksheet, form: Form, unit: Unit, period: str, widths: Sequence[float]) -> None:
    year, month = period.split("-")
    unit_line = f"填报单位：{unit.name}        报告期：{year}年{int(month)}月        计量单位：见各栏"
    for row, text, style in (
        (TITLE_ROW, form.title, styles.TITLE),
        (UNIT_ROW, unit_line, styles.PLAIN),
        (HINT_ROW, hint(form), styles.PLAIN),
    ):
        cell = sheet.cell(row, 1)
        cell.style = style
        write_text(cell, text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
    # A clerk may reuse the workbook for the next month.
    sheet.cell(UNIT_ROW, 1).protection = Protection(locked=False)
    sheet.row_dimensions[TITLE_ROW].height = 36
    sheet.row_dimensions[UNIT_ROW].height = 22
    sheet.row_dimensions[HINT_ROW].height = 6 + 15 * -(-display_width(hint(form)) // int(sum(widths)))


def _draw_rows(sheet: Worksheet, form: Form, rows: pd.DataFrame, lists: ChoiceLists) -> None:
    drawn = max(DRAWN_ROWS, len(rows) + SPARE_ROWS)
    first = _first_row(form)
    draw_header(sheet, form, HEADER_ROW, _first_column(form))
    for number, column in enumerate(form.columns, _first_column(form)):
        letter = get_column_letter(number)
        values = _values(rows, column.name)
        for offset in range(drawn):
            _draw_input(
                sheet.cell(first + offset, number),
                column,
                values[offset] if offset < len(values) else None,
            )
        whole = sheet.column_dimensions[letter]
        whole.number_format = ENTRIES[column.type.name].number_format
        whole.protection = Protection(locked=False)
        made = validation(column, f"{letter}{first}", lists.range_of(form, column))
        made.add(f"{letter}{first}:{letter}{LAST_ROW}")
        sheet.add_data_validation(made)
    _open_to_the_right(sheet, _first_column(form) + len(form.columns))
    sheet.row_dimensions[first - 1].height = 8 + 15 * max(_header_lines(column) for column in form.columns)
    if form.layout:
        if form.layout.ordinal:
            number_rows(sheet, first, first + drawn - 1)
        draw_below(sheet, form, form.layout, _first_column(form), first, first + drawn - 1)


def _open_to_the_right(sheet: Worksheet, column: int) -> None:
    """Unlock all columns right of the table.

    Excel deletes a row of a protected sheet only if none of its cells is locked.
    """
    letter = get_column_letter(column)
    rest = ColumnDimension(sheet, index=letter, min=column, max=LAST_COLUMN)
    rest.protection = Protection(locked=False)
    sheet.column_dimensions[letter] = rest


def _draw_pairs(sheet: Worksheet, form: Form, rows: pd.DataFrame, lists: ChoiceLists) -> None:
    for number, text in enumerate(VERTICAL_HEADERS, 1):
        cell = sheet.cell(HEADER_ROW, number, text)
        cell.style = styles.HEADER
    for offset, column in enumerate(form.columns):
        row = _first_row(form) + offset
        for number, text in ((1, header_text(column)), (3, instruction(column))):
            cell = sheet.cell(row, number)
            cell.style = styles.CELL
            write_text(cell, text)
        values = _values(rows, column.name)
        _draw_input(sheet.cell(row, 2), column, values[0] if values else None)
        made = validation(column, f"B{row}", lists.range_of(form, column))
        made.add(f"B{row}")
        sheet.add_data_validation(made)
        sheet.row_dimensions[row].height = 21


def _draw_input(cell: Cell, column: Column, value: object) -> None:
    cell.style = styles.INPUT
    cell.number_format = ENTRIES[column.type.name].number_format
    if isinstance(value, str):
        write_text(cell, value)
    elif value is not None:
        cell.value = value


def _values(rows: pd.DataFrame, name: str) -> list[object]:
    """A column of the rows as cell values; empty if the rows have no such column."""
    if name not in rows.columns:
        return []
    return [None if pd.isna(value) else _cell_value(value) for value in rows[name]]


def _cell_value(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date()
    value = value.item() if hasattr(value, "item") else value
    return ("是" if value else "否") if isinstance(value, bool) else value


def _widths(columns: Sequence[Column]) -> list[float]:
    widths = [_width(column) for column in columns]
    factor = max(1.0, NARROWEST / sum(widths))
    return [round(width * factor, 1) for width in widths]


def _width(column: Column) -> int:
    longest = (
        max((display_width(value) + 4 for value in listed_values(column)), default=0)
        if column.type.name != "set"
        else 0
    )
    header = display_width(header_text(column))
    for_header = header + 2 if header <= ONE_LINE else -(-header // 2) + 4
    return min(WIDEST, max(ENTRIES[column.type.name].width, longest, for_header))


def _header_lines(column: Column) -> int:
    return -(-display_width(header_text(column)) // (_width(column) - 2))
