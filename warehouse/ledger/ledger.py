"""The ledger (台账): what each unit owed, what arrived, and which version is in force.

All functions work inside the caller's transaction (``with engine.begin() as connection``), so what they
record counts as a whole or not at all. Those that write first wait for other writers of the site. ``site`` is
the site's id unless it is a ``Site``.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import pandas as pd
from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    func,
    select,
    update,
)

from schemas.frames import each_row
from schemas.office.catalogue import Catalogue
from schemas.office.site import Site
from warehouse.database.bulk_loads import load_frame
from warehouse.database.database import lock_for_writing, refresh_statistics
from warehouse.database.frames import chunks, read_frame, rows
from warehouse.database.tables import finding, report, row_set_aside, submission
from warehouse.ledger.arrivals import DUPLICATE, NOT_IN_USE, REVIEWED
from warehouse.ledger.explanations import close_explained, replace_explanations
from warehouse.ledger.returns import owed_workbooks
from warehouse.ledger.versions import renumber

REPORT_COLUMNS = ("rows_read", "rows_accepted", "rows_held", "rows_skipped", "errors", "queries")


FINDING_COLUMNS = (
    "level", "code", "sheet", "cell", "header", "wrong", "advice", "message", "value", "row_count", "places",
)  # fmt: skip


FINDING_KEY = ("column", "row_key")
"""What identifies a finding besides its code. If a review does not give them, nobody can answer the finding
with an explanation.
"""


class ReportOutcome(Protocol):
    """The fields of a report's row that the sentence about the report needs."""

    unit_code: str
    form: str
    period: str
    status: str
    rows_held: int
    errors: int
    queries: int


def report_id(submission: str, unit_code: str, form: str, period: str) -> str:
    """The id of one report of a submission. It stays the same if the submission is reviewed again."""
    return f"{submission}-{unit_code}-{form}-{period}"


def pending(connection: Connection, site: str) -> pd.DataFrame:
    """The files that wait for their review, and those that are set aside, in the order of receipt:
    submission_id, sha256, file_name, received_at, size.
    """
    columns = [submission.c[name] for name in ("submission_id", "sha256", "file_name", "received_at", "size")]
    waiting = select(*columns).where(
        submission.c.site == site, submission.c.status.in_(["received", "set_aside"])
    )
    return read_frame(
        connection, waiting.order_by(submission.c.received_at, submission.c.file_name, submission.c.sha256)
    )


def reject(connection: Connection, site: str, files: pd.DataFrame) -> None:
    """Record files that could not be used at all.

    ``files`` has columns submission_id, reason (a Chinese sentence), unit_code and period (missing if
    unknown). If a duplicate of a rejected file waits under another name, it takes the place of that file and
    is received again. Of several duplicates the first one does.
    """
    _put_by(connection, site, files.assign(status="rejected"))


def set_aside(connection: Connection, site: str, files: pd.DataFrame) -> None:
    """Record files whose unit or period is not settled. Otherwise it works like ``reject``."""
    _put_by(connection, site, files.assign(status="set_aside"))


def _put_by(connection: Connection, site: str, files: pd.DataFrame) -> None:
    lock_for_writing(connection, site)
    if files.empty:
        return
    _set_status(connection, site, files)
    first_copy = func.row_number().over(
        partition_by=submission.c.sha256, order_by=(submission.c.received_at, submission.c.file_name)
    )
    usable = select(submission.c.sha256).where(
        submission.c.site == site, submission.c.status.not_in(NOT_IN_USE)
    )
    copies = (
        select(submission.c.submission_id, first_copy.label("place"))
        .where(
            submission.c.site == site, submission.c.status == "duplicate", submission.c.sha256.not_in(usable)
        )
        .subquery()
    )
    heirs = select(copies.c.submission_id).where(copies.c.place == 1)
    connection.execute(
        update(submission)
        .where(submission.c.site == site, submission.c.submission_id.in_(heirs))
        .values(status="received", reason=None)
    )


def close_set_aside(connection: Connection, site: str) -> None:
    """Close files that were set aside if the same content was taken since under another name. They become
    duplicates of that file.
    """
    other = submission.alias("other")
    taken = (
        select(submission.c.submission_id, func.min(other.c.file_name).label("name"))
        .join(other, (other.c.site == submission.c.site) & (other.c.sha256 == submission.c.sha256))
        .where(submission.c.site == site, submission.c.status == "set_aside")
        .where(other.c.status.in_(REVIEWED))
        .group_by(submission.c.submission_id)
    )
    for identifier, name in connection.execute(taken).tuples().all():
        connection.execute(
            update(submission)
            .where(submission.c.site == site, submission.c.submission_id == identifier)
            .values(status="duplicate", reason=DUPLICATE.format(name=name))
        )


