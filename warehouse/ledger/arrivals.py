"""What reaches the inbox (收文): which files are new, which are copies of a file that counts or waits, and
which are sent again.

A file may lie in the inbox for months. It counts as sent again only if it is newer than at its last receipt.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from warehouse.database.bulk_loads import load_frame
from warehouse.database.database import lock_for_writing
from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import ACCEPTED_STATUSES, report, submission

NOT_IN_USE = ("duplicate", "rejected", "set_aside")
"""The statuses of files of which nothing counts and nothing waits."""

REVIEWED = ("accepted", "partly_accepted", "returned")

DUPLICATE = "与“{name}”内容相同，不重复处理；如需更正，请修改内容后重新报送"
REPLACED = "与“{name}”内容相同，后者已有更新的一版；如要恢复这一版，请打开文件保存一次后重新报送"

_SHA256 = re.compile(r"[0-9a-fA-F]{8,64}")

CLOCK_STEP = timedelta(seconds=2)
"""How exactly file systems record the time of a change."""


def submission_id(sha256: str, file_name: str, arrival: int = 1) -> str:
    """The id of a file, made from its content and its name. If the file is sent again, the number of arrivals
    is part of it.
    """
    content = sha256 if arrival == 1 else hashlib.sha256(f"{sha256}\0{arrival}".encode()).hexdigest()
    return f"{content[:16]}{hashlib.sha256(file_name.encode()).hexdigest()[:8]}"


def receive(connection: Connection, site: str, files: pd.DataFrame, time_zone: str) -> pd.DataFrame:
    """Enter the files that reached the inbox. Return those that are new, with columns submission_id, sha256,
    file_name, received_at, status.

    ``files`` has columns sha256, file_name, received_at (with time zone; kept as clock time in
    ``time_zone``), is_dated (whether the file itself tells when it was sent), size. A file with a known
    content and name is ignored. The same content under another name is a duplicate, and the reason names the
    first file. This does not hold if the first file was rejected or set aside, because its name may have been
    the cause.

    A content may no longer count: every version was returned, or a newer one has replaced it. If it is then
    sent again, it becomes a new version. It must have another name or be newer than at its last receipt, and
    in both cases it must be newer than what replaced it. But if what replaced it is sent again at the same
    time, somebody has only copied the inbox. Invariant: of one content at most one submission waits or
    counts.
    """
    lock_for_writing(connection, site)
    arrived = files.drop_duplicates(["sha256", "file_name"]).assign(
        received_at=lambda frame: [_clock_time(moment, time_zone) for moment in frame["received_at"]]
    )
    known = _same_content(connection, site, sorted(set(arrived["sha256"])))
    fresh = _fresh(arrived, known).sort_values(["received_at", "file_name", "sha256"])
    standings = _standings(connection, site, known[known["sha256"].isin(fresh["sha256"])])
    sent = set(fresh["sha256"])
    entered: list[tuple] = []
    for file in fresh.itertuples():
        standing = standings.get(file.sha256)
        if standing is None or (
            standing.is_replaced_before(file.received_at) and not standing.replaced_by & sent
        ):
            status, reason = "received", None
            standings[file.sha256] = KnownContent(file.file_name)
        elif file.arrival > 1:
            continue
        else:
            status, reason = "duplicate", standing.sentence()
        entered.append((file.Index, status, reason))
    new = _entered(fresh, entered)
    load_frame(connection, submission, new, site=site, decided="")
    return new[["submission_id", "sha256", "file_name", "received_at", "status"]].reset_index(drop=True)


@dataclass(frozen=True)
class KnownContent:
    """How things stand with a content that waits or was reviewed before.

    ``file_name``: the file that holds it. ``replaced_at``: when the newer version of its reports arrived;
    None if all of the content counts or waits. ``replaced_by``: the contents (SHA-256) that count instead.
    """

    file_name: str
    replaced_at: datetime | None = None
    replaced_by: frozenset[str] = frozenset()

    def is_replaced_before(self, moment: datetime) -> bool:
        """Whether something newer counts that arrived before this moment."""
        return self.replaced_at is not None and self.replaced_at < moment

    def sentence(self) -> str:
        """Why a copy of it is not taken."""
        return (DUPLICATE if self.replaced_at is None else REPLACED).format(name=self.file_name)


def _fresh(arrived: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The files that have a new name or are newer than at their last receipt. ``arrival`` says how many times
    each has arrived by now.
    """
    names = ["sha256", "file_name"]
    last = known.groupby(names).agg(last_at=("received_at", "max"), arrivals=("submission_id", "size"))
    found = arrived.join(last, on=names)
    times = found["arrivals"].fillna(0).astype(int)
    is_newer = found["is_dated"].astype(bool) & (
        pd.to_datetime(found["received_at"]) > pd.to_datetime(found["last_at"]) + CLOCK_STEP
    )
    usable = ~found["sha256"].isin(_without_use(known))
    return found.assign(arrival=times + 1)[(times == 0) | (is_newer & usable)]


