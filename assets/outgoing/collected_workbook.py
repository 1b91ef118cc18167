"""The 汇总表 as a workbook, in the form's own layout. It has all units' rows one below the other, a sum for
each unit, a sum for all units, and the units that are missing. A form with one value on each line gets a
column for each unit.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assets.outgoing.collecting import Collected, UnitRows
from assets.outgoing.sums import Sum, bounds_of, sums
from assets.submissions.blank import styles
from assets.submissions.blank.entry import ENTRIES
from assets.submissions.blank.header_rows import ORDINAL, draw_spans, header_height, levels_of
from assets.submissions.cell_text import display_width, sheet_name, write_text
from schemas.form import Column
from warehouse.files.private_files import write_private
from warehouse.keeping.access_log import evidence_folder
from warehouse.ledger.returns import safe_name
from warehouse.office import Office

FOLDER = "collected"
NUMBER, UNIT = ORDINAL, "填报单位"
SUBTOTAL, TOTAL = "小计", "合计"
NIL = "本期无"
AT_LEAST = "≥"
NARROWEST, WIDEST = 8, 30
LINES_MEASURED = 200
TITLE_ROW, UNIT_ROW, HEADER_ROW = 1, 2, 3


def write_collected(office: Office, found: Collected, folder: Path | None = None) -> Path:
    """Write the table into a folder, readable only by the owner; return its path.

    The default folder is ``<home>/collected``, or ``<home>/evidence`` for a form that names persons.
    """
    personal = found.form.is_personal
    chosen = folder or (evidence_folder(office) if personal else office.home / FOLDER)
    path = chosen / f"{safe_name(found.form.title)}-{found.period}-汇总表.xlsx"
    write_private(path, collected_workbook(found, office.site.name))
    return path


def collected_workbook(found: Collected, office_name: str) -> bytes:
    """The table as a workbook. ``office_name`` is the office that gathered the rows (汇总单位)."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    styles.add_styles(workbook)
    sheet = workbook.create_sheet(sheet_name(found.form.title, set()))
    page = _Down(sheet, found) if found.form.vertical else _Rows(sheet, found)
    page.draw(office_name)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


