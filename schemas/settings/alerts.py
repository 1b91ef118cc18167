"""Whom an office alerts when a run fails or figures grow stale (告警), as ``site.yaml`` says under
``alerts``.
"""

from typing import Annotated, Literal

from pydantic import Field

from schemas.documents import Strict
from schemas.settings.web_addresses import WebAddress


class AlertSettings(Strict):
    """Alerts go to a bot of the steward's group, or to any address as JSON (``kind: json``); without either
    they are only shown.

    ``to_group`` posts to the group of the reminders instead, where the units read them too.
    ``stale_after_hours``: how long there may be no successful intake; a night and two hours by default.
    """

    kind: Literal["wecom", "dingtalk", "json"] = "json"
    url: WebAddress | None = None
    to_group: bool = False
    stale_after_hours: Annotated[int, Field(ge=1)] = 26
