"""What became of a report's findings from one version to the next (上次12条，已改9，未改2，新增1)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

import pandas as pd
from sqlalchemy import Connection, and_, select

from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import finding, report, submission
from warehouse.ledger.explanations import EMPTY_EXPLANATION, REPEATED


@dataclass(frozen=True)
class FindingChanges:
    """What became of the last version's findings: how many there were, and how many of them were corrected,
    explained or left as they were. ``new`` counts findings that the last version did not have.
    """

    before: int
    corrected: int
    explained: int
    left: int
    new: int

    def sentence(self) -> str:
        """上次12条，已改9，未改2，新增1。"""
        parts = [f"上次{self.before}条", f"已改{self.corrected}", f"未改{self.left}", f"新增{self.new}"]
        if self.explained:
            parts.insert(2, f"已说明{self.explained}")
        return "，".join(parts) + "。"

    def __add__(self, other: "FindingChanges") -> "FindingChanges":
        """The counts of both, added up."""
        return FindingChanges(
            self.before + other.before,
            self.corrected + other.corrected,
            self.explained + other.explained,
            self.left + other.left,
            self.new + other.new,
        )


def changes(connection: Connection, site: str, reports: Collection[str]) -> dict[str, FindingChanges]:
    """What changed since the version before, for those of the reports (ids) that are not the first version of
    their unit, form and period.
    """
    pairs = _pairs(connection, site, reports)
    findings = _keyed_findings(connection, site, {*pairs["report_id"], *pairs["before_id"]})
    received = dict(zip(pairs["before_id"], pairs["before_at"], strict=True))
    found = {}
    for now_id, before_id in zip(pairs["report_id"], pairs["before_id"], strict=True):
        asked = [
            each
            for each in findings.get(before_id, [])
            if not each.explained_by or each.explained_at > received[before_id]
        ]
        found[now_id] = _compared(asked, findings.get(now_id, []))
    return found


def changes_of_submissions(
    connection: Connection, site: str, submissions: Collection[str]
) -> dict[str, FindingChanges]:
    """What changed in each of the submissions, its reports added up. Submissions that hold only first
    versions are left out.
    """
    query = select(report.c.report_id, report.c.submission_id).where(report.c.site == site)
    frames = [
        read_frame(connection, query.where(report.c.submission_id.in_(each)))
        for each in chunks(sorted(submissions))
    ]
    reports = {each.report_id: each.submission_id for frame in frames for each in frame.itertuples()}
    found: dict[str, FindingChanges] = {}
    for report_id, change in changes(connection, site, set(reports)).items():
        identifier = reports[report_id]
        found[identifier] = found[identifier] + change if identifier in found else change
    return found


def change_sentence(found: Iterable[FindingChanges]) -> str:
    """The changes of several reports together as one sentence. It is empty if all reports are first
    versions.
    """
    together = list(found)
    return reduce(add, together).sentence() if together else ""


def _pairs(connection: Connection, site: str, reports: Collection[str]) -> pd.DataFrame:
    """report_id, before_id (the version before it), before_at (when that version was received)."""
    before = report.alias("before")
    same = [before.c[name] == report.c[name] for name in ("site", "unit_code", "form", "period")]
    query = (
        select(
            report.c.report_id, before.c.report_id.label("before_id"), before.c.received_at.label("before_at")
        )
        .join(before, and_(*same, before.c.version == report.c.version - 1))
        .where(report.c.site == site)
    )
    frames = [
        read_frame(connection, query.where(report.c.report_id.in_(each))) for each in chunks(sorted(reports))
    ]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=["report_id", "before_id", "before_at"])
    )


def _keyed_findings(connection: Connection, site: str, reports: Collection[str]) -> dict[str, list]:
    """For each report its findings: code, column, row_key, explained_by, explained_at."""
    giver = submission.alias("giver")
    names = ("report_id", "code", "column", "row_key", "explained_by")
    query = (
        select(*(finding.c[name] for name in names), giver.c.received_at.label("explained_at"))
        .join(
            giver,
            and_(giver.c.site == finding.c.site, giver.c.submission_id == finding.c.explained_by),
            isouter=True,
        )
        .where(finding.c.site == site, finding.c.code != EMPTY_EXPLANATION)
    )
    found: dict[str, list] = {}
    for portion in chunks(sorted(reports)):
        for each in connection.execute(
            query.where(finding.c.report_id.in_(portion)).order_by(finding.c.finding_id)
        ):
            found.setdefault(each.report_id, []).append(each)
    return found


def _compared(before: list, now: list) -> FindingChanges:
    """Compare two versions. A finding that is told once for many rows stands for all findings of its code and
    column.
    """
    repeated = {(each.code, each.column) for each in (*before, *now) if each.row_key == REPEATED}
    asked, answered = (
        _counted([each for each in now if bool(each.explained_by) is closed], repeated)
        for closed in (False, True)
    )
    told = _counted(before, repeated)
    left = sum(min(count, _known(asked, key, repeated, count)) for key, count in told.items())
    explained = sum(
        min(count, _known(answered, key, repeated, count)) for key, count in told.items() if key not in asked
    )
    new = sum(count for key, count in (asked - told).items() if key[:2] not in repeated or key not in told)
    before_count = sum(told.values())
    return FindingChanges(before_count, before_count - left - explained, explained, left, new)


def _known(now: Counter, key: tuple, repeated: set[tuple], count: int) -> int:
    return count if key[:2] in repeated and key in now else now[key]


def _counted(findings: list, repeated: set[tuple]) -> Counter:
    return Counter(
        (each.code, each.column, REPEATED if (each.code, each.column) in repeated else each.row_key)
        for each in findings
    )
