"""Rows with only pre-filled values (预填行). They are not records. One query for each table lists them."""

import numpy as np
import pandas as pd

from assets.submissions.blank.prefill import prefilled_columns
from assets.submissions.review.findings import Finding, row_ranges
from assets.submissions.review.records import Records
from assets.submissions.tables.could_hold import is_filled
from schemas.findings import KINDS
from schemas.form import Form


def without_prefilled_rows(records: Records) -> tuple[Records, list[Finding]]:
    """The records without rows that only have pre-filled values, and a query for each table with such rows.

    These rows are skipped. Tables that lack a column to be filled in are left alone: nobody can tell whether
    their rows were filled in.
    """
    form, frame = records.form, records.frame
    to_fill = _columns_to_fill(form)
    if not to_fill or frame.empty:
        return records, []
    left = frame[_is_left(records, set(to_fill))]
    if left.empty:
        return records, []
    skipped = np.sort(np.concatenate([records.skipped, left.index.to_numpy()]))
    return records.without(left.index, skipped), _findings(records, left)


def _is_left(records: Records, to_fill: set[str]) -> np.ndarray:
    """Whether each record has values only in columns that may be pre-filled."""
    prefilled = prefilled_columns(records.form)
    others = [column.name for column in records.form.columns if column.name not in prefilled]
    is_whole = [to_fill <= report.table.columns.keys() for report in records.tables]
    positions = records.frame.index.to_numpy()
    is_left = np.array(is_whole, dtype=bool)[records.table_numbers[positions]]
    is_left &= ~records.frame[others].notna().to_numpy().any(axis=1)
    for place in np.flatnonzero(is_left):
        is_left[place] = not any(is_filled(records.raw[name][positions[place]]) for name in others)
    return is_left


def _columns_to_fill(form: Form) -> list[str]:
    """The columns that a pre-filled row still needs."""
    prefilled = prefilled_columns(form)
    if not prefilled:
        return []
    return [column.name for column in form.columns if column.required and column.name not in prefilled]


def _findings(records: Records, left: pd.DataFrame) -> list[Finding]:
    kind = KINDS["prefilled-rows-empty"]
    found = []
    for number, rows in left.groupby(records.table_numbers[left.index], sort=False):
        report, first = records.tables[number], rows.index[0]
        name = next(name for name in prefilled_columns(records.form) if name in report.table.columns)
        found.append(
            Finding(
                report_id=report.report_id,
                level=kind.level,
                code=kind.code,
                template=kind.says,
                says=kind.says.filled(rows=row_ranges(rows["row"])),
                told=(row_ranges(rows["row"]),),
                sheet=report.table.sheet,
                row=int(rows["row"].iloc[0]),
                columns=(name,),
                cells=(records.address(first, name),),
            )
        )
    return found
