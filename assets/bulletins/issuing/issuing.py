"""The notice period of a bulletin, and its issue (印发): figures and files are frozen, with the date and the
role that issued them.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from assets.bulletins.drafting import (
    WrittenFile,
    basis_of,
    bulletin_of,
    current_figures,
    figures_digest,
    read_frames,
    rendered,
    revisions_to_tell,
    scheme_digest,
    write_file,
)
from assets.bulletins.figures.revisions import RevisedFigure
from assets.bulletins.issuing.notices import issue_sentence, notice_words
from assets.bulletins.model import Bulletin, Figures, Issue
from assets.bulletins.places import drafts
from assets.bulletins.wording import day_words, period_words
from schemas.periods import working_days_after
from schemas.scheme import Scheme
from schemas.texts.official_texts import official_text, role
from warehouse.database.database import lock_for_writing
from warehouse.ledger.decisions import decisions_counted
from warehouse.office import Office
from warehouse.processes.turns import ASSESSMENT, in_turn
from warehouse.results import assessments, bulletins
from warehouse.results.bulletins import IssuedBulletin, Notice
from warehouse.results.objections import objections

READ_ONLY = 0o444


class CannotIssue(Exception):
    """A bulletin may not be issued or put on notice now; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Issued:
    """What was issued: the bulletin, its frozen files, and the revisions of earlier issues that it told."""

    bulletin: Bulletin
    files: tuple[WrittenFile, ...]
    told: tuple[RevisedFigure, ...]


@dataclass(frozen=True)
class Unchanged:
    """There is nothing to issue: the figures are the same as in this earlier issue, and there is no revision
    to tell.
    """

    issued: IssuedBulletin
    files: tuple[WrittenFile, ...]


def start_notice(office: Office, scheme: Scheme, period: str, by: str) -> Notice:
    """Put the draft of a period on notice from today, for the number of working days that the site sets.
    ``by`` is a role.

    CannotIssue if the draft has been on notice before, if it was issued, or if the period must be assessed
    again. ValueError if ``by`` is no role.
    """
    acted = role(by)
    site, today = office.site.id, office.as_of
    with _between_assessments(office) as connection:
        if known := bulletins.notice(connection, site, scheme.id, period):
            raise CannotIssue(f"{period_words(period)}的草稿已于{notice_words(known)}公示，不用再次公示")
        if any(each.period == period for each in bulletins.issued_bulletins(connection, site, scheme.id)):
            raise CannotIssue(f"{period_words(period)}的通报已经印发，不能再公示")
        _check_assessed(connection, office, period)
        digest = figures_digest(current_figures(connection, office, scheme, period))
        started = Notice(today, working_days_after(today, office.site.bulletins.notice_days), acted, digest)
        bulletins.start_notice(connection, site, scheme.id, period, started)
    return started


def issue(
    office: Office, scheme: Scheme, period: str, by: str, without_notice: str | None = None
) -> Issued | Unchanged:
    """Issue the bulletin of a period today: freeze figures and files under the next number of the scheme.

    ``by`` is the role that issues it. While objections are open, or before the notice period is over, it is
    issued only with a reason (``without_notice``), and the bulletin prints that reason. If the figures are
    the same and there is no revision to tell, nothing is issued again: the result is Unchanged. CannotIssue
    says what stands in the way. ValueError says that a text may not be recorded.
    """
    acted = role(by)
    reason = official_text(without_notice, "提前印发的理由") if without_notice is not None else None
    site = office.site.id
    with _between_assessments(office) as connection:
        frames = read_frames(connection, office, scheme, period)
        _check_assessed(connection, office, period)
        figures = current_figures(connection, office, scheme, period)
        digest = figures_digest(figures)
        told = revisions_to_tell(connection, office, scheme, period)
        if same := _same_issue(connection, office, scheme, period, digest, told):
            _remove_draft(office, scheme, period)  # an earlier issue may have been interrupted before this
            return same
        if reason is None:
            _check_ready(connection, office, scheme, period)
        number = bulletins.newest_number(connection, site, scheme.id) + 1
        sentence = issue_sentence(connection, office, scheme, period, digest, reason)
        bulletin = bulletin_of(office, scheme, frames, period, Issue(number, office.as_of, sentence), told)
        made = " ".join(map(str, sorted(decisions_counted(connection, site))))
        issued = IssuedBulletin(
            number, period, office.as_of, acted, reason, digest, scheme_digest(scheme), made
        )
        files = _freeze(office, bulletin)
        _record(connection, office, scheme, issued, figures, told, files)
    _remove_draft(office, scheme, period)
    return Issued(bulletin, files, tuple(told))


