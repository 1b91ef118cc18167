"""Bulletins (通报) of a period: the draft of each scheme, its notice and its issue."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST
from sqlalchemy import Connection

from assets.bulletins.places import FOLDER
from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.downloads import download
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import the_office
from desk.steward.morning import OFFICE, choice
from schemas.scheme import Scheme
from warehouse.office import Office
from warehouse.results import assessments
from warehouse.results import bulletins as stored


def _of_scheme(connection: Connection, office: Office, scheme: Scheme, period: str) -> dict[str, Any]:
    issued = stored.issued_bulletins(connection, office.site.id, scheme.id)
    return {
        "scheme": scheme.id,
        "title": scheme.title,
        "period": period,
        "notice": stored.notice(connection, office.site.id, scheme.id, period),
        "issued": [each for each in issued if each.period == period],
        "files": sorted(path.name for path in _files(office, scheme.id, period)),
    }


def _files(office: Office, scheme: str, period: str) -> list[Path]:
    """The bulletins of a scheme and period that lie in the home folder."""
    return [path for path in (office.home / FOLDER / period).glob(f"{scheme}_*") if path.is_file()]


@require_GET
@only(*OFFICE, Role.VIEWER)
def bulletins(request: HttpRequest) -> HttpResponse:
    """The bulletins of a period, one for each scheme of its year."""
    office = the_office()
    years = {str(scheme.year) for scheme in office.schemes}
    with office.engine.connect() as connection:
        assessed = assessments.assessable(connection, office.site, office.as_of)
        periods = [each for each in sorted(assessed, reverse=True) if each[:4] in years]
        period = choice(request, "period", periods)
        found = [
            _of_scheme(connection, office, scheme, period)
            for scheme in office.schemes
            if period and period[:4] == str(scheme.year)
        ]
    return render(request, "bulletins.html", {"bulletins": found, "period": period, "periods": periods})


@require_POST
@only(*OFFICE)
def act(request: HttpRequest) -> HttpResponse:
    """Write a draft, put it on notice, or issue it."""
    from assets.bulletins.drafting import draft, write_draft
    from assets.bulletins.issuing.issuing import CannotIssue, issue, start_notice

    office = the_office()
    scheme = next((each for each in office.schemes if each.id == request.POST.get("scheme")), None)
    period, by, what = (request.POST.get(name, "").strip() for name in ("period", "by", "what"))
    if scheme is None or period not in office.known_periods or what not in ("draft", "notice", "issue"):
        return told(request, NOT_UNDERSTOOD, 400)
    try:
        if what == "notice":
            start_notice(office, scheme, period, by)
        if what == "issue":
            issue(office, scheme, period, by, request.POST.get("without_notice", "").strip() or None)
        else:
            write_draft(office, draft(office, scheme, period))
    except (CannotIssue, ValueError, LookupError) as error:
        return told(request, f"没有办理：{error}。", 400)
    words = {"draft": "已写好草稿", "notice": "已公示", "issue": "已印发"}
    messages.success(request, f"{words[what]}：{scheme.title} {period}。")
    return redirect(f"{reverse('steward-bulletins')}?{urlencode({'period': period})}")


@require_GET
@only(*OFFICE, Role.VIEWER)
def file(request: HttpRequest) -> HttpResponse:
    """One file of a bulletin, to download."""
    office = the_office()
    for path in _files(office, _known(office, request.GET.get("scheme")), _period(office, request)):
        if path.name == request.GET.get("name"):
            return download(path.read_bytes(), path.name)
    raise Http404


def _known(office: Office, scheme: str | None) -> str:
    if scheme not in {each.id for each in office.schemes}:
        raise Http404
    return str(scheme)


def _period(office: Office, request: HttpRequest) -> str:
    period = request.GET.get("period", "")
    if period not in office.known_periods:
        raise Http404
    return period
