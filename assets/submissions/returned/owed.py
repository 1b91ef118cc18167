"""Returning (退回): the workbooks that units get back, written from the ledger, the archive and the review.

A pass hands over what its own review gave. Any other file is reviewed again, so that workbooks can be written
at any time after the ledger's commit. A pass that was cut short loses none. When another review adds a
finding later, the workbook only needs to be written again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from openpyxl.utils.cell import coordinate_to_tuple

from assets.submissions.inbox.archive import archived_path, read_archived
from assets.submissions.opening.opening import Opened
from assets.submissions.reopening import reopen
from assets.submissions.returned import Heading, write_returned
from assets.submissions.returned.places import with_places
from assets.submissions.review.findings import FINDING_DTYPES, MARK_DTYPES
from assets.submissions.tables.found_table import FoundTable
from assets.submissions.workbook import Workbook
from schemas.assessment.stakes import points_at_stake
from schemas.decisions import DecisionKind, decision_words
from schemas.findings import Level
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
"""Files that are reviewed again and written together: one review of many is faster, all at once would need
too much memory.
"""

NO_MARKS = pd.DataFrame(columns=list(MARK_DTYPES)).astype(MARK_DTYPES)


@dataclass(frozen=True)
class ReviewedFile:
    """What a returned workbook needs of the review of its file.

    ``workbook``: the cells, as they were read; ``tables``: what was found in them. ``explanations``: what the
    unit answered in it. ``marks``: every cell that the review colours (columns MARK_DTYPES); the ledger keeps
    only the first of each finding.
    """

    workbook: Workbook | None
    tables: tuple[FoundTable, ...]
    explanations: pd.DataFrame
    marks: pd.DataFrame


def reviewed_files(files: Sequence[Opened], marks: Sequence[pd.DataFrame]) -> dict[str, ReviewedFile]:
    """By submission id the files with the marks that their reviews gave."""
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
    """Write the returned workbooks of these submissions and all that are owed but missing; their paths in the
    home folder.

    ``reviewed``: by submission id what was just reviewed; any other file is opened and reviewed again. One
    that was deleted because its time was over is not written again. A workbook that is no longer owed is
    removed: the other side of a comparison has been corrected, and nothing is left for its unit to do.
    """
    # Not in turn, a slower process could put an older workbook over a newer one.
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
            for each in owed.itertuples()
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
    """What the review of each file gave, by submission id: as it is known, else made again."""
    unknown = [file for file in files if file.submission_id not in known]
    if not unknown:
        return dict(known)
    reopened = reopen(office, unknown, STAGE)
    return {**known, **reviewed_files(reopened.files, [result.marks for _, result in reopened.reviews()])}


def _write_portion(
    office: Office, files: Sequence[Any], reviewed: Mapping[str, ReviewedFile], done: int, total: int
) -> None:
    identifiers = [file.submission_id for file in files]
    with office.engine.connect() as connection:
        findings = _known_to_units(office, returns.findings_of(connection, office.site.id, identifiers))
        changed = changes_of_submissions(connection, office.site.id, identifiers)
        made = decisions(connection, office.site.id, OF_FILES, only_in_force=True)
    pieces = [
        _piece(office, file, reviewed[file.submission_id], findings, changed.get(file.submission_id), made)
        for file in files
    ]
    for number, _ in enumerate(shared_out(_write, pieces), start=done + 1):
        office.progress(STAGE, number, total)


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
        tuple(decision_words(each) for each in made.itertuples()),
    )
    own_marks = its.marks[its.marks["report_id"].isin(set(told["report_id"]))]
    coloured = _coloured(own_marks, _in_their_sheets(told, its))
    listed = _with_costs(
        _listed(told), points_at_stake(office.schemes, office.site.registry, file.unit_code, file.period)
    )
    listed = _in_their_sheets(with_places(listed, its.tables, office.forms), its)
    told_again = listed, coloured, its.explanations, its.workbook
    return office.archive, file.sha256, office.home / file.path, heading, *told_again


def _in_their_sheets(findings: pd.DataFrame, its: ReviewedFile) -> pd.DataFrame:
    """The findings with the name of the sheet itself where they name a half of it."""
    halves = {mask_text(table.place): table.sheet for table in its.tables if table.half is not None}
    return findings.assign(sheet=findings["sheet"].replace(halves)) if halves else findings


def _write(archive: Path, sha256: str, path: Path, heading: Heading, *told: Any) -> None:
    """Write one workbook; ``told``: what it lists, the cells it colours, the answers it had and its cells, as
    ``write_returned`` takes them.
    """
    write_private(path, write_returned(read_archived(archive, sha256), heading.file_name, heading, *told))


def _known_to_units(office: Office, findings: pd.DataFrame) -> pd.DataFrame:
    """The findings with the row keys that workbooks carry: a unit may answer after the person key has been
    changed.
    """
    return findings.assign(row_key=uncovered(findings["row_key"], office.person_key))


def _listed(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that the workbook lists: those still asked, and with them the answered ones whose answer
    holds for this file only, so that it comes back with the next version. That an answer explains nothing is
    said beside the query it was meant for.
    """
    listed = findings[
        (findings["code"] != EMPTY_EXPLANATION)
        & (findings["explained_by"].isna() | (findings["row_key"] == REPEATED))
    ]
    rows = [None if pd.isna(cell) else coordinate_to_tuple(cell)[0] for cell in listed["cell"]]
    dtypes = {**FINDING_DTYPES, "row_key": "string", "overruled": "string"}
    return listed.assign(row=rows, told=None)[list(dtypes)].astype(dtypes)


def _with_decisions(findings: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The findings of a file with ``overruled``: by which decision a hard one keeps nothing back (特批)."""
    granted = {
        (each.form, each.period): decision_words(each)
        for each in made.itertuples()
        if each.kind == DecisionKind.ACCEPT
    }
    overruled = [
        granted.get((each.form, each.period)) if each.state == "overruled" else None
        for each in findings.itertuples()
    ]
    return findings.assign(overruled=pd.array(overruled, dtype="string"))


def _with_costs(findings: pd.DataFrame, at_stake: Mapping[str, Decimal]) -> pd.DataFrame:
    """The findings with what they cost: the points that hang on a report, where a finding keeps it or some of
    its rows from counting. A query costs nothing yet.
    """
    costs = [
        float(at_stake[each.form])
        if each.level == Level.HARD and each.form in at_stake and pd.isna(each.overruled)
        else None
        for each in findings[["form", "level", "overruled"]].itertuples()
    ]
    return findings.assign(cost=pd.array(costs, dtype="Float64"))


def _coloured(marks: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The marks without those of explained findings, and with the cell of each finding that the file's own
    review does not give.
    """
    placed = findings[findings["cell"].notna() & (findings["code"] != EMPTY_EXPLANATION)]
    closed = {
        _place(each)
        for each in placed[placed["explained_by"].notna() & (placed["row_key"] != REPEATED)].itertuples()
    }
    kept = marks[[_place(each) not in closed for each in marks.itertuples()]]
    others = placed[placed["explained_by"].isna() & ~_pairs(placed).isin(set(_pairs(marks)))]
    return pd.concat([kept, others[list(MARK_DTYPES)].astype(MARK_DTYPES)], ignore_index=True)


def _place(each: Any) -> tuple:
    """What a finding and the cells it colours have in common, as these stand in one row."""
    return each.report_id, each.code, mask_text(each.sheet), coordinate_to_tuple(each.cell)[0], each.message


def _pairs(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(
        list(zip(frame["report_id"], frame["code"], strict=True)), index=frame.index, dtype=object
    )
