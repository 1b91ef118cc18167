"""The archived originals (存档原件). They are read again for the address and the text of the cells on which a
figure stands.

They hold personal data. What leaves this module is masked, except the result of ``name``. Every original that
is opened is entered in the log of access (``<home>/evidence/access.log``, mode 0600): when, who (the user of
the operating system), which file, and for what purpose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.evidence.tree.nodes import SourceCell
from assets.submissions.inbox.archive import DamagedArchive
from assets.submissions.reopening import reopen
from assets.submissions.tables.found_table import FoundTable
from schemas.form import Column, Form
from schemas.privacy import as_text, mask, mask_text
from warehouse.office import Office


@dataclass(frozen=True)
class RowPlace:
    """A row as a fact names it: the file it came in, the form, the sheet (its name masked) and the sheet row,
    counted from 1.
    """

    submission_id: str
    sha256: str
    file_name: str
    form: str
    sheet: str
    row: int


class Originals:
    """Reads each original once. ``purpose`` tells the log why it was opened."""

    def __init__(self, office: Office, purpose: str) -> None:
        """No file is opened before the first question."""
        self._office, self._purpose = office, purpose
        self._records: dict[tuple[str, str], dict[tuple[str, str, int], _Record]] = {}
        self.unreadable: dict[str, str] = {}
        """Names of the files that could not be read again, by SHA-256."""

    def cells(self, place: RowPlace, columns: Sequence[str]) -> tuple[SourceCell, ...]:
        """The cells of a row in these columns. They have no address and no text if the original can no longer
        be read.
        """
        form, record = self._office.forms[place.form], self._record(place)
        return tuple(
            record.cell(form.column(name), form) if record else SourceCell(form.column(name).header)
            for name in columns
        )

    def name(self, place: RowPlace, column: str) -> str:
        """A name as it stands in a row of the original, not masked. It is for lists that tell the office
        which persons they are about.

        Blanks that clerks put between two characters are removed. Empty if the original can no longer be
        read.
        """
        record = self._record(place)
        return "".join(record.text(column).split()) if record else ""

    def _record(self, place: RowPlace) -> "_Record | None":
        key = (place.sha256, place.file_name)
        if key not in self._records:
            self._records[key] = self._open(place)
        return self._records[key].get((place.form, place.sheet, place.row))

    def _open(self, place: RowPlace) -> dict[tuple[str, str, int], "_Record"]:
        try:
            (file,) = reopen(self._office, [place], "查阅原件", self._purpose).files
        except (DamagedArchive, OSError):
            file = None
        if file is None or file.workbook is None:
            self.unreadable[place.sha256] = place.file_name
            return {}
        return {
            (table.form, mask_text(table.place), row): _Record(table, index)
            for table in file.tables
            for index, row in enumerate(table.rows)
        }


@dataclass(frozen=True)
class _Record:
    """One record of a table that was found in an original."""

    table: FoundTable
    index: int

    def cell(self, column: Column, form: Form) -> SourceCell:
        if column.name not in self.table.columns:
            return SourceCell(column.header)
        return SourceCell(
            column.header,
            self.table.address(column.name, self.index),
            mask(self.table.cells[column.name][self.index], column, form),
        )

    def text(self, column: str) -> str:
        """The text of the cell, not masked; empty if the table has no such column."""
        return as_text(self.table.cells[column][self.index]) if column in self.table.columns else ""
