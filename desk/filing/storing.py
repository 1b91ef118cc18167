"""Storing a filed workbook: first its line in the desk's database, then the file in the inbox, then the word
that it is there. Only after that does the clerk get a receipt.

A crash in between leaves a line without ``stored_at``: nobody was told that the file came. If it lies in the
inbox all the same, the next look completes the line.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from desk.accounts.models import Account
from desk.filing.models import Filing
from desk.filing.names import name_made, shown_name
from desk.limits import NO_ROOM
from warehouse.files.durable_files import flush_folder, make_folder
from warehouse.ledger.arrivals import submission_id
from warehouse.ledger.decisions import record_answering
from warehouse.office import Office

FOLDER = "报送平台"
"""The folder of the inbox into which the desk puts files."""


class NotStored(Exception):
    """The file could not be stored. The message is one Chinese sentence."""


def store(
    office: Office,
    account: Account,
    upload: UploadedFile,
    request: UUID,
    period: str | None = None,
    answers: str | None = None,
) -> Filing:
    """Put an uploaded workbook into the inbox, and return its line. A request that was carried out before
    gives the line made then. Raises NotStored.

    ``period``: the period for which the unit says it is; it becomes part of the name. ``answers``: the id of
    the file whose queries this one answers.
    """
    known = Filing.objects.filter(request=request, account=account).first()
    if known and known.stored_at:
        return known
    filing = known or Filing.objects.create(
        account=account,
        unit_code=account.unit_code,
        shown_name=shown_name(upload.name or ""),
        size=upload.size or 0,
        sha256=_digest(upload.chunks()),
        request=request,
    )
    name = f"{FOLDER}/{name_made(office, account.unit_code, upload.name or '', period, filing.receipt)}"
    Filing.objects.filter(pk=filing.pk).update(inbox_name=name)
    if answers:
        with office.engine.begin() as connection:
            record_answering(connection, office.site.id, submission_id(filing.sha256, name), answers)
    try:
        _move(Path(upload.temporary_file_path()), office.inbox / name)
    except OSError as error:
        filing.delete()
        raise NotStored(NO_ROOM) from error
    filing.inbox_name, filing.stored_at = name, timezone.now()
    filing.save(update_fields=["inbox_name", "stored_at"])
    return filing


def complete(office: Office, account: Account) -> None:
    """Complete the lines of files that reached the inbox before a crash."""
    for filing in Filing.objects.filter(account=account, stored_at=None).exclude(inbox_name=""):
        path = office.inbox / filing.inbox_name
        if path.is_file() and path.stat().st_size == filing.size:
            with transaction.atomic():
                filing.stored_at = timezone.now()
                filing.save(update_fields=["stored_at"])


def _digest(chunks: Iterable[Any]) -> str:
    code = hashlib.sha256()
    for chunk in chunks:
        code.update(chunk)
    return code.hexdigest()


def _move(quarantined: Path, place: Path) -> None:
    with quarantined.open("rb") as source:
        into_inbox(source, place)


def into_inbox(source: BinaryIO, place: Path, received_at: datetime | None = None) -> None:
    """Copy a file into the inbox. It is complete and on disk before it has its name there.

    ``received_at``: when the office got it, if that is not now. The pass takes the time of the file for it.
    """
    make_folder(place.parent)
    beside = place.with_name(f".{place.name}")  # intake leaves hidden files alone
    try:
        with beside.open("wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        beside.chmod(0o640)
        if received_at:
            os.utime(beside, (received_at.timestamp(), received_at.timestamp()))
        beside.replace(place)
        flush_folder(place.parent)
    finally:
        beside.unlink(missing_ok=True)
