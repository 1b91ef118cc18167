"""Intake (收件): takes everything new from the inbox through archive, reading and review into the ledger.

The order of the steps makes a crash harmless:

- A file is archived before anything reads it.
- Accepted rows are written under the name of the batch before the ledger knows about them.
- One transaction of the ledger makes the batch valid. Before this commit nothing counts, and the next pass
  starts again from the archive.
- Returned workbooks are written after the commit. If one is missing, the next pass writes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from pandera.typing import DataFrame
from sqlalchemy import Connection

from assets.submissions.inbox.receipt import receive
from assets.submissions.opening.identity import Candidate, named_in_file_name
from assets.submissions.opening.opening import Opened, open_pending
from assets.submissions.returned.owed import ReviewedFile, reviewed_files, write_owed_workbooks
from assets.submissions.review.acceptance import OutcomeRow
from assets.submissions.review.accepted_rows import stored_rows
from assets.submissions.review.answers import answers
from assets.submissions.review.checking.file_findings import (
    conflict_findings,
    not_owed,
    outdated_findings,
    with_queries,
)
from assets.submissions.review.contents import CONTENT_COLUMNS, content_digests, of_another_unit
from assets.submissions.review.finding_keys import keyed_by_values, row_keys
from assets.submissions.review.findings import KeyedFindingRow
from assets.submissions.review.form_reviews import reports_by_form, reviews
from assets.submissions.tables.fates import WorkbookFates
from schemas.texts.faults import quoting_nothing
from warehouse.files.durable_files import remove_abandoned
from warehouse.ledger import ledger
from warehouse.ledger.candidates import close_replaced, replace_candidates, without_candidates
from warehouse.ledger.contents import contents_alike, replace_contents, set_aside_for_content
from warehouse.ledger.copies import take_again
from warehouse.ledger.decisions import DecidedFiles, reopen_decided
from warehouse.office import Office
from warehouse.processes.turns import INTAKE, in_turn


@dataclass(frozen=True)
class Intake:
    """What one pass over the inbox did.

    ``reports``: one row for each report, with report_id, submission_id, unit_code, form, period, status,
    rows_read, rows_accepted, rows_held, rows_skipped, errors, queries. ``explanations``: the accepted ones
    (see ``answers``). ``rejected``: one row for each file that cannot be used. ``set_aside``: one row for
    each file whose unit or period is not settled. Both have submission_id, reason, unit_code, period.
    ``fates``: what became of the columns, blocks and sheets of all files that could be read.
    """

    reports: pd.DataFrame
    findings: DataFrame[KeyedFindingRow]
    explanations: pd.DataFrame
    rejected: pd.DataFrame
    set_aside: pd.DataFrame
    fates: WorkbookFates

    def by_submission(self) -> dict[tuple[str, str], list]:
        """The rows of ``reports`` by (unit_code, period)."""
        found: dict[tuple[str, str], list] = {}
        for report in self.reports.itertuples():
            found.setdefault((report.unit_code, report.period), []).append(report)
        return found


@quoting_nothing
def take_in(office: Office, batch: str, only: tuple[str, str] | None = None) -> Intake:
    """Take in what is new. ``batch``: the name of this pass.

    ``only``: (period, unit_code), to take in only what this unit has sent for this period. Even then every
    new file is archived and entered in the ledger; the other files wait there.
    """
    office.prepare()
    with in_turn(office.home, INTAKE):  # two passes at once would review the same files twice
        remove_abandoned(office.home)
        receive(office)
        with office.engine.begin() as connection:
            decided = reopen_decided(connection, office.site.id)
        opened = _open_all(office, decided)
        if only:
            opened = [file for file in opened if file.unit_code == only[1] and only[0] in file.periods]
        intake, reviewed, contents = _review_all(office, batch, opened, decided)
        with office.engine.begin() as connection:
            ledger.set_aside(connection, office.site.id, contents.newly_set_aside)
            replace_candidates(
                connection,
                office.site.id,
                contents.newly_set_aside["submission_id"],
                _candidate_rows(contents.candidates),
            )
            replace_contents(connection, office.site.id, contents.taken)
            refused = [*(file.submission_id for file in opened if file.refusal), *contents.set_aside]
            ledger.forget_reports(connection, office.site, refused)
            ledger.record_reports(
                connection, office.site, batch, intake.reports, intake.findings, intake.explanations
            )
            ledger.close_set_aside(connection, office.site.id)
            close_replaced(connection, office.site.id)
        write_owed_workbooks(office, reviewed=reviewed)
    return intake


def _open_all(office: Office, decided: DecidedFiles) -> list[Opened]:
    """Open every file that waits.

    If a file is refused, a copy of it with a better name may become free. Such a copy is opened too. So is a
    copy that came after something newer had replaced its content.
    """
    site = office.site.id
    opened: dict[str, Opened] = {}
    while fresh := open_pending(office, decided, known=opened):
        opened |= {file.submission_id: file for file in fresh}
        with office.engine.begin() as connection:
            ledger.reject(connection, site, _refused(fresh, set_aside=False))
            ledger.set_aside(connection, site, _refused(fresh, set_aside=True))
            refused = [file.submission_id for file in fresh if file.refusal]
            replace_candidates(connection, site, refused, _candidates(fresh))
            take_again(connection, site, _identities([file for file in opened.values() if not file.refusal]))
    with office.engine.begin() as connection:
        _keep_names(office, connection)
    return list(opened.values())


def _keep_names(office: Office, connection: Connection) -> None:
    """Keep what the names of files say that cannot be used, whatever the reason.

    Their units must not be told that nothing came.
    """
    files = list(without_candidates(connection, office.site.id).itertuples())
    said = _candidate_rows(
        (file.submission_id, named_in_file_name(file.file_name, office.site.registry, office.forms))
        for file in files
    )
    replace_candidates(connection, office.site.id, [file.submission_id for file in files], said)


@dataclass(frozen=True)
class Contents:
    """What the contents of a pass tell about whose they are.

    ``taken``: the digests of the reports that are recorded. ``set_aside``: the ids of files whose content is
    another unit's. ``reports_set_aside``: the ids of the reports in them. ``newly_set_aside``: why, for files
    that were not set aside before (as ``ledger.set_aside`` takes it). ``candidates``: what each place says
    about those files.
    """

    taken: pd.DataFrame
    set_aside: frozenset[str]
    reports_set_aside: frozenset[str]
    newly_set_aside: pd.DataFrame
    candidates: list[tuple[str, Sequence[Candidate]]]


def _judge_contents(
    office: Office, files: Sequence[Opened], digests: Sequence[pd.DataFrame], decided: DecidedFiles
) -> Contents:
    """Set aside files whose content another unit reports. Files set aside for this before stay so."""
    found = pd.concat([pd.DataFrame(columns=list(CONTENT_COLUMNS)), *digests], ignore_index=True)
    site = office.site.id
    with office.engine.connect() as connection:
        known = contents_alike(
            connection,
            site,
            found,
            {file.unit_code for file in files},
            {file.submission_id for file in files},
        )
        before = set_aside_for_content(connection, site)
    assigned = {identifier for identifier, each in decided.files.items() if each.assigned}
    before = (before & {file.submission_id for file in files}) - assigned
    judged = [file for file in files if file.submission_id not in before]
    aside = of_another_unit(judged, found, known, office.site.registry, assigned)
    rows = [
        (file.submission_id, aside[file.submission_id][0].sentence, file.unit_code, None)
        for file in judged
        if file.submission_id in aside
    ]
    gone = before | aside.keys()
    reports = frozenset(
        file.report_id(table) for file in files if file.submission_id in gone for table in file.tables
    )
    return Contents(
        found[~found["report_id"].isin(reports)],
        frozenset(gone),
        reports,
        pd.DataFrame(rows, columns=["submission_id", "reason", "unit_code", "period"]),
        [(identifier, candidates) for identifier, (_, candidates) in aside.items()],
    )


def _review_all(
    office: Office, batch: str, opened: Sequence[Opened], decided: DecidedFiles
) -> tuple[Intake, dict[str, ReviewedFile], Contents]:
    """Review each form once over the reports of all files.

    Accepted rows are stored under the batch's name. Also returns what the returned workbooks need.
    """
    usable = [file for file in opened if file.refusal is None]
    owed, others = reports_by_form(office, usable)
    outcomes, of_forms = not_owed(others, office.site.registry, office.forms)
    of_forms = [keyed_by_values(each, office.forms, office.person_key) for each in of_forms]
    marks, digests = [], []
    for form, result in reviews(office, owed, decided, "审核", office.forms):
        office.store.accept(form, batch, stored_rows(office, form, result.accepted))
        outcomes.append(result.outcomes)
        marks.append(result.marks)
        rows = pd.concat([result.accepted, result.held])
        of_forms.append(
            result.findings.assign(row_key=row_keys(result.findings, rows, form, office.person_key))
        )
        digests.append(content_digests(rows, form, office.person_key))
    contents = _judge_contents(office, usable, digests, decided)
    usable = [file for file in usable if file.submission_id not in contents.set_aside]
    outcomes, of_forms = (
        [frame[~frame["report_id"].isin(contents.reports_set_aside)] for frame in frames]
        for frames in (outcomes, of_forms)
    )
    of_files = keyed_by_values(
        pd.concat([conflict_findings(usable), outdated_findings(usable, office.forms)]),
        office.forms,
        office.person_key,
    )
    findings = pd.concat([KeyedFindingRow.of_rows([]), of_files, *of_forms])
    answered = answers(usable, findings, office.person_key)
    reports = with_queries(
        pd.concat([OutcomeRow.of_rows([]), *outcomes]), pd.concat([of_files, answered.refused])
    )
    intake = Intake(
        reports.merge(_identities(usable), on="report_id"),
        pd.concat([findings, answered.refused], ignore_index=True),
        answered.accepted,
        _refused(opened, set_aside=False),
        pd.concat([_refused(opened, set_aside=True), contents.newly_set_aside]),
        sum((file.fates for file in opened), WorkbookFates()),
    )
    return intake, reviewed_files(usable, marks), contents


def _identities(files: Sequence[Opened]) -> pd.DataFrame:
    """The report_id, submission_id, unit_code, form and period of every report in the files."""
    rows = {
        file.report_id(table): (
            file.report_id(table),
            file.submission_id,
            file.unit_code,
            table.form,
            file.period_of(table),
        )
        for file in files
        for table in file.tables
    }
    return pd.DataFrame(rows.values(), columns=["report_id", "submission_id", "unit_code", "form", "period"])


def _refused(files: Sequence[Opened], set_aside: bool) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (file.submission_id, file.refusal.sentence, file.unit_code, file.period)
            for file in files
            if file.refusal and file.refusal.is_set_aside is set_aside
        ],
        columns=["submission_id", "reason", "unit_code", "period"],
    )


def _candidates(files: Sequence[Opened]) -> pd.DataFrame:
    """What every place says about the files that are set aside."""
    return _candidate_rows(
        (file.submission_id, file.candidates) for file in files if file.refusal and file.refusal.is_set_aside
    )


def _candidate_rows(said: Iterable[tuple[str, Sequence[Candidate]]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(identifier, *each) for identifier, candidates in said for each in candidates],
        columns=["submission_id", *Candidate._fields],
    )
