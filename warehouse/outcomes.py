"""How units' submissions of a period stand: the newest version of each form, what is wrong, what goes back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, Select, Table, select

from warehouse.changes import Change, change_sentence, changes
from warehouse.frames import chunks, read_frame
from warehouse.ledger import FINDING_COLUMNS, REPORT_COLUMNS, report_sentence
from warehouse.returns import owed_workbooks
from warehouse.tables import finding, report, submission


@dataclass(frozen=True)
class SubmissionOutcome:
    """How one unit's reports of one period stand.

    ``reports`` holds the newest version of each form: form, version, status, in_force, received_at, file_name, rows_read, rows_accepted,
    rows_held, rows_skipped, errors, queries. ``findings`` holds their open findings, the gravest first: form, level, code, sheet, cell,
    header, message, value, row_count. ``reason`` says in Chinese what is wrong, None if nothing is returned. ``change`` says what has
    become of the last versions' findings, empty if these are the first. ``workbooks``: where in the home folder the returned ones lie.
    """

    reports: pd.DataFrame
    findings: pd.DataFrame
    reason: str | None
    change: str
    workbooks: tuple[str, ...]


def submission_outcome(connection: Connection, site: str, unit_code: str, period: str) -> SubmissionOutcome:
    """How one unit's reports of one period stand."""
    return submission_outcomes(connection, site, [(unit_code, period)])[unit_code, period]


def submission_outcomes(
    connection: Connection, site: str, submissions: Collection[tuple[str, str]]
) -> dict[tuple[str, str], SubmissionOutcome]:
    """How the reports of each (unit_code, period) stand, all read together."""
    reports = _of_submissions(
        connection,
        submissions,
        select(report, submission.c.file_name)
        .join(submission, (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id))
        .where(report.c.site == site)
        .order_by(report.c.form, report.c.version),
        report,
    )
    findings = _of_submissions(
        connection,
        submissions,
        select(finding.c.unit_code, finding.c.period, finding.c.form, *(finding.c[name] for name in FINDING_COLUMNS))
        .where(finding.c.site == site, finding.c.state == "open")
        .order_by(finding.c.level, finding.c.row_count.desc(), finding.c.finding_id),
        finding,
    )
    rejected = _of_submissions(
        connection,
        submissions,
        select(submission.c.unit_code, submission.c.period, submission.c.file_name, submission.c.reason)
        .where(submission.c.site == site, submission.c.status == "rejected")
        .order_by(submission.c.received_at),
        submission,
    )
    newest = {key: rows.drop_duplicates("form", keep="last") for key, rows in reports.items()}
    changed = changes(connection, site, {identifier for rows in newest.values() for identifier in rows["report_id"]})
    owed = owed_workbooks(connection, site, {identifier for rows in newest.values() for identifier in rows["submission_id"]})
    workbooks = dict(zip(owed["submission_id"], owed["path"], strict=True))
    return {key: _outcome(newest[key], findings[key], rejected[key], changed, workbooks) for key in submissions}


def _of_submissions(
    connection: Connection, submissions: Collection[tuple[str, str]], query: Select, table: Table
) -> dict[tuple[str, str], pd.DataFrame]:
    """The rows of a query about ``table`` by the (unit_code, period) they belong to, in the order of the query."""
    units, periods = (sorted(set(values)) for values in zip(*submissions, strict=True)) if submissions else ([], [])
    frames = [read_frame(connection, query.where(table.c.period.in_(periods), table.c.unit_code.in_(each))) for each in chunks(units)]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["unit_code", "period"])
    places = rows.groupby(["unit_code", "period"], sort=False).indices
    return {key: rows.iloc[places.get(key, [])].reset_index(drop=True) for key in submissions}


def _outcome(
    reports: pd.DataFrame, findings: pd.DataFrame, rejected: pd.DataFrame, changed: Mapping[str, Change], workbooks: Mapping[str, str]
) -> SubmissionOutcome:
    columns = ["form", "version", "status", "in_force", "received_at", "file_name", *REPORT_COLUMNS]
    return SubmissionOutcome(
        reports[columns].reset_index(drop=True),
        findings.drop(columns=["unit_code", "period"]),
        _reason(reports, rejected),
        change_sentence(changed[identifier] for identifier in reports["report_id"] if identifier in changed),
        tuple(workbooks[identifier] for identifier in dict.fromkeys(reports["submission_id"]) if identifier in workbooks),
    )


def _reason(reports: pd.DataFrame, rejected: pd.DataFrame) -> str | None:
    returned = reports[reports["status"] == "returned"]
    if len(returned):
        return "；".join(str(report_sentence(each)) for each in returned.itertuples())
    if len(reports):
        return None
    if len(rejected):
        return "；".join(f"“{each.file_name}”无法处理：{each.reason}" for each in rejected.itertuples())
    return "还没有收到本期的报表，请把文件放进收件箱后重新运行"
