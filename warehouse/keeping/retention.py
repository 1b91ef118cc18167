"""Retention (保存期限): which files are older than the site's policy keeps them, and how they are deleted.

Four things are never deleted: what is in force for the year under assessment, what is on public notice or
under an open objection, what still waits for review, and the log of access. A letter that was not taken in
does not wait for review: it ends with its period, whether or not somebody decided about it. The ledger
records a deletion first, then the file is deleted. After a crash in between, the next run finds the file past
its time again. Figures, facts and the ledger's own entries stay.
"""

import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select

from schemas.periods import add_months
from schemas.settings.retention import KINDS, Duration
from warehouse.database.database import lock_for_writing
from warehouse.database.result_tables import bulletin_notice, objection
from warehouse.database.tables import deleted_file, report, submission
from warehouse.files.durable_files import flush_folder
from warehouse.keeping.access_log import FOLDER as EVIDENCE
from warehouse.keeping.access_log import LOG as ACCESS_LOG
from warehouse.ledger.returns import FOLDER as RETURNED
from warehouse.office import Office
from warehouse.processes.turns import ATTACHING, INTAKE, in_turn

ATTACHMENTS, LETTERS = "attachments", "desk/mail"
"""Where the desk keeps what units attached, by its SHA-256, and the letters that are not taken in. The time
of such a file is the last time that it was handed in.
"""


@dataclass(frozen=True)
class Expired:
    """A file that is past its time. ``path`` is relative to the home folder. ``since`` is the day from which
    its age counts.
    """

    kind: str
    path: str
    file_name: str
    since: date
    sha256: str | None = None


def expired_files(office: Office) -> list[Expired]:
    """What is past its time on the office's day, unless there is another reason to keep it."""
    with office.engine.connect() as connection:
        return _expired_files(connection, office)


def _expired_files(connection: Connection, office: Office) -> list[Expired]:
    policy = office.site.retention
    kept = _Kept.read(connection, office)
    found = [
        *(_originals(connection, office, kept, policy.originals) if policy.originals else ()),
        *(_returned(office, kept, policy.returned) if policy.returned else ()),
        *(_evidence(office, kept, policy.evidence) if policy.evidence else ()),
        *(_attachments(office, kept, policy.attachments) if policy.attachments else ()),
        *(_letters(office, kept, policy.letters) if policy.letters else ()),
        *(_logs(office, policy.logs) if policy.logs else ()),
    ]
    return sorted(found, key=lambda each: (each.kind, each.since, each.path))


def delete_expired(office: Office, expired: Sequence[Expired]) -> list[Expired]:
    """Enter the files in the ledger, then delete them. Return those that were deleted.

    A file stays if there is now a reason to keep it. After the list was made, somebody may have objected or
    sent the same content again.
    """
    # An intake does not archive again what lies in the archive, nor does the desk what was attached before.
    with in_turn(office.home, INTAKE), in_turn(office.home, ATTACHING):
        with office.engine.begin() as connection:
            lock_for_writing(connection, office.site.id)
            still = set(_expired_files(connection, office))
            going = [each for each in expired if each in still]
            record_deletions(connection, office, going)
        folders = set()
        for each in going:
            path = office.home / each.path
            path.unlink(missing_ok=True)
            folders.add(path.parent)
        for folder in folders:
            flush_folder(folder)
    return going


def record_deletions(connection: Connection, office: Office, expired: Sequence[Expired]) -> None:
    """Enter in the ledger that these are deleted, with their names, SHA-256 and reason. Entries that it has
    already stay as they are.
    """
    lock_for_writing(connection, office.site.id)
    known = set(
        connection.execute(
            select(deleted_file.c.kind, deleted_file.c.path).where(deleted_file.c.site == office.site.id)
        ).tuples()
    )
    rows = [
        {
            "site": office.site.id,
            "kind": each.kind,
            "path": each.path,
            "sha256": each.sha256,
            "file_name": each.file_name,
            "deleted_on": office.as_of,
            "reason": f"{KINDS[each.kind]}超过保存期限{getattr(office.site.retention, each.kind)}（自 {each.since} 起）",
        }
        for each in expired
        if (each.kind, each.path) not in known
    ]
    if rows:
        connection.execute(insert(deleted_file), rows)


def deleted_paths(connection: Connection, site: str, kind: str) -> set[str]:
    """The paths of the files of a kind that were deleted."""
    return set(
        connection.scalars(
            select(deleted_file.c.path).where(deleted_file.c.site == site, deleted_file.c.kind == kind)
        )
    )


def deleted_contents(connection: Connection, site: str) -> dict[str, set[str]]:
    """For each file name the SHA-256 of its deleted originals. They are not archived again, even if the file
    still lies in the inbox.
    """
    query = (
        select(submission.c.file_name, submission.c.sha256)
        .join(
            deleted_file,
            (deleted_file.c.site == submission.c.site) & (deleted_file.c.sha256 == submission.c.sha256),
        )
        .where(submission.c.site == site, deleted_file.c.kind == "originals")
    )
    found: dict[str, set[str]] = {}
    for name, sha256 in connection.execute(query).tuples():
        found.setdefault(name, set()).add(sha256)
    return found


