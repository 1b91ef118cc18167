"""What goes back to the units (退回): which submissions are owed a returned workbook, and where it lies.

A submission is owed one as long as any of its findings was not explained. It does not matter whether a newer
version corrects the finding or the office has overruled it: the workbook tells what was found in this very
file.
"""

import re
from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, Label, and_, func, select

from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import finding, report, submission, unit
from warehouse.ledger.arrivals import REVIEWED

FOLDER = "returned"
_NOT_IN_FILE_NAMES = re.compile(r'[\s\\/:*?"<>|.]+')


def returned_path(unit_name: str, period: str, submission_id: str) -> str:
    """The path in the home folder of a submission's returned workbook. We make its name; it never comes from
    the name of the submitted file.
    """
    return f"{FOLDER}/{period}/{safe_name(unit_name)}-{period}-退回件-{submission_id[:8]}.xlsx"


def safe_name(unit_name: str) -> str:
    """A unit's name without characters that a file name cannot hold."""
    return _NOT_IN_FILE_NAMES.sub("", unit_name)


def owed_workbooks(
    connection: Connection, site: str, submissions: Collection[str] | None = None
) -> pd.DataFrame:
    """The submissions that are owed a returned workbook: among the given ones, or among all.

    Columns: submission_id, sha256, file_name, unit_code, unit_name, period, path; in the order of receipt.
    """
    unit_code = func.min(finding.c.unit_code).label("unit_code")
    asked = (
        select(finding.c.submission_id, unit_code)
        .where(finding.c.site == site, finding.c.explained_by.is_(None))
        .group_by(finding.c.submission_id)
        .subquery()
    )
    names = ("submission_id", "sha256", "file_name")
    query = (
        select(*(submission.c[name] for name in names), asked.c.unit_code, _first_period())
        .add_columns(func.coalesce(unit.c.name, asked.c.unit_code).label("unit_name"))
        .join(asked, asked.c.submission_id == submission.c.submission_id)
        .join(unit, and_(unit.c.site == submission.c.site, unit.c.code == asked.c.unit_code), isouter=True)
        .where(submission.c.site == site)
        .order_by(submission.c.received_at, submission.c.file_name, submission.c.sha256)
    )
    if submissions is None:
        found = read_frame(connection, query)
    else:
        portions = [
            read_frame(connection, query.where(submission.c.submission_id.in_(each)))
            for each in chunks(sorted(submissions))
        ]
        found = (
            pd.concat(portions, ignore_index=True)
            if portions
            else pd.DataFrame(columns=[*names, "unit_code", "period", "unit_name"])
        )
    places = [
        returned_path(*each)
        for each in zip(found["unit_name"], found["period"], found["submission_id"], strict=True)
    ]
    return found.assign(path=pd.Series(places, index=found.index, dtype=object))


def _first_period() -> Label:
    """The period of a submission. If it has reports of several months, the first of them."""
    of_reports = (
        select(func.min(report.c.period))
        .where(report.c.site == submission.c.site, report.c.submission_id == submission.c.submission_id)
        .correlate(submission)
        .scalar_subquery()
    )
    return func.coalesce(submission.c.period, of_reports).label("period")


def settled_paths(connection: Connection, site: str, owed: Collection[str]) -> set[str]:
    """The paths that the returned workbooks of the site's reviewed submissions would have, except the paths
    that are owed.
    """
    query = (
        select(
            submission.c.submission_id,
            _first_period(),
            func.coalesce(unit.c.name, submission.c.unit_code).label("unit_name"),
        )
        .join(
            unit, and_(unit.c.site == submission.c.site, unit.c.code == submission.c.unit_code), isouter=True
        )
        .where(submission.c.site == site, submission.c.status.in_(REVIEWED))
        .where(submission.c.unit_code.is_not(None))
    )
    reviewed = read_frame(connection, query)
    places = [
        returned_path(*each)
        for each in zip(reviewed["unit_name"], reviewed["period"], reviewed["submission_id"], strict=True)
    ]
    return set(places) - set(owed)


def findings_of(connection: Connection, site: str, submissions: Collection[str]) -> pd.DataFrame:
    """All findings of the submissions, in the order in which they were recorded.

    Columns: submission_id, report_id, form, period, level, code, sheet, column, header, cell, wrong, advice,
    message, value, row_count, places, state, row_key, explained_by.
    """
    names = (
        "submission_id",
        "report_id",
        "form",
        "period",
        "level",
        "code",
        "sheet",
        "column",
        "header",
        "cell",
        "wrong",
        "advice",
        "message",
        "value",
        "row_count",
        "places",
        "state",
    )
    query = select(*(finding.c[name] for name in (*names, "row_key", "explained_by"))).where(
        finding.c.site == site
    )
    among = [
        query.where(finding.c.submission_id.in_(each)).order_by(finding.c.finding_id)
        for each in chunks(sorted(submissions))
    ]
    frames = [read_frame(connection, each) for each in among]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=[*names, "row_key", "explained_by"])
    )
