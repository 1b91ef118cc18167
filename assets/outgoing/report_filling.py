"""Reports to pass up in the receiver's own layout (上报表): a workbook with placeholders that is filled in
for a period. Formats, formulas and print settings stay as the receiver made them.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assets.outgoing.placeholders import Each, PlaceholderError, Template, template
from assets.outgoing.report_figures import ReportFigures
from assets.outgoing.row_repetition import repeat_row
from assets.submissions.cell_text import write_text
from schemas.office.unit import Unit
from warehouse.files.private_files import write_private
from warehouse.office import Office

FOLDER = "reports"
"""The folder of the office's own workbooks in its site folder, and of the filled workbooks in its home."""


class NotFilled(ValueError):
    """The report cannot be filled in. ``places`` says in Chinese where and why, one line for each place."""

    def __init__(self, places: list[str]) -> None:
        """Take all faults together, so that a person can mend them at once."""
        super().__init__("；".join(places))
        self.places = places


def report_path(office: Office, name: str) -> Path:
    """The office's workbook with that name. It is a file in the folder ``reports``, with or without
    ``.xlsx``, or a path. Raises NotFilled if there is none.
    """
    folder = office.site.directory / FOLDER
    for path in (folder / name, folder / f"{name}.xlsx", Path(name)):
        if path.is_file():
            return path
    there = "、".join(sorted(each.stem for each in folder.glob("*.xlsx"))) if folder.is_dir() else ""
    raise NotFilled(
        [f"没有上报表“{name}”，{f'可填的有：{there}' if there else '请先放进设置文件夹的 reports 文件夹'}"]
    )


def fill_report(office: Office, name: str, period: str, folder: Path | None = None) -> Path:
    """Fill in a report for a period and write it into a folder (``<home>/reports``); return its path."""
    source = report_path(office, name)
    content = filled(source.read_bytes(), ReportFigures(office, period))
    path = (folder or office.home / FOLDER) / f"{source.stem}-{period}.xlsx"
    write_private(path, content)
    return path


def filled(content: bytes, figures: ReportFigures) -> bytes:
    """The workbook with all its placeholders filled in. NotFilled names every cell that cannot be filled
    in.
    """
    workbook = load_workbook(io.BytesIO(content), rich_text=True)
    wrong: list[str] = []
    for sheet in workbook.worksheets:
        _fill_sheet(workbook, sheet, figures, wrong)
    if wrong:
        raise NotFilled(wrong)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _fill_sheet(workbook: Workbook, sheet: Worksheet, figures: ReportFigures, wrong: list[str]) -> None:
    row = 1
    while row <= sheet.max_row:
        units = _units_of_row(sheet, row, figures, wrong)
        if units == []:
            sheet.cell(row, _first_column(sheet, row)).value = None
        if units:
            repeat_row(workbook, sheet, row, len(units))
        for offset, unit in enumerate(units or [None]):
            for cell in sheet[row + offset]:
                _fill_cell(cell, figures, unit, wrong)
        row += len(units or [None])


def _units_of_row(sheet: Worksheet, row: int, figures: ReportFigures, wrong: list[str]) -> list[Unit] | None:
    """The units for which a row is repeated; None if it is not repeated. The placeholder that asks for it is
    removed.
    """
    cell = sheet.cell(row, _first_column(sheet, row))
    try:
        found = _template(cell)
        if found is None or not found.placeholders or not isinstance(found.placeholders[0], Each):
            return None
        units = figures.units_of_kind(found.placeholders[0].kind)
    except PlaceholderError as error:
        wrong.append(_told(cell, error))
        cell.value = None
        return None
    text = str(cell.value)
    cell.value = text[text.index("}}") + 2 :].strip() or None
    return units


def _first_column(sheet: Worksheet, row: int) -> int:
    """The column of the first cell in a row that is not empty."""
    return next((cell.column for cell in sheet[row] if cell.value is not None), 1)


def _fill_cell(cell: Cell, figures: ReportFigures, unit: Unit | None, wrong: list[str]) -> None:
    try:
        found = _template(cell)
        if found is None:
            return
        values = [figures.filled(each, unit) for each in found.placeholders]
    except PlaceholderError as error:
        wrong.append(_told(cell, error))
        return
    if found.is_value and not isinstance(values[0].value, str):
        cell.value = values[0].value
    else:
        write_text(cell, "".join(_woven(found, [each.text for each in values])).strip())


def _woven(found: Template, texts: list[str]) -> Iterator[str]:
    for text, value in zip(found.texts, [*texts, ""], strict=True):
        yield text
        yield value


def _template(cell: Cell) -> Template | None:
    return template(str(cell.value)) if cell.data_type == "s" and cell.value is not None else None


def _told(cell: Cell, error: PlaceholderError) -> str:
    return f"“{cell.parent.title}”的{cell.coordinate}：{error}"