@dataclass(frozen=True)
class _Kept:
    """What is kept whatever its age: contents, years of all units, and years of single units."""

    contents: frozenset[str]
    years: frozenset[int]
    units_years: frozenset[tuple[str, int]]

    @classmethod
    def read(cls, connection: Connection, office: Office) -> "_Kept":
        site, today = office.site.id, office.as_of
        # In January the office still assesses the year before.
        years = {today.year, int(add_months(f"{today:%Y-%m}", -1)[:4])}
        notices = select(bulletin_notice.c.period).where(
            bulletin_notice.c.site == site, bulletin_notice.c.ends_on >= today
        )
        years |= {int(period[:4]) for period in connection.scalars(notices)}
        objected = select(objection.c.unit_code, objection.c.period).where(
            objection.c.site == site, objection.c.closed_on.is_(None)
        )
        units = {(unit, int(period[:4])) for unit, period in connection.execute(objected).tuples()}
        in_force = (
            select(submission.c.sha256, report.c.unit_code, report.c.period)
            .join(
                report,
                (report.c.site == submission.c.site) & (report.c.submission_id == submission.c.submission_id),
            )
            .where(submission.c.site == site)
        )
        named = {
            sha256
            for sha256, unit, period in connection.execute(in_force).tuples()
            if int(period[:4]) in years or (unit, int(period[:4])) in units
        }
        waiting = select(submission.c.sha256).where(
            (submission.c.status == "received") | (submission.c.site != site)
        )
        return cls(frozenset(named | set(connection.scalars(waiting))), frozenset(years), frozenset(units))


def _originals(connection: Connection, office: Office, kept: _Kept, span: Duration) -> Iterator[Expired]:
    """The originals that are past their time. Their age counts from the last time that the content was
    received under any name.
    """
    before = span.before(office.as_of)
    last = func.max(submission.c.received_at)
    query = select(submission.c.sha256, func.min(submission.c.file_name), last).where(
        submission.c.site == office.site.id
    )
    for sha256, name, received_at in connection.execute(
        query.group_by(submission.c.sha256).having(last < _midnight(before))
    ).tuples():
        path = f"archive/{sha256[:2]}/{sha256}"
        if sha256 not in kept.contents and (office.home / path).exists():
            yield Expired("originals", path, name, received_at.date(), sha256)


def _returned(office: Office, kept: _Kept, span: Duration) -> Iterator[Expired]:
    units_years = {
        (office.site.registry.get(unit).name, year)
        for unit, year in kept.units_years
        if office.site.registry.get(unit)
    }
    for path, since in _older(office, (office.home / RETURNED).glob("*/*.xlsx"), span):
        year = int(path.parent.name[:4])
        if year not in kept.years and not any(
            path.name.startswith(unit) and year == of for unit, of in units_years
        ):
            yield _file(office, "returned", path, since)


def _evidence(office: Office, kept: _Kept, span: Duration) -> Iterator[Expired]:
    """Nothing while any objection is open: it may be about what the evidence holds."""
    if kept.units_years:
        return
    for path, since in _older(office, (office.home / EVIDENCE).glob("*"), span):
        if path.name != ACCESS_LOG:
            yield _file(office, "evidence", path, since)


def _attachments(office: Office, kept: _Kept, span: Duration) -> Iterator[Expired]:
    """Nothing while any objection is open: it may rest on what was attached. What is about a year that is
    kept was attached in that year or later.
    """
    if not kept.units_years:
        for path, since in _older(office, (office.home / ATTACHMENTS).glob("*/*"), span):
            if since.year < min(kept.years):
                yield Expired(
                    "attachments", path.relative_to(office.home).as_posix(), path.name, since, path.stem
                )


def _letters(office: Office, kept: _Kept, span: Duration) -> Iterator[Expired]:
    for path, since in _older(office, (office.home / LETTERS).glob("*.eml"), span):
        if since.year < min(kept.years):
            yield _file(office, "letters", path, since)


def _logs(office: Office, span: Duration) -> Iterator[Expired]:
    """The logs of old days and the summaries of old runs. The summary of the newest run stays, because it
    tells how fresh the figures are.
    """
    runs = sorted((office.home / "runs").glob("*.json"))[:-1]
    for path, since in _older(office, [*(office.home / "logs").glob("*.jsonl"), *runs], span):
        yield _file(office, "logs", path, since)


def _older(office: Office, paths: Iterable[Path], span: Duration) -> Iterator[tuple[Path, date]]:
    """The files that were last changed before the span, each with the day of the change."""
    before, zone = span.before(office.as_of), ZoneInfo(office.site.time_zone)
    for path in paths:
        try:
            status = path.stat()
        except FileNotFoundError:  # Another process removed or renamed it after the folder was read.
            continue
        changed = datetime.fromtimestamp(status.st_mtime, zone).date()
        if stat.S_ISREG(status.st_mode) and changed < before:
            yield path, changed


def _file(office: Office, kind: str, path: Path, since: date) -> Expired:
    return Expired(kind, path.relative_to(office.home).as_posix(), path.name, since)


def _midnight(day: date) -> datetime:
    """The beginning of a day, without a time zone: times of receipt are the office's own clock time."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001
