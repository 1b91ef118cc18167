"""Decides what becomes of a report and of each of its rows (受理). It checks that no row is lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandera.typing import DataFrame, Series

from assets.submissions.review.checking.completeness import is_nil
from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records, ReportTable
from schemas.findings import Level
from schemas.form import OnError
from schemas.frames import FrameModel


class OutcomeRow(FrameModel):
    """What became of a report by its own review."""

    report_id: Series[pd.StringDtype]
    status: Series[pd.StringDtype]
    rows_read: Series[int]
    rows_accepted: Series[int]
    rows_held: Series[int]
    rows_skipped: Series[int]
    errors: Series[int]
    queries: Series[int]


GRANTED = "accepted_by_decision"
"""The status of a report that the office accepts although something is wrong with it (特批)."""


class RowsUnaccountedFor(RuntimeError):
    """Rows of a report were read but are neither accepted, held nor skipped.

    This is always a fault of the program, never of the unit.
    """


@dataclass(frozen=True)
class Acceptance:
    """The decision about some reports.

    ``accepted``: whether each record of the frame is accepted. ``outcomes``: a row for each report.
    """

    accepted: np.ndarray
    outcomes: DataFrame[OutcomeRow]


def accept(
    records: Records, findings: Sequence[Finding], granted: frozenset[str] = frozenset()
) -> Acceptance:
    """Decide by the form's ``on_error``.

    Only hard findings hold rows back. A hard finding about the report as a whole holds back all its rows.
    In reports that are ``granted``, only rows without a required value are held back.
    """
    hard = [finding for finding in findings if finding.level is Level.HARD]
    report_ids = records.frame["report_id"]
    if records.form.on_error is OnError.RETURN_REPORT:
        held = report_ids.isin({finding.report_id for finding in hard})
    else:
        held = report_ids.isin({finding.report_id for finding in hard if finding.position is None})
        held |= records.frame.index.isin(
            [finding.position for finding in hard if finding.position is not None]
        )
    held = held.where(~report_ids.isin(granted), _lacks_required(records))
    accepted = ~held.to_numpy(dtype=bool)
    counts = Counter(report_ids[accepted]), Counter(report_ids[~accepted])
    return Acceptance(accepted, _outcomes(records, findings, *counts, granted))


def _lacks_required(records: Records) -> pd.Series:
    names = [column.name for column in records.form.columns if column.required]
    return records.frame[names].isna().any(axis=1)


def _outcomes(
    records: Records,
    findings: Sequence[Finding],
    accepted: Counter[str],
    held: Counter[str],
    granted: frozenset[str],
) -> DataFrame[OutcomeRow]:
    reports: dict[str, list[ReportTable]] = {}
    for report in records.tables:
        reports.setdefault(report.report_id, []).append(report)
    empty = Counter(records.tables[number].report_id for number in records.table_numbers[records.skipped])
    levels = Counter((finding.report_id, finding.level) for finding in findings)
    rows = []
    for report_id, tables in reports.items():
        kept, back = accepted[report_id], held[report_id]
        errors, queries = levels[report_id, Level.HARD], levels[report_id, Level.QUERY]
        skipped = empty[report_id] + sum(_passed_over(report) for report in tables)
        read = sum(report.table.fates.read for report in tables)
        if read != kept + back + skipped:
            raise RowsUnaccountedFor(
                f"{records.form.code}, report {report_id}: read {read} rows, but accepted {kept}, held {back} and skipped {skipped}"
            )
        nil = is_nil(tables, kept + back)
        status = GRANTED if report_id in granted and kept else _status(nil, kept, back, errors, queries)
        rows.append((report_id, status, read, kept, back, skipped, errors, queries))
    return OutcomeRow.of_rows(rows)


def _passed_over(report: ReportTable) -> int:
    """How many rows of a table are not records."""
    fates = report.table.fates
    return fates.read - fates.records


def _status(nil: bool, accepted: int, held: int, errors: int, queries: int) -> str:
    if errors and not accepted:
        return "returned"
    if nil:
        return "nil"
    if held:
        return "partly_accepted"
    return "accepted_with_queries" if queries else "accepted"
