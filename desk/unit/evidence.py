"""A unit's evidence (佐证材料): what it attaches to an indicator, to a form or to a row of a form."""

from collections.abc import Iterator
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.attachments.keeping import Subject, attach, content_of, withdraw
from desk.attachments.models import Attachment
from desk.attachments.subjects import subject_words
from desk.downloads import download
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import the_office
from desk.uploads import Refused, request_number, uploaded
from schemas.assessment.assessed import assessed_units
from schemas.scheme import Scheme
from warehouse.office import Office

PERIODS_OFFERED = 24


def _periods(office: Office) -> list[str]:
    """The periods for which a unit may attach something by the form, the newest first."""
    come = [each for each in reversed(office.known_periods) if each <= office.newest_period]
    return come[:PERIODS_OFFERED]


def _assesses(office: Office, scheme: Scheme, unit_code: str, period: str) -> bool:
    return unit_code in {each.code for each in assessed_units(scheme, office.site.registry, period)}


def _choices(office: Office, unit_code: str) -> Iterator[tuple[str, str]]:
    """(value, words) of everything to which the unit may attach something."""
    for scheme in office.schemes:
        if not any(_assesses(office, scheme, unit_code, period) for period in _periods(office)):
            continue
        for code, indicator in scheme.indicators.items():
            yield f"{scheme.id}/{code}", f"{scheme.title}　{code} {indicator.name}"
    kind = office.site.registry.get(unit_code).kind
    for form in office.forms.values():
        if kind in form.submitters and office.site.collects(form.code):
            yield form.code, f"{form.code} {form.title}"


def _subject(office: Office, unit_code: str, request: HttpRequest) -> Subject:
    """What a form says that its file is about. Raises Refused."""
    about, period, row = (request.POST.get(name, "").strip() for name in ("about", "period", "row"))
    if about not in dict(_choices(office, unit_code)) or period not in office.known_periods:
        raise Refused(NOT_UNDERSTOOD)
    scheme, _, indicator = about.rpartition("/")
    if scheme:
        assessed = next(each for each in office.schemes if each.id == scheme)
        if not _assesses(office, assessed, unit_code, period):
            raise Refused(f"这个方案在 {period} 不考核本单位，请核对指标和月份。")
        return Subject(period, scheme, indicator)
    if row and not (row.isascii() and row.isdecimal() and 1 <= int(row) <= 1_048_576):
        raise Refused("行号要写 Excel 左边的行号，例如 12。")
    return Subject(period, form=about, row=int(row) if row else None)


@require_GET
@only(Role.UNIT)
def evidence(request: HttpRequest) -> HttpResponse:
    """What the unit has attached, and the form to attach more."""
    office, unit_code = the_office(), request.user.unit_code
    found = Attachment.in_force(unit_code=unit_code, objection=None).reverse()
    page = {
        "attached": [(each, subject_words(office, each)) for each in found],
        "choices": list(_choices(office, unit_code)),
        "periods": _periods(office),
        "request_id": uuid4(),
        "most": office.site.desk.attachment_megabytes,
    }
    return render(request, "evidence.html", page)


@require_POST
@only(Role.UNIT)
def add(request: HttpRequest) -> HttpResponse:
    """Attach a file."""
    office, account = the_office(), request.user
    try:
        subject = _subject(office, account.unit_code, request)
        made = attach(office, account, uploaded(request), request_number(request), subject)
    except Refused as error:
        return told(request, str(error), error.status)
    messages.success(request, f"已收下：{made.shown_name}。")
    return redirect("unit-evidence")


def _own(request: HttpRequest, number: int) -> Attachment:
    """An attachment of the unit, whatever became of it. Http404 if it has no such one."""
    found = Attachment.objects.filter(pk=number, unit_code=request.user.unit_code).first()
    if found is None:
        raise Http404
    return found


@require_POST
@only(Role.UNIT)
def replace(request: HttpRequest, number: int) -> HttpResponse:
    """Attach a file in the place of another."""
    office, account, before = the_office(), request.user, _own(request, number)
    subject = Subject(before.period, before.scheme, before.indicator, before.form, before.row)
    try:
        _require_evidence(before)
        made = attach(office, account, uploaded(request), request_number(request), subject, before)
    except Refused as error:
        return told(request, str(error), error.status)
    messages.success(request, f"已替换为：{made.shown_name}。")
    return redirect("unit-evidence")


@require_POST
@only(Role.UNIT)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a file."""
    own = _own(request, number)
    try:
        _require_evidence(own)
        withdraw(own)
    except Refused as error:
        return told(request, str(error), error.status)
    messages.success(request, f"已撤回：{own.shown_name}。")
    return redirect("unit-evidence")


def _require_evidence(attachment: Attachment) -> None:
    """What belongs to an objection stays as it was handed in: the answer rests on it."""
    if attachment.objection is not None:
        raise Refused("申诉的附件不能替换或撤回，需要时请再补交一份。", 409)


@require_GET
@only(Role.UNIT)
def one_file(request: HttpRequest, number: int) -> HttpResponse:
    """An attachment of the unit, to save."""
    own = _own(request, number)
    try:
        return download(content_of(the_office(), own), own.shown_name)
    except Refused as error:
        return told(request, str(error), error.status)
