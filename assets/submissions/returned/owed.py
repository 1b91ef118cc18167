"""Returning (退回): writes the workbooks that units get back, from the ledger, the archive and the review.

A pass hands over the results of its own review. Any other file is reviewed again. So workbooks can be written
at any time after the commit of the ledger, and none is lost if a pass is interrupted. If another review adds
a finding later, the workbook is simply written again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from openpyxl.utils.cell import coordinate_to_tuple
from pandera.typing import DataFrame

from assets.submissions.inbox.archive import archived_path, read_archived
from assets.submissions.opening.opening import Opened
from assets.submissions.reopening import reopen
from assets.submissions.returned import Heading, write_returned
from assets.submissions.returned.places import with_places
from assets.submissions.review.findings import KeyedFindingRow, MarkRow
from assets.submissions.tables.found_table import FoundTable
from assets.submissions.workbook import Workbook
from schemas.assessment.stakes import points_at_stake
from schemas.decisions import DecisionKind, decision_words
from schemas.findings import Level
from schemas.frames import each_row
from schemas.privacy import mask_text
from warehouse.files.private_files import write_private
from warehouse.keeping.retention import deleted_paths
from warehouse.ledger import returns
from warehouse.ledger.decisions import OF_FILES, decisions
from warehouse.ledger.explanations import EMPTY_EXPLANATION, REPEATED
from warehouse.office import Office
from warehouse.persons.pseudonyms import uncovered
from warehouse.processes.side_processes import shared_out
from warehouse.processes.turns import RETURNING, in_turn
from warehouse.standing.changes import FindingChanges, changes_of_submissions

STAGE = "退回件"
PORTION = 100
"""How many files are reviewed again and written together.

