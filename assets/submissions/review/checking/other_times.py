"""Rows that name their time in a column outside the form (月份, 季度, 年度). It must be the report's."""

from collections.abc import Iterator

from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records, ReportTable, finding_beside
from assets.submissions.tables.found_table import NamedInRows, column_letters
from assets.submissions.tables.headers.named_times import is_beside_month, time_of
from assets.submissions.tables.headers.qualifiers import Qualifier, Standing
from schemas.form import Form


def other_time_findings(records: Records) -> list[Finding]:
    """A grave finding for each row of another time, so that it is not accepted."""
    return [
        finding
        for report, start in zip(records.tables, records.starts.tolist(), strict=True)
        if report.table.named_times is not None
        for finding in _findings(records, report, start, report.table.named_times)
    ]


def _findings(records: Records, report: ReportTable, start: int, named: NamedInRows) -> Iterator[Finding]:
    said = {name: time_of(name) for name in set(named.names)}
    others = {name for name, time in said.items() if time and _is_other(time, records.form, report.period)}
    skipped = set(records.skipped.tolist())
    for index, name in enumerate(named.names):
        if name in others and start + index not in skipped:
            cell = f"{column_letters(named.place)}{report.table.rows[index]}"
            yield finding_beside(
                report, "row-of-another-time", start + index, cell, header=named.header, other=name
            )


def _is_other(time: Qualifier, form: Form, period: str) -> bool:
    """Whether a row of this time does not belong to the report of a period.

    The rows of a ledger may be about any month since the last report. A row of a summary must be about the
    month of the report: its figures are those at the end, and two months of them would be counted twice.
    """
    return time.standing(form, period) is Standing.OTHER or is_beside_month(time, form, period)
