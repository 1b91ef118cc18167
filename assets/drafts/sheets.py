"""The sheets of a workbook as they are printed: texts, merged cells, drop-down lists, number formats."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 2_000, 200
"""At most this many rows and columns of a sheet are read."""

_LISTED = re.compile(r'"(.*)"', re.DOTALL)
_CELLS = re.compile(r"=?(?:'?([^'!]+)'?!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")


class NotDrafted(ValueError):
    """No form can be made of this workbook. The message says why in Chinese, without the full stop."""


Place = tuple[int, int]
"""Row and column of a cell, counted from 1."""


@dataclass
class PrintedSheet:
    """A sheet with its formulas (``formulas``) and with their results (``results``)."""

    formulas: Worksheet
    results: Worksheet
    _anchors: dict[Place, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note for each merged cell which cell holds its text."""
        for merged in self.formulas.merged_cells.ranges:
            for row in range(merged.min_row, min(merged.max_row, MOST_ROWS) + 1):
                for column in range(merged.min_col, min(merged.max_col, MOST_COLUMNS) + 1):
                    self._anchors[row, column] = (merged.min_row, merged.min_col)

    @property
    def last_row(self) -> int:
        """The last row that is read."""
        return min(self.formulas.max_row, MOST_ROWS)

    @property
    def last_column(self) -> int:
        """The last column that is read."""
        return min(self.formulas.max_column, MOST_COLUMNS)

    def anchor(self, row: int, column: int) -> Place:
        """The cell that holds the text of this one: the first of its merged cells, or the cell itself."""
        return self._anchors.get((row, column), (row, column))

    def value(self, row: int, column: int) -> object:
        """The value of a cell; for a formula its result. None in a merged cell that is not the first."""
        return None if self.anchor(row, column) != (row, column) else self.results.cell(row, column).value

    def formula(self, row: int, column: int) -> str:
        """The formula of a cell; empty if it has none."""
        cell = self.formulas.cell(row, column)
        return str(cell.value) if cell.data_type == "f" else ""

    def text(self, row: int, column: int) -> str:
        """The text of a cell in one line; for a merged cell the text of the whole merged range."""
        value = self.results.cell(*self.anchor(row, column)).value
        return "".join(value.split()) if isinstance(value, str) else ""

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold something; a merged cell counts once."""
        return [
            column
            for column in range(1, self.last_column + 1)
            if self.value(row, column) not in (None, "") or self.formula(row, column)
        ]

    def texts(self, row: int) -> list[str]:
        """The texts that begin in a row, from left to right, as they were typed."""
        values = (self.value(row, column) for column in range(1, self.last_column + 1))
        return [value.strip() for value in values if isinstance(value, str) and value.strip()]

    def check(self, row: int, column: int) -> DataValidation | None:
        """Excel's own check of what may be typed into a cell; None if the cell has no check."""
        for made in self.formulas.data_validations.dataValidation:
            for area in made.sqref.ranges:
                if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                    return made
        return None

    def number_format(self, row: int, column: int) -> str:
        """The number format of a cell, as Excel writes it."""
        return self.formulas.cell(row, column).number_format

    def listed(self, check: DataValidation | None) -> tuple[str, ...]:
        """The values of a drop-down list; empty where there is no list, or where a formula makes the list."""
        if check is None or check.type != "list" or not check.formula1:
            return ()
        written = _LISTED.fullmatch(check.formula1)
        values = written[1].split(",") if written else self._listed_in_cells(check.formula1)
        return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))

    def _listed_in_cells(self, formula: str) -> list[str]:
        workbook = self.results.parent
        name = formula.lstrip("=")
        if name in workbook.defined_names:
            formula = workbook.defined_names[name].attr_text
        found = _CELLS.fullmatch(formula)
        sheet_name = found and (found[1] or self.results.title)
        if not found or sheet_name not in workbook.sheetnames:
            return []
        first, top, last, bottom = range_boundaries(found[2])
        cells = workbook[sheet_name].iter_rows(top, min(bottom, top + MOST_ROWS), first, last)
        return [str(cell.value) for row in cells for cell in row if cell.value is not None]


def printed_sheets(path: Path) -> Iterator[PrintedSheet]:
    """The visible sheets of a workbook. Raises NotDrafted if the file is not in Excel's present format."""
    formulas, results = (_opened(path, data_only) for data_only in (False, True))
    for sheet in formulas.worksheets:
        if sheet.sheet_state == "visible":
            yield PrintedSheet(sheet, results[sheet.title])


def _opened(path: Path, data_only: bool) -> Workbook:
    try:
        return load_workbook(path, data_only=data_only)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise NotDrafted(
            f"“{path.name}”不能作为 .xlsx 工作簿打开，请用 Excel 或 WPS 另存为 .xlsx 再试"
        ) from None
