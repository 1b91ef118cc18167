"""From which file, and from which version of its report, the rows of a figure came."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, func, select

from warehouse.database.frames import chunks, read_frame
from warehouse.database.result_tables import score, score_item
from warehouse.database.tables import finding, report, submission


def report_versions(
    connection: Connection, site: str, forms: Collection[str], first: str, last: str
) -> pd.DataFrame:
    """All versions of the forms' reports between two periods, each with its file, the oldest first.

    Columns: report_id, unit_code, form, period, version, status, in_force, rows_read, rows_accepted,
    rows_held, rows_skipped, errors, received_at, submission_id, file_name, sha256.
    """
    names = ("report_id", "unit_code", "form", "period", "version", "status", "in_force")
    counts = (
        "rows_read",
        "rows_accepted",
        "rows_held",
        "rows_skipped",
        "errors",
        "received_at",
        "submission_id",
    )
    query = (
        select(*(report.c[name] for name in (*names, *counts)), submission.c.file_name, submission.c.sha256)
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site, report.c.form.in_(sorted(forms)), report.c.period.between(first, last))
        .order_by(report.c.period, report.c.unit_code, report.c.form, report.c.version)
    )
    return read_frame(connection, query)


def hard_findings(connection: Connection, site: str, report_ids: Collection[str]) -> pd.DataFrame:
    """The hard findings because of which rows of these reports, or whole reports, do not count: report_id,
    sheet, cell, header, message, row_count.
    """
    columns = [finding.c[name] for name in ("report_id", "sheet", "cell", "header", "message", "row_count")]
    query = (
        select(*columns)
        .where(finding.c.site == site, finding.c.level == "hard")
        .order_by(finding.c.finding_id)
    )
    frames = [
        read_frame(connection, query.where(finding.c.report_id.in_(portion)))
        for portion in chunks(sorted(report_ids))
    ]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=[column.name for column in columns])
    )


def stored_items(connection: Connection, site: str, scheme: str, period: str) -> pd.DataFrame:
    """A scheme's stored score items of a period, with the columns of bi_score_item."""
    of_scheme = (score_item.c.site == site, score_item.c.scheme == scheme, score_item.c.period == period)
    return read_frame(connection, select(score_item).where(*of_scheme)).drop(columns="site")


def newest_scored(connection: Connection, site: str, scheme: str) -> str | None:
    """The newest period for which scores of a scheme are stored. None if there are none."""
    return connection.scalar(
        select(func.max(score.c.period)).where(score.c.site == site, score.c.scheme == scheme)
    )
