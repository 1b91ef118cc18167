"""Posting to a group: the webhook bots (群机器人) of WeCom 企业微信 and DingTalk 钉钉.

Whoever knows a bot's address can write to its group. So no message of an exception, no log and no output
shows the address.
"""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from assets.submissions.steward.reminders import Reminder, UnitReminder
from schemas.office.site import Site
from schemas.settings.web_addresses import web_address

ADDRESS_VARIABLE = "KAOHE_WEBHOOK"
TIMEOUT_SECONDS = 10.0
WAITS = (1.0, 2.0, 4.0)
"""Seconds before each further attempt when the network or the bot's server fails."""
MESSAGES_A_MINUTE = 20
"""Both bots refuse more."""
MOST_BYTES_READ = 65_536
ROOM_FOR_NUMBER = len("（第 100 条，共 100 条）".encode())

REMINDERS, ALERTS = "催报", "告警"
"""What is posted, as messages of an error name it."""

BUSY = -1
"""The error code by which both servers say that they are busy for the moment."""

REASONS = {
    45009: "群机器人发得太频繁（每分钟最多 20 条），请过几分钟再发",
    93000: "群机器人的地址无效，可能已从群里删除或地址抄错，请到群设置里重新复制 Webhook 地址",
    130101: "群机器人发得太频繁（每分钟最多 20 条），请过几分钟再发",
    300001: "群机器人的地址无效，可能已从群里删除或地址抄错，请到群设置里重新复制 Webhook 地址",
    310000: "群机器人的安全设置不允许这条消息，请在机器人设置里把自定义关键词设为“催报”，或允许本机的 IP 地址",
}
"""What the error codes of the bots mean, for the person who configures the bots."""


class PostFailed(Exception):
    """A message was not posted; the text is a Chinese sentence for the steward, without the bot's address."""


@dataclass(frozen=True)
class BotKind:
    """How the kinds of bots differ: the most bytes of a message (UTF-8), what starts a new line, and the JSON
    that they document.
    """

    name: str
    most_bytes: int
    line_break: str
    body: Callable[[str, str], dict[str, Any]]


KINDS = {
    # developer.work.weixin.qq.com/document/path/91770: markdown.content holds at most 4096 bytes.
    "wecom": BotKind(
        "企业微信", 4096, "\n", lambda title, text: {"msgtype": "markdown", "markdown": {"content": text}}
    ),
    # open.dingtalk.com/document/orgapp/custom-robot-access: the list of chats shows the title; a line break
    # needs two spaces before it.
    "dingtalk": BotKind(
        "钉钉",
        20_000,
        "  \n",
        lambda title, text: {"msgtype": "markdown", "markdown": {"title": title, "text": text}},
    ),
}


