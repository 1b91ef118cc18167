"""What came by mail, and what goes out by mail."""

from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import timezone


class State(StrEnum):
    """How far a message is. ``begun``: its workbooks are on the way into the inbox."""

    BEGUN = "begun"
    TAKEN = "taken"
    WITHOUT_WORKBOOK = "without_workbook"
    SENT_AGAIN = "sent_again"
    KEPT = "kept"
    DISMISSED = "dismissed"


class Message(models.Model):
    """One message of the mailbox. ``mailbox``, ``uid_validity`` and ``uid``: its place there, which is never
    given to another message. ``identity`` is the same for a message that was delivered twice.

    ``received_at``: when the office's mail server got it. ``unit_code``: whose message it is; empty if
    nobody knows. ``reason``: why it is kept for the steward, in Chinese. ``settled_by``: who decided then.
    """

    mailbox = models.CharField(max_length=255)
    uid_validity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    identity = models.CharField(max_length=64, db_index=True)
    message_id = models.CharField(max_length=255, default="")
    sender = models.CharField(max_length=255, default="")
    subject = models.CharField(max_length=200, default="")
    received_at = models.DateTimeField()
    unit_code = models.CharField(max_length=60, default="", db_index=True)
    state = models.CharField(max_length=20, choices=[(str(each), each.name) for each in State])
    reason = models.CharField(max_length=200, default="")
    settled_by = models.CharField(max_length=60, default="")

    class Meta:
        """No two lines for one message."""

        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="one_line_a_message")
        ]


class Letter(models.Model):
    """A letter to a unit. ``key`` says what it is about; a second letter about the same is not written.

    ``attachment``: a file in the home folder, sent as ``attachment_name``. ``failure``: why it cannot be
    sent, in Chinese; it is not tried again.
    """

    key = models.CharField(max_length=120, unique=True)
    unit_code = models.CharField(max_length=60)
    to = models.CharField(max_length=255)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    attachment = models.CharField(max_length=255, default="")
    attachment_name = models.CharField(max_length=255, default="")
    answers = models.CharField(max_length=255, default="")
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, default="")


def write_letter(key: str, unit_code: str, to: str, subject: str, text: str, **more: Any) -> None:
    """Put a letter among those to send, unless it was written before."""
    Letter.objects.get_or_create(
        key=key, defaults={"unit_code": unit_code, "to": to, "subject": subject, "text": text, **more}
    )


def kept_messages() -> "models.QuerySet[Message]":
    """The messages about which the steward has to decide."""
    return Message.objects.filter(state=State.KEPT)


def failed_letters() -> "models.QuerySet[Letter]":
    """The letters that cannot be sent."""
    return Letter.objects.exclude(failure="")
