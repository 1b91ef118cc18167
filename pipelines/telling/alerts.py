"""Alerts (告警): one plain sentence to the steward's bot, or to an address that the office chooses. Nobody
else gets them.
"""

import http.client
import json
import os
import urllib.error
import urllib.request

from pipelines.telling.group_bots import (
    ALERTS,
    KINDS,
    TIMEOUT_SECONDS,
    Bot,
    PostFailed,
    configured_bot,
    post,
    web_opener,
)
from schemas.office.site import Site
from schemas.settings.web_addresses import web_address

ADDRESS_VARIABLE = "KAOHE_ALERT_WEBHOOK"


def alert(site: Site, title: str, text: str) -> list[str]:
    """Post an alert to the addresses that the site names. Return them as words; none if the site names none.
    PostFailed says why it could not be posted.
    """
    told = []
    if site.alerts.to_group and (bot := configured_bot(site)):
        post(bot, title, _message(title, text), what=ALERTS)
        told.append(f"{bot.kind.name}群（{bot.masked_address}）")
    if address := _address(site):
        told.append(_post_to(site, address, title, text))
    return told


def is_configured(site: Site) -> bool:
    """Whether anybody gets alerts."""
    return bool(_address(site)) or site.alerts.to_group


def _address(site: Site) -> str | None:
    stated = site.alerts.url.get_secret_value() if site.alerts.url else None
    address = os.environ.get(ADDRESS_VARIABLE) or stated
    if address:
        try:
            web_address(address)
        except ValueError as error:
            raise PostFailed(f"环境变量 {ADDRESS_VARIABLE}：{error}") from None
    return address


def _post_to(site: Site, address: str, title: str, text: str) -> str:
    if site.alerts.kind in KINDS:
        bot = Bot(KINDS[site.alerts.kind], address)
        post(bot, title, _message(title, text), what=ALERTS)
        return f"{bot.kind.name}群（{bot.masked_address}）"
    return _post_json(address, {"site": site.id, "title": title, "text": text})


def _message(title: str, text: str) -> str:
    return f"**{title}**\n\n{text}"


def _post_json(address: str, content: dict[str, str]) -> str:
    """Post an object to an address. Any answer of success counts."""
    body = json.dumps(content, ensure_ascii=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310 — http(s) only, checked
    shown = Bot(KINDS["wecom"], address).masked_address
    try:
        with web_opener().open(request, timeout=TIMEOUT_SECONDS) as response:
            response.read(1)
    except urllib.error.HTTPError as error:
        raise PostFailed(f"告警没有发到 {shown}：对方返回 HTTP {error.code}，请核对地址") from None
    except (OSError, http.client.HTTPException):
        raise PostFailed(f"告警没有发到 {shown}：连接不上，请检查网络") from None
    return shown
