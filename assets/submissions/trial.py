"""The trial of a workbook (预审): what the review would say of a file that was not handed in.

Nothing is archived or entered anywhere. It is the review of the form alone: comparisons with other reports
and with other months are made when the file is taken in.
"""

from dataclasses import dataclass

import pandas as pd

from assets.submissions.opening.opening import Opened, open_unfiled
from assets.submissions.returned import Heading, write_returned
from assets.submissions.returned.owed import listed_and_coloured, reviewed_files
from assets.submissions.review.answers import KEY, answers
from assets.submissions.review.checking.file_findings import (
    conflict_findings,
    not_owed,
    outdated_findings,
    with_queries,
)
from assets.submissions.review.finding_keys import keyed_by_values, row_keys
from assets.submissions.review.form_reviews import reports_by_form, reviews
from schemas.texts.faults import quoting_nothing
from warehouse.ledger.decisions import DecidedFiles
from warehouse.office import Office
from warehouse.persons.pseudonyms import uncovered

NOTHING_DECIDED = DecidedFiles({}, frozenset(), {})


@dataclass(frozen=True)
class Trial:
    """What the review would say.

    ``unit_code`` and ``period``: whose and for when the file seems to be. ``refusal``: why it could not be
    taken at all; then there is nothing else. ``reports``: form, status, rows_read, rows_accepted, rows_held,
    errors, queries. ``findings``: what is still to be corrected or explained: form, level, sheet, cell,
    header, message, value, row_count. ``returned``: the workbook that would go back, if anything is found.
    """

    unit_code: str | None
    period: str | None
    refusal: str | None
    reports: pd.DataFrame
    findings: pd.DataFrame
    returned: bytes | None


@quoting_nothing
def try_workbook(office: Office, content: bytes, file_name: str) -> Trial:
    """Review a workbook as if it had been handed in under this name."""
    opened = open_unfiled(office, content, file_name)
    if opened.refusal:
        nothing = pd.DataFrame()
        return Trial(opened.unit_code, opened.period, opened.refusal.sentence, nothing, nothing, None)
    reports, findings, marks = _reviewed(office, opened)
    findings = _with_answers(office, opened, findings)
    returned = _returned(office, opened, findings, marks, content, file_name)
    still_open = findings[findings["explained_by"].isna()].reset_index(drop=True)
    return Trial(opened.unit_code, opened.period, None, reports, still_open, returned)


def _reviewed(office: Office, opened: Opened) -> tuple[pd.DataFrame, pd.DataFrame, list[pd.DataFrame]]:
    """The reports, the findings with their row keys, and the marks of a file."""
    owed, others = reports_by_form(office, [opened])
    outcomes, found = not_owed(others, office.site.registry, office.forms)
    of_files = pd.concat([*found, conflict_findings([opened]), outdated_findings([opened], office.forms)])
    found = [keyed_by_values(of_files, office.forms, office.person_key)]
    marks = []
    for form, result in reviews(office, owed, NOTHING_DECIDED, "预审", office.forms):
        outcomes.append(result.outcomes)
        marks.append(result.marks)
        rows = pd.concat([result.accepted, result.held])
        keys = row_keys(result.findings, rows, form, office.person_key)
        found.append(result.findings.assign(row_key=keys))
    forms = {opened.report_id(table): table.form for table in opened.tables}
    reports = with_queries(pd.concat(outcomes), of_files)
    return reports.assign(form=reports["report_id"].map(forms)), pd.concat(found, ignore_index=True), marks


def _with_answers(office: Office, opened: Opened, findings: pd.DataFrame) -> pd.DataFrame:
    """The findings, as they would stand after the explanations in the file itself."""
    answered = answers([opened], findings, office.person_key)
    told = pd.concat([findings, answered.refused], ignore_index=True)
    accepted = set(answered.accepted[KEY].itertuples(index=False, name=None))
    keys = told[KEY].fillna("").itertuples(index=False, name=None)
    given = [opened.submission_id if key in accepted else None for key in keys]
    return told.assign(explained_by=pd.array(given, dtype="string"), overruled=pd.NA)


def _returned(
    office: Office,
    opened: Opened,
    findings: pd.DataFrame,
    marks: list[pd.DataFrame],
    content: bytes,
    file_name: str,
) -> bytes | None:
    if findings["explained_by"].notna().all():
        return None
    its = reviewed_files([opened], marks)[opened.submission_id]
    told = findings.assign(row_key=uncovered(findings["row_key"], office.person_key))
    heading = Heading(
        office.site.name,
        office.site.registry.get(opened.unit_code).name,
        opened.period,
        file_name,
        form_titles={form.code: form.title for form in office.forms.values()},
    )
    listed, coloured = listed_and_coloured(office, its, told, opened.unit_code, opened.period)
    return write_returned(content, file_name, heading, listed, coloured, its.explanations, its.workbook)
