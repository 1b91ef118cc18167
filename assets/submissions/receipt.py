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


def inbox_files(inbox: Path) -> list[Path]:
    """Everything a unit may have put there, in folders too; not hidden files, lock files of Excel (~$…) and the list of receipts."""
    found = (path for path in inbox.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path for path in found if not path.name.startswith((".", "~$")) and path != inbox / RECEIPTS)


def receive(office: Office) -> None:
    """Archive every file of the inbox and enter the new ones in the ledger; one that cannot be archived is entered with the reason."""
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
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {
            mask_text(row["file_name"]): datetime.fromisoformat(row["received_at"]).replace(tzinfo=zone) for row in csv.DictReader(lines)
        }
