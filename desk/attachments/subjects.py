"""What attachments are about, in words, and which of them stand beside a page's figures."""

from django.db.models import Q, QuerySet

from desk.attachments.models import Attachment
from warehouse.office import Office


def subject_words(office: Office, attachment: Attachment) -> str:
    """What an attachment is about, as people read it."""
    if attachment.objection is not None:
        return f"第{attachment.objection}号申诉"
    if attachment.form:
        title = office.forms[attachment.form].title if attachment.form in office.forms else attachment.form
        return f"{attachment.period}　{title}{f'　第{attachment.row}行' if attachment.row else ''}"
    scheme = next((each for each in office.schemes if each.id == attachment.scheme), None)
    name = (
        scheme.indicators[attachment.indicator].name
        if scheme and attachment.indicator in scheme.indicators
        else ""
    )
    return f"{attachment.period}　{attachment.indicator} {name}"


def beside_score(unit_code: str, scheme: str, indicator: str, period: str) -> "QuerySet[Attachment]":
    """The evidence of a unit for an indicator, and for the reports of the period."""
    own = Q(scheme=scheme, indicator=indicator) | ~Q(form="")
    return Attachment.in_force(unit_code=unit_code, period=period, objection=None).filter(own)


def beside_report(unit_code: str, form: str, period: str) -> "QuerySet[Attachment]":
    """The evidence of a unit for a report."""
    return Attachment.in_force(unit_code=unit_code, period=period, form=form, objection=None)
