"""A unit's objections (申诉) to its figures: within the window, with attachments, and what was answered."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assets.bulletins.issuing import objecting
from assets.bulletins.issuing.objecting import CannotObject, open_windows, steward_list
from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.attachments.keeping import Subject, attach
from desk.attachments.models import Attachment
from desk.pages import told
from desk.project import the_office
from desk.steward.morning import rows_of
from desk.uploads import Refused, request_number, uploaded
from warehouse.office import Office


def _own(office: Office, unit_code: str) -> list[dict]:
    """The objections of a unit, the open ones first, each with its attachments and whether a review may be
    asked for.
    """
    rows = steward_list(office)
    reviewed = set(rows["review_of"].dropna())
    own = rows_of(rows[rows["unit_code"] == unit_code])
    for each in own:
        number = each["objection"]
        each["attached"] = list(Attachment.in_force(unit_code=unit_code, objection=number))
        each["may_be_reviewed"] = (
            each["closed_on"] is not None and each["review_of"] is None and number not in reviewed
        )
    return own


@require_GET
@only(Role.UNIT)
def objections(request: HttpRequest) -> HttpResponse:
    """The unit's objections, and the form to raise one."""
    office, unit_code = the_office(), request.user.unit_code
    choices = [
        (f"{each.scheme.id}/{each.period}/{code}", f"{each.period}　{code} {indicator.name}")
        for each in open_windows(office, unit_code)
        for code, indicator in each.scheme.indicators.items()
    ]
    page = {"objections": _own(office, unit_code), "choices": choices, "request_id": uuid4()}
    return render(request, "own_objections.html", page)


@require_POST
@only(Role.UNIT)
def raise_one(request: HttpRequest) -> HttpResponse:
    """Raise an objection. Its attachments are added afterwards."""
    office, unit_code = the_office(), request.user.unit_code
    try:
        scheme, period, indicator = request.POST.get("about", "").split("/")
    except ValueError:
        return told(request, "没有提出：请选一项指标。", 400)
    text = request.POST.get("text", "")
    try:
        done = objecting.object_in_time(office, unit_code, scheme, period, indicator, text)
    except (CannotObject, ValueError) as error:
        return told(request, f"没有提出：{error}。", 400)
    due = f"，主管部门应于 {done.due_on} 前答复" if done.due_on else ""
    messages.success(request, f"已提出第{done.number}号申诉{due}；有材料的，请在下面补交。")
    return redirect("unit-objections")


@require_POST
@only(Role.UNIT)
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a review of the answer to an own objection."""
    office = the_office()
    _require_own(office, request, number)
    try:
        done = objecting.ask_review(office, number, request.POST.get("text", ""))
    except (CannotObject, ValueError) as error:
        return told(request, f"没有提出：{error}。", 400)
    messages.success(request, f"已申请复核，编号第{done.number}号。")
    return redirect("unit-objections")


@require_POST
@only(Role.UNIT)
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Attach a file to an own objection that waits for its answer."""
    office = the_office()
    own = _require_own(office, request, number)
    try:
        if own["closed_on"] is not None:
            raise Refused(f"第{number}号申诉已经办结，不能再补材料。", 409)
        subject = Subject(own["period"], objection=number)
        made = attach(office, request.user, uploaded(request), request_number(request), subject)
    except Refused as error:
        return told(request, str(error), error.status)
    messages.success(request, f"已收下：{made.shown_name}。")
    return redirect("unit-objections")


def _require_own(office: Office, request: HttpRequest, number: int) -> dict:
    """The unit's objection of that number. Http404 if it has none."""
    for each in _own(office, request.user.unit_code):
        if each["objection"] == number:
            return each
    raise Http404
