"""The parsed records of all reports of a form in one frame, each with its place in its workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from assets.submissions.review.cells.clean_cells import ColumnCells
from assets.submissions.review.cells.parsed import CellFinding, Units
from assets.submissions.review.cells.same_as_above import ColumnAsMeant, filled_from_above
from assets.submissions.review.cells.values import parse_cells
from assets.submissions.review.findings import Finding, values_told
from assets.submissions.tables.finding import FoundTable
from schemas.findings import KINDS, FindingKind, Level
from schemas.form import Column, Form
from schemas.periods import period_end
from schemas.privacy import mask


class ReportTable(NamedTuple):
    """One table of a report. A report on two sheets has two of these with the same ``report_id``."""

    report_id: str
    unit_code: str
    period: str
    table: FoundTable


@dataclass(frozen=True)
class Records:
    """The records of a form's reports.

    ``frame``: the form's columns in their types, and report_id, unit_code, period, period_end, sheet
    (``FoundTable.place``) and row. Its index is the record's position among all records that were read.
    ``skipped``: positions of the records that are not in the frame, because their cells are all empty or only
    pre-filled. ``table_numbers``: the number of each record's table. ``starts``: the position of each table's
    first record. ``raw``: the raw cells. ``lower_bounds``: whether a value is only a lower bound ("200余").
    ``unreadable``: whether a cell could not be turned into a value or its column is missing. The last three
    are by column and indexed by position.
    """

    form: Form
    tables: tuple[ReportTable, ...]
    frame: pd.DataFrame
    skipped: np.ndarray
    table_numbers: np.ndarray
    starts: np.ndarray
    raw: dict[str, ColumnCells]
    lower_bounds: dict[str, np.ndarray]
    unreadable: dict[str, np.ndarray]

    def without(self, positions: pd.Index, skipped: np.ndarray) -> "Records":
        """The records without those at ``positions``. ``skipped``: all positions that are skipped now."""
        return replace(self, frame=self.frame.drop(index=positions), skipped=skipped)

    def address(self, position: int, column: str) -> str | None:
        """The address of a record's cell, like 'F12'; None if its sheet has no such column."""
        number = self.table_numbers[position]
        table = self.tables[number].table
        return table.address(column, int(position - self.starts[number])) if column in table.columns else None

    def row(self, position: int, column: str) -> int:
        """The sheet row of a record's cell. In a vertical table each column has its own row."""
        number = self.table_numbers[position]
        return self.tables[number].table.row(column, int(position - self.starts[number]))

    def shown(self, position: int, column: str) -> str:
        """What stands in the cell, masked if it is personal."""
        return mask(self.raw[column][position], self.form.column(column), self.form)

    def finding_at(
        self, position: int, columns: tuple[str, ...], kind: FindingKind, **values: object
    ) -> Finding:
        """A finding about one record and these columns of it.

        In its sentence ``{header}`` and ``{value}`` mean the first of the columns.
        """
        report = self.tables[self.table_numbers[position]]
        column = self.form.column(columns[0])
        value = self.shown(position, columns[0])
        details = {"header": column.header, "value": value, "choices": "、".join(column.values), **values}
        return Finding(
            report_id=report.report_id,
            level=kind.level,
            code=kind.code,
            template=kind.says,
            says=kind.says.filled(**details),
            told=(value,),
            sheet=report.table.sheet,
            place=report.table.place,
            row=self.row(position, columns[0]),
            columns=columns,
            cells=tuple(self.address(position, name) for name in columns),
            value=value,
            position=position,
        )


def finding_beside(
    report: ReportTable, code: str, position: int | None, cell: str, **details: str
) -> Finding:
    """A finding about a cell that belongs to no column of the form. ``position``: the record that it holds
    back.
    """
    kind = KINDS[code]
    row = int("".join(filter(str.isdigit, cell)))
    return Finding(
        report_id=report.report_id,
        level=kind.level,
        code=code,
        template=kind.says,
        says=kind.says.filled(row=str(row), **details),
        told=values_told(details),
        sheet=report.table.sheet,
        place=report.table.place,
        row=row,
        cells=(cell,),
        position=position,
    )


