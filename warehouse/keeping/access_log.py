"""The log of access to originals (原件查阅记录): who opened which file of the archive, when, with which
command and what for.

One JSON object a line in ``<home>/evidence/access.log`` (mode 0600), only ever appended to. It names files,
never anybody in them. Passes open originals too, to review them and to write what goes back: these are told
of by the ledger and the run's summary instead.
"""

import json
import os
import pwd
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from schemas.privacy import mask_text
from warehouse.files.private_files import make_private
from warehouse.office import Office

FOLDER = "evidence"
LOG = "access.log"


def evidence_folder(office: Office) -> Path:
    """Where evidence lies, open to the owner alone."""
    folder = office.home / FOLDER
    make_private(folder)
    return folder


def log_access(office: Office, sha256: str, file_name: str, purpose: str) -> None:
    """Enter that an original is opened; ``purpose`` begins with the command (``explain township-2023 A3-1
    …``). Before it is opened.
    """
    entry = {
        "at": datetime.now(ZoneInfo(office.site.time_zone)).isoformat(timespec="seconds"),
        "who": _operating_user(),
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
    """The entries from the first on: at, who, file, sha256, for. A line that a crash cut short is passed
    over.
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
    """Who runs this by the operating system's account, whatever the environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
