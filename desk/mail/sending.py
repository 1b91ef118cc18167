"""Sending the letters that are written, by SMTP over TLS.

A letter that the server took just before a crash is sent once more, with the same Message-ID: rather twice
than never.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256

from django.utils import timezone

from desk.mail.mailbox import TIMEOUT_SECONDS, MailFailed
from desk.mail.models import Letter
from schemas.settings.mail import MailServer, MailSettings, mail_server
from warehouse.keeping.access_log import log_access
from warehouse.office import Office

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
NO_LONGER_OF = "{to} 已不是这个单位的邮箱，没有发"
REFUSED = "{to} 拒收，请核对单位表里的邮箱"
GONE = "要附的退回件已不在，没有发"


def send_letters(office: Office, settings: MailSettings, password: str) -> int:
    """Send what is written and not sent; return how many letters went out. Raises MailFailed."""
    letters = list(Letter.objects.filter(sent_at=None, failure="").order_by("pk"))
    if not letters:
        return 0
    sent = 0
    with _server(mail_server(settings.smtp), password) as server:
        for letter in letters:
            failure = _why_not(office, letter) or _sent(office, settings, server, letter)
            letter.failure, letter.sent_at = failure, None if failure else timezone.now()
            letter.save(update_fields=["failure", "sent_at"])
            sent += not failure
    return sent


def _why_not(office: Office, letter: Letter) -> str:
    registry = office.site.registry
    if letter.unit_code not in registry or letter.to not in registry.get(letter.unit_code).mail:
        return NO_LONGER_OF.format(to=letter.to)
    return GONE if letter.attachment and not (office.home / letter.attachment).is_file() else ""


def _sent(office: Office, settings: MailSettings, server: smtplib.SMTP, letter: Letter) -> str:
    """Send one letter; why it was refused for good, or nothing."""
    try:
        server.send_message(_composed(office, settings, letter), settings.sender, [letter.to])
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = error.recipients[letter.to]
        if code < 500:  # the server asks to try later
            raise
        return REFUSED.format(to=letter.to)
    return ""


def _composed(office: Office, settings: MailSettings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address(office.site.name, addr_spec=settings.sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = f"{letter.subject}（{office.site.name}）"
    message["Date"] = letter.written_at
    domain = settings.sender.rpartition("@")[2]
    number = sha256(f"{office.site.id} {letter.key}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<kaohe.{number}@{domain}>"
    message["Auto-Submitted"] = "auto-replied" if letter.answers else "auto-generated"
    if letter.answers:
        message["In-Reply-To"] = message["References"] = letter.answers
    message.set_content(letter.text)
    if letter.attachment:
        content = (office.home / letter.attachment).read_bytes()
        log_access(office, sha256(content).hexdigest(), letter.attachment_name, f"mail to {letter.unit_code}")
        message.add_attachment(content, *XLSX, filename=letter.attachment_name)
    return message


@contextmanager
def _server(server: MailServer, password: str) -> Iterator[smtplib.SMTP]:
    secure = ssl.create_default_context()
    try:
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=secure
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        with connection:
            if server.scheme == "smtp":
                connection.starttls(context=secure)
            connection.login(server.user, password)
            yield connection
    except smtplib.SMTPException as error:
        raise MailFailed(
            f"发件服务器 {server.host} 不接受这次操作（{type(error).__name__}），请检查账号和密码，稍后再试"
        ) from None
    except OSError as error:
        raise MailFailed(
            f"连不上发件服务器 {server.host}（{type(error).__name__}），请检查网络和证书，稍后再试"
        ) from error
