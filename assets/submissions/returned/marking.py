"""Faulty cells in the unit's own sheets: coloured, with a comment that says what is wrong."""

from collections import defaultdict
from copy import copy

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.cell_text import display_width, plain_text
from schemas.findings import Level

AUTHOR = "审核"
FILLS = {
    Level.HARD: PatternFill("solid", fgColor="FFFFC7CE"),
    Level.QUERY: PatternFill("solid", fgColor="FFFFEB9C"),
}
"""Light red and light yellow."""

NAMES = {Level.HARD: "强制性错误", Level.QUERY: "核实性错误"}

MOST_COMMENTS = 2_000
"""Comments a sheet gets; further faulty cells are only coloured, or opening the workbook would take
minutes.
"""

LONGEST_COMMENT = 1_000

_OWN_COMMENT = "\n—— 原批注 ——\n"
"""Stands between our comment and the unit's own."""


def mark_cells(workbook: Workbook, marks: pd.DataFrame) -> None:
    """Colour the cells of ``marks`` (sheet, cell, level, message) and say why; a cell with several findings
    gets the graver colour.

    Marks in sheets that are not there are passed over: the sheet 审核意见 tells of them all the same.
    """
    for name, members in marks[marks["sheet"].isin(workbook.sheetnames)].groupby("sheet", sort=False):
        sheet = workbook[name]
        found: dict[str, list[tuple[Level, str]]] = defaultdict(list)
        for place, level, message in zip(members["cell"], members["level"], members["message"], strict=True):
            found[_cell_to_mark(sheet, place).coordinate].append((Level(level), message))
        for number, (place, reasons) in enumerate(found.items()):
            cell = sheet[place]
            cell.fill = FILLS[Level.HARD if any(level is Level.HARD for level, _ in reasons) else Level.QUERY]
            if number < MOST_COMMENTS:
                cell.comment = _comment(reasons, cell.comment)


def _cell_to_mark(sheet: Worksheet, place: str) -> Cell:
    """The cell itself, or the top left one of its merged range."""
    row, column = coordinate_to_tuple(place)
    is_new = (row, column) not in sheet._cells
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        merged = next(merged for merged in sheet.merged_cells.ranges if place in merged)
        return sheet.cell(merged.min_row, merged.min_col)
    if is_new:
        _style_as_column(sheet, cell)
    return cell


def _style_as_column(sheet: Worksheet, cell: Cell) -> None:
    """A cell that was not there looked like its column, and in a protected sheet it may be the column that
    leaves it open.
    """
    for letter, whole in sheet.column_dimensions.items():
        first, last = whole.min or 0, whole.max or 0
        if first <= cell.column <= last or letter == cell.column_letter:
            cell._style = copy(whole._style)
            return


def _comment(reasons: list[tuple[Level, str]], existing: Comment | None) -> Comment:
    lines = dict.fromkeys(
        f"【{NAMES[level]}】{message}"
        for level, message in sorted(reasons, key=lambda reason: reason[0] != Level.HARD)
    )
    text = plain_text("\n".join(lines))[:LONGEST_COMMENT]
    if existing is not None:
        text += _OWN_COMMENT + existing.text
    height = 30 + 18 * sum(1 + display_width(line) // 40 for line in text.splitlines())
    return Comment(text, AUTHOR, height=min(height, 400), width=300)


def clear_marks(workbook: Workbook) -> None:
    """Take away the colours and comments of an earlier return, and give the unit's own comments back."""
    starts = tuple(f"【{name}】" for name in NAMES.values())
    colours = {fill.fgColor.rgb for fill in FILLS.values()}
    # By number: a cell's ``fill`` is an object made when asked for, too slow for a hundred thousand cells.
    ours = {
        number
        for number, fill in enumerate(workbook._fills)
        if getattr(fill, "fill_type", "") == "solid" and fill.fgColor.rgb in colours
    }
    for sheet in workbook.worksheets:
        for cell in list(sheet._cells.values()):
            if not isinstance(cell, MergedCell) and cell._style is not None and cell._style.fillId in ours:
                cell.fill = PatternFill()
            if cell.comment is not None and _said(cell.comment).startswith(starts):
                own = cell.comment.text.partition(_OWN_COMMENT)[2]
                cell.comment = Comment(own, "") if own else None


def _said(comment: Comment) -> str:
    """The comment's text without the author's name, which Excel puts in front when a comment is edited."""
    return comment.text.removeprefix(f"{AUTHOR}:").lstrip()
