"""The office's mailbox, read by IMAP over TLS. Nothing is deleted there and nothing moved."""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from schemas.settings.mail import MailServer

TIMEOUT_SECONDS = 60
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailFailed(Exception):
    """A server of mail cannot be used; the message is one Chinese sentence."""


@dataclass(frozen=True)
class Heading:
    """What is known of a message before it is fetched: its size in bytes, and when the server got it."""

    size: int
    received_at: datetime


class Mailbox:
    """A folder of a mailbox that is open."""

    def __init__(self, connection: imaplib.IMAP4, uid_validity: int) -> None:
        self.connection = connection
        self.uid_validity = uid_validity

    def since(self, day: date, *also: str) -> list[int]:
        """The messages that came on that day or later."""
        asked = f"SINCE {day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"
        (found,) = self._done("SEARCH", " ".join([*also, asked]))
        return [int(each) for each in (found or b"").split()]

    def heading(self, uid: int) -> Heading | None:
        """Size and time of receipt; None if the message is gone."""
        told = self._told(self._done("FETCH", str(uid), "(RFC822.SIZE INTERNALDATE)"))
        size, moment = re.search(rb"RFC822\.SIZE (\d+)", told), imaplib.Internaldate2tuple(told)
        if size is None or moment is None:
            return None
        return Heading(int(size[1]), datetime.fromtimestamp(time.mktime(moment), UTC))

    def content(self, uid: int, part: str = "") -> bytes | None:
        """The message as it came, or only its HEADER; None if it is gone. It stays unread."""
        answer = self._done("FETCH", str(uid), f"(BODY.PEEK[{part}])")
        return next((bytes(each[1]) for each in answer if isinstance(each, tuple)), None)

    def mark(self, uid: int, *flags: str) -> None:
        """Set flags, for people who look into the mailbox. Nothing depends on them."""
        self._done("STORE", str(uid), f"+FLAGS.SILENT ({' '.join(flags)})")

    def _done(self, command: str, *arguments: str) -> list:
        status, answer = self.connection.uid(command, *arguments)
        if status != "OK":
            raise MailFailed(f"收件服务器不接受 {command} 命令，请稍后再试，仍不行请联系邮箱管理员")
        return answer

    @staticmethod
    def _told(answer: list) -> bytes:
        return b" ".join(each[0] if isinstance(each, tuple) else each or b"" for each in answer)


@contextmanager
def open_mailbox(server: MailServer, password: str) -> Iterator[Mailbox]:
    """Log in and open the folder. Raises MailFailed."""
    try:
        connection = imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS
        )
        try:
            yield _opened(connection, server, password)
        finally:
            connection.shutdown()
    except imaplib.IMAP4.error:
        raise MailFailed(f"收件服务器 {server.host} 不接受这次操作，请检查账号、密码和文件夹的名称") from None
    except OSError as error:
        raise MailFailed(
            f"连不上收件服务器 {server.host}（{type(error).__name__}），请检查网络和证书，稍后再试"
        ) from error


def _opened(connection: imaplib.IMAP4, server: MailServer, password: str) -> Mailbox:
    connection.login(server.user, password)
    status, _ = connection.select(f'"{server.folder}"')
    validity = connection.response("UIDVALIDITY")[1]
    if status != "OK" or not validity or validity[0] is None:
        raise imaplib.IMAP4.error(server.folder)
    return Mailbox(connection, int(validity[0]))
