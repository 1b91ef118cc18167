"""Reopening (重开): opens and reviews files again from the archive that were taken in before.

Intake keeps what it needs from its own review. Reopening is for later needs: another review adds a finding, a
returned workbook is missing, accepted rows are lost, values of the last report are needed, or a rule is tried
out.
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
    """A file of the ledger: its id, its content and the name under which it came."""

    @property
    def submission_id(self) -> str: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def file_name(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Reopened:
    """Files that were opened again, in their order, with the office's decisions about them.

    ``stage``: names the work in the progress display of a review.
    """

    office: Office
    files: tuple[Opened, ...]
    decided: DecidedFiles
    stage: str

    def reviews(self, *forms: Form) -> Iterator[tuple[Form, Reviewed]]:
        """Review the reports of these forms again, with the rules in ``forms``. Without forms, review all."""
        owed, _ = reports_by_form(self.office, [file for file in self.files if file.refusal is None])
        wanted = {form.code: form for form in forms} or {code: self.office.forms[code] for code in owed}
        among = {code: tables for code, tables in owed.items() if code in wanted}
        yield from reviews(self.office, among, self.decided, self.stage, wanted)


def reopen(
    office: Office, files: Sequence[ArchivedSubmission], stage: str, purpose: str | None = None
) -> Reopened:
    """Open files of the ledger again.

    ``purpose``: if given, the access is logged with it. Give it if somebody asked for the files, not if a
    pass opens them by itself. Raises DamagedArchive if an original is damaged, and OSError if it is missing.
    """
    for file in files if purpose else ():
        log_access(office, file.sha256, file.file_name, purpose)
    once = {file.submission_id: file for file in files}  # a file may hold several reports
    with office.engine.connect() as connection:
        decided = decided_files(connection, office.site.id)
    return Reopened(office, tuple(open_files(office, list(once.values()), decided)), decided, stage)
