"""Decisions of the office (认定) in the ledger. They are numbered within the site and never deleted. Only
another decision can revoke one.

The functions work inside the caller's transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

import pandas as pd
from sqlalchemy import Connection, func, insert, or_, select, update

from schemas.assessment.decided import Audit, Decided, Entry, Exemption
from schemas.decisions import DecisionKind
from warehouse.database.database import lock_for_writing
from warehouse.database.frames import read_frame
from warehouse.database.tables import answering_file, decision, submission
from warehouse.ledger.ledger import report_id

OF_FILES = (
    DecisionKind.ACCEPT,
    DecisionKind.ASSIGN,
    DecisionKind.REFUSE,
    DecisionKind.WITHDRAW,
    DecisionKind.CORRECT,
)
"""Kinds that change the result of reviewing a file."""


class NoSuchDecision(LookupError):
    """There is no decision of that number that can be revoked. The message is a Chinese sentence."""


@dataclass(frozen=True)
class Decision:
    """A decision as it is recorded. Fields that its kind does not use are None.

    ``submission_id`` and ``file_name`` name a file. ``cell`` is SHEET!CELL; for an audit it is the column.
    ``value`` is the new due date, the value, found/reported, or the number that is revoked. ``request`` is
    the digest of what a workbook or a form asks for.
    """

    kind: DecisionKind
    made_at: datetime
    made_by: str
    reason: str
    basis: str | None = None
    unit_code: str | None = None
    form: str | None = None
    period: str | None = None
    scheme: str | None = None
    indicator: str | None = None
    submission_id: str | None = None
    file_name: str | None = None
    cell: str | None = None
    value: str | None = None
    request: str | None = None


@dataclass(frozen=True)
class FileDecisions:
    """What is decided about one file: the numbers of the decisions, the unit and period it belongs to, why it
    is refused, and which cells are corrected (SHEET!CELL → value).
    """

    numbers: tuple[int, ...] = ()
    assigned: tuple[str, str] | None = None
    refused: str | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)


UNDECIDED = FileDecisions()


@dataclass(frozen=True)
class DecidedFiles:
    """What had been decided about files when it was read. A pass reads it once.

    ``files`` is by submission id. ``granted``: the ids of the reports that are taken whatever is wrong with
    them (特批). ``withdrawn``: the ids of the reports that are withdrawn (撤回), with the reason.
    """

    files: Mapping[str, FileDecisions]
    granted: frozenset[str]
    withdrawn: Mapping[str, str]

    def of(self, submission_id: str) -> FileDecisions:
        """What is decided about the file with that id."""
        return self.files.get(submission_id, UNDECIDED)


def record_decision(connection: Connection, site: str, made: Decision) -> int:
    """Record a decision and return its number within the site."""
    lock_for_writing(connection, site)
    newest = connection.scalar(select(func.max(decision.c.number)).where(decision.c.site == site)) or 0
    connection.execute(insert(decision).values(site=site, number=newest + 1, **asdict(made)))
    return newest + 1


def number_of_request(connection: Connection, site: str, request: str) -> int | None:
    """The number of the decision that records what a workbook or a form asks for, even if it was revoked
    since. None if it is not recorded.
    """
    query = select(func.min(decision.c.number))
    return connection.scalar(query.where(decision.c.site == site, decision.c.request == request))


def revoke_decision(connection: Connection, site: str, number: int, made: Decision) -> int:
    """Record that a decision is revoked, and return the number of the revocation. NoSuchDecision if the
    decision does not exist, is revoked already or is a revocation itself.
    """
    lock_for_writing(connection, site)
    same = (decision.c.site == site) & (decision.c.number == number)
    known = connection.execute(select(decision.c.kind, decision.c.revoked_by).where(same)).first()
    if known is None:
        raise NoSuchDecision(f"没有第{number}号认定，可用 kaohe decide list 查看编号")
    if known.kind == DecisionKind.REVOKE:
        raise NoSuchDecision(f"第{number}号本身就是撤销，不能再撤销，请重新认定")
    if known.revoked_by is not None:
        raise NoSuchDecision(f"第{number}号认定已由第{known.revoked_by}号撤销")
    new = record_decision(connection, site, made)
    connection.execute(update(decision).where(same).values(revoked_by=new))
    return new


def decisions(
    connection: Connection,
    site: str,
    kinds: Collection[DecisionKind] | None = None,
    only_in_force: bool = False,
    **same: object,
) -> pd.DataFrame:
    """The decisions of a site in the order of their numbers, with the columns of the table. ``only_in_force``
    leaves out revoked ones and revocations. ``same`` names columns and the values that they must have.
    """
    query = select(decision).where(decision.c.site == site)
    if kinds is not None:
        query = query.where(decision.c.kind.in_([str(kind) for kind in kinds]))
    if only_in_force:
        query = query.where(decision.c.revoked_by.is_(None), decision.c.kind != DecisionKind.REVOKE)
    for name, value in same.items():
        if value is not None:
            query = query.where(decision.c[name] == value)
    return read_frame(connection, query.order_by(decision.c.number))


def record_answering(connection: Connection, site: str, submission_id: str, answered_id: str) -> None:
    """Record that a file holds answers to the queries about another one. It belongs to the unit and period to
    which that other file is assigned, as long as it is.
    """
    same = (answering_file.c.site == site) & (answering_file.c.submission_id == submission_id)
    if connection.scalar(select(func.count()).where(same)) == 0:
        connection.execute(
            insert(answering_file).values(site=site, submission_id=submission_id, answered_id=answered_id)
        )


def decided_files(connection: Connection, site: str) -> DecidedFiles:
    """What is decided about files. Of several decisions of the same kind the newest counts. A file of answers
    follows the assignment of the file that it answers, unless it is assigned itself.
    """
    files: dict[str, FileDecisions] = {}
    granted, withdrawn, assigning = set(), {}, {}
    for each in decisions(connection, site, OF_FILES, only_in_force=True).itertuples():
        known = files.get(each.submission_id, UNDECIDED)
        known = replace(known, numbers=(*known.numbers, int(each.number)))
        report = report_id(each.submission_id, each.unit_code, each.form, each.period)
        if each.kind == DecisionKind.ASSIGN:
            known = replace(known, assigned=(each.unit_code, each.period))
            assigning[each.submission_id] = int(each.number)
        elif each.kind == DecisionKind.REFUSE:
            known = replace(known, refused=each.reason)
        elif each.kind == DecisionKind.CORRECT:
            known = replace(known, corrections={**known.corrections, each.cell: each.value})
        elif each.kind == DecisionKind.ACCEPT:
            granted.add(report)
        else:
            withdrawn[report] = each.reason
        files[each.submission_id] = known
    for follower, leader in _followers(connection, site, assigning):
        known, number = files.get(follower, UNDECIDED), assigning[leader]
        numbers = tuple(sorted({*known.numbers, number}))
        files[follower] = replace(known, numbers=numbers, assigned=files[leader].assigned)
    return DecidedFiles(files, frozenset(granted - withdrawn.keys()), withdrawn)


def _followers(connection: Connection, site: str, assigned: Collection[str]) -> list[tuple[str, str]]:
    """(file of answers, assigned file that it follows): an answer may be to an answer."""
    query = select(answering_file.c.submission_id, answering_file.c.answered_id)
    answered: dict[str, str] = dict(
        connection.execute(query.where(answering_file.c.site == site)).tuples().all()
    )
    found = []
    for follower in answered.keys() - set(assigned):
        leader, passed = answered[follower], {follower}
        while leader in answered and leader not in assigned and leader not in passed:
            passed.add(leader)
            leader = answered[leader]
        if leader in assigned:
            found.append((follower, leader))
    return found


def reopen_decided(connection: Connection, site: str) -> DecidedFiles:
    """If other decisions about a file are in force than at its last review, let it wait for review again.
    Return what is decided about files now.
    """
    lock_for_writing(connection, site)
    decided = decided_files(connection, site)
    reviewed_on = connection.execute(
        select(submission.c.submission_id, submission.c.decided).where(
            submission.c.site == site,
            or_(submission.c.decided != "", submission.c.submission_id.in_(decided.files)),
        )
    )
    for submission_id, before in reviewed_on.all():
        numbers = " ".join(map(str, decided.of(submission_id).numbers))
        if before != numbers:
            connection.execute(
                update(submission)
                .where(submission.c.site == site, submission.c.submission_id == submission_id)
                .values(status="received", reason=None, decided=numbers)
            )
    return decided


def decisions_counted(connection: Connection, site: str) -> set[int]:
    """The numbers of the decisions that already have an effect. One about a file has an effect once the file
    was reviewed under it.
    """
    made = decisions(connection, site, only_in_force=True)
    about_files = set(map(str, OF_FILES))
    at_once = {int(each.number) for each in made.itertuples() if each.kind not in about_files}
    reviewed = connection.scalars(
        select(submission.c.decided).where(submission.c.site == site, submission.c.decided != "")
    )
    return at_once | {int(number) for decided in reviewed for number in decided.split()}


ASSESSED_BY = (DecisionKind.EXEMPT, DecisionKind.ENTER, DecisionKind.AUDIT)
"""Kinds that change figures without touching a file."""


def decided_of(connection: Connection, site: str) -> Decided:
    """The decisions in force that change figures."""
    made = decisions(connection, site, ASSESSED_BY, only_in_force=True)
    exemptions, entries, audits = [], [], []
    for row in made.itertuples():
        number = int(row.number)
        if row.kind == DecisionKind.EXEMPT:
            since = None if pd.isna(row.period) else row.period
            exemptions.append(Exemption(row.scheme, row.indicator, row.unit_code, since, number))
        elif row.kind == DecisionKind.ENTER:
            value = Fraction(row.value)
            entries.append(Entry(row.scheme, row.indicator, row.unit_code, row.period, value, number))
        else:
            found, reported = map(Fraction, row.value.split("/"))
            audits.append(Audit(row.unit_code, row.form, row.cell, row.period, found, reported, number))
    return Decided(tuple(exemptions), tuple(entries), tuple(audits))


def extensions(connection: Connection, site: str) -> Mapping[tuple[str, str, str], date]:
    """(unit, form, period) → the day until which the report may come. The newest decision counts."""
    made = decisions(connection, site, [DecisionKind.EXTEND], only_in_force=True)
    return {(row.unit_code, row.form, row.period): date.fromisoformat(row.value) for row in made.itertuples()}
