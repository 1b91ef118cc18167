"""Sheets of a workbook as data, and writing them. Every formula has its result, so that it shows correctly in
any program.

A formula without a stored result shows as an empty cell in previews and on phones. So each formula carries
the figure that it gives.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname

from assets.evidence.package.cached_results import restore_results
from assets.evidence.tree.nodes import POINTS
from assets.submissions.blank.styles import for_printing
from assets.submissions.cell_text import display_width, write_text
from assets.submissions.workbook import Sheet as ReadSheet
from assets.submissions.workbook import Workbook as ReadWorkbook
from schemas.figures import AT_LEAST

_THIN = Side(style="thin", color="A6A6A6")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_SHADE = PatternFill("solid", fgColor="DDEBF7")
_FONTS = {
    "title": Font(name="黑体", size=16),
    "heading": Font(name="黑体", size=12),
    "header": Font(name="黑体", size=11),
    "total": Font(name="黑体", size=11),
    "text": Font(name="宋体", size=11),
    "cell": Font(name="宋体", size=11),
}


_LINE_POINTS = {"title": 26, "heading": 20}
HIGHEST = 400
"""The greatest height of a row in points; no program shows a higher row."""


@dataclass(frozen=True)
class FigureCell:
    """A number in a cell, with its formula if it has one. With ``unit`` "%" it is shown as a percentage; a
    lower bound is shown with ≥.
    """

    value: Fraction | None
    unit: str = ""
    formula: str | None = None
    is_lower_bound: bool = False


@dataclass(frozen=True)
class TextFormula:
    """A formula that gives a text, with that text."""

    text: str
    formula: str


Content = str | int | datetime | FigureCell | TextFormula | None


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet. ``style`` is title, heading, header, total, text (without a box) or cell (with a
    box). ``indent`` is the indent of the first cell.
    """

    cells: tuple[Content, ...]
    style: str = "cell"
    indent: int = 0


@dataclass(frozen=True)
class PackageSheet:
    """A sheet: its name, the widths of its columns in half-width characters, and its lines from row 1 on."""

    name: str
    widths: tuple[int, ...]
    lines: tuple[SheetRow, ...]


def reference(sheet: str, column: int, row: int) -> str:
    """A reference to a cell of another sheet, for a formula. ``column`` and ``row`` count from 1."""
    return f"{quote_sheetname(sheet)}!{get_column_letter(column)}{row}"


def workbook_bytes(sheets: Sequence[PackageSheet]) -> bytes:
    """The sheets as an .xlsx file."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in sheets:
        _write(workbook, sheet)
    stream = io.BytesIO()
    workbook.save(stream)
    results = ReadWorkbook(
        tuple(ReadSheet(sheet.name, [_results(line) for line in sheet.lines]) for sheet in sheets)
    )
    return restore_results(stream.getvalue(), workbook, results)


def _results(line: SheetRow) -> list[object]:
    return [
        _number(cell)
        if isinstance(cell, FigureCell)
        else cell.text
        if isinstance(cell, TextFormula)
        else cell
        for cell in line.cells
    ]


def _number(figure: FigureCell) -> int | float | None:
    if figure.value is None:
        return None
    return int(figure.value) if figure.value.denominator == 1 else float(figure.value)


def _write(workbook: Workbook, sheet: PackageSheet) -> None:
    written = workbook.create_sheet(sheet.name)
    for number, width in enumerate(sheet.widths, start=1):
        written.column_dimensions[get_column_letter(number)].width = width
    for row, line in enumerate(sheet.lines, start=1):
        for column, content in enumerate(line.cells, start=1):
            if content is not None or line.style in ("cell", "header", "total"):
                _fill(written.cell(row, column), content, line, column == 1)
        is_merged = line.style in ("title", "text", "heading") and len(line.cells) == 1
        if is_merged and len(sheet.widths) > 1:
            written.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(sheet.widths))
        written.row_dimensions[row].height = _height(line, [sum(sheet.widths)] if is_merged else sheet.widths)
    for_printing(written)


def _height(line: SheetRow, widths: Sequence[int]) -> float:
    """The height in points at which every text is fully visible, because not every program fits rows to
    wrapped text.
    """
    texts = [
        (cell if isinstance(cell, str) else "", width)
        for cell, width in zip(line.cells, widths, strict=False)
    ]
    most = max((sum(_lines(part, width) for part in text.split("\n")) for text, width in texts), default=1)
    return min(max(most, 1) * _LINE_POINTS.get(line.style, 17), HIGHEST)


def _lines(text: str, width: int) -> int:
    return -(-max(display_width(text), 1) // max(width - 3, 1))


def _fill(cell: Cell, content: Content, line: SheetRow, is_first: bool) -> None:
    cell.font = _FONTS[line.style]
    cell.alignment = Alignment(
        horizontal="center" if line.style in ("title", "header") else "left" if is_first else None,
        vertical="center",
        wrap_text=True,
        indent=line.indent if is_first else 0,
    )
    if line.style in ("header", "cell", "total"):
        cell.border = _BOX
    if line.style == "header":
        cell.fill = _SHADE
    if isinstance(content, str):
        write_text(cell, content)
    elif isinstance(content, FigureCell):
        cell.value = content.formula or _number(content)
        cell.number_format = _format(content)
    elif isinstance(content, TextFormula):
        cell.value = content.formula
    else:
        cell.value = content
        if isinstance(content, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"


def _format(figure: FigureCell) -> str:
    return f'"{AT_LEAST}"{_decimals(figure)}' if figure.is_lower_bound else _decimals(figure)


def _decimals(figure: FigureCell) -> str:
    if figure.unit == "%":
        return "0.00%"
    if figure.value is not None and figure.value.denominator == 1:
        return "0"
    return "0.00" if figure.unit == POINTS else "0.0000"
