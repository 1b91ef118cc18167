"""A workbook of another format (.xls, .et, .ods, .csv) written anew from its cells."""

from datetime import date, datetime, time, timedelta

from openpyxl import Workbook as WrittenWorkbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from assets.submissions.cell_text import display_width, sheet_name, write_text
from assets.submissions.workbook import NOT_CALCULATED, ExcelError, Sheet, Workbook

WIDTHS = (8, 40)
"""The narrowest and the widest column."""

LINES_MEASURED = 200
"""Rows that the width of a column is taken from."""

_FORMATS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}


def rebuild(workbook: Workbook) -> tuple[WrittenWorkbook, dict[str, str]]:
    """The same cells at the same addresses, hidden sheets still hidden; and name of each sheet → its name
    now.
    """
    rebuilt = WrittenWorkbook()
    rebuilt.remove(rebuilt.active)
    names: dict[str, str] = {}
    for sheet in workbook.sheets:
        names[sheet.name] = sheet_name(sheet.name, set(rebuilt.sheetnames))
        _write(rebuilt, names[sheet.name], sheet)
    return rebuilt, names


def _write(workbook: WrittenWorkbook, name: str, sheet: Sheet) -> None:
    written = workbook.create_sheet(name)
    written.sheet_state = "hidden" if sheet.hidden else "visible"
    widths: dict[int, int] = {}
    for row, values in enumerate(sheet.rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                _write_value(written.cell(row, column), value)
                if row <= LINES_MEASURED:
                    widths[column] = max(widths.get(column, 0), _width(value))
    for column, width in widths.items():
        written.column_dimensions[get_column_letter(column)].width = min(max(width + 2, WIDTHS[0]), WIDTHS[1])


def _write_value(cell: Cell, value: object) -> None:
    if isinstance(value, str):
        write_text(cell, value)
        cell.number_format = "@"
    elif isinstance(value, ExcelError):
        if value != NOT_CALCULATED:
            write_text(cell, value.code)
            cell.data_type = "e"
    else:
        is_midnight = isinstance(value, datetime) and value.time() == time()
        cell.value = int(value) if isinstance(value, float) and value.is_integer() else value
        cell.number_format = "yyyy-mm-dd" if is_midnight else _FORMATS.get(type(value), "General")


def _width(value: object) -> int:
    return max(map(display_width, str(value)[:100].splitlines()), default=0) if isinstance(value, str) else 10