@dataclass(frozen=True)
class Bot:
    """A bot and its address."""

    kind: BotKind
    address: str = field(repr=False)

    @property
    def masked_address(self) -> str:
        """The part of the address that may be shown: its server."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.hostname}/****"

    def without_secrets(self, text: str) -> str:
        """The text with the address, and every secret part of the address, masked."""
        parts = urlsplit(self.address)
        for secret in (
            self.address,
            parts.query,
            *(value for _, value in parse_qsl(parts.query)),
            parts.password or "",
        ):
            text = text.replace(secret, "****") if secret else text
        return text


def configured_bot(site: Site) -> Bot | None:
    """The bot of a site, with the kind and the address from its ``webhook``. The address in KAOHE_WEBHOOK has
    precedence. None if there is no address.

    Raises PostFailed if the address is not a web address, or if nothing says which kind of bot it belongs to.
    """
    stated = site.webhook.url.get_secret_value() if site.webhook and site.webhook.url else None
    address = os.environ.get(ADDRESS_VARIABLE) or stated
    if not address:
        return None
    if not site.webhook:
        raise PostFailed(
            f"有环境变量 {ADDRESS_VARIABLE}，但不知道是哪种群机器人，请在 site.yaml 写明，例如 webhook: {{kind: wecom}}"
        )
    try:
        web_address(address)
    except ValueError as error:
        raise PostFailed(f"环境变量 {ADDRESS_VARIABLE}：{error}") from None
    return Bot(KINDS[site.webhook.kind], address)


def messages(reminder: Reminder, kind: BotKind) -> list[str]:
    """A reminder as messages of a bot, none of them too large. It is divided between units. If nothing is
    open, there are no messages.

    If the reports of one unit do not fit into one message, that unit is divided between reports.
    """
    if not reminder.units:
        return []
    heading = f"**{reminder.heading}**"
    room = kind.most_bytes - _size(heading, kind) - ROOM_FOR_NUMBER - _size("\n\n", kind)
    blocks = [
        reminder.opening,
        *(block for unit in reminder.units for block in _blocks(unit, kind, room)),
        reminder.closing,
    ]
    parts: list[str] = []
    for block in blocks:
        joined = f"{parts[-1]}\n\n{block}" if parts else block
        if parts and _size(joined, kind) <= room:
            parts[-1] = joined
        else:
            parts.append(block)
    numbers = [
        f"（第 {number} 条，共 {len(parts)} 条）" if len(parts) > 1 else ""
        for number in range(1, len(parts) + 1)
    ]
    return [
        _written(f"{heading}{number}\n\n{part}", kind) for number, part in zip(numbers, parts, strict=True)
    ]


def _blocks(unit: UnitReminder, kind: BotKind, room: int) -> Iterator[str]:
    name, *lines = unit.text.split("\n")
    block = f"**{name}**"
    for line in lines:
        longer = f"{block}\n{line}"
        if _size(longer, kind) > room:
            yield block
            longer = f"**{name}**（续）\n{line}"
        block = longer
    yield block


def _written(text: str, kind: BotKind) -> str:
    return text.replace("\n", kind.line_break)


def _size(text: str, kind: BotKind) -> int:
    return len(_written(text, kind).encode())


def post_reminders(
    bot: Bot, written: Sequence[Reminder], timeout: float = TIMEOUT_SECONDS, waits: Sequence[float] = WAITS
) -> int:
    """Post the reminders, one message after the other; return how many messages there were.

    Raises PostFailed at the first message that cannot be posted. It says how many were posted before.
    """
    prepared = [(reminder.heading, text) for reminder in written for text in messages(reminder, bot.kind)]
    pause = 60 / MESSAGES_A_MINUTE if len(prepared) > MESSAGES_A_MINUTE else 0
    for done, (title, text) in enumerate(prepared):
        if done:
            time.sleep(pause)
        try:
            post(bot, title, text, timeout, waits)
        except PostFailed as failure:
            before = f"前 {done} 条已发出，第 {done + 1} 条没有：" if done else ""
            raise PostFailed(f"{before}{failure}") from None
    return len(prepared)


def post(
    bot: Bot,
    title: str,
    text: str,
    timeout: float = TIMEOUT_SECONDS,
    waits: Sequence[float] = WAITS,
    what: str = REMINDERS,
) -> None:
    """Post one message. If the network or the server fails, try again after each of the ``waits`` (seconds).
    ``what`` names the message in the error.

    If the answer to a message is lost, the message may appear twice; that is better than not at all. If the
    bot itself refuses a message, it is not tried again.
    """
    body = json.dumps(bot.kind.body(title, text), ensure_ascii=False).encode()
    problem = ""
    for wait in (0.0, *waits):
        time.sleep(wait)
        try:
            answer = _answer(bot, body, timeout, what)
        except _Unreachable as failure:
            problem = str(failure)
            continue
        code: Any = answer.get("errcode")
        if code == 0:
            return
        if code != BUSY:
            said = bot.without_secrets(str(answer.get("errmsg", "")))[:200]
            reason = REASONS.get(code, "群机器人没有接受这条消息，请把错误代码告诉管理员")
            raise PostFailed(f"{what}没有发到{bot.kind.name}群：{reason}（错误代码 {code}：{said}）")
        problem = "对方服务器繁忙"
    raise PostFailed(
        f"{what}没有发到{bot.kind.name}群：{problem}，已试 {len(waits) + 1} 次，请检查本机能否访问 {bot.masked_address}，稍后再发"
    )


class _Unreachable(Exception):
    """The network or the server failed; trying again may help."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses redirections. A redirected message would arrive empty, and its address would stand in somebody
    else's log.
    """

    def redirect_request(self, *arguments: Any) -> None:
        return None


def web_opener() -> urllib.request.OpenerDirector:
    """Opens addresses that are secrets, and refuses redirections."""
    return urllib.request.build_opener(_NoRedirects)


def _answer(bot: Bot, body: bytes, timeout: float, what: str) -> dict[str, Any]:
    """The JSON that the bot answered. Raises _Unreachable, or PostFailed for an answer that no bot gives."""
    request = urllib.request.Request(bot.address, body, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310 — http(s) only, checked
    try:
        with web_opener().open(request, timeout=timeout) as response:
            content = response.read(MOST_BYTES_READ)
    except urllib.error.HTTPError as error:
        if error.code == 429 or error.code >= 500:
            raise _Unreachable(f"对方服务器返回 HTTP {error.code}") from None
        raise PostFailed(
            f"{what}没有发到{bot.kind.name}群：对方返回 HTTP {error.code}，请核对群机器人的 Webhook 地址"
        ) from None
    except (OSError, http.client.HTTPException) as error:
        timed_out = isinstance(error, TimeoutError) or isinstance(
            getattr(error, "reason", None), TimeoutError
        )
        raise _Unreachable(f"{timeout:g} 秒内没有回应" if timed_out else "连接不上对方服务器") from None
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "errcode" not in answer:
        raise PostFailed(
            f"{what}没有发到{bot.kind.name}群：对方的回答不是群机器人的格式，请核对 Webhook 地址和网络代理"
        )
    return answer