One review of many files is faster, but all files at once would need too much memory.
"""

NO_MARKS = MarkRow.of_rows([])


@dataclass(frozen=True)
class ReviewedFile:
    """What is needed from the review of a file to write its returned workbook.

    ``workbook``: the cells as they were read. ``tables``: the tables found in them. ``explanations``: what
    the unit answered in the file. ``marks``: every cell that the review colours. The ledger keeps only the
    first cell of each finding.
    """

    workbook: Workbook | None
    tables: tuple[FoundTable, ...]
    explanations: pd.DataFrame
    marks: DataFrame[MarkRow]


def reviewed_files(files: Sequence[Opened], marks: Sequence[pd.DataFrame]) -> dict[str, ReviewedFile]:
    """The files with the marks from their reviews, by submission id."""
    told = pd.concat([NO_MARKS, *marks], ignore_index=True)
    by_report = dict(list(told.groupby("report_id")))
    found = {}
    for file in files:
        reports = dict.fromkeys(file.report_id(table) for table in file.tables if file.refusal is None)
        own = [by_report[report] for report in reports if report in by_report]
        found[file.submission_id] = ReviewedFile(
            file.workbook,
            file.tables,
            file.explanations,
            pd.concat(own, ignore_index=True) if own else NO_MARKS,
        )
    return found


def write_owed_workbooks(
    office: Office,
    submissions: Collection[str] = (),
    reviewed: Mapping[str, ReviewedFile] = MappingProxyType({}),
) -> list[str]:
    """Write the returned workbooks of these submissions, and all others that are owed but missing.

    Returns their paths in the home folder. ``reviewed``: what was just reviewed, by submission id. Any other
    file is opened and reviewed again. A workbook that was deleted at the end of its retention time is not
    written again. A workbook that is no longer owed is removed. This happens, for example, if the other side
    of a comparison was corrected, so that its unit has nothing left to do.
    """
    # Processes take turns. Otherwise a slower process could replace a newer workbook by an older one.
    with in_turn(office.home, RETURNING):
        with office.engine.connect() as connection:
            owed = returns.owed_workbooks(connection, office.site.id)
            settled = returns.settled_paths(connection, office.site.id, set(owed["path"]))
            gone = deleted_paths(connection, office.site.id, "returned")
        written = {
            path.relative_to(office.home).as_posix()
            for path in (office.home / returns.FOLDER).glob("*/*.xlsx")
        }
        for path in sorted(written & settled):
            (office.home / path).unlink(missing_ok=True)
        to_write = [
            each
            for each in each_row(owed)
            if each.path not in gone and _is_to_write(office, each, {*submissions, *reviewed})
        ]
        for start in range(0, len(to_write), PORTION):
            portion = to_write[start : start + PORTION]
            _write_portion(office, portion, _reviewed_again(office, portion, reviewed), start, len(to_write))
        return [each.path for each in to_write]


def _is_to_write(office: Office, file: Any, submissions: Collection[str]) -> bool:
    wanted = file.submission_id in submissions or not (office.home / file.path).exists()
    return wanted and archived_path(office.archive, file.sha256).exists()


def _reviewed_again(
    office: Office, files: Sequence[Any], known: Mapping[str, ReviewedFile]
) -> dict[str, ReviewedFile]:
    """The review results of each file by submission id. Files that are not ``known`` are reviewed again."""
    unknown = [file for file in files if file.submission_id not in known]
    if not unknown:
        return dict(known)
    reopened = reopen(office, unknown, STAGE)
    return {**known, **reviewed_files(reopened.files, [result.marks for _, result in reopened.reviews()])}


def _write_portion(
    office: Office, files: Sequence[Any], reviewed: Mapping[str, ReviewedFile], done: int, total: int
) -> None:
    pieces = _pieces(office, files, reviewed)
    for number, _ in enumerate(shared_out(_write, pieces), start=done + 1):
        office.progress(STAGE, number, total)


def returned_with(office: Office, file: Any, explanations: pd.DataFrame) -> bytes:
    """The returned workbook of a file as it is now, with more explanations in it. ``file``: a row of
    ``owed_workbooks``. ``explanations``: as ``read_explanations`` gives them.
    """
    its = _reviewed_again(office, [file], {})[file.submission_id]
    given = pd.concat([its.explanations, explanations], ignore_index=True)
    (piece,) = _pieces(office, [file], {file.submission_id: replace(its, explanations=given)})
    archive, sha256, _, heading, *told = piece
    return write_returned(read_archived(archive, sha256), heading.file_name, heading, *told)


def _pieces(office: Office, files: Sequence[Any], reviewed: Mapping[str, ReviewedFile]) -> list[tuple]:
    """The arguments of ``_write`` for each file."""
    identifiers = [file.submission_id for file in files]
    with office.engine.connect() as connection:
        findings = known_to_units(office, returns.findings_of(connection, office.site.id, identifiers))
        changed = changes_of_submissions(connection, office.site.id, identifiers)
        made = decisions(connection, office.site.id, OF_FILES, only_in_force=True)
    return [
        _piece(office, file, reviewed[file.submission_id], findings, changed.get(file.submission_id), made)
        for file in files
    ]


def _piece(
    office: Office,
    file: Any,
    its: ReviewedFile,
    findings: pd.DataFrame,
    change: FindingChanges | None,
    made: pd.DataFrame,
) -> tuple:
    """The arguments of ``_write`` for one file."""
    made = made[made["submission_id"] == file.submission_id]
    told = _with_decisions(findings[findings["submission_id"] == file.submission_id], made)
    heading = Heading(
        office.site.name,
        file.unit_name,
        file.period,
        file.file_name,
        change.sentence() if change else "",
        {form.code: form.title for form in office.forms.values()},
        tuple(decision_words(each) for each in each_row(made)),
    )
    listed, coloured = listed_and_coloured(office, its, told, file.unit_code, file.period)
    told_again = listed, coloured, its.explanations, its.workbook
    return office.archive, file.sha256, office.home / file.path, heading, *told_again


def listed_and_coloured(
    office: Office, its: ReviewedFile, told: pd.DataFrame, unit_code: str, period: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings that a file's returned workbook lists, and the marks that it colours. ``told``: its
    findings (``warehouse.ledger.returns.findings_of``) with ``overruled``.
    """
    own_marks = its.marks[its.marks["report_id"].isin(set(told["report_id"]))]
    coloured = _coloured(own_marks, _in_their_sheets(told, its))
    listed = _with_costs(
        _listed(told), points_at_stake(office.schemes, office.site.registry, unit_code, period)
    )
    return _in_their_sheets(with_places(listed, its.tables, office.forms), its), coloured


