"""Opening (开卷): finds the unit, the period and the tables of an archived file, or why it cannot be used."""

import logging
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from assets.submissions.blank.versions import OutdatedTemplate, outdated_templates
from assets.submissions.inbox.archive import archived_path, missing
from assets.submissions.opening.corrections import corrected_tables
from assets.submissions.opening.explanations import no_explanations, read_explanations
from assets.submissions.opening.identity import Candidate, Conflict, Refusal, identify
from assets.submissions.reading.reader import FileToRead, read_files
from assets.submissions.tables.fates import WorkbookFates
from assets.submissions.tables.finding import (
    FoundTable,
    find_workbook_tables,
    without_other_months,
    without_sheets_of_others,
)
from assets.submissions.tables.sheets import account_for_sheets
from assets.submissions.workbook import UnreadableWorkbook, Workbook
from schemas.findings import KINDS
from warehouse.ledger import ledger
from warehouse.ledger.decisions import DecidedFiles, FileDecisions
from warehouse.office import Office, Progress, no_progress

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """A file that was read. It has a unit, a period and at least one table, or else a ``refusal``.

    ``of_sheets``: the periods that sheets state for themselves. ``candidates``: what each place says about
    unit and period. ``conflicts``: findings about the file as a whole. ``refusal``: why it is not taken.
    ``outdated``: the forms that were filled in on old blanks. ``explanations``: what the unit answered to an
    earlier return (see ``read_explanations``). ``workbook``: what was read, or None if it could not be read.
    ``fates``: what became of everything in it.
    """

    submission_id: str
    unit_code: str | None = None
    period: str | None = None
    of_sheets: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[FoundTable, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    refusal: Refusal | None = None
    outdated: tuple[OutdatedTemplate, ...] = ()
    explanations: pd.DataFrame = field(default_factory=no_explanations, compare=False)
    workbook: Workbook | None = field(default=None, compare=False, repr=False)
    fates: WorkbookFates = field(default_factory=WorkbookFates)

    @property
    def periods(self) -> set[str]:
        """The periods of its reports."""
        return {self.period_of(table) for table in self.tables}

    def period_of(self, table: FoundTable) -> str:
        """The period of a table: the one that its sheet states, or else the file's."""
        return self.of_sheets.get(table.sheet, self.period)

    def report_id(self, table: FoundTable) -> str:
        """The id of the report to which a table belongs."""
        return ledger.report_id(self.submission_id, self.unit_code, table.form, self.period_of(table))


def open_pending(office: Office, decided: DecidedFiles, known: Container[str] = ()) -> list[Opened]:
    """Read every file that waits for its review or is set aside, in the order of receipt.

    Files that are set aside are read again, because a new name of a unit may tell whose they are. Files whose
    submission ids are ``known`` are left out. Raises DamagedArchive, like everything that reads archived
    files, if one is not what was received.
    """
    with office.engine.connect() as connection:
        pending = ledger.pending(connection, office.site.id)
    files = [file for file in pending.itertuples() if file.submission_id not in known]
    present = [file for file in files if _is_there(office, file)]
    return open_files(office, present, decided, office.progress)


def _is_there(office: Office, file: Any) -> bool:
    """Whether a file is in the archive. A missing file waits, and does not stop the reading of others."""
    path = archived_path(office.archive, file.sha256)
    if not path.exists():
        _log.warning("%s", missing(path))
    return path.exists()


def open_files(
    office: Office, files: Sequence[Any], decided: DecidedFiles, progress: Progress = no_progress
) -> list[Opened]:
    """Read archived files, several at a time. Each of ``files`` has submission_id, sha256 and file_name."""
    opened = []
    to_read = [
        FileToRead(file.file_name, archived_path(office.archive, file.sha256), sha256=file.sha256)
        for file in files
    ]
    for file, read in zip(files, read_files(to_read), strict=True):
        opened.append(_opened(office, file, read, decided.of(file.submission_id)))
        progress("读取", len(opened), len(files))
    return opened


def open_unfiled(office: Office, content: bytes, file_name: str) -> Opened:
    """Open a workbook that was not handed in, as if it had been. No decision is about it."""
    (read,) = read_files([FileToRead(file_name, content=content)])
    return _opened(office, _Unfiled(file_name), read, FileDecisions())


@dataclass(frozen=True)
class _Unfiled:
    file_name: str
    submission_id: str = "unfiled"


def _opened(
    office: Office, file: Any, workbook: Workbook | UnreadableWorkbook, decided: FileDecisions
) -> Opened:
    if decided.refused:
        sentence = KINDS["file-refused"].message(reason=decided.refused)
        return Opened(file.submission_id, refusal=Refusal("file-refused", sentence, is_set_aside=False))
    if isinstance(workbook, UnreadableWorkbook):
        refusal = Refusal(workbook.code, workbook.sentence, is_set_aside=False)
        return Opened(file.submission_id, refusal=refusal)
    tables = find_workbook_tables(workbook, office.forms)
    found = identify(
        workbook, tables, file.file_name, office.site.registry, office.forms, office.known_periods
    )
    if decided.assigned and (found.refusal is None or found.refusal.is_set_aside):
        unit_code, period = decided.assigned
        found = replace(found, unit_code=unit_code, period=period, of_sheets={}, of_others={}, refusal=None)
    if found.period and any(table.awaits_period for table in tables):
        tables = find_workbook_tables(workbook, office.forms, found.period, found.of_sheets)
    if found.period:
        tables = without_other_months(tables, office.forms, found.period, found.of_sheets)
    tables = without_sheets_of_others(tables, found.of_others)
    tables, fates = account_for_sheets(workbook, tables, office.forms)
    return Opened(
        file.submission_id,
        found.unit_code,
        found.period,
        found.of_sheets,
        tuple(corrected_tables(tables, decided.corrections, office.forms)),
        found.candidates,
        tuple(found.conflicts),
        found.refusal,
        tuple(outdated_templates(workbook, office.forms)),
        read_explanations(workbook),
        workbook,
        fates,
    )