@contextmanager
def _between_assessments(office: Office) -> Iterator[Connection]:
    """A transaction in which all figures belong to one assessment. Without it, indicators could be newer than
    scores, because a run may be assessing at the same time.
    """
    with in_turn(office.home, ASSESSMENT), office.engine.begin() as connection:
        lock_for_writing(connection, office.site.id)
        yield connection


def _same_issue(
    connection: Connection,
    office: Office,
    scheme: Scheme,
    period: str,
    digest: str,
    told: Sequence[RevisedFigure],
) -> Unchanged | None:
    of_period = [
        each
        for each in bulletins.issued_bulletins(connection, office.site.id, scheme.id)
        if each.period == period
    ]
    if not of_period or told or of_period[-1].figures_sha256 != digest:
        return None
    return Unchanged(of_period[-1], frozen_files(connection, office, scheme, of_period[-1].number))


def frozen_files(
    connection: Connection, office: Office, scheme: Scheme, number: int
) -> tuple[WrittenFile, ...]:
    """The files of an issue. CannotIssue if one is missing, or if one was changed after it was issued."""
    known = bulletins.files(connection, office.site.id, scheme.id, number)
    found = []
    for path, sha256 in known.items():
        file = office.home / path
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
            raise CannotIssue(f"已印发的文件“{file}”不见了或被改动过，请从备份恢复原件")
        found.append(WrittenFile(file, sha256))
    return tuple(found)


def _check_assessed(connection: Connection, office: Office, period: str) -> None:
    """Check that the period has been assessed on everything that is there now. An interrupted run may leave
    new indicators beside old scores, and neither contains what has come in since.
    """
    if period in assessments.due(connection, office):
        raise CannotIssue(f"{period_words(period)}的成绩还没有按最新的报表和设置算完，请先运行 kaohe run")


def _check_ready(connection: Connection, office: Office, scheme: Scheme, period: str) -> None:
    found = objections(connection, office.site.id, scheme.id, period)
    still_open = [str(number) for number in found.loc[found["closed_on"].isna(), "objection"]]
    otherwise = "；确需提前印发的，用 --without-notice 写明理由"
    if still_open:
        raise CannotIssue(
            f"还有{len(still_open)}件异议没有办结（第{'、'.join(still_open)}号），请先办结{otherwise}"
        )
    if not office.site.bulletins.notice_days:
        return
    notice = bulletins.notice(connection, office.site.id, scheme.id, period)
    if notice is None:
        raise CannotIssue(f"{period_words(period)}的草稿还没有公示，请先用 --notice 公示{otherwise}")
    if office.as_of <= notice.ends_on:
        raise CannotIssue(
            f"公示到{day_words(notice.ends_on)}才满，今天是{day_words(office.as_of)}，请期满后印发{otherwise}"
        )


def _freeze(office: Office, bulletin: Bulletin) -> tuple[WrittenFile, ...]:
    """Write the files and make them read-only, so that nobody overwrites them by mistake."""
    files = tuple(write_file(path, content) for path, content in rendered(office, bulletin).items())
    for file in files:
        file.path.chmod(READ_ONLY)
    return files


def _record(
    connection: Connection,
    office: Office,
    scheme: Scheme,
    issued: IssuedBulletin,
    figures: Figures,
    told: Sequence[RevisedFigure],
    files: Sequence[WrittenFile],
) -> None:
    bulletins.record_issue(
        connection,
        office.site.id,
        scheme.id,
        issued,
        {(key.kind, key.item, key.unit_code): (figure.value, figure.text) for key, figure in figures.items()},
        basis_of(connection, office, scheme, issued.period),
        [_revision_row(each) for each in told],
        {str(file.path.relative_to(office.home)): file.sha256 for file in files},
    )


def _revision_row(each: RevisedFigure) -> dict[str, object]:
    return {
        "revised_number": each.number,
        "figure": each.key.kind,
        "item": each.key.item,
        "unit_code": each.key.unit_code,
        "old_value": each.old.value,
        "old_shown": each.old.text,
        "new_value": each.new.value,
        "new_shown": each.new.text,
        "reason": each.reason,
    }


def _remove_draft(office: Office, scheme: Scheme, period: str) -> None:
    for path in drafts(office.home, period, scheme.id):
        path.unlink(missing_ok=True)
