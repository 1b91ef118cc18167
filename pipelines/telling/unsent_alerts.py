"""Alerts that could not be posted (未发出的告警). They are kept in the home folder and posted as soon as
posting works again.

Dagster reports a failed run only once. People must learn of it even if the network was down at that moment.
"""

import json
import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from pipelines.telling.alerts import alert
from pipelines.telling.group_bots import PostFailed
from warehouse.files.private_files import write_private
from warehouse.office import Office

FOLDER = "alerts"


def alert_or_keep(office: Office, title: str, text: str) -> None:
    """Post an alert. If that fails, keep it for ``post_unsent`` and still raise PostFailed."""
    try:
        alert(office.site, title, text)
    except PostFailed:
        now = datetime.now(ZoneInfo(office.site.time_zone))
        kept = {"title": title, "text": text, "at": f"{now:%Y-%m-%d %H:%M}"}
        path = office.home / FOLDER / f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.json"
        write_private(path, json.dumps(kept, ensure_ascii=False).encode())
        raise


def post_unsent(office: Office) -> int:
    """Post the alerts that were kept, the oldest first, each with the time it dates from. Return how many
    were posted. PostFailed at the first one that cannot be posted.
    """
    waiting = sorted((office.home / FOLDER).glob("*.json"))
    for path in waiting:
        kept = json.loads(path.read_text(encoding="utf-8"))
        alert(office.site, kept["title"], f"（{kept['at']} 的告警，当时没有发出）{kept['text']}")
        path.unlink()
    return len(waiting)