def gather(form: Form, tables: Sequence[ReportTable]) -> tuple[Records, list[Finding]]:
    """Parse the cells of all tables column by column.

    Returns the records, and the findings about single cells.
    """
    counts = np.array([len(report.table.rows) for report in tables], dtype=int)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(tables) else counts
    frame, first = _context(tables, counts), frozenset(starts.tolist())
    raw: dict[str, ColumnCells] = {}
    lower_bounds, unreadable = {}, {}
    problems: list[tuple[str, CellFinding]] = []
    for column in form.columns:
        raw[column.name] = _raw_cells(tables, column.name)
        meant = filled_from_above(raw[column.name], column, first)
        parsed = parse_cells(
            meant.cells, column, _units(tables, counts, column.name), form.key == (column.name,)
        )
        frame[column.name] = parsed.values.array
        lower_bounds[column.name] = np.asarray(parsed.lower_bounds, dtype=bool)
        unreadable[column.name] = _absent(tables, counts, column)
        of_column = [*parsed.problems, *_about_marks(meant, column, form)]
        problems.extend((column.name, problem) for problem in of_column)
        hard = [problem.index for problem in of_column if KINDS[problem.code].level is Level.HARD]
        unreadable[column.name][hard] = True
    empty = _empty(frame, form, {problem.index for _, problem in problems})
    table_numbers = np.repeat(np.arange(len(tables)), counts)
    records = Records(
        form,
        tuple(tables),
        frame[~empty],
        np.flatnonzero(empty),
        table_numbers,
        starts,
        raw,
        lower_bounds,
        unreadable,
    )
    findings = [
        records.finding_at(problem.index, (name,), KINDS[problem.code], **problem.details)
        for name, problem in problems
    ]
    return records, findings


def _about_marks(meant: ColumnAsMeant, column: Column, form: Form) -> Iterator[CellFinding]:
    """The findings about cells that mean the row above."""
    for index in meant.unclear:
        yield CellFinding(index, "same-as-what", None, {})
    for index, cell in meant.taken.items():
        yield CellFinding(index, "same-as-above", cell, {"filled": mask(cell, column, form)})


def _context(tables: Sequence[ReportTable], counts: np.ndarray) -> pd.DataFrame:
    reports = pd.DataFrame(
        {
            "report_id": pd.array([report.report_id for report in tables], dtype="string"),
            "unit_code": pd.array([report.unit_code for report in tables], dtype="string"),
            "period": pd.array([report.period for report in tables], dtype="string"),
            "period_end": pd.array(
                [pd.Timestamp(period_end(report.period)) for report in tables], dtype="datetime64[s]"
            ),
            "sheet": pd.array([report.table.place for report in tables], dtype="string"),
        }
    )
    frame = reports.take(np.repeat(np.arange(len(tables)), counts)).reset_index(drop=True)
    frame["row"] = np.array([row for report in tables for row in report.table.rows], dtype="int64")
    return frame


def _raw_cells(tables: Sequence[ReportTable], column: str) -> ColumnCells:
    cells = ColumnCells()
    for report in tables:
        cells.extend(report.table.cells.get(column) or [None] * len(report.table.rows))
    return cells


def _units(tables: Sequence[ReportTable], counts: np.ndarray, column: str) -> Units | None:
    """The unit that each cell's sheet states for the column; None if all sheets use the form's unit."""
    stated = [report.table.units.get(column) for report in tables]
    if not any(stated):
        return None
    units = [each.unit if each and each.is_certain else None for each in stated]
    return np.repeat(np.array(units, dtype=object), counts).tolist()


def _absent(tables: Sequence[ReportTable], counts: np.ndarray, column: Column) -> np.ndarray:
    """Whether each record's sheet lacks a required column. This is told once, not in every row."""
    lacking = [column.required and column.name not in report.table.columns for report in tables]
    return np.repeat(np.array(lacking, dtype=bool), counts)


def _empty(frame: pd.DataFrame, form: Form, with_problems: set[int]) -> np.ndarray:
    """Whether each record has no value. An empty choice in a column of several choices is no value either."""
    cells = frame[[column.name for column in form.columns]].isna()
    for column in form.columns:
        if column.type.name == "set":
            cells[column.name] |= frame[column.name].eq("").fillna(True).astype(bool)
    empty = cells.to_numpy().all(axis=1)
    empty[list(with_problems)] = False
    return empty
