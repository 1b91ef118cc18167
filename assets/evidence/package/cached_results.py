"""The results of formulas. openpyxl drops them, and without them a preview on a phone shows empty cells."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

from openpyxl import Workbook as WrittenWorkbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel

from assets.submissions.workbook import NEVER_CALCULATED, ExcelError, Row, Workbook

_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f[^>]*>[^<]*</f>)<v ?(?:/>|></v>)</c>')
"""A cell as openpyxl writes a formula."""


def restore_results(written: bytes, workbook: WrittenWorkbook, read: Workbook) -> bytes:
    """Add to the written workbook the result of each formula that it still has. The results are those that
    the reader found in the unit's file.
    """
    rows = {sheet.name: sheet.rows for sheet in read.sheets}
    parts = {
        sheet.path.lstrip("/"): rows[sheet.title] for sheet in workbook.worksheets if sheet.title in rows
    }
    with zipfile.ZipFile(io.BytesIO(written)) as source:
        contents = {name: source.read(name) for name in parts}
        changed = {
            name: _with_results(xml, parts[name], workbook.epoch)
            for name, xml in contents.items()
            if b"</f><v" in xml
        }
        if not changed:
            return written
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for entry in source.infolist():
                copy.writestr(entry, changed.get(entry.filename) or source.read(entry))
    return target.getvalue()


def _with_results(xml: bytes, rows: list[Row], epoch: datetime) -> bytes:
    def with_result(found: re.Match) -> bytes:
        row, column = coordinate_to_tuple(found[1].decode())
        value = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None
        if value is None or value in NEVER_CALCULATED:
            return found[0]
        kind, text = _stored(value, epoch)
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (found[1], found[2], kind, found[3], escape(text).encode())

    return _FORMULA.sub(with_result, xml)


def _stored(value: object, epoch: datetime) -> tuple[bytes, str]:
    """The type attribute of a result, and its text."""
    if isinstance(value, bool):
        return b' t="b"', str(int(value))
    if isinstance(value, ExcelError):
        return b' t="e"', value.code
    if isinstance(value, datetime | date | time | timedelta):
        return b"", repr(to_excel(value, epoch))
    if isinstance(value, int | float):
        return b"", repr(value)
    return b' t="str"', str(value)
