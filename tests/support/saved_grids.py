"""Grids of cells saved as units save them: .ods, .xls and .csv, with what each of these can hold."""

import csv
import datetime as dt
import io
import struct
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from assets.submissions.workbook import Sheet, Workbook
from tests.support.submitted_files import xls

_SPACE = "urn:oasis:names:tc:opendocument:xmlns"


def saved(workbook: Workbook, suffix: str) -> bytes:
    """The workbook in a format; .xls and .csv take its first sheet, .csv without what is hidden."""
    first = workbook.sheets[0]
    if suffix == "ods":
        return _flat_opendocument(workbook.sheets)
    if suffix == "xls":
        rows = [[said(cell) if isinstance(cell, dt.date) else cell for cell in row] for row in first.rows]
        hidden = b"".join(_hidden_column(column) for column in first.hidden_columns)
        return xls(rows, first.name, records=hidden)
    stream = io.StringIO()
    csv.writer(stream).writerows([said(cell) for cell in row] for row in first.rows)
    return stream.getvalue().encode("gb18030")


def said(cell: object) -> str:
    """What a cell says, however a format stores it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:.15g}" if isinstance(cell, int | float) else str(cell)


def _hidden_column(column: int) -> bytes:
    return struct.pack("<HHHHHHHH", 0x7D, 12, column, column, 0, 0, 1, 0)


def _flat_opendocument(sheets: Sequence[Sheet]) -> bytes:
    """An OpenDocument workbook in one file, as LibreOffice saves it under .fods."""
    tables = "".join(
        f"<table:table table:name={quoteattr(sheet.name)}>{_columns(sheet)}{''.join(map(_row, sheet.rows))}</table:table>"
        for sheet in sheets
    )
    names = " ".join(f'xmlns:{name}="{_SPACE}:{name}:1.0"' for name in ("office", "table", "text"))
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:mimetype="{kind}">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document>"
    ).encode()


def _columns(sheet: Sheet) -> str:
    hidden = ' table:visibility="collapse"'
    return "".join(
        f"<table:table-column{hidden if column in sheet.hidden_columns else ''}/>"
        for column in range(len(sheet.rows[0]))
    )


def _row(cells: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, dt.date):
        value = f'office:value-type="date" office:date-value="{said(cell)}"'
    elif isinstance(cell, int | float):
        value = f'office:value-type="float" office:value="{said(cell)}"'
    else:
        value = 'office:value-type="string"'
    return f"<table:table-cell {value}><text:p>{escape(said(cell))}</text:p></table:table-cell>"
