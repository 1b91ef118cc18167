"""Reopening (重开): files that were taken in before, opened and reviewed again from the archive.

Intake keeps what it needs of its own review. This is for what is asked later: a finding that another review
adds, a returned workbook that is missing, rows that are lost, what held last month, a rule on trial.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assets.submissions.opening.opening import Opened, open_files
from assets.submissions.review.form_reviews import reports_by_form, reviews
from assets.submissions.review.reports import Reviewed
from schemas.form import Form
from warehouse.keeping.access_log import log_access
from warehouse.ledger.decisions import DecidedFiles, decided_files
from warehouse.office import Office


class ArchivedSubmission(Protocol):
    """A file of the ledger: its id, its content and the name it came under."""

    @property
    def submission_id(self) -> str: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def file_name(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Reopened:
    """Files that were opened again, in their order, with what was decided about them then. ``stage`` is what
    whoever watches a review is told.
    """

    office: Office
    files: tuple[Opened, ...]
    decided: DecidedFiles
    stage: str

    def reviews(self, *forms: Form) -> Iterator[tuple[Form, Reviewed]]:
        """Review the reports of these forms again, of all without any; with the rules that the forms have."""
        owed, _ = reports_by_form(self.office, [file for file in self.files if file.refusal is None])
        wanted = {form.code: form for form in forms} or {code: self.office.forms[code] for code in owed}
        among = {code: tables for code, tables in owed.items() if code in wanted}
        yield from reviews(self.office, among, self.decided, self.stage, wanted)


def reopen(
    office: Office, files: Sequence[ArchivedSubmission], stage: str, purpose: str | None = None
) -> Reopened:
    """Open files of the ledger again. ``purpose`` is for the log of access: of what somebody asked for, not
    of what a pass does by itself.

    Raises DamagedArchive, and OSError where an original is not there.
    """
    for file in files if purpose else ():
        log_access(office, file.sha256, file.file_name, purpose)
    once = {file.submission_id: file for file in files}  # a file may hold several reports
    with office.engine.connect() as connection:
        decided = decided_files(connection, office.site.id)
    return Reopened(office, tuple(open_files(office, list(once.values()), decided)), decided, stage)