class _Page:
    """A sheet that is filled from top to bottom."""

    def __init__(self, sheet: Worksheet, found: Collected) -> None:
        self.sheet, self.found, self.form = sheet, found, found.form

    def top(self, office_name: str, width: int) -> None:
        """Write the title, and the line with the office and the period."""
        year, month = self.found.period.split("-")
        line = f"汇总单位：{office_name}        报告期：{year}年{int(month)}月        计量单位：见各栏"
        for row, text, style in (
            (TITLE_ROW, f"{self.form.title}（汇总）", styles.TITLE),
            (UNIT_ROW, line, styles.PLAIN),
        ):
            self.cell(row, 1, text, style)
            self.sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
        self.sheet.row_dimensions[TITLE_ROW].height = 36
        self.sheet.row_dimensions[UNIT_ROW].height = 22

    def bottom(self, row: int, width: int) -> None:
        """Write which units are not in the table."""
        reported = len(self.found.reported)
        owed = reported + len(self.found.missing) + len(self.found.returned)
        lines = [f"应报{owed}个单位，已汇总{reported}个。"]
        for what, units in (("缺报", self.found.missing), ("退回未改", self.found.returned)):
            if units:
                lines.append(f"{what}（{len(units)}个）：{'、'.join(unit.name for unit in units)}。")
        for number, text in enumerate(lines):
            self.cell(row + number, 1, text, styles.PLAIN)
            self.sheet.merge_cells(
                start_row=row + number, end_row=row + number, start_column=1, end_column=width
            )
            shown = sum(self.sheet.column_dimensions[get_column_letter(n)].width for n in range(1, width + 1))
            self.sheet.row_dimensions[row + number].height = 6 + 15 * -(-display_width(text) // int(shown))
        styles.for_printing(self.sheet, footer=f"{self.form.code} {self.found.period}")

    @property
    def total_label(self) -> str:
        """What the form calls its total row."""
        layout = self.form.layout
        return (layout.total_row if layout else None) or TOTAL

    def cell(self, row: int, column: int, value: object, style: str) -> Cell:
        """Write a value into a cell; a text stays a text."""
        cell = self.sheet.cell(row, column)
        cell.style = style
        if isinstance(value, str):
            write_text(cell, value)
        elif value is not None:
            cell.value = value
        return cell

    def value(self, row: int, place: int, column: Column, value: object, at_least: bool) -> None:
        """Write a value of a column as the form shows it, with ≥200 for a lower bound."""
        shown = _shown(value)
        if at_least and shown is not None:
            shown = f"{AT_LEAST}{shown}"
        cell = self.cell(row, place, shown, styles.CELL)
        cell.number_format = ENTRIES[column.type.name].number_format
        if column.additive or not isinstance(shown, str):
            cell.alignment = Alignment(horizontal="right", vertical="center")

    def sum(self, row: int, place: int, column: Column, total: Sum | None) -> None:
        """Write the sum of a column; the cell stays empty if there is none."""
        self.value(row, place, column, total.value if total else None, bool(total and total.at_least))


class _Rows(_Page):
    """The layout of most forms: one row for each record."""

    def draw(self, office_name: str) -> None:
        columns = self.form.columns
        width = len(columns) + 2
        rows = self._headers()
        row = HEADER_ROW + rows
        for unit_rows in self.found.reported:
            row = self._unit(row, unit_rows)
        self.cell(row, 1, self.total_label, styles.STRONG)
        self.cell(row, 2, f"{len(self.found.reported)}个单位", styles.CELL)
        self._sums(row, self.found.reported)
        self._widths(width)
        self._header_heights(rows)
        self.top(office_name, width)
        self.bottom(row + 1, width)
        self.sheet.freeze_panes = self.sheet.cell(HEADER_ROW + rows, 3)
        self.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW + rows - 1}"

    def _headers(self) -> int:
        """Write the header rows, merged as in the form; return how many there are."""
        columns = map(levels_of, self.form.columns)
        draw_spans(self.sheet, [(NUMBER,), (UNIT,), *columns], HEADER_ROW)
        return header_height(self.form)

    def _unit(self, row: int, unit_rows: UnitRows) -> int:
        """Write the rows of a unit and their sum; return the next free row."""
        name = unit_rows.unit.name
        if unit_rows.is_nil:
            for place, text in enumerate((1, name, NIL), 1):
                self.cell(row, place, text, styles.CELL)
            return row + 1
        for number, record in enumerate(unit_rows.rows.to_dict("records"), 1):
            self.cell(row, 1, number, styles.CELL)
            self.cell(row, 2, name, styles.CELL)
            bounds = str(record.get("lower_bounds") or "").split(",")
            for place, column in enumerate(self.form.columns, 3):
                self.value(row, place, column, record.get(column.name), column.name in bounds)
            row += 1
        if len(unit_rows.rows) > 1:
            self.cell(row, 1, SUBTOTAL, styles.STRONG)
            self.cell(row, 2, name, styles.CELL)
            self._sums(row, [unit_rows])
            row += 1
        return row

    def _sums(self, row: int, reported: Sequence[UnitRows]) -> None:
        found = sums(reported, self.form.columns)
        for place, column in enumerate(self.form.columns, 3):
            self.sum(row, place, column, found.get(column.name))

    def _widths(self, width: int) -> None:
        for number in range(1, width + 1):
            letter = get_column_letter(number)
            cells = self.sheet[letter][HEADER_ROW : HEADER_ROW + LINES_MEASURED]
            longest = max(
                (display_width(str(cell.value)) for cell in cells if cell.value is not None), default=0
            )
            self.sheet.column_dimensions[letter].width = min(max(longest + 3, NARROWEST), WIDEST)

    def _header_heights(self, rows: int) -> None:
        """Make every header row as high as its longest text needs."""
        for number in range(HEADER_ROW, HEADER_ROW + rows):
            lines = [
                -(-display_width(str(cell.value)) // int(self._width_of(cell) - 2))
                for cell in self.sheet[number]
                if cell.value is not None
            ]
            self.sheet.row_dimensions[number].height = 8 + 15 * max(lines, default=1)

    def _width_of(self, cell: Cell) -> float:
        spans = (span for span in self.sheet.merged_cells.ranges if cell.coordinate in span)
        span = next(spans, None)
        columns = range(span.min_col, span.max_col + 1) if span else (cell.column,)
        return sum(self.sheet.column_dimensions[get_column_letter(number)].width for number in columns)


class _Down(_Page):
    """The layout of a form with one record: the questions go down the side, and each unit has a column."""

    def draw(self, office_name: str) -> None:
        reported = self.found.reported
        headers = ["指标", *(each.unit.name for each in reported), self.total_label]
        for place, text in enumerate(headers, 1):
            self.cell(HEADER_ROW, place, text, styles.HEADER)
        totals = sums(reported, self.form.columns)
        for row, column in enumerate(self.form.columns, HEADER_ROW + 1):
            self.cell(row, 1, column.header, styles.CELL)
            for place, each in enumerate(reported, 2):
                bounds = {name for bound in bounds_of(each) for name in bound.split(",")}
                value = None if each.is_nil else each.rows[column.name].iloc[0]
                self.value(row, place, column, value, column.name in bounds)
            self.sum(row, len(headers), column, totals.get(column.name))
        for number, text in enumerate(headers, 1):
            width = 38 if number == 1 else min(max(display_width(text) + 3, 12), WIDEST)
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.top(office_name, len(headers))
        self.bottom(HEADER_ROW + len(self.form.columns) + 1, len(headers))
        self.sheet.freeze_panes = self.sheet.cell(HEADER_ROW + 1, 2)
        self.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _shown(value: object) -> str | int | float | date | None:
    """A value in the form in which a cell holds it."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str | date):
        return value
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)
