"""Candidates (待认定): if the unit and the period of a file are not settled, what each place in it says about
them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    exists,
    null,
    select,
    union_all,
    update,
)

from schemas.periods import add_months, period_of
from warehouse.database.bulk_loads import load_frame
from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import candidate, obligation, report, submission

CANDIDATE_COLUMNS = ("source", "sheet", "form", "unit_code", "unit_text", "period", "month")
NOT_TAKEN = ("set_aside", "rejected")
"""The statuses of files of which nothing counts, though they may hold a report."""
REPLACED = "没有认定是哪个单位、哪个月的，其后报送的“{name}”已经受理，以该文件为准"


def replace_candidates(
    connection: Connection, site: str, submissions: Collection[str], candidates: pd.DataFrame
) -> None:
    """Make these the candidates of the submissions, in place of earlier ones.

    Columns: submission_id and CANDIDATE_COLUMNS. The rows are in the order in which the places are read.
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


def close_replaced(connection: Connection, site: str) -> None:
    """Close files that are set aside and were replaced. Nobody has to decide about them any more, because
    what came later counts.

    A file is replaced if one of the units, and one of the periods, that it may belong to has since reported
    every form in it, and no other of these units still owes one of them: the file may be all that it sent.
    Files whose content is another unit's stay open: the sender does not know of the mistake.
    """
    waiting = _set_aside_candidates(connection, site)
    if not waiting:
        return
    forms = {each.form for said in waiting.values() for each in said}
    newer = connection.execute(
        select(
            *(report.c[name] for name in ("form", "unit_code", "period", "received_at")),
            submission.c.file_name,
        )
        .join(submission, _of_file(report))
        .where(report.c.site == site, report.c.in_force, report.c.form.in_(sorted(filter(None, forms))))
        .order_by(report.c.received_at)
    ).all()
    missing = _missing_reports(connection, site)
    for identifier, said in waiting.items():
        if name := _replacing(said, newer, missing):
            connection.execute(
                update(submission)
                .where(submission.c.site == site, submission.c.submission_id == identifier)
                .values(status="rejected", reason=REPLACED.format(name=name))
            )


def _set_aside_candidates(connection: Connection, site: str) -> dict[str, list[Row]]:
    """For each file that is set aside for its unit or period, what its places say."""
    names = ("source", "form", "unit_code", "period", "month")
    query = (
        select(submission.c.submission_id, submission.c.received_at, *(candidate.c[name] for name in names))
        .join(candidate, _of_file(candidate))
        .where(submission.c.site == site, submission.c.status == "set_aside")
    )
    found: dict[str, list[Row]] = {}
    for each in connection.execute(query):
        found.setdefault(each.submission_id, []).append(each)
    return {
        identifier: said
        for identifier, said in found.items()
        if not any(each.source == "content" for each in said) and any(each.form for each in said)
    }


def _missing_reports(connection: Connection, site: str) -> frozenset[tuple[str, str, str]]:
    """(unit_code, form, period) of each report that is owed and of which no version is in force."""
    key = [obligation.c[name] for name in ("unit_code", "form", "period")]
    owed = [report.c[column.name] == column for column in (obligation.c.site, *key)]
    query = select(*key).where(obligation.c.site == site, ~exists().where(*owed, report.c.in_force))
    return frozenset(tuple(each) for each in connection.execute(query))


def _replacing(
    said: Sequence[Row], newer: Sequence[Row], missing: frozenset[tuple[str, str, str]]
) -> str | None:
    """The name of the last file among the reports that replace a file. None if one of its forms was not
    reported, or is missing from a unit whose it may be.
    """
    units = {each.unit_code for each in said}
    periods = {each.period for each in said if each.period}
    months = {each.month for each in said if each.month and not each.period}
    name = None
    for form in {each.form for each in said if each.form}:
        fitting = [
            each.file_name
            for each in newer
            if each.form == form
            and each.unit_code in units
            and (each.period in periods or int(each.period[5:]) in months)
            and each.received_at > said[0].received_at
        ]
        if not fitting or any((unit, form, period) in missing for unit in units for period in periods):
            return None
        name = fitting[-1]
    return name


def _of_file(table: Table) -> ColumnElement[bool]:
    return and_(table.c.site == submission.c.site, table.c.submission_id == submission.c.submission_id)


def possible_reports(connection: Connection, site: str) -> pd.DataFrame:
    """The reports that may be in files which arrived but were not taken: one row for each, in the order of
    receipt.

    Columns: submission_id, file_name, status, reason, unit_code, period, form (None: the file may hold any).
    What a file name says counts as much as what a sheet says, because the only question is whether anything
    came. A month without a year is the newest such month up to the receipt. A file that names no month may be
    of the month before its receipt.
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
    """For each file (submission_id, file_name, status, reason) the unit and period that it was taken for, and
    what its places say.
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
