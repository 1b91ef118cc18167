"""The list of receipts (收文时间表, ``received.csv``): when files of the inbox were received, as people
save it.

A faulty line costs itself alone: its file waits until the line is put right, for whether a report is late,
and which version is the newest, hang on that time.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from assets.submissions.inbox.listing import RECEIPTS
from schemas.privacy import mask_text
from schemas.texts.csv_files import read_csv_text

COLUMNS = ("file_name", "received_at")
LONGEST_SHOWN = 20

_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
)


class UnreadableReceipts(ValueError):
    """A list of which no line can be told from another; the message says in Chinese what to do."""


@dataclass(frozen=True)
class FaultyLine:
    """A line of the list that somebody has to correct. ``says`` goes on where the line was named."""

    line: int
    says: str

    def __str__(self) -> str:
        """The whole sentence, in Chinese."""
        return f"收文时间表 {RECEIPTS} 第 {self.line} 行{self.says}"


@dataclass(frozen=True)
class ReceiptTimes:
    """``stated``: when each file was received, by its name; ``waiting``: the names on faulty lines;
    ``faults``: the faulty lines.
    """

    stated: Mapping[str, datetime] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    faults: tuple[FaultyLine, ...] = ()


def read_receipt_times(path: Path, now: datetime) -> ReceiptTimes:
    """The list in a file, in UTF-8 or GB18030; ``now`` is the moment in the office's time zone. Raises
    UnreadableReceipts.
    """
    if not path.is_file():
        return ReceiptTimes()
    stated: dict[str, datetime] = {}
    waiting: set[str] = set()
    faults: list[FaultyLine] = []
    for number, line in _lines(path):
        name = mask_text((line.get("file_name") or "").strip())
        told = _received_at(line, now)
        if isinstance(told, datetime) and name:
            stated[name] = told
        else:
            missing = "没有文件名（file_name），请补上"
            faults.append(FaultyLine(number, str(told) if name else missing))
            waiting |= {name} - {""}
    return ReceiptTimes(stated, frozenset(waiting - set(stated)), tuple(faults))


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The lines that are not blank, with their numbers."""
    try:
        reader = csv.DictReader(StringIO(read_csv_text(path), newline=""), restkey="more")
        names = [name.strip() for name in reader.fieldnames or ()]
        if not set(COLUMNS) <= set(names):
            raise UnreadableReceipts(
                f"收文时间表 {RECEIPTS} 第 1 行应写列名 {','.join(COLUMNS)}，请改正后重新运行"
            )
        reader.fieldnames = names
        for line in reader:
            if any(cell and cell.strip() for cell in line.values() if isinstance(cell, str)):
                yield reader.line_num, line
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableReceipts(
            f"收文时间表 {RECEIPTS} 读不出来，请用 Excel 另存为“CSV UTF-8”后重新运行"
        ) from None


def _received_at(line: Mapping[str, str | None], now: datetime) -> datetime | str:
    """The time of a line, or what is wrong with it."""
    written = (line.get("received_at") or "").strip()
    if not written:
        return "没有收到时间（received_at），请补上；这个文件先不收"
    told = _time(written, now)
    if told is None:
        wanted = "请写成 2023-12-05 09:30 的样式；这个文件先不收"
        return f"的收到时间“{written[:LONGEST_SHOWN]}”无法识别，{wanted}"
    if told > now:
        return f"的收到时间“{written[:LONGEST_SHOWN]}”还没有到，请改正；这个文件先不收"
    return told


def _time(written: str, now: datetime) -> datetime | None:
    """A time as people and Excel write it (2024-01-03 09:00, 2024/1/3 9:00), or with its own offset."""
    zone = now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else None
    try:
        if found := _TIME.fullmatch(written):
            return datetime(*(int(part or 0) for part in found.groups()), tzinfo=zone)  # type: ignore[arg-type, misc]
        told = datetime.fromisoformat(written)
    except ValueError:
        return None
    return told.astimezone(zone) if told.tzinfo else told.replace(tzinfo=zone)
