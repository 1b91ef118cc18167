"""Places in a workbook: the names of rows, examples of right values, and where a sheet has its title."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import pandas as pd

from assets.submissions.blank.entry import requirement
from assets.submissions.tables.found_table import FoundTable, column_letters
from assets.submissions.workbook import Row, Sheet, Workbook
from schemas.form import Form
from schemas.privacy import as_text, mask_text

LONGEST_NAME = 20
"""How many characters of a row's name are shown."""

TITLE_ROWS = 10
"""The title of a sheet is searched in so many rows from the top."""

WITHOUT_EXAMPLE = frozenset((
    "required", "negative", "not-a-number", "not-an-integer", "number-too-large", "approximate-number", "excel-error",
    "formula-not-calculated", "merged-cells", "digits-lost", "date-out-of-range",
))  # fmt: skip
"""Codes of findings whose sentence does not say what a right value looks like."""


def with_places(
    findings: pd.DataFrame, tables: Sequence[FoundTable], forms: Mapping[str, Form]
) -> pd.DataFrame:
    """The findings of one file with ``row_name`` and ``example``; each is "" if there is none.

    ``row_name``: the name of its record, for example a person, a village or an activity. ``example``: what a
    right value of its column looks like. ``tables``: the tables found in the file.
    """
    records = {(table.form, mask_text(table.place)): _Records(table, forms[table.form]) for table in tables}
    told = findings[["form", "sheet", "row", "code", "column"]].itertuples(index=False, name=None)
    names, examples = [], []
    for form, sheet, row, code, column in told:
        of_sheet = (
            records.get((form, sheet)) if not (pd.isna(form) or pd.isna(sheet) or pd.isna(row)) else None
        )
        names.append(of_sheet.name(row) if of_sheet else "")
        is_told = code in WITHOUT_EXAMPLE and not pd.isna(column) and form in forms
        examples.append(_example(forms[form], column) if is_told else "")
    return findings.assign(row_name=names, example=examples)


def _example(form: Form, column: str) -> str:
    """What a right value looks like; "" if any text is right."""
    wanted = form.column(column)
    return "" if wanted.type.name == "text" else f"请{requirement(wanted)}"


class _Records:
    """The records and totals of a table by their row numbers."""

    def __init__(self, table: FoundTable, form: Form) -> None:
        self.totals = {total.row: total.label for total in table.totals}
        self.records = {} if form.vertical else {row: number for number, row in enumerate(table.rows)}
        texts = [column.name for column in form.columns if column.type.name == "text"]
        in_order = dict.fromkeys([*(name for name in form.key if name in texts), *texts])
        self.cells = [table.cells[name] for name in in_order if name in table.cells]

    def name(self, row: int) -> str:
        """The label of a total, or the first text of a record that is more than a number."""
        if row in self.totals or row not in self.records:
            return self.totals.get(row, "")
        values = (cells[self.records[row]] for cells in self.cells)
        texts = (" ".join(as_text(value).split()) for value in values if value is not None)
        name = next((text for text in texts if text and not text.replace(".", "").isdigit()), "")
        return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


class SheetPlaces:
    """The sheets of a submitted workbook by their names in findings.

    There, names are masked if they may be personal.
    """

    def __init__(self, workbook: Workbook, titles: Mapping[str, str]) -> None:
        """``titles``: the titles of the forms by code."""
        self._workbook, self._titles = workbook, titles

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The sheets by their names in findings."""
        return {mask_text(sheet.name): sheet for sheet in self._workbook.sheets}

    def is_only_sheet(self, sheet: str) -> bool:
        """Whether it is the only sheet, so that places need no sheet name."""
        return list(self.sheets) == [sheet]

    def sheet_name(self, sheet: str) -> str:
        """The name of a sheet in the unit's workbook; "" if there is none."""
        return self.sheets[sheet].name if sheet in self.sheets else ""

    def title_cell(self, form: str, sheet: str) -> str:
        """The cell with the title of a form's sheet, or else the first filled cell."""
        rows = self.sheets[sheet].rows[:TITLE_ROWS] if sheet in self.sheets else []
        title = self._titles.get(form, "")
        filled = list(_filled(rows))
        titled = (place for place, value in filled if title and title in value)
        return next(titled, filled[0][0] if filled else "A1")


def _filled(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is not None:
                yield f"{column_letters(column)}{number}", str(value)
