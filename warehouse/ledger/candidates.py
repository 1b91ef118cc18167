"""Candidates (待认定): what each place says about the unit and the period of a file, where these are not
settled.
"""

from collections.abc import Collection
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Row, and_, delete, exists, null, select, union_all

from schemas.periods import add_months, period_of
from warehouse.database.bulk_loads import load_frame
from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import candidate, submission

CANDIDATE_COLUMNS = ("source", "sheet", "form", "unit_code", "unit_text", "period", "month")
NOT_TAKEN = ("set_aside", "rejected")
"""The statuses of files of which nothing counts and that may hold a report all the same."""


def replace_candidates(
    connection: Connection, site: str, submissions: Collection[str], candidates: pd.DataFrame
) -> None:
    """Make these the candidates of the submissions.

    Columns: submission_id and CANDIDATE_COLUMNS; in the order in which the places are read.
    """
    for portion in chunks(sorted(submissions)):
        connection.execute(
            delete(candidate).where(candidate.c.site == site, candidate.c.submission_id.in_(portion))
        )
    numbered = candidates.assign(number=candidates.groupby("submission_id").cumcount() + 1)
    load_frame(connection, candidate, numbered, site=site)


def without_candidates(connection: Connection, site: str) -> pd.DataFrame:
    """The files that could not be used and have no candidates yet: submission_id, file_name."""
    of_file = (candidate.c.site == submission.c.site) & (
        candidate.c.submission_id == submission.c.submission_id
    )
    query = select(submission.c.submission_id, submission.c.file_name).where(
        submission.c.site == site, submission.c.status == "rejected", ~exists().where(of_file)
    )
    return read_frame(connection, query.order_by(submission.c.submission_id))


def files_set_aside(connection: Connection, site: str) -> pd.DataFrame:
    """The files that are set aside, in the order of receipt: file_name, received_at, reason."""
    names = ("file_name", "received_at", "reason")
    query = select(*(submission.c[name] for name in names)).where(
        submission.c.site == site, submission.c.status == "set_aside"
    )
    return read_frame(connection, query.order_by(submission.c.received_at, submission.c.file_name))


def possible_reports(connection: Connection, site: str) -> pd.DataFrame:
    """The reports that may be in files which came but were not taken: a row each, in the order of receipt.

    Columns: submission_id, file_name, status, reason, unit_code, period, form (None: the file may hold any).
    What a file name says counts here as well as what a sheet says: it is only asked whether anything came. A
    month without a year is the newest that is not after that of receipt; a file that names no month may be
    of the one before its receipt.
    """
    found = [
        (*file, unit, period, form)
        for file, said in _by_file(connection, site).items()
        for unit in dict.fromkeys(each.unit_code for each in said if each.unit_code)
        for period in dict.fromkeys(_periods(said))
        for form in dict.fromkeys(each.form for each in said if each.form) or (None,)
    ]
    columns = ["submission_id", "file_name", "status", "reason", "unit_code", "period", "form"]
    return pd.DataFrame(found, columns=columns, dtype=object)


def _by_file(connection: Connection, site: str) -> dict[tuple, list[Row]]:
    """What was made out of each file and what its places say, by its submission_id, file_name, status and
    reason.
    """
    file = [submission.c[name] for name in ("submission_id", "file_name", "status", "reason", "received_at")]
    not_taken = (submission.c.site == site, submission.c.status.in_(NOT_TAKEN))
    of_file = and_(
        candidate.c.site == submission.c.site, candidate.c.submission_id == submission.c.submission_id
    )
    made_out = select(
        *file, submission.c.unit_code, submission.c.period, null().label("month"), null().label("form")
    ).where(*not_taken)
    said = (
        select(*file, *(candidate.c[name] for name in ("unit_code", "period", "month", "form")))
        .join(candidate, of_file)
        .where(*not_taken)
    )
    found: dict[tuple, list[Row]] = {}
    for each in connection.execute(union_all(made_out, said).order_by("received_at", "submission_id")):
        found.setdefault(tuple(each[:4]), []).append(each)
    return found


def _periods(said: list[Row]) -> list[str]:
    stated = [
        each.period or _newest(each.month, each.received_at) for each in said if each.period or each.month
    ]
    return stated or [add_months(period_of(said[0].received_at), -1)]


def _newest(month: int, received_at: datetime) -> str:
    return f"{received_at.year - (month > received_at.month):04d}-{month:02d}"