def _in_their_sheets(findings: pd.DataFrame, its: ReviewedFile) -> pd.DataFrame:
    """The findings with the real names of sheets. Some findings name only a half of a sheet."""
    halves = {mask_text(table.place): table.sheet for table in its.tables if table.half is not None}
    return findings.assign(sheet=findings["sheet"].replace(halves)) if halves else findings


def _write(archive: Path, sha256: str, path: Path, heading: Heading, *told: Any) -> None:
    """Write one workbook.

    ``told``: the last arguments of ``write_returned``: findings, marks, explanations and the read workbook.
    """
    write_private(path, write_returned(read_archived(archive, sha256), heading.file_name, heading, *told))


def known_to_units(office: Office, findings: pd.DataFrame) -> pd.DataFrame:
    """The findings with the row keys that stand in workbooks.

    These do not depend on the person key, because a unit may answer after the key was changed.
    """
    return findings.assign(row_key=uncovered(findings["row_key"], office.person_key))


def _listed(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that the workbook lists.

    These are the findings that are still open. Answered findings are listed too if the answer holds only for
    this file; so the answer comes back with the next version. A refused answer is not listed as a finding of
    its own, because the line of its query tells about it.
    """
    listed = findings[
        (findings["code"] != EMPTY_EXPLANATION)
        & (findings["explained_by"].isna() | (findings["row_key"] == REPEATED))
    ]
    rows = [None if pd.isna(cell) else coordinate_to_tuple(cell)[0] for cell in listed["cell"]]
    return KeyedFindingRow.typed(listed.assign(row=rows, told=None)).assign(overruled=listed["overruled"])


def _with_decisions(findings: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The findings of a file with ``overruled``: the decision (特批) by which one holds nothing back."""
    granted = {
        (each.form, each.period): decision_words(each)
        for each in each_row(made)
        if each.kind == DecisionKind.ACCEPT
    }
    overruled = [
        granted.get((each.form, each.period)) if each.state == "overruled" else None
        for each in each_row(findings)
    ]
    return findings.assign(overruled=pd.array(overruled, dtype="string"))


def _with_costs(findings: pd.DataFrame, at_stake: Mapping[str, Decimal]) -> pd.DataFrame:
    """The findings with ``cost``: the points that depend on the report.

    Only a hard finding has a cost, because it keeps the report or some of its rows from counting. A query
    costs nothing yet.
    """
    costs = [
        float(at_stake[each.form])
        if each.level == Level.HARD and each.form in at_stake and pd.isna(each.overruled)
        else None
        for each in each_row(findings[["form", "level", "overruled"]])
    ]
    return findings.assign(cost=pd.array(costs, dtype="Float64"))


def _coloured(marks: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The marks that are coloured.

    Marks of explained findings are left out. Cells of findings that do not come from the file's own review
    are added.
    """
    placed = findings[findings["cell"].notna() & (findings["code"] != EMPTY_EXPLANATION)]
    closed = {
        _place(each)
        for each in each_row(placed[placed["explained_by"].notna() & (placed["row_key"] != REPEATED)])
    }
    kept = marks[[_place(each) not in closed for each in each_row(marks)]]
    others = placed[placed["explained_by"].isna() & ~_pairs(placed).isin(set(_pairs(marks)))]
    return pd.concat([kept, MarkRow.typed(others)], ignore_index=True)


def _place(each: Any) -> tuple:
    """What a finding and its marks have in common. The cells that a finding colours stand in one row."""
    column = "" if pd.isna(each.column) else each.column
    return each.report_id, each.code, mask_text(each.sheet), coordinate_to_tuple(each.cell)[0], column


def _pairs(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(
        list(zip(frame["report_id"], frame["code"], strict=True)), index=frame.index, dtype=object
    )
