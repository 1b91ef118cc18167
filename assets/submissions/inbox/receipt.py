"""Receipt (收文): everything new in the inbox is archived and entered in the ledger, before anything reads
it.
"""

import hashlib
import logging
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import compress
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Connection

from assets.submissions.inbox.archive import ArchivedFile, NotArchived, StillChanging, archive, flush_archived
from assets.submissions.inbox.listing import RECEIPTS, inbox_files, shown_name
from assets.submissions.inbox.receipt_times import ReceiptTimes, UnreadableReceipts, read_receipt_times
from assets.submissions.inbox.settling import settled
from warehouse.keeping.retention import deleted_contents
from warehouse.ledger import arrivals, ledger
from warehouse.office import Office

STILL_CHANGING = "文件“%s”还在变化，本次没有收，下次运行再收"
WRITERS = 3
"""Threads that archive: while one waits until a file is on disk, others go on; more than a few take each
other's turns.
"""

_log = logging.getLogger(__name__)


class InboxUnusable(Exception):
    """The inbox cannot be taken in as it is; the message says in Chinese what the office must put right."""


class LedgerLost(Exception):
    """There are facts that no ledger knows of; the message says in Chinese what to do."""


@dataclass(frozen=True)
class _Arrived:
    """A file of the inbox. ``refusal`` says why it could not be ``archived``; then the SHA-256 stands for its
    name and size. ``is_dated``: whether the file or the list of receipts tells when it was sent;
    ``is_listed``: whether it is the list.
    """

    sha256: str
    file_name: str
    received_at: datetime
    is_dated: bool
    size: int
    refusal: str | None = None
    archived: ArchivedFile | None = None
    is_listed: bool = False


def receive(office: Office) -> None:
    """Archive every file of the inbox and enter the new ones in the ledger; one that cannot be archived is
    entered with the reason.

    One whose line in the list of receipts is faulty waits until that is put right. One that is still being
    written to is left for the next pass: what is archived is always a state that the file had.

    Raises InboxUnusable where the inbox is not there (a share that is not mounted must not look like a quiet
    month), its list of receipts cannot be read at all or the clock is behind: whether a report is late, and
    which version is the newest, hang on them. LedgerLost where the database is empty and the fact store is
    not.
    """
    if not office.inbox.is_dir():
        raise InboxUnusable(
            f"收件箱文件夹“{office.inbox}”不存在，请检查它是否已连接，或在 site.yaml 里改正 inbox"
        )
    _check_ledger(office)
    _check_clock(office)
    times = receipt_times(office)
    for fault in times.faults:
        _log.warning("%s", fault)
    listed = [
        path for path in inbox_files(office.inbox) if shown_name(path, office.inbox) not in times.waiting
    ]
    paths, changing = settled(listed, office.site.receipt.settle_seconds)
    for path in changing:
        _log.warning(STILL_CHANGING, shown_name(path, office.inbox))
    arrived = []
    with office.engine.connect() as connection:
        deleted = deleted_contents(connection, office.site.id)
    with ThreadPoolExecutor(WRITERS) as writers:
        for done, file in enumerate(
            writers.map(lambda path: _arrived(path, office, times.stated, deleted), paths), start=1
        ):
            office.progress("存档", done, len(paths))
            if file:
                arrived.append(file)
    arrived = _by_the_stated_day(arrived, office)
    flush_archived(office.archive, [file.archived for file in arrived if file.archived])
    with office.engine.begin() as connection:
        _enter(connection, office, arrived)


def _check_ledger(office: Office) -> None:
    """A database that was lost or exchanged must not look like a quiet month, and must not make us take in
    everything once more.
    """
    with office.engine.connect() as connection:
        if arrivals.newest_receipt(connection, office.site.id, office.site.time_zone):
            return
    sites, periods = [office.site.id], office.known_periods
    found = next(
        (period for form in office.forms.values() for _, period in office.store.stored(form, sites, periods)),
        None,
    )
    if found:
        raise LedgerLost(
            f"数据库里没有任何收件记录，事实库里却有 {found} 的明细：数据库丢失了，或数据库地址（KAOHE_WAREHOUSE）不对。"
            "请改正地址或从备份恢复数据库后重新运行；没有备份而要从头收件的，请换空的 home 文件夹和事实库"
        )


def seems_to_hold_new_files(office: Office) -> bool:
    """Whether the inbox has a file of a name that was never received: a guess, made before anything is
    read.
    """
    with office.engine.connect() as connection:
        known = arrivals.file_names(connection, office.site.id)
    return office.inbox.is_dir() and any(
        shown_name(path, office.inbox) not in known for path in inbox_files(office.inbox)
    )


