"""One round of mail: take in, write what there is to say, send."""

from dataclasses import dataclass

from desk.mail.answering import remind_units, tell_outcomes
from desk.mail.mailbox import open_mailbox
from desk.mail.models import kept_messages
from desk.mail.sending import send_letters
from desk.mail.taking import take_new
from schemas.settings.mail import MailSettings, mail_server
from warehouse.office import Office
from warehouse.processes.turns import MAIL, in_turn


@dataclass(frozen=True)
class RoundDone:
    """How many messages were new, how many letters went out, and how many messages wait for the steward."""

    taken: int
    sent: int
    kept: int


def go_round(office: Office, settings: MailSettings, password: str, remind: bool = False) -> RoundDone:
    """Do all of it, one process at a time. Raises MailFailed with what was taken in already kept."""
    with in_turn(office.home, MAIL):
        with open_mailbox(mail_server(settings.imap), password) as box:
            taken = take_new(office, settings, box)
        tell_outcomes(office)
        if remind:
            remind_units(office)
        sent = send_letters(office, settings, password)
        return RoundDone(taken, sent, kept_messages().count())
