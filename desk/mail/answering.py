"""The letters to units: the receipt of a message, what became of a workbook, reminders. A letter goes only to
the unit that it is about, at an address that units.csv gives to it.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from assets.submissions.returned import returned_file_name
from assets.submissions.steward.reminders import reminders
from desk.filing.models import Filing
from desk.filing.outcomes import FilingOutcome, outcomes
from desk.mail.models import Letter, Message, write_letter
from warehouse.ledger.returns import owed_workbooks
from warehouse.office import Office
from warehouse.standing.progress import report_progress

TOLD_DAYS = 90
"""For so long after it came, a unit is told what becomes of a workbook."""


def address_of(office: Office, unit_code: str, sender: str) -> str | None:
    """The address at which a unit is written to: the one it wrote from if that is its own, else its first."""
    addresses = office.site.registry.get(unit_code).mail
    return sender if sender in addresses else next(iter(addresses), None)


def tell_receipt(
    office: Office, message: Message, filings: Sequence[Filing], left_out: Sequence[str]
) -> None:
    """The receipt of the workbooks of a message."""
    local = timezone.localtime(message.received_at)
    lines = [f"已收到，报送时间 {local:%Y-%m-%d %H:%M}。", ""]
    lines += [f"回执号 {each.receipt}：{each.shown_name}" for each in filings]
    lines += [*_not_taken(left_out), "", "审核结果会再发邮件告知。"]
    _write(office, message, f"receipt-{message.pk}", "报送回执", lines)


def tell_nothing_came(office: Office, message: Message, left_out: Sequence[str]) -> None:
    """That a message had no workbook."""
    lines = [
        "您的邮件里没有可以收的报表，没有收下任何文件。请把 Excel 工作簿作为附件发来，或在报送平台上报。"
    ]
    _write(office, message, f"receipt-{message.pk}", "没有收到报表", [*lines, *_not_taken(left_out)])


def _not_taken(left_out: Sequence[str]) -> list[str]:
    if not left_out:
        return []
    return ["", "没有收的附件（不是报表，或是空的、太大、太多）：", *(f"- {name}" for name in left_out)]


def _write(office: Office, message: Message, key: str, title: str, lines: list[str]) -> None:
    to = address_of(office, message.unit_code, message.sender)
    if to:
        text = "\n".join([*lines, "", office.site.name])
        write_letter(key, message.unit_code, to, title, text, answers=message.message_id)


def tell_outcomes(office: Office) -> None:
    """Write to the units what became of the workbooks that came by mail, and send what goes back."""
    since = timezone.now() - timedelta(days=TOLD_DAYS)
    by_mail = Filing.objects.filter(message__isnull=False, stored_at__gte=since).select_related("message")
    told = set(Letter.objects.filter(key__startswith="outcome-").values_list("key", flat=True))
    for outcome in outcomes(office, list(by_mail)):
        key = f"outcome-{outcome.filing.pk}-{outcome.status}{'-returned' if outcome.returned else ''}"
        if not outcome.is_waiting and key not in told:
            _tell_outcome(office, outcome, key)


def _tell_outcome(office: Office, outcome: FilingOutcome, key: str) -> None:
    filing, message = outcome.filing, outcome.filing.message
    to = address_of(office, filing.unit_code, message.sender)
    if to is None:
        return
    attached = {}
    lines = [f"回执号 {filing.receipt}，{filing.shown_name}：{outcome.word}。"]
    if outcome.reason:
        lines.append(outcome.reason)
    if outcome.returned and _is_of(office, outcome):
        if not (office.home / outcome.returned).is_file():
            return  # it is still to be written: the letter waits for it
        attached = {
            "attachment": outcome.returned,
            "attachment_name": returned_file_name(filing.shown_name),
        }
        lines.append("附件是退回件，请在里面直接改，或在“核实说明”栏写明原因，再回复本邮件发来。")
    text = "\n".join([*lines, "", office.site.name])
    write_letter(
        key,
        filing.unit_code,
        to,
        f"审核结果：{outcome.word}",
        text,
        answers=message.message_id,
        **attached,
    )


def _is_of(office: Office, outcome: FilingOutcome) -> bool:
    """Whether what goes back is the unit's that sent the workbook; a steward may have found it another's."""
    with office.engine.connect() as connection:
        owed = owed_workbooks(connection, office.site.id, [outcome.submission_id or ""])
    return set(owed["unit_code"]) == {outcome.filing.unit_code}


def remind_units(office: Office) -> int:
    """Write a reminder to every unit with an address that has something open; once a day. Return to how many
    units one was written today.
    """
    with office.engine.connect() as connection:
        progress = report_progress(connection, office.site.id)
    written = reminders(progress, office.as_of, office.site.name, office.forms)
    sentences: dict[str, list[str]] = {}
    for reminder in written:
        for each in reminder.units:
            sentences.setdefault(each.unit_code, []).extend(
                f"{reminder.period}　{sentence}" for sentence in each.sentences
            )
    known = {code: own for code, own in sentences.items() if code in office.site.registry}
    to_write = {code: own for code, own in known.items() if office.site.registry.get(code).mail}
    for code, own in to_write.items():
        unit = office.site.registry.get(code)
        text = "\n".join([f"{unit.name}：", "", *own, "", office.site.name])
        for address in unit.mail:
            write_letter(f"remind-{office.as_of}-{address}"[:120], code, address, "催报", text)
    return len(to_write)
