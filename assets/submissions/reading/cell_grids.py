"""Reads the bytes of a workbook into grids of raw cells, with calamine."""

import io
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from assets.submissions.workbook import Limits, UnreadableWorkbook

Grid = tuple[str, bool, list[list[Any]], list[tuple[int, int, int, int]]]
"""A sheet's name, whether it is hidden, its rows from A1, and its merged ranges.

An empty cell is None. A range is its first row, first column, last row and last column, 0-based.
"""


def read_grids(data: bytes, limits: Limits) -> list[Grid]:
    """All sheets of a workbook.

    Raises UnreadableWorkbook if there are too many sheets. It also raises whatever calamine raises, and
    pyo3's PanicException, which is not a subclass of Exception.

    A damaged workbook in the old binary format (.xls, .et) or unusual XML can make calamine ask for more
    memory than there is. This ends the whole process.
    """
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(workbook.sheets_metadata) > limits.sheets:  # many sheets may point to one large part
        raise UnreadableWorkbook(
            "file-too-many-sheets", count=len(workbook.sheets_metadata), limit=limits.sheets
        )
    grids = []
    for position, sheet in enumerate(workbook.sheets_metadata):
        rows, merged = [], []
        if sheet.typ == SheetTypeEnum.WorkSheet:
            read = workbook.get_sheet_by_index(position)
            rows = [
                [None if cell == "" else cell for cell in row]
                for row in read.to_python(skip_empty_area=False)
            ]
            merged = [(*first, *last) for first, last in read.merged_cell_ranges or ()]
        grids.append((sheet.name, sheet.visible != SheetVisibleEnum.Visible, rows, merged))
    return grids
