"""The hidden sheet with drop-down lists that are too long for a cell's own check."""

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from assets.submissions.blank.entry import listed_values, needs_range
from assets.submissions.cell_text import write_text
from schemas.form import Column, Form

SHEET = "下拉选项"
"""The reader knows by this name that the sheet is not a report."""


class ChoiceLists:
    """The long lists of a workbook, as named ranges of a hidden sheet. Equal lists are stored once.

    The sheet is added with the first list.
    """

    def __init__(self, workbook: Workbook) -> None:
        """``workbook``: the workbook that is being written."""
        self._workbook = workbook
        self._names: dict[tuple[str, ...], str] = {}

    def range_of(self, form: Form, column: Column) -> str | None:
        """The name of the range with a column's list; None if the column has no list or a short one."""
        values = listed_values(column)
        if not values or not needs_range(column):
            return None
        return self.named(f"选项_{form.code}_{column.name}", column.header, values)

    def named(self, name: str, header: str, values: tuple[str, ...]) -> str:
        """The name of the range with a list. A new list is added under the given name."""
        if values not in self._names:
            self._names[values] = self._add(name, header, values)
        return self._names[values]

    def _add(self, name: str, header: str, values: tuple[str, ...]) -> str:
        sheet = (
            self._workbook[SHEET]
            if SHEET in self._workbook.sheetnames
            else self._workbook.create_sheet(SHEET)
        )
        sheet.sheet_state = "hidden"
        number = len(self._names) + 1
        for row, text in enumerate((header, *values), 1):
            write_text(sheet.cell(row, number), text)
        letter = get_column_letter(number)
        reference = f"'{SHEET}'!${letter}$2:${letter}${len(values) + 1}"
        self._workbook.defined_names[name] = DefinedName(name, attr_text=reference)
        return name
