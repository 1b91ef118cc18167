"""What was reported: the reports in force, what became of the reports that were owed, and what a batch
brought.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
from pandera.typing import DataFrame, Series
from sqlalchemy import (
    Connection,
    and_,
    column,
    false,
    func,
    or_,
    select,
    text,
)

from schemas.frames import FrameModel
from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import obligation, report, submission
from warehouse.database.view_texts.reports import REPORT_VIEWS
from warehouse.database.views import EXPECTED_REPORTS, complete


class ReportInForce(FrameModel):
    """A report in force. ``late``: as bi_report_status has it."""

    report_id: Series[str]
    unit_code: Series[str]
    form: Series[str]
    period: Series[str]
    batch: Series[str]
    status: Series[str]
    version: Series[int]
    rows_accepted: Series[int]
    received_at: Series[Any]
    late: Series[bool]


def in_force_reports(
    connection: Connection,
    site: str,
    forms: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> DataFrame[ReportInForce]:
    """The reports in force, including nil reports, in the order of receipt."""
    received = select(
        report,
        func.min(report.c.received_on)
        .over(partition_by=(report.c.unit_code, report.c.form, report.c.period))
        .label("first_received_on"),
    ).where(report.c.site == site)
    for name, values in (("form", forms), ("period", periods)):
        if values is not None:
            received = received.where(report.c[name].in_(values))
    found = received.subquery("found")
    owed = [obligation.c[name] == found.c[name] for name in ("site", "unit_code", "form", "period")]
    query = (
        select(
            *(found.c[name] for name in ReportInForce.columns() if name != "late"),
            func.coalesce(found.c.first_received_on > obligation.c.due_on, false()).label("late"),
        )
        .join(
            submission,
            (submission.c.site == found.c.site) & (submission.c.submission_id == found.c.submission_id),
        )
        .join(obligation, and_(*owed), isouter=True)
        .where(found.c.in_force)
        .order_by(found.c.received_at, submission.c.file_name, submission.c.sha256, found.c.form)
    )
    return ReportInForce.typed(read_frame(connection, query))


def last_in_force(
    connection: Connection, site: str, unit_codes: Collection[str], form: str, before: str
) -> Any | None:
    """The newest report in force of a form, before a period, of any of these units: period, batch,
    submission_id, sha256, file_name.
    """
    of_file = (submission.c.submission_id, submission.c.sha256, submission.c.file_name)
    query = (
        select(report.c.period, report.c.batch, *of_file)
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(
            report.c.site == site,
            report.c.form == form,
            report.c.unit_code.in_(unit_codes),
            report.c.in_force,
            report.c.period < before,
        )
        .order_by(report.c.period.desc(), report.c.unit_code.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def report_status(connection: Connection, site: str, period: str | None = None) -> pd.DataFrame:
    """The rows of the view bi_report_status for a site, of one period or of all, sorted by period, unit and
    form.
    """
    return _sorted_rows(connection, "SELECT * FROM bi_report_status", site, period)


def expected_reports(connection: Connection, site: str, period: str | None = None) -> pd.DataFrame:
    """The same, with the reports that are owed but not yet due (未到期), as missing ones."""
    return _sorted_rows(connection, complete("bi_report_status", EXPECTED_REPORTS), site, period)


def _sorted_rows(connection: Connection, known: str, site: str, period: str | None) -> pd.DataFrame:
    found = text(known).columns(*map(column, REPORT_VIEWS["bi_report_status"].columns)).subquery("found")
    among = found.c.site == site
    if period:
        among &= found.c.period == period
    order = (found.c.period, found.c.unit_code, found.c.form)
    return read_frame(connection, select(found).where(among).order_by(*order))


def sent_or_overdue(connection: Connection, site: str, as_of: date) -> list[tuple[str, str]]:
    """(period, unit_code) of every unit and period with a report that has come or is overdue, sorted."""
    names = ("period", "unit_code")
    sent = select(*(report.c[name] for name in names)).where(report.c.site == site)
    overdue = select(*(obligation.c[name] for name in names)).where(
        obligation.c.site == site, obligation.c.due_on < as_of
    )
    return [(period, unit) for period, unit in connection.execute(sent.union(overdue).order_by(*names))]


def reports_of_batch(connection: Connection, site: str, form: str, batch: str) -> pd.DataFrame:
    """The reports of a form that a batch reviewed, in the order of receipt.

    Columns: report_id, submission_id, sha256, file_name, rows_accepted (by their own review, without what the
    review across reports holds back).
    """
    query = (
        select(report.c.report_id, *(submission.c[name] for name in ("submission_id", "sha256", "file_name")))
        .add_columns((report.c.rows_accepted + report.c.cross_rows_held).label("rows_accepted"))
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site, report.c.form == form, report.c.batch == batch)
        .order_by(report.c.received_at, submission.c.file_name, submission.c.sha256)
    )
    return read_frame(connection, query)


def submissions_of_batch(connection: Connection, site: str, batch: str) -> list[tuple[str, str, bool]]:
    """(period, unit_code, returned) for every unit and period of which a batch had a report, sorted.

    A run that reviewed across forms and periods counts as the batch of the reports that it returned.

    ``returned``: the newest version of some form was returned, whichever batch it came with.
    """
    in_run = or_(report.c.batch == batch, report.c.cross_review == batch)
    touched = connection.execute(
        select(report.c.period, report.c.unit_code).where(report.c.site == site, in_run).distinct()
    )
    found = sorted((period, unit_code) for period, unit_code in touched)
    names = ("period", "unit_code", "form", "status")
    of_periods = (
        select(*(report.c[name] for name in names)).where(report.c.site == site).order_by(report.c.version)
    )
    newest: dict[tuple[str, str], dict[str, str]] = {}
    for portion in chunks(sorted({period for period, _ in found})):
        for period, unit_code, form, status in connection.execute(
            of_periods.where(report.c.period.in_(portion))
        ):
            newest.setdefault((period, unit_code), {})[form] = status
    return [(*key, "returned" in newest[key].values()) for key in found]


def returned_in_batch(connection: Connection, site: str, batch: str) -> list[tuple[str, str]]:
    """(period, unit_code) of those submissions of a batch of which something was returned."""
    return [
        (period, unit_code)
        for period, unit_code, back in submissions_of_batch(connection, site, batch)
        if back
    ]
