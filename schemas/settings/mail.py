"""What an office decides about its mail (邮件收报): where its mailbox is, and how letters go out. Its
password is not written here: it comes from the environment.
"""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator

from schemas.documents import Strict

PORTS = {"imaps": 993, "smtps": 465, "smtp": 587}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class MailServer:
    """A server of mail as its address names it. ``folder``: of the mailbox; only IMAP has one."""

    scheme: str
    host: str
    port: int
    user: str
    folder: str


def mail_server(address: str) -> MailServer:
    """The server that an address names. ValueError if the address is not complete."""
    parts = urlsplit(address)
    if not (parts.hostname and parts.username and parts.scheme in PORTS):
        raise ValueError(address)
    return MailServer(
        parts.scheme,
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username),
        unquote(parts.path.strip("/")) or "INBOX",
    )


def mail_address(text: str) -> str:
    """An address of mail in small letters. ValueError with a sentence if it is none."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"“{text}”不是邮箱地址，请写成 name@example.gov.cn 的样式")
    return text.lower()


def _server(address: str, schemes: tuple[str, ...], example: str) -> str:
    try:
        found = mail_server(address)
        fits = found.scheme in schemes and found.folder.isascii() and found.folder.isprintable()
    except ValueError:
        fits = False
    if not fits or urlsplit(address).password or '"' in address:
        raise ValueError(f"邮件服务器的地址不对，请写成 {example} 的样式；密码写在环境变量里，不写在这里")
    return address


def _imap(address: str) -> str:
    return _server(address, ("imaps",), "imaps://账号@服务器")


def _smtp(address: str) -> str:
    return _server(address, ("smtps", "smtp"), "smtps://账号@服务器（或 smtp://，要求 STARTTLS）")


class MailSettings(Strict):
    """The settings ``mail`` of ``site.yaml``.

    ``address``: from which letters come; without it, the account of ``smtp``. ``authenticated_by``: the name
    that the office's own mail server writes into Authentication-Results (RFC 8601). A sender counts only if
    that server has found it genuine. Without the name none does: each message waits for the steward.
    """

    imap: Annotated[str, AfterValidator(_imap)]
    smtp: Annotated[str, AfterValidator(_smtp)]
    address: Annotated[str, AfterValidator(mail_address)] | None = None
    authenticated_by: str | None = None

    @property
    def sender(self) -> str:
        """The address from which letters come; empty if none is known."""
        user = mail_server(self.smtp).user
        return self.address or (user.lower() if _ADDRESS.fullmatch(user) else "")
