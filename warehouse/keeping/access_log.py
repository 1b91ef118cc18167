"""The log of access to originals (原件查阅记录): who opened which file of the archive, when, with which
command and why.

It has one JSON object on each line of ``<home>/evidence/access.log`` (mode 0600), and is only ever appended
to. It names files, never a person in them. Passes open originals too, to review them and to write what goes
back. The ledger and the run's summary tell of these instead.
"""

import json
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from schemas.privacy import mask_text
from warehouse.files.private_files import make_private
from warehouse.office import Office

FOLDER = "evidence"
LOG = "access.log"


_account: ContextVar[str | None] = ContextVar("account", default=None)
"""The account of the desk for which this thread works, if any."""


@contextmanager
def acting_for(account: str) -> Iterator[None]:
    """Within the block, who opens an original is this account of the desk."""
    token = _account.set(account)
    try:
        yield
    finally:
        _account.reset(token)


def evidence_folder(office: Office) -> Path:
    """The folder for evidence, open to the owner alone."""
    folder = office.home / FOLDER
    make_private(folder)
    return folder


def log_access(office: Office, sha256: str, file_name: str, purpose: str) -> None:
    """Enter that somebody opens an original; call this before it is opened. ``purpose`` begins with the
    command (``explain township-2023 A3-1 …``).
    """
    entry = {
        "at": datetime.now(ZoneInfo(office.site.time_zone)).isoformat(timespec="seconds"),
        "who": _account.get() or _operating_user(),
        "file": mask_text(file_name),
        "sha256": sha256,
        "for": purpose,
    }
    descriptor = os.open(evidence_folder(office) / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (json.dumps(entry, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)


def accesses(office: Office) -> Iterator[dict[str, str]]:
    """The entries, the oldest first: at, who, file, sha256, for. A line that a crash cut short is left
    out.
    """
    path = office.home / FOLDER / LOG
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _operating_user() -> str:
    """The account of the operating system that runs this. The environment cannot change it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
