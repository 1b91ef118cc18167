"""Who gets an alert when a run fails or figures grow stale (告警): ``alerts`` in ``site.yaml``."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.documents import Strict
from schemas.settings.web_addresses import WebAddress


class AlertSettings(Strict):
    """Alerts go to a bot of the steward's group, or to any address as JSON (``kind: json``). Without either
    they are only shown.

    With ``to_group`` they go to the group of the reminders instead, where the units read them, too.
    ``stale_after_hours``: how long there may be no successful intake. By default that is a day and two hours.
    """

    kind: Literal["wecom", "dingtalk", "json"] = "json"
    url: WebAddress | None = None
    to_group: bool = False
    stale_after_hours: Annotated[int, Field(ge=1)] = 26
