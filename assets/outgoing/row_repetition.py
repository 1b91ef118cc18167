"""Repeating rows of a receiver's workbook for each unit. What stands below moves down, and formulas, merged
cells, formats and print settings follow.
"""

import re
from copy import copy

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

_REFERENCE = re.compile(
    r"^(?P<sheet>(?:'(?:[^']|'')*'|[^'!]+)!)?(?P<first>\$?[A-Z]{1,3}\$?\d+|\$?\d+)(?::(?P<last>\$?[A-Z]{1,3}\$?\d+|\$?\d+))?$"
)
_ROW = re.compile(r"(\$?)(\d+)$")
_COUNTING = frozenset(("SUM", "AVERAGE", "MAX", "MIN", "COUNT", "COUNTA", "PRODUCT", "SUBTOTAL"))


def repeat_row(workbook: Workbook, sheet: Worksheet, row: int, times: int) -> None:
    """Repeat a row so that it stands ``times`` times, with its formats. Its formulas are adapted as if the
    row were copied down.

    Any range in a formula of the workbook that contains the row grows with it, so that a sum below counts all
    copies. Raises ValueError for less than one.
    """
    if times < 1:
        raise ValueError("a row is repeated at least once")
    more = times - 1
    if not more:
        return
    _move_down(sheet, row, more)
    _follow(workbook, sheet, row, more)
    _copy_down(sheet, row, more)


def _move_down(sheet: Worksheet, row: int, more: int) -> None:
    """Move everything below the row down, including merged cells, heights, formats and print areas."""
    merged = [copy(each) for each in sheet.merged_cells.ranges]
    for each in merged:
        sheet.unmerge_cells(str(each))
    heights = {number: copy(each) for number, each in sheet.row_dimensions.items()}
    sheet.insert_rows(row + 1, more)
    for number in sorted((number for number in heights if number > row), reverse=True):
        _give(sheet, number + more, heights[number])
        if number <= row + more:
            del sheet.row_dimensions[number]
    for each in merged:
        sheet.merge_cells(str(_grown(each, row, more)))
    _move_formats(sheet, row, more)


def _give(sheet: Worksheet, number: int, like: RowDimension) -> None:
    """Give a row the height and the visibility of another row."""
    made = sheet.row_dimensions[number]
    made.height, made.hidden, made.outlineLevel = like.height, like.hidden, like.outlineLevel


def _grown(span: CellRange, row: int, more: int) -> CellRange:
    """A range after ``more`` rows have been inserted below ``row``. It grows if it goes on below the row."""
    top = span.min_row + more if span.min_row > row else span.min_row
    bottom = span.max_row + more if span.max_row > row else span.max_row
    return CellRange(min_col=span.min_col, max_col=span.max_col, min_row=top, max_row=bottom)


def _move_formats(sheet: Worksheet, row: int, more: int) -> None:
    """Move conditional formats, drop-down lists and the print area."""
    conditional = sheet.conditional_formatting
    sheet.conditional_formatting = ConditionalFormattingList()
    for each in conditional:
        span = " ".join(str(_stretched(CellRange(one), row, more)) for one in str(each.sqref).split())
        for rule in each.rules:
            sheet.conditional_formatting.add(span, rule)
    for check in sheet.data_validations.dataValidation:
        check.sqref = type(check.sqref)(
            " ".join(str(_stretched(CellRange(one), row, more)) for one in str(check.sqref).split())
        )
    if sheet.print_area:
        spans = [part.rpartition("!")[2].replace("$", "") for part in str(sheet.print_area).split(",")]
        sheet.print_area = ",".join(str(_stretched(CellRange(span), row, more)) for span in spans)


def _stretched(span: CellRange, row: int, more: int) -> CellRange:
    """A range after the row was copied. If it contains the row, it then contains all copies too."""
    top = span.min_row + more if span.min_row > row else span.min_row
    bottom = span.max_row + more if span.max_row >= row else span.max_row
    return CellRange(min_col=span.min_col, max_col=span.max_col, min_row=top, max_row=bottom)


def _follow(workbook: Workbook, changed: Worksheet, row: int, more: int) -> None:
    """Adapt all formulas and all names of the workbook that point to the changed sheet."""
    for sheet in workbook.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = moved_formula(cell.value, sheet.title, changed.title, row, more)
    for name in workbook.defined_names.values():
        name.attr_text = moved_formula(f"={name.attr_text}", "", changed.title, row, more)[1:]


def moved_formula(formula: str, own: str, changed: str, row: int, more: int) -> str:
    """A formula of the sheet ``own`` after ``more`` rows have been inserted below ``row`` of ``changed``. A
    sum of only that row, SUM(B4), becomes a sum of all its copies.
    """
    tokens = Tokenizer(formula)
    functions: list[str] = []
    for token in tokens.items:
        if token.type == Token.FUNC:
            functions.append(token.value) if token.subtype == Token.OPEN else functions.pop()
        elif token.type == Token.OPERAND and token.subtype == Token.RANGE:
            counts = bool(functions) and functions[-1].rstrip("(").upper() in _COUNTING
            token.value = _moved(token.value, own, changed, row, more, counts)
    return tokens.render()


def _moved(reference: str, own: str, changed: str, row: int, more: int, counts: bool) -> str:
    found = _REFERENCE.match(reference)
    if found is None:
        return reference
    sheet = found["sheet"] or ""
    if (sheet[:-1] if sheet else quote_sheetname(own)).strip("'") != changed.replace("'", "''"):
        return reference
    first = _moved_end(found["first"], row, more, is_end=False)
    if found["last"] is None and counts and int(_ROW.search(first)[2]) == row:
        return f"{sheet}{first}:{_moved_end(found['first'], row, more, is_end=True)}"
    if found["last"] is None:
        return f"{sheet}{first}"
    return f"{sheet}{first}:{_moved_end(found['last'], row, more, is_end=True)}"


def _moved_end(place: str, row: int, more: int, is_end: bool) -> str:
    """A cell of a reference after the insertion. If a range ends at the row itself, it then ends at the last
    copy.
    """
    number = int(_ROW.search(place)[2])
    if number > row or (is_end and number == row):
        number += more
    return _ROW.sub(lambda found: f"{found[1]}{number}", place)


def _copy_down(sheet: Worksheet, row: int, more: int) -> None:
    """Fill in the copies of the row, including cells merged across it."""
    across = [each for each in sheet.merged_cells.ranges if each.min_row == each.max_row == row]
    for offset in range(1, more + 1):
        _give(sheet, row + offset, sheet.row_dimensions[row])
        for column in range(1, sheet.max_column + 1):
            source = sheet.cell(row, column)
            target = sheet.cell(row + offset, column)
            target._style = copy(source._style)
            if source.data_type == "f" and isinstance(source.value, str):
                place = f"{get_column_letter(column)}{row}"
                target.value = Translator(source.value, origin=place).translate_formula(
                    f"{get_column_letter(column)}{row + offset}"
                )
            elif not hasattr(source, "merged_range") or source.value is not None:
                target.value = source.value
        for each in across:
            sheet.merge_cells(
                start_row=row + offset,
                end_row=row + offset,
                start_column=each.min_col,
                end_column=each.max_col,
            )
