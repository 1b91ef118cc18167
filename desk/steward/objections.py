"""Objections (申诉): the list, and closing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assets.bulletins.issuing import objecting
from assets.bulletins.issuing.objecting import CannotObject, steward_list
from desk.accounts.permissions import only
from desk.attachments.models import Attachment
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import the_office
from desk.steward.evidence import shown
from desk.steward.morning import OFFICE, rows_of
from warehouse.results.objections import OUTCOMES


@require_GET
@only(*OFFICE)
def objections(request: HttpRequest) -> HttpResponse:
    """All objections, the open ones first."""
    office = the_office()
    rows = rows_of(steward_list(office))
    for each in rows:
        each["evidence"] = shown(office, Attachment.in_force(objection=each["objection"]))
    return render(request, "objections.html", {"objections": rows, "outcomes": OUTCOMES})


@require_POST
@only(*OFFICE)
def close(request: HttpRequest) -> HttpResponse:
    """Close an objection with its outcome and reason."""
    number, outcome, reason = (request.POST.get(name, "").strip() for name in ("number", "outcome", "reason"))
    if not number.isdecimal() or outcome not in OUTCOMES or not reason:
        return told(request, NOT_UNDERSTOOD, 400)
    try:
        objecting.close(the_office(), int(number), outcome, reason)
    except (CannotObject, ValueError) as error:
        return told(request, f"没有办结：{error}。", 400)
    messages.success(request, f"已办结第{number}号异议：{outcome}。")
    return redirect("steward-objections")