def _without_use(known: pd.DataFrame) -> set[str]:
    """The contents of which nothing was ever reviewed and nothing waits."""
    return set(known["sha256"]) - set(known.loc[~known["status"].isin(NOT_IN_USE), "sha256"])


def _entered(fresh: pd.DataFrame, entered: list[tuple]) -> pd.DataFrame:
    """The rows of the new submissions. ``entered`` holds the index, status and reason of each."""
    index, statuses, reasons = zip(*entered, strict=True) if entered else ((), (), ())
    new = fresh.loc[list(index)].assign(status=list(statuses), reason=list(reasons))
    new["submission_id"] = [
        submission_id(*each) for each in zip(new["sha256"], new["file_name"], new["arrival"], strict=True)
    ]
    return new.assign(unit_code=None, period=None)


def _same_content(connection: Connection, site: str, contents: list[str]) -> pd.DataFrame:
    names = ("submission_id", "sha256", "file_name", "status", "received_at")
    query = select(*(submission.c[name] for name in names)).where(submission.c.site == site)
    frames = [
        read_frame(connection, query.where(submission.c.sha256.in_(portion))) for portion in chunks(contents)
    ]
    return pd.concat(frames) if frames else pd.DataFrame(columns=list(names))


def _standings(connection: Connection, site: str, known: pd.DataFrame) -> dict[str, KnownContent]:
    """How things stand with each content that waits or was reviewed."""
    used = known[~known["status"].isin(NOT_IN_USE)].sort_values(["received_at", "file_name"])
    outdated = _outdated(connection, site, list(used["submission_id"]))
    found: dict[str, KnownContent] = {}
    for content, among in used.groupby("sha256"):
        first = among["file_name"].iloc[0]
        newest = among["submission_id"].iloc[-1]
        found[str(content)] = _of(first, str(content), outdated.get(newest))
    return found


def _of(file_name: str, content: str, outdated: tuple[datetime, frozenset[str]] | None) -> KnownContent:
    replaced_at, replaced_by = outdated or (None, frozenset())
    return KnownContent(file_name, replaced_at, replaced_by - {content})


def _outdated(
    connection: Connection, site: str, submissions: Collection[str]
) -> dict[str, tuple[datetime, frozenset[str]]]:
    """For each submission that no longer counts as a whole: when the newest version of its reports came, and
    which contents count instead.
    """
    other, holder = report.alias("other"), submission.alias("holder")
    same = and_(*(other.c[name] == report.c[name] for name in ("site", "unit_code", "form", "period")))
    query = (
        select(
            report.c.submission_id,
            report.c.status,
            report.c.in_force,
            other.c.received_at,
            other.c.in_force.label("counts"),
            holder.c.sha256,
        )
        .join(other, same)
        .join(holder, and_(holder.c.site == other.c.site, holder.c.submission_id == other.c.submission_id))
        .where(report.c.site == site)
    )
    frames = [
        read_frame(connection, query.where(report.c.submission_id.in_(portion)))
        for portion in chunks(sorted(submissions))
    ]
    found = {}
    for identifier, versions in pd.concat(frames).groupby("submission_id") if frames else ():
        accepted = versions[versions["status"].isin(ACCEPTED_STATUSES)]
        if accepted.empty or not accepted["in_force"].all():
            instead = frozenset(versions.loc[versions["counts"].astype(bool), "sha256"])
            found[str(identifier)] = versions["received_at"].max(), instead
    return found


def _clock_time(moment: datetime, time_zone: str) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a time of receipt must have a time zone: {moment}")
    return moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def newest_receipt(connection: Connection, site: str, time_zone: str) -> datetime | None:
    """When the newest file in the ledger was received. None if there is no file."""
    newest = connection.scalar(select(func.max(submission.c.received_at)).where(submission.c.site == site))
    return newest.replace(tzinfo=ZoneInfo(time_zone)) if newest else None


def file_names(connection: Connection, site: str) -> set[str]:
    """The names of all files that were ever received."""
    return set(connection.scalars(select(submission.c.file_name).where(submission.c.site == site).distinct()))


def files_named(connection: Connection, site: str, text: str) -> pd.DataFrame:
    """The files with that name (with or without its folder), or whose SHA-256 begins with the text, in the
    order of receipt: submission_id, file_name, sha256, status.
    """
    columns = [submission.c[name] for name in ("submission_id", "file_name", "sha256", "status")]
    named = (submission.c.file_name == text) | submission.c.file_name.endswith(f"/{text}", autoescape=True)
    if _SHA256.fullmatch(text):
        named |= submission.c.sha256.startswith(text.lower())
    query = select(*columns).where(submission.c.site == site, named)
    return read_frame(connection, query.order_by(submission.c.received_at, submission.c.file_name))
