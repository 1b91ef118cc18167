"""The review across reports for one office: from its ledger and accepted rows to findings, returned reports
and rows set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assets.facts.facts import build_facts
from assets.reviews.findings import EFFECT_COLUMNS, Place, cross_findings, effects
from assets.reviews.judging import build_data_docs, get_ready, judge
from assets.reviews.questions import Question, Validation
from assets.reviews.settlement import ROW_PLACE, Settlement, Verdict
from assets.reviews.versions import Versions
from assets.submissions.inbox.archive import archived_path
from assets.submissions.opening.opening import Opened
from assets.submissions.reopening import reopen
from assets.submissions.returned.owed import write_owed_workbooks
from assets.submissions.review.accepted_rows import accepted_rows
from assets.submissions.review.finding_keys import row_keys
from assets.submissions.review.findings import KeyedFindingRow, MarkRow
from schemas.form import Form
from schemas.privacy import mask_text
from schemas.texts.faults import quoting_nothing
from warehouse.ledger.cross_reviews import Changes, accepted_versions, record_cross_review
from warehouse.office import Office
from warehouse.persons.pseudonyms import PersonKey, uncovered
from warehouse.processes.side_processes import beside
from warehouse.results.assessments import forget_if_changed

DATA_DOCS = "reviews/data_docs"
"""Where a home keeps the records, in a folder for each period."""


@dataclass(frozen=True)
class CrossReview:
    """The result of the review of a period.

    ``findings`` and ``marks`` are as a report's own review gives them. ``docs`` is the first page of the Data
    Docs; None if there was nothing to compare.
    """

    verdicts: tuple[Verdict, ...]
    findings: pd.DataFrame
    marks: pd.DataFrame
    changes: Changes
    docs: Path | None


@dataclass(frozen=True)
class _Held:
    """A settlement, with the office and the key of persons that it was made for."""

    office: Office
    key: PersonKey
    settlement: Settlement


_held: list[_Held] = []
"""The settlement that was loaded last, if there was one. Each month of a year rests on the months before it.
So a pass over many months settles each once, as long as no report comes, goes or is decided on.
"""


def load_settlement(office: Office) -> Settlement:
    """The settlement of all reports of the office. A period never looks at later ones."""
    rules = {form.code: form.crossing for form in office.forms.values() if form.crossing}
    needed = {*rules, *(other for of_form in rules.values() for rule in of_form for other in rule.others)}
    with office.engine.connect() as connection:
        reports = accepted_versions(connection, office.site.id, needed & set(office.forms))
    for held in _held:
        same_office = held.office is office and held.key == office.person_key
        if same_office and held.settlement.versions.reports.equals(reports):
            return held.settlement
    by_place = dict(list(reports.groupby(["form", "period"])))

    def load(form: str, period: str) -> pd.DataFrame:
        versions = by_place.get((form, period), reports.head(0))
        return accepted_rows(office, office.forms[form], versions).to_pandas()

    settlement = Settlement(Versions(reports, load, office.site.registry), office.forms, _judge_beside)
    _held[:] = [_Held(office, office.person_key, settlement)]
    return settlement


def _judge_beside(questions: Sequence[Question]) -> list[Validation]:
    return beside(judge, questions).result() if questions else []


def expect_review() -> None:
    """Load in advance, in another process, what a review will need, while files are still being read."""
    beside(get_ready)


@quoting_nothing
def review_period(office: Office, period: str, run: str) -> CrossReview:
    """Review a period's reports against all others, record the results, rebuild the facts, and return the
    changed workbooks to the units.

    A second run changes nothing. ``run`` names the run in the ledger, for the reports that it returns.
    """
    settlement = load_settlement(office)
    present = [
        code
        for code, form in sorted(office.forms.items())
        if form.crossing and len(settlement.versions.of(code, period))
    ]
    verdicts = {form: settlement.review(form, period) for form in present}
    place = _places(office, settlement.versions.reports)
    found = [cross_findings(office.forms[form], verdicts[form], place) for form in present]
    keyed = [
        _keyed(office, office.forms[form], told, settlement.versions, period)
        for form, (told, _) in zip(present, found, strict=True)
        if len(told)
    ]
    findings = _together(keyed, KeyedFindingRow.columns())
    costs = _together(
        [effects(settlement.settle(form, period), verdicts[form]) for form in present], list(EFFECT_COLUMNS)
    )
    set_aside = _together([settlement.settle(form, period).rows_set_aside for form in present], ROW_PLACE)
    every = tuple(verdict for form in present for verdict in verdicts[form])
    results = [result for verdict in every for result in verdict.results]
    folder = office.home / DATA_DOCS
    docs = beside(build_data_docs, results, period, folder).result() if results else None
    with office.engine.begin() as connection:
        forget_if_changed(connection, office, period)
        changes = record_cross_review(connection, office.site, period, run, costs, set_aside, findings)
    for form in changes.forms:
        build_facts(office, office.forms[form], period)
    write_owed_workbooks(office, changes.submissions)
    return CrossReview(
        every, findings, _together([marks for _, marks in found], MarkRow.columns()), changes, docs
    )


def _keyed(
    office: Office, form: Form, findings: pd.DataFrame, versions: Versions, period: str
) -> pd.DataFrame:
    """The findings with their ``row_key``, by which an explanation is recognised again.

    A person is known by the digest that the pseudonym covers, because the digest stays the same when the key
    is changed.
    """
    rows = versions.rows(form.code, period)
    rows = rows[rows["report_id"].isin(findings["report_id"]) & rows["row"].isin(findings["row"])]
    personal = {column.name: column.name == form.person_column for column in form.columns if column.personal}
    known_by = {
        name: uncovered(rows["person"], office.person_key) if is_id else pd.NA
        for name, is_id in personal.items()
    }
    return findings.assign(row_key=row_keys(findings, rows.assign(**known_by), form, office.person_key))


def _together(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _places(office: Office, reports: pd.DataFrame) -> Place:
    """A function that finds a row's cells in the workbook as it was submitted. It opens the archived file
    again, which is needed only for the few files with findings.
    """
    files = reports.set_index("report_id")
    opened: dict[str, Opened] = {}

    def place(report_id: str, sheet: str, row: int, column: str) -> tuple[int, str | None]:
        file = files.loc[report_id]
        if not archived_path(office.archive, file["sha256"]).exists():
            return row, None  # its time was over and it was deleted
        if file["submission_id"] not in opened:
            (opened[file["submission_id"]],) = reopen(office, [file], "表间审核").files
        for table in opened[file["submission_id"]].tables:
            if (
                table.form == file["form"]
                and mask_text(table.place) == sheet
                and row in table.rows
                and column in table.columns
            ):
                index = table.rows.index(row)
                return table.row(column, index), table.address(column, index)
        return row, None

    return place