def _check_clock(office: Office) -> None:
    """A file received while the clock is behind would count as older than the version it corrects."""
    now = _now(office)
    with office.engine.connect() as connection:
        newest = arrivals.newest_receipt(connection, office.site.id, office.site.time_zone)
    if newest and now < newest - timedelta(minutes=office.site.receipt.clock_minutes):
        raise InboxUnusable(
            f"系统时间（{now:%Y-%m-%d %H:%M}）早于已登记的收件时间（{newest:%Y-%m-%d %H:%M}），请先校正系统时间再运行；"
            f"时间不准时放进收件箱的文件，请在 {RECEIPTS} 里写明收到时间"
        )


def _now(office: Office) -> datetime:
    return datetime.now(ZoneInfo(office.site.time_zone))


def _enter(connection: Connection, office: Office, arrived: Sequence[_Arrived]) -> None:
    frame = pd.DataFrame(
        [vars(file) for file in arrived],
        columns=["sha256", "file_name", "received_at", "is_dated", "size"],
    )
    new = arrivals.receive(connection, office.site.id, frame, office.site.time_zone)
    refused = {
        arrivals.submission_id(file.sha256, file.file_name): file.refusal for file in arrived if file.refusal
    }
    reasons = {
        identifier: refused[identifier] for identifier in new["submission_id"] if identifier in refused
    }
    rejections = pd.DataFrame(
        {"submission_id": list(reasons), "reason": list(reasons.values()), "unit_code": None, "period": None}
    )
    ledger.reject(connection, office.site.id, rejections)


def _arrived(
    path: Path, office: Office, stated: Mapping[str, datetime], deleted: Mapping[str, set[str]]
) -> _Arrived | None:
    """Archive one file; None if it was taken away or written to while we looked: the next pass sees what
    there is then.
    """
    name = shown_name(path, office.inbox)
    archived, refusal = None, None
    try:
        archived = archive(path, office.archive, deleted=deleted.get(name, ()))
        sha256, size, modified = archived.sha256, archived.size, archived.modified
    except NotArchived as not_archived:
        (size, modified), refusal = _size_and_time(path), not_archived.sentence
        sha256 = hashlib.sha256(f"{name}\0{size}".encode()).hexdigest()
    except StillChanging:
        _log.warning(STILL_CHANGING, name)
        return None
    except FileNotFoundError:
        return None
    moment, is_dated = _received_at(modified, office)
    return _Arrived(
        sha256,
        name,
        stated.get(name, moment),
        name in stated or is_dated,
        size,
        refusal,
        archived,
        name in stated,
    )


def _by_the_stated_day(arrived: Sequence[_Arrived], office: Office) -> list[_Arrived]:
    """The files as they came where a stated day is today (``as_of``). A file changed after that day counts as
    received on it. Such files come a second apart, in the order of their own times, and after all that came
    before; so a correction stays newer than what it corrects.
    """
    day = office.stated_day
    if not day:
        return list(arrived)
    is_late = [not file.is_listed and file.received_at.date() > day for file in arrived]
    late = list(compress(arrived, is_late))
    if not late:
        return list(arrived)
    with office.engine.connect() as connection:
        newest = arrivals.newest_receipt(connection, office.site.id, office.site.time_zone)
    noon = datetime.combine(day, time(12), ZoneInfo(office.site.time_zone))
    first = max(noon, newest + timedelta(seconds=1)) if newest else noon
    in_order = sorted(late, key=lambda file: (file.received_at, file.file_name))
    moments = {file.file_name: first + timedelta(seconds=n) for n, file in enumerate(in_order)}
    return [
        replace(file, received_at=moments[file.file_name], is_dated=False) if came_late else file
        for file, came_late in zip(arrived, is_late, strict=True)
    ]


def _size_and_time(path: Path) -> tuple[int, float]:
    """Size and time of a file that cannot be archived, as far as the system tells them."""
    try:
        status = path.lstat()
    except OSError:
        return 0, math.nan
    return status.st_size, status.st_mtime


def _received_at(modified: float, office: Office) -> tuple[datetime, bool]:
    """When a file was last changed, and whether that is the file's own time. A file cannot have been received
    before 1970 or in the future: for such a time it is now.
    """
    now = _now(office)
    is_dated = 0 <= modified < now.timestamp()
    return (datetime.fromtimestamp(modified, now.tzinfo) if is_dated else now), is_dated


def receipt_times(office: Office) -> ReceiptTimes:
    """What the inbox's list of receipts says. InboxUnusable where it cannot be read at all."""
    try:
        return read_receipt_times(office.inbox / RECEIPTS, _now(office))
    except UnreadableReceipts as error:
        raise InboxUnusable(str(error)) from None