def record_reports(
    connection: Connection,
    site: Site,
    batch: str,
    reports: pd.DataFrame,
    findings: pd.DataFrame,
    explanations: pd.DataFrame | None = None,
) -> list[str]:
    """Record the review of a batch of submissions. Return the periods whose reports changed.

    ``reports`` has columns report_id, submission_id, unit_code, form, period, status, rows_read,
    rows_accepted, rows_held, rows_skipped, errors, queries. ``findings`` has report_id, level, code, sheet,
    cell, header, message, value (masked), row_count, and may have column and row_key. ``explanations`` are
    those that were accepted: submission_id, form, code, column, row_key. What the ledger knew of these
    submissions before is replaced, so a review may be repeated.

    Invariants: versions are numbered 1 … n in the order of receipt, whatever order they were processed in.
    The newest accepted one is in force. Every row read is accounted for (otherwise the database refuses the
    report). A submission's status and reason follow from its reports.
    """
    lock_for_writing(connection, site.id)
    if reports.empty:
        return []
    submissions = sorted(set(reports["submission_id"]))
    periods = sorted(_forget_reports(connection, site.id, submissions) | set(reports["period"]))
    received_at = reports["submission_id"].map(_received_at(connection, site.id, submissions))
    recorded = reports.assign(received_at=received_at, received_on=[moment.date() for moment in received_at])
    recorded["form_status"] = recorded["status"]
    constants = {
        "site": site.id,
        "batch": batch,
        "version": 0,
        "in_force": False,
        "sequence": _newest_sequence(connection, site.id) + 1,
    }
    not_compared_yet = {"cross_rows_held": 0, "cross_errors": 0, "cross_queries": 0, "cross_review": None}
    load_frame(connection, report, recorded, **constants, **not_compared_yet, queries_explained=0)
    _insert_findings(connection, site.id, recorded, findings)
    replace_explanations(connection, site.id, submissions, _identified(recorded, explanations))
    refresh_statistics(connection, submission, report, finding)
    settle(connection, site, periods, submissions)
    return periods


def _identified(reports: pd.DataFrame, explanations: pd.DataFrame | None) -> pd.DataFrame:
    """The explanations, with unit_code, period and given_at of the submission in which they stand."""
    given = ["submission_id", "form", "code", "column", "row_key"]
    found = pd.DataFrame(columns=given) if explanations is None else explanations[given]
    submissions = (
        reports[["submission_id", "unit_code", "period", "received_at"]]
        .sort_values("period")
        .drop_duplicates("submission_id")
    )
    return found.merge(submissions.rename(columns={"received_at": "given_at"}), on="submission_id")


def settle(connection: Connection, site: Site, periods: Sequence[str], submissions: Collection[str]) -> None:
    """Bring everything in line after reports of these periods and submissions changed: versions, explained
    findings, status and reasons.
    """
    renumber(connection, site.id, periods)
    explained = close_explained(connection, site.id, periods)
    restate_submissions(connection, site, {*submissions, *explained})


def restate_submissions(connection: Connection, site: Site, submissions: Collection[str]) -> None:
    """Derive status and reason of these submissions from their reports and findings as they are now."""
    for portion in chunks(sorted(submissions)):
        reports = read_frame(
            connection, select(report).where(report.c.site == site.id, report.c.submission_id.in_(portion))
        )
        owed = owed_workbooks(connection, site.id, portion)
        _set_status(
            connection,
            site.id,
            _submission_outcomes(
                reports, dict(zip(owed["submission_id"], owed["path"], strict=True)), site.forms
            ),
        )


def forget_reports(connection: Connection, site: Site, submissions: Sequence[str]) -> None:
    """Delete the reports of submissions that were taken before and are now refused or set aside."""
    periods = _forget_reports(connection, site.id, sorted(submissions)) if submissions else set()
    if periods:
        settle(connection, site, sorted(periods), [])


