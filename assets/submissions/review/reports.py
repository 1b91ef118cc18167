"""Review (审核) of all new reports of a form at once. It finds every fault, and accepts, holds back or skips
every row.

The steps: parse all cells (``records``), resolve what they refer to (``references``), one pandera validation
(``checking.checks``), the checks that need more than one row (the rest of ``checking``), then the decision
(``acceptance``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assets.submissions.review.acceptance import accept
from assets.submissions.review.checking.checks import judge
from assets.submissions.review.checking.completeness import completeness_findings, withdrawn_findings
from assets.submissions.review.checking.doubtful_rows import doubtful_row_findings
from assets.submissions.review.checking.duplicates import duplicate_findings
from assets.submissions.review.checking.grouping_rows import grouping_findings
from assets.submissions.review.checking.named_totals import with_named_totals
from assets.submissions.review.checking.other_times import other_time_findings
from assets.submissions.review.checking.other_units import other_unit_findings
from assets.submissions.review.checking.part_rows import part_findings
from assets.submissions.review.checking.parts_below_totals import parts_below_totals
from assets.submissions.review.checking.prefilled_rows import without_prefilled_rows
from assets.submissions.review.checking.totals import total_findings
from assets.submissions.review.checking.unnamed_totals import unnamed_total_findings
from assets.submissions.review.findings import Finding, marks, tabulate
from assets.submissions.review.records import Records, ReportTable, gather
from assets.submissions.review.references import ReviewContext, resolve
from schemas.form import Form
from schemas.privacy import mask_texts

__all__ = ["ReportTable", "ReviewContext", "Reviewed", "review"]


@dataclass(frozen=True)
class Reviewed:
    """The result of reviewing a form's reports.

    ``accepted`` and ``held``: one row for each record, with report_id, unit_code, subject_code, period,
    sheet, row, the form's columns in their types, and lower_bounds. Personal columns are included; the code
    that stores the rows must replace or drop them. lower_bounds has the names of the columns whose value is
    only a lower bound, joined by ','. ``findings``: report_id, form, level, code, sheet, row, column, header,
    cell, message, value (masked), row_count, places, told; a frequent fault is one row. ``marks``: report_id,
    sheet, cell, level, code, message; one row for each cell that a finding colours. ``outcomes``: report_id,
    status, rows_read, rows_accepted, rows_held, rows_skipped, errors, queries.
    """

    accepted: pd.DataFrame
    held: pd.DataFrame
    findings: pd.DataFrame
    outcomes: pd.DataFrame
    marks: pd.DataFrame


def review(form: Form, tables: Sequence[ReportTable], context: ReviewContext) -> Reviewed:
    """Review all reports of a form.

    Raises RowsUnaccountedFor if a row that was read is neither accepted, held nor skipped.
    """
    tables = [with_named_totals(report, form, context.registry) for report in tables]
    records, findings = gather(form, tables)
    records, left = without_prefilled_rows(records)
    skipped = set(records.skipped.tolist())
    records, unknown = resolve(records, context)
    findings = [
        *unknown,
        *completeness_findings(records),
        *(finding for finding in findings if finding.position not in skipped),
        *left,
        *other_unit_findings(records, context.registry),
        *other_time_findings(records),
        *unnamed_total_findings(records, context.reported),
        *parts_below_totals(records, context.reported),
        *grouping_findings(records, context.reported),
        *part_findings(records),
        *doubtful_row_findings(records),
        *judge(records),
        *duplicate_findings(records),
        *total_findings(records),
        *withdrawn_findings(records, context.withdrawn),
    ]
    findings.sort(key=_order(records))
    acceptance = accept(records, findings, context.granted)
    rows = _rows(records)
    return Reviewed(
        accepted=rows[acceptance.accepted].reset_index(drop=True),
        held=rows[~acceptance.accepted].reset_index(drop=True),
        findings=tabulate(findings, form),
        outcomes=acceptance.outcomes,
        marks=marks(findings),
    )


def _order(records: Records) -> Callable[[Finding], tuple]:
    """The order of findings: by report, then in reading order.

    Findings about the whole come first, then those about rows: by sheet, by row, and from left to right.
    """
    places: dict[tuple[str, str | None], int] = {}
    for number, report in enumerate(records.tables):
        places.setdefault((report.report_id, None), number)
        places.setdefault((report.report_id, report.table.sheet), number)
    columns = {column.name: number for number, column in enumerate(records.form.columns)}

    def place(finding: Finding) -> tuple:
        column = columns[finding.columns[0]] if finding.columns else -1
        report = places[finding.report_id, None]
        return (
            report,
            finding.row is not None,
            places.get((finding.report_id, finding.sheet), len(records.tables)),
            finding.row or 0,
            column,
            finding.code,
        )

    return place


def _rows(records: Records) -> pd.DataFrame:
    """The records as they leave the review. Resident IDs and phone numbers in texts are masked."""
    names = [column.name for column in records.form.columns]
    rows = records.frame[["report_id", "unit_code", "subject_code", "period", "sheet", "row", *names]].copy()
    texts = [
        column.name for column in records.form.columns if column.type.name == "text" and not column.personal
    ]
    for name in ("sheet", *texts):
        rows[name] = mask_texts(rows[name])
    rows["lower_bounds"] = _lower_bounds(records)
    return rows


def _lower_bounds(records: Records) -> pd.Series:
    named = np.full(len(records.table_numbers), "", dtype=object)
    for name, bounded in records.lower_bounds.items():
        for position in np.flatnonzero(bounded):
            named[position] = f"{named[position]},{name}" if named[position] else name
    return pd.Series(named, dtype="string").loc[records.frame.index]
