"""How units' submissions of a period stand: the newest version of each form, what is wrong, what goes
back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, select

from schemas.frames import each_row
from schemas.office.catalogue import Catalogue
from schemas.office.site import Site
from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import finding, report, submission
from warehouse.ledger.candidates import possible_reports
from warehouse.ledger.ledger import FINDING_COLUMNS, REPORT_COLUMNS, report_sentence
from warehouse.ledger.returns import owed_workbooks
from warehouse.standing.changes import change_sentence, changes

NOT_TAKEN_WORDS = {"set_aside": "待认定", "rejected": "无法处理"}


@dataclass(frozen=True)
class Answer:
    """What a unit gets back for its reports of a period.

    ``change`` says what became of the last versions' findings; it is empty if these are the first.
    ``files``: the submissions that go back, ``workbooks``: the paths in the home folder of the workbooks with
    the findings, one for each of them.
    """

    change: str = ""
    files: tuple[str, ...] = ()
    workbooks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubmissionOutcome:
    """How one unit's reports of one period stand.

    ``reports`` holds the newest version of each form: form, version, status, in_force, received_at,
    file_name, rows_read, rows_accepted, rows_held, rows_skipped, errors, queries. ``findings`` holds their
    open findings, the gravest first: form, level, code, sheet, cell, header, wrong, advice, message, value,
    row_count, places.
    ``reason`` says in Chinese what is wrong; it is None if nothing is returned. ``has_come``: whether any
    file of the unit for the period has come, usable or not. ``not_taken``: the ids of files that may be the
    unit's and are set aside or could not be used.
    """

    reports: pd.DataFrame
    findings: pd.DataFrame
    reason: str | None
    has_come: bool
    answer: Answer
    not_taken: tuple[str, ...]


def submission_outcome(connection: Connection, site: Site, unit_code: str, period: str) -> SubmissionOutcome:
    """How one unit's reports of one period stand."""
    reports = read_frame(
        connection,
        select(report, submission.c.file_name)
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site.id, report.c.unit_code == unit_code, report.c.period == period)
        .order_by(report.c.form, report.c.version),
    ).drop_duplicates("form", keep="last")
    findings = read_frame(
        connection,
        select(finding.c.form, *(finding.c[name] for name in FINDING_COLUMNS))
        .where(
            finding.c.site == site.id,
            finding.c.unit_code == unit_code,
            finding.c.period == period,
            finding.c.state == "open",
        )
        .order_by(finding.c.level, finding.c.row_count.desc(), finding.c.finding_id),
    )
    not_taken = _not_taken(connection, site.id, unit_code, period)
    columns = ["form", "version", "status", "in_force", "received_at", "file_name", *REPORT_COLUMNS]
    return SubmissionOutcome(
        reports[columns].reset_index(drop=True),
        findings,
        _reason(reports, not_taken, site.forms),
        bool(len(reports) or len(not_taken)),
        answers_given(connection, site.id, [(unit_code, period)])[unit_code, period],
        tuple(not_taken["submission_id"]),
    )


def answers_given(
    connection: Connection, site: str, submissions: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Answer]:
    """What each (unit_code, period) gets back for the newest version of each of its forms. All are read
    together.
    """
    newest = _newest_reports(connection, site, submissions)
    changed = changes(connection, site, {each.report_id for reports in newest.values() for each in reports})
    owed = owed_workbooks(
        connection, site, {each.submission_id for reports in newest.values() for each in reports}
    )
    workbooks = dict(zip(owed["submission_id"], owed["path"], strict=True))

    def answer(reports: Sequence[Any]) -> Answer:
        told = change_sentence(changed[each.report_id] for each in reports if each.report_id in changed)
        back = tuple(filter(workbooks.__contains__, dict.fromkeys(each.submission_id for each in reports)))
        return Answer(told, back, tuple(workbooks[each] for each in back))

    return {key: answer(reports) for key, reports in newest.items()}


def _newest_reports(
    connection: Connection, site: str, submissions: Collection[tuple[str, str]]
) -> dict[tuple[str, str], list[Row]]:
    """The newest version of each form of each (unit_code, period): report_id, submission_id."""
    names = ("unit_code", "period", "form", "report_id", "submission_id")
    query = (
        select(*(report.c[name] for name in names))
        .where(report.c.site == site)
        .order_by(report.c.form, report.c.version)
    )
    units, periods = (
        (sorted(set(values)) for values in zip(*submissions, strict=True)) if submissions else ([], [])
    )
    newest: dict[tuple[str, str], dict[str, Row]] = {key: {} for key in submissions}
    for portion in chunks(units):
        for each in connection.execute(
            query.where(report.c.period.in_(periods), report.c.unit_code.in_(portion))
        ):
            newest.get((each.unit_code, each.period), {})[each.form] = each
    return {key: list(reports.values()) for key, reports in newest.items()}


def _not_taken(connection: Connection, site: str, unit_code: str, period: str) -> pd.DataFrame:
    """The files that may be the unit's for that period and are set aside or could not be used: file_name,
    status, reason; in the order of receipt.
    """
    possible = possible_reports(connection, site)
    own = possible[(possible["unit_code"] == unit_code) & (possible["period"] == period)]
    return own.drop_duplicates("submission_id")


def _reason(reports: pd.DataFrame, not_taken: pd.DataFrame, forms: Catalogue) -> str | None:
    returned = reports[reports["status"] == "returned"]
    if len(returned):
        return "；".join(str(report_sentence(each, forms)) for each in each_row(returned))
    if len(reports):
        return None
    if len(not_taken):
        return "；".join(
            f"“{each.file_name}”{NOT_TAKEN_WORDS[each.status]}：{each.reason}" for each in each_row(not_taken)
        )
    return "还没有收到本期的报表，请把文件放进收件箱后重新运行"
