"""Checking a workbook before it is filed: the trial of the review, with the marked workbook to download.

The marked workbook is kept for an hour in the folder of the desk, under a random name, for the account that
asked for it alone. What a desk that was ended has left there goes when it starts again.
"""

import json
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING

from assets.submissions.trial import Trial, try_workbook
from desk.project import desk_folder
from warehouse.files.private_files import make_private, write_private
from warehouse.office import Office

if TYPE_CHECKING:
    from desk.accounts.models import Account

FOLDER = "checked"
KEPT_SECONDS = 3600

reading_alone = Lock()
"""The reading processes are shared out to one caller at a time."""


@dataclass(frozen=True)
class Checked:
    """A trial, and the random name of the workbook that may be downloaded (None if nothing was found)."""

    trial: Trial
    token: str | None


def check(office: Office, account: "Account", content: bytes, file_name: str) -> Checked:
    """Try a workbook and keep what would go back."""
    with reading_alone:
        trial = try_workbook(office, content, file_name)
    if trial.returned is None:
        return Checked(trial, None)
    token = secrets.token_urlsafe(24)
    folder = desk_folder(office) / FOLDER
    make_private(folder)
    write_private(folder / f"{token}.xlsx", trial.returned, can_be_made_again=True)
    told = {"account": account.pk, "file_name": file_name}
    write_private(folder / f"{token}.json", json.dumps(told).encode(), can_be_made_again=True)
    later = Timer(KEPT_SECONDS, forget_old, (office,))
    later.daemon = True
    later.start()
    return Checked(trial, token)


def checked_workbook(office: Office, account: "Account", token: str) -> tuple[Path, str] | None:
    """The workbook of an account's own trial and the name of the file that was tried; None if there is
    none.
    """
    folder = desk_folder(office) / FOLDER
    known = {path.stem for path in folder.glob("*.xlsx")}
    if token not in known:
        return None
    told = json.loads((folder / f"{token}.json").read_text(encoding="utf-8"))
    return (folder / f"{token}.xlsx", told["file_name"]) if told["account"] == account.pk else None


def forget_old(office: Office) -> None:
    """Delete the marked workbooks that have been kept for an hour."""
    before = time.time() - KEPT_SECONDS
    for path in (desk_folder(office) / FOLDER).glob("*"):
        with suppress(FileNotFoundError):  # another thread deletes, too
            if path.stat().st_mtime <= before:
                path.unlink()
