"""Taking messages in. Each is taken once, whatever breaks in between:

1. the message lies on disk; 2. its line and the lines of its workbooks are in the desk's database, in one
transaction; 3. the workbooks lie in the inbox, with the time at which the mail server got the message;
4. the line says that it is taken, and the receipt is among the letters to send; 5. the message is marked in
the mailbox, for people only. What a crash leaves half done, the next look finishes from 1.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from assets.submissions.opening.stated_periods import read_period
from desk.filing.models import Filing
from desk.filing.names import name_made
from desk.filing.storing import into_inbox
from desk.mail.answering import tell_nothing_came, tell_receipt
from desk.mail.authenticity import is_genuine
from desk.mail.mailbox import Heading, Mailbox
from desk.mail.models import Message, State
from desk.mail.reading import LARGEST_FILE, Attachment, ReadMessage, read_message
from schemas.settings.mail import MailSettings
from warehouse.files.private_files import write_private
from warehouse.keeping.retention import LETTERS
from warehouse.office import Office

INBOX_FOLDER = "邮件"
LARGEST_MESSAGE = 2 * LARGEST_FILE
LOOK_BACK_DAYS = 30
"""How far a look goes back: before the newest message that is known, or before today."""

UNKNOWN = "发件人不在单位表的邮箱里"
NOT_GENUINE = "发件人写的是“{unit}”的邮箱，但邮件服务器没有验明"
LOST = "收到一半，存下的信已经不在，请单位重新发来"
NOBODY_VOUCHES = "发件人写的是“{unit}”的邮箱，但 site.yaml 的 mail 没有写 authenticated_by，不能验明"
TOO_LARGE = "邮件太大（{size} MB），没有取下来，请让单位分开发送或在报送平台上报"


def spooled(office: Office, identity: str) -> Path:
    """Where a message lies until it is taken, or the steward has decided about it."""
    return office.home / LETTERS / f"{identity}.eml"


def take_new(office: Office, settings: MailSettings, box: Mailbox) -> int:
    """Take in the messages that are not known yet; return how many these were."""
    for message in Message.objects.filter(state=State.BEGUN).order_by("pk"):
        finish(office, message)
    known = Message.objects.filter(mailbox=settings.imap, uid_validity=box.uid_validity)
    newest = known.order_by("-received_at").values_list("received_at", flat=True).first()
    since = min(office.as_of, newest.date()) if newest else office.as_of
    uids = box.since(since - timedelta(days=LOOK_BACK_DAYS))
    seen = set(known.values_list("uid", flat=True))
    new = [uid for uid in uids if uid not in seen]
    for uid in new:
        take(office, settings, box, uid)
    return len(new)


def take(office: Office, settings: MailSettings, box: Mailbox, uid: int) -> None:
    """Take one message in, and mark it."""
    heading = box.heading(uid)
    is_too_large = heading is not None and heading.size > LARGEST_MESSAGE
    content = box.content(uid, "HEADER" if is_too_large else "")
    if heading is None or content is None:
        return  # somebody has deleted it since
    read = read_message(content)
    identity = read.identity(content)
    if not spooled(office, identity).exists():
        write_private(spooled(office, identity), content)
    unit_code, reason = _whose(office, settings, read)
    if is_too_large:
        reason = TOO_LARGE.format(size=heading.size // 1_000_000)
    place = {"mailbox": settings.imap, "uid_validity": box.uid_validity, "uid": uid}
    message = _enter(place, read, identity, heading, unit_code, reason)
    finish(office, message)
    if not Message.objects.filter(identity=identity, state__in=[State.BEGUN, State.KEPT]).exists():
        spooled(office, identity).unlink(missing_ok=True)  # it was settled when it came the first time
    box.mark(uid, "\\Seen", *(["\\Flagged"] if message.state == State.KEPT else []))


def _whose(office: Office, settings: MailSettings, read: ReadMessage) -> tuple[str, str]:
    """(code of the unit, why the message is kept): one of them is empty."""
    today = office.as_of
    unit = next((each for each in office.site.registry if read.sender in each.mail), None)
    if not read.sender or unit is None or not unit.valid_on(today):
        return "", UNKNOWN
    if settings.authenticated_by is None:
        return "", NOBODY_VOUCHES.format(unit=unit.name)
    if not is_genuine(read.results, settings.authenticated_by, read.sender):
        return "", NOT_GENUINE.format(unit=unit.name)
    return unit.code, ""


@transaction.atomic
def _enter(
    place: dict[str, object],
    read: ReadMessage,
    identity: str,
    heading: Heading,
    unit_code: str,
    reason: str,
) -> Message:
    """The line of a message. What was delivered a second time is entered as such."""
    known = Message.objects.filter(identity=identity).exists()
    state = State.SENT_AGAIN if known else State.KEPT if reason else State.BEGUN
    message, _ = Message.objects.get_or_create(
        **place,
        defaults={
            "identity": identity,
            "message_id": read.message_id,
            "sender": read.sender[:255],
            "subject": read.subject,
            "received_at": min(heading.received_at, timezone.now()),
            "unit_code": unit_code,
            "state": state,
            "reason": reason,
        },
    )
    return message


def finish(office: Office, message: Message) -> None:
    """Bring the workbooks of a message that is begun into the inbox, and write the receipt. Doing it twice
    changes nothing.
    """
    if message.state != State.BEGUN:
        return
    path = spooled(office, message.identity)
    if not path.is_file():
        message.state, message.reason = State.KEPT, LOST
        message.save(update_fields=["state", "reason"])
        return
    read = read_message(path.read_bytes())
    filings = [_filing(message, each, number) for number, each in enumerate(read.workbooks)]
    for filing, workbook in zip(filings, read.workbooks, strict=True):
        _store(office, filing, workbook, message.received_at)
    with transaction.atomic():
        message.state = State.TAKEN if filings else State.WITHOUT_WORKBOOK
        message.save(update_fields=["state"])
        if filings:
            tell_receipt(office, message, filings, read.left_out)
        elif not read.is_automatic:
            tell_nothing_came(office, message, read.left_out)
    path.unlink(missing_ok=True)


def _filing(message: Message, workbook: Attachment, number: int) -> Filing:
    """The line of a workbook, with its receipt; the same one each time."""
    filing, _ = Filing.objects.get_or_create(
        request=uuid5(NAMESPACE_URL, f"kaohe-mail:{message.identity}:{number}"),
        defaults={
            "message": message,
            "unit_code": message.unit_code,
            "shown_name": workbook.name,
            "size": len(workbook.content),
            "sha256": workbook.sha256,
            "filed_at": message.received_at,
        },
    )
    return filing


def _store(office: Office, filing: Filing, workbook: Attachment, received_at: datetime) -> None:
    if filing.stored_at:
        return
    # The receipt's number stands in the name, so that no two files have the same.
    period = _period_in(office, workbook.name)
    name = name_made(office, filing.unit_code, workbook.ending, period, filing.receipt)
    filing.inbox_name = f"{INBOX_FOLDER}/{name}"
    filing.save(update_fields=["inbox_name"])
    into_inbox(BytesIO(workbook.content), office.inbox / filing.inbox_name, received_at)
    filing.stored_at = timezone.now()
    filing.save(update_fields=["stored_at"])


def _period_in(office: Office, name: str) -> str | None:
    """The period, or only the month, that the name of a file states: forms may not state it themselves."""
    stated = read_period(name.rpartition(".")[0] or name, office.forms.values())
    if stated is None:
        return None
    return stated.period or (f"{stated.month}月" if stated.month and not stated.year else None)


def file_for(office: Office, message: Message, unit_code: str, by: str) -> Sequence[Filing]:
    """Take in a kept message as a unit's, because a steward says so."""
    message.unit_code, message.state, message.settled_by = unit_code, State.BEGUN, by
    message.save(update_fields=["unit_code", "state", "settled_by"])
    finish(office, message)
    return list(Filing.objects.filter(message=message))


def dismiss(office: Office, message: Message, by: str) -> None:
    """Settle a kept message without taking anything from it."""
    message.state, message.settled_by = State.DISMISSED, by
    message.save(update_fields=["state", "settled_by"])
    spooled(office, message.identity).unlink(missing_ok=True)
