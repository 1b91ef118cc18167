"""Mail for the steward: messages that nobody knows whose they are, and letters that could not be sent."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from desk.accounts.permissions import only
from desk.downloads import download
from desk.mail.answering import remind_units
from desk.mail.models import Message, failed_letters, kept_messages
from desk.mail.taking import dismiss, file_for, spooled
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import the_office
from desk.steward.morning import OFFICE
from warehouse.keeping.access_log import log_access
from warehouse.processes.turns import MAIL, in_turn

MOST_SHOWN = 100
NO_LONGER_KEPT = "这封信已超过保存期限，按规定删除了；里面有报表的，请让单位重新发来。"


@require_GET
@only(*OFFICE)
def mail(request: HttpRequest) -> HttpResponse:
    """The messages that are kept, and the letters that failed."""
    office = the_office()
    claimed = {address: unit.code for unit in office.site.registry for address in unit.mail}
    kept = list(kept_messages().order_by("-received_at", "-pk")[:MOST_SHOWN])
    for each in kept:
        each.claimed = claimed.get(each.sender)
    page = {
        "is_set_up": office.site.mail is not None,
        "kept": kept,
        "failed": failed_letters().order_by("-pk")[:MOST_SHOWN],
        "units": [(unit.code, unit.name) for unit in office.site.reporting_units()],
    }
    return render(request, "mail.html", page)


@require_GET
@only(*OFFICE)
def message(request: HttpRequest, number: int) -> HttpResponse:
    """A kept message as it came, to save. That somebody takes it is logged before."""
    office = the_office()
    found = _kept(number)
    path = spooled(office, found.identity)
    if not path.is_file():
        return told(request, NO_LONGER_KEPT, 410)
    content, name = path.read_bytes(), f"来信{number}.eml"
    log_access(office, sha256(content).hexdigest(), name, "desk message")
    return download(content, name)


@require_POST
@only(*OFFICE)
def act(request: HttpRequest) -> HttpResponse:
    """File a kept message for a unit, or dismiss it."""
    office = the_office()
    number, unit, what = (request.POST.get(name, "") for name in ("number", "unit", "what"))
    if not number.isdecimal() or what not in ("file", "dismiss"):
        return told(request, NOT_UNDERSTOOD, 400)
    if what == "file" and unit not in {each.code for each in office.site.reporting_units()}:
        return told(request, NOT_UNDERSTOOD, 400)
    with in_turn(office.home, MAIL):
        kept = _kept(int(number))
        if what == "dismiss":
            dismiss(office, kept, request.user.name)
            messages.success(request, "这封来信不再列出，没有收下任何文件。")
        elif not spooled(office, kept.identity).is_file():
            return told(request, NO_LONGER_KEPT, 410)
        else:
            filed = file_for(office, kept, unit, request.user.name)
            messages.success(request, f"已收下 {len(filed)} 个文件，下次收件时审核。")
    return redirect("steward-mail")


@require_POST
@only(*OFFICE)
def remind(request: HttpRequest) -> HttpResponse:
    """Write reminders to the units that have an address. They go out with the next round of mail."""
    count = remind_units(the_office())
    messages.success(request, f"已给 {count} 个单位写好催报邮件，下次收发邮件时发出。")
    return redirect("steward-remind")


def _kept(number: int) -> Message:
    found = kept_messages().filter(pk=number).first()
    if found is None:
        raise Http404
    return found