def _forget_reports(connection: Connection, site: str, submissions: list[str]) -> set[str]:
    """Delete the reports and findings of the submissions. Return the periods of the reports."""
    periods: set[str] = set()
    for portion in chunks(submissions):
        known = (report.c.site == site, report.c.submission_id.in_(portion))
        periods |= set(connection.scalars(select(report.c.period).where(*known).distinct()))
        of_reports = select(report.c.report_id).where(*known)
        for target in (finding, row_set_aside):
            connection.execute(
                delete(target).where(target.c.site == site, target.c.report_id.in_(of_reports))
            )
        connection.execute(delete(report).where(*known))
    return periods


def _received_at(connection: Connection, site: str, submissions: list[str]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for portion in chunks(submissions):
        query = select(submission.c.submission_id, submission.c.received_at)
        found |= dict(
            connection.execute(
                query.where(submission.c.site == site, submission.c.submission_id.in_(portion))
            )
            .tuples()
            .all()
        )
    if unknown := set(submissions) - set(found):
        raise ValueError(f"no such submission in the ledger of {site}: {', '.join(sorted(unknown))}")
    return found


def _newest_sequence(connection: Connection, site: str) -> int:
    return connection.execute(
        select(func.coalesce(func.max(report.c.sequence), 0)).where(report.c.site == site)
    ).scalar_one()


def _insert_findings(
    connection: Connection, site: str, reports: pd.DataFrame, findings: pd.DataFrame
) -> None:
    if findings.empty:
        return
    if unknown := set(findings["report_id"]) - set(reports["report_id"]):
        raise ValueError(
            f"findings of reports that are not recorded with them: {', '.join(sorted(map(str, unknown)))}"
        )
    keyed = findings.reindex(
        columns=[*findings.columns, *(name for name in FINDING_KEY if name not in findings.columns)]
    )
    said = keyed[["report_id", *FINDING_COLUMNS, *FINDING_KEY]].merge(
        reports[["report_id", "submission_id", "unit_code", "form", "period"]], on="report_id"
    )
    load_frame(connection, finding, said, site=site, state="open", explained_by=None, is_cross=False)


def _submission_outcomes(
    reports: pd.DataFrame, workbooks: Mapping[str, str], forms: Catalogue
) -> pd.DataFrame:
    """submission_id, status, reason, unit_code, period of each submission. Unit or period are given only if
    all its reports have the same one.

    ``workbooks``: for the submissions that are owed a returned workbook, its path in the home folder.
    """
    own: dict[str, list[ReportOutcome]] = defaultdict(list)
    for each in each_row(reports.sort_values("form")):
        own[each.submission_id].append(each)
    outcomes = [
        (
            identifier,
            _submission_status({each.status for each in among}),
            "；".join(
                [
                    *filter(None, (report_sentence(each, forms) for each in among)),
                    *_workbook_sentence(workbooks.get(identifier)),
                ]
            )
            or None,
            _only({each.unit_code for each in among}),
            _only({each.period for each in among}),
        )
        for identifier, among in own.items()
    ]
    return pd.DataFrame(outcomes, columns=["submission_id", "status", "reason", "unit_code", "period"])


def _workbook_sentence(path: str | None) -> list[str]:
    return [f"退回件：{path}"] if path else []


def _submission_status(statuses: set[str]) -> str:
    if statuses == {"returned"}:
        return "returned"
    return "partly_accepted" if statuses & {"returned", "partly_accepted"} else "accepted"


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def report_sentence(each: ReportOutcome, forms: Catalogue) -> str | None:
    """What the unit must know about the outcome of its report. None if there is nothing to do."""
    title = forms.name(each.form)
    if each.status == "returned":
        return f"{title}被退回（强制性错误 {each.errors} 处），请改正后重新报送"
    if each.status == "partly_accepted":
        return f"{title}有 {each.rows_held} 行未通过（强制性错误 {each.errors} 处），请改正后重新报送"
    if each.status == "accepted_with_queries":
        return f"{title}有 {each.queries} 处需要核实，请更正或说明"
    return None


def _set_status(connection: Connection, site: str, outcomes: pd.DataFrame) -> None:
    """Write the outcomes. ``outcomes`` has columns submission_id, status, reason, unit_code, period."""
    names = ("status", "reason", "unit_code", "period")
    statement = update(submission).where(
        submission.c.site == site, submission.c.submission_id == bindparam("identifier")
    )
    renamed = outcomes.rename(
        columns={"submission_id": "identifier", **{name: f"new_{name}" for name in names}}
    )
    parameters = rows(renamed, ("identifier", *(f"new_{name}" for name in names)))
    connection.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), parameters)
