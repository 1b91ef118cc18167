"""Intake (收件): everything new in the inbox, through archive, reading and review, into the ledger.

The order makes a crash harmless: a file is archived before anything reads it; accepted rows are written under the name of
the batch before the ledger knows of them; one transaction of the ledger then makes the batch count. Until that commit
nothing has happened, and the next pass does it again from the archive.
"""

import fcntl
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd

from assets.submissions.acceptance import OUTCOME_DTYPES
from assets.submissions.file_findings import conflict_findings, not_owed, with_queries
from assets.submissions.findings import FINDING_DTYPES
from assets.submissions.opening import Opened, open_pending
from assets.submissions.receipt import receive
from assets.submissions.review import ReportTable, ReviewContext, review
from schemas.form import Form
from schemas.forms import FORMS
from warehouse import ledger
from warehouse.office import Office
from warehouse.persons import pseudonyms


@dataclass(frozen=True)
class Intake:
    """What one pass over the inbox did.

    ``reports``: a row a report: report_id, submission_id, unit_code, form, period, status, rows_read, rows_accepted, rows_held,
    rows_skipped, errors, queries. ``findings``: as ``review`` gives them. ``rejected``: a row a file that could not be used:
    submission_id, reason, unit_code, period.
    """

    reports: pd.DataFrame
    findings: pd.DataFrame
    rejected: pd.DataFrame

    def of(self, period: str, unit_code: str) -> pd.DataFrame:
        """The reports of one unit's period."""
        return self.reports[(self.reports["period"] == period) & (self.reports["unit_code"] == unit_code)]


def take_in(office: Office, batch: str, only: tuple[str, str] | None = None) -> Intake:
    """Take in what is new; with ``only`` = (period, unit_code) just what that unit has sent for that period.

    ``batch`` names the pass. Every new file is archived and entered in the ledger in any case; what is not of ``only`` waits there.
    """
    with _one_at_a_time(office):
        receive(office)
        opened = _open_all(office)
        if only:
            opened = [file for file in opened if (file.period, file.unit_code) == only]
        intake = _review_all(office, batch, opened)
        with office.engine.begin() as connection:
            ledger.record_reports(connection, office.site.id, batch, intake.reports, intake.findings)
    return intake


def _open_all(office: Office) -> list[Opened]:
    """Open every file that waits. Refusing one may set free a copy of it that came under a better name: that one is opened too."""
    opened: dict[str, Opened] = {}
    while fresh := open_pending(office, known=opened):
        opened |= {file.submission_id: file for file in fresh}
        with office.engine.begin() as connection:
            ledger.reject(connection, office.site.id, _rejections(fresh))
    return list(opened.values())


@contextmanager
def _one_at_a_time(office: Office) -> Iterator[None]:
    """Two passes at once would review the same files twice: the second waits for the first."""
    office.home.mkdir(parents=True, exist_ok=True)
    with (office.home / "intake.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _review_all(office: Office, batch: str, opened: Sequence[Opened]) -> Intake:
    """One review a form over the reports of all files; what it accepts is kept under the batch's name."""
    usable = [file for file in opened if file.reason is None]
    owed, others = _reports_by_form(office, usable)
    outcomes, findings = not_owed(others, office.site.registry)
    context = ReviewContext(office.site.registry, office.known_indicators)
    for done, code in enumerate(sorted(owed), start=1):
        office.progress("审核", done, len(owed))
        result = review(FORMS[code], owed[code], context)
        office.store.accept(FORMS[code], batch, _to_store(office, FORMS[code], result.accepted))
        outcomes.append(result.outcomes)
        findings.append(result.findings)
    conflicts = conflict_findings(usable)
    reports = with_queries(pd.concat([_empty(OUTCOME_DTYPES), *outcomes]), conflicts).merge(_identities(usable), on="report_id")
    return Intake(reports, pd.concat([_empty(FINDING_DTYPES), conflicts, *findings]), _rejections(opened))


def _reports_by_form(office: Office, files: Sequence[Opened]) -> tuple[dict[str, list[ReportTable]], list[ReportTable]]:
    """The tables of the forms that their units owe, by form; and those of forms they do not."""
    owed: dict[str, list[ReportTable]] = defaultdict(list)
    others: list[ReportTable] = []
    for file in files:
        kind = office.site.registry.get(file.unit_code).kind
        for table in file.tables:
            report = ReportTable(file.report_id(table.form), file.unit_code, file.period, table)
            (owed[table.form] if kind in FORMS[table.form].submitters else others).append(report)
    return owed, others


def _identities(files: Sequence[Opened]) -> pd.DataFrame:
    """report_id, submission_id, unit_code, form, period of every report of the files."""
    rows = {
        file.report_id(table.form): (file.report_id(table.form), file.submission_id, file.unit_code, table.form, file.period)
        for file in files
        for table in file.tables
    }
    return pd.DataFrame(rows.values(), columns=["report_id", "submission_id", "unit_code", "form", "period"])


def _rejections(files: Sequence[Opened]) -> pd.DataFrame:
    return pd.DataFrame(
        [(file.submission_id, file.reason, file.unit_code, file.period) for file in files if file.reason is not None],
        columns=["submission_id", "reason", "unit_code", "period"],
    )


def _to_store(office: Office, form: Form, accepted: pd.DataFrame) -> pd.DataFrame:
    """The accepted rows as they may be kept: of this site, a person known only by the pseudonym."""
    rows = accepted.assign(site=office.site.id)
    if form.has_persons:
        rows["person"] = pseudonyms(rows["resident_id"], office.person_key)
    return rows


def _empty(dtypes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes.items()})
