"""Receipt (收文): everything new in the inbox is archived and entered in the ledger, before anything reads it."""

import csv
import hashlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from assets.submissions.archive import NotArchived, archive
from schemas.privacy import mask_text
from warehouse import ledger
from warehouse.office import Office

RECEIPTS = "received.csv"
"""States when files of the inbox were received, where their own time of modification does not (a copied folder): file_name, received_at."""


class InboxUnusable(Exception):
    """The inbox cannot be taken in as it is; the message says in Chinese what the office must put right."""


def inbox_files(inbox: Path) -> list[Path]:
    """Everything a unit may have put there, in folders too; not hidden files, lock files of Excel (~$…) and the list of receipts."""
    found = (path for path in inbox.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path for path in found if not path.name.startswith((".", "~$")) and path != inbox / RECEIPTS)


def receive(office: Office) -> None:
    """Archive every file of the inbox and enter the new ones in the ledger; one that cannot be archived is entered with the reason.

    Raises InboxUnusable where the inbox is not there (a share that is not mounted must not look like a quiet month) or its list of
    receipts cannot be read: whether a report is late hangs on it.
    """
    if not office.inbox.is_dir():
        raise InboxUnusable(f"收件箱文件夹“{office.inbox}”不存在，请检查它是否已连接，或在 site.yaml 里改正 inbox")
    stated = _stated_receipts(office)
    paths = inbox_files(office.inbox)
    files, refused = [], {}
    for done, path in enumerate(paths, start=1):
        office.progress("存档", done, len(paths))
        name = mask_text(path.relative_to(office.inbox).as_posix())
        try:
            archived = archive(path, office.archive)
            sha256, size = archived.sha256, archived.size
        except NotArchived as refusal:
            sha256, size = _stand_in(path), path.lstat().st_size
            refused[ledger.submission_id(sha256, name)] = refusal.sentence
        except FileNotFoundError:
            continue  # taken away while we looked; if it comes back, the next pass sees it
        files.append((sha256, name, stated.get(name) or _modified(path, office), size))
    frame = pd.DataFrame(files, columns=["sha256", "file_name", "received_at", "size"])
    with office.engine.begin() as connection:
        new = ledger.receive(connection, office.site.id, frame, office.site.time_zone)
        identifiers = [identifier for identifier in new["submission_id"] if identifier in refused]
        reasons = [refused[identifier] for identifier in identifiers]
        ledger.reject(
            connection,
            office.site.id,
            pd.DataFrame({"submission_id": identifiers, "reason": reasons, "unit_code": None, "period": None}),
        )


def _stand_in(path: Path) -> str:
    """In place of the SHA-256 of a content that was not read: that of the file's name and size."""
    return hashlib.sha256(f"{path.name}\0{path.lstat().st_size}".encode()).hexdigest()


def _modified(path: Path, office: Office) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, ZoneInfo(office.site.time_zone))


def _stated_receipts(office: Office) -> dict[str, datetime]:
    path = office.inbox / RECEIPTS
    if not path.is_file():
        return {}
    zone = ZoneInfo(office.site.time_zone)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return dict(_stated_receipt(number, line, zone) for number, line in enumerate(csv.DictReader(lines), start=2))
    except (UnicodeDecodeError, csv.Error):
        raise InboxUnusable(f"收文时间表 {RECEIPTS} 不是 UTF-8 编码的 CSV 文件，请另存为“CSV UTF-8”后重新运行") from None


def _stated_receipt(number: int, line: dict[str, str | None], zone: ZoneInfo) -> tuple[str, datetime]:
    name, moment = line.get("file_name"), line.get("received_at")
    if not name or not moment:
        raise InboxUnusable(f"收文时间表 {RECEIPTS} 第 {number} 行缺少 file_name（文件名）或 received_at（收到时间），请补上后重新运行")
    try:
        return mask_text(name), datetime.fromisoformat(moment).replace(tzinfo=zone)
    except ValueError:
        wanted = "请写成 2023-12-05 09:30 的样式后重新运行"
        raise InboxUnusable(f"收文时间表 {RECEIPTS} 第 {number} 行的收到时间“{moment[:20]}”无法识别，{wanted}") from None
