"""The same workbook in another order."""

import io
import random

from openpyxl import Workbook

from assets.submissions.reading.reader import read_workbook
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.tables.found_table import FoundTable
from assets.submissions.workbook import Sheet
from schemas.office.catalogue import BUILT_IN


def permuted(content: bytes, file_name: str, source: random.Random) -> bytes:
    """The reports of a workbook with sheets, rows and columns in another order, each under a header of one
    row, without totals.
    """
    read = read_workbook(content, file_name)
    sheets = {sheet.name: sheet for sheet in read.sheets}
    tables = find_workbook_tables(read, BUILT_IN)
    source.shuffle(tables)
    workbook = Workbook()
    workbook.remove(workbook.active)
    for table in tables:
        written = workbook.create_sheet(table.sheet)
        for row in _rearranged(sheets[table.sheet], table, source):
            written.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _rearranged(sheet: Sheet, table: FoundTable, source: random.Random) -> list[list[object]]:
    """What stands above the header as it is, then header and records rearranged."""
    columns, records = list(table.columns), list(range(len(table.rows)))
    source.shuffle(columns)
    source.shuffle(records)
    header = [BUILT_IN[table.form].column(name).header for name in columns]
    return [
        *sheet.rows[: table.header_rows[0]],
        header,
        *([table.cells[name][record] for name in columns] for record in records),
    ]
