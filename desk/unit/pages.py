"""The pages of a unit. Everything on them belongs to the unit of the account: no address names another."""

import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assets.outgoing.receipts import write_receipts
from assets.submissions.blank.templates import NoTemplate, wanted_templates, write_template
from assets.submissions.returned import returned_file_name
from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.downloads import XLSX, as_download, download
from desk.filing.checking import check as check_workbook
from desk.filing.checking import checked_workbook
from desk.filing.models import Filing
from desk.filing.names import name_made, shown_name
from desk.filing.outcomes import outcomes
from desk.filing.storing import NotStored, complete, store
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import desk_folder, the_office
from desk.unit.owed import WORDS, owed_reports, workbooks_back
from desk.uploads import Refused, request_number, uploaded
from warehouse.ledger.returns import safe_name
from warehouse.office import Office

FILINGS_SHOWN = 30


@require_GET
@only(Role.UNIT)
def unit(request: HttpRequest) -> HttpResponse:
    """What the unit owes, what it filed, and the two ways to hand in a workbook."""
    office, account = the_office(), request.user
    complete(office, account)
    filings = Filing.objects.filter(unit_code=account.unit_code).exclude(stored_at=None)
    found = outcomes(office, list(filings.order_by("-pk")[:FILINGS_SHOWN]))
    owed = owed_reports(office, account.unit_code)
    back = [each for each in workbooks_back(office, account.unit_code) if (office.home / each.path).is_file()]
    page = {
        "unit": office.site.registry.get(account.unit_code),
        "owed": owed,
        "to_do": sum(each.needs_work for each in owed),
        "filings": found,
        "back": [(each, shown_name(each.file_name)) for each in reversed(back)][:FILINGS_SHOWN],
        "request_id": uuid4(),
        "periods": [each for each in reversed(office.known_periods) if each <= office.newest_period][:24],
    }
    return render(request, "unit.html", page)


def _stated_period(office: Office, request: HttpRequest) -> str | None:
    """The period that the form names, if any. Raises Refused if there is no such period."""
    period = request.POST.get("period") or None
    if period is not None and period not in office.known_periods:
        raise Refused("没有这个报告期，文件没有收下，请重新选月份。")
    return period


@require_POST
@only(Role.UNIT)
def check(request: HttpRequest) -> HttpResponse:
    """The findings of a workbook that is not handed in."""
    office, account = the_office(), request.user
    try:
        upload, period = uploaded(request), _stated_period(office, request)
    except Refused as error:
        return told(request, str(error), error.status)
    made = name_made(office, account.unit_code, upload.name or "", period)
    checked = check_workbook(office, account, upload.read(), made)
    trial = checked.trial
    page = {
        "file_name": shown_name(upload.name or ""),
        "checked": checked,
        "reports": [
            (office.forms.name(row.form), WORDS[row.status], row.rows_read, row.errors, row.queries)
            for row in trial.reports.itertuples()
        ],
        "findings": [_shown(row) for row in trial.findings.itertuples()],
    }
    return render(request, "checked.html", page)


def _shown(row: Any) -> dict[str, str]:
    """A finding as the page shows it. What is missing is empty."""
    return {
        name: "" if pd.isna(getattr(row, name)) else str(getattr(row, name))
        for name in ("level", "sheet", "cell", "message", "value")
    }


@require_GET
@only(Role.UNIT)
def checked_file(request: HttpRequest, token: str) -> HttpResponse:
    """The marked workbook of a check."""
    found = checked_workbook(the_office(), request.user, token)
    if found is None:
        raise Http404
    path, file_name = found
    return _download(path, returned_file_name(file_name))


@require_POST
@only(Role.UNIT)
def file(request: HttpRequest) -> HttpResponse:
    """File a workbook. The receipt is shown once it is on disk."""
    office = the_office()
    try:
        upload, number = uploaded(request), request_number(request)
        period = _stated_period(office, request)
    except Refused as error:
        return told(request, str(error), error.status)
    if Filing.objects.filter(request=number).exclude(account=request.user).exists():
        return told(request, NOT_UNDERSTOOD, 400)
    try:
        filing = store(office, request.user, upload, number, period)
    except NotStored as error:
        return told(request, str(error), 507)
    return redirect("unit-filed", filing.pk)


@require_GET
@only(Role.UNIT)
def filed(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt of a filed workbook, and what became of it. While it waits the page looks again by
    itself.
    """
    office = the_office()
    filing = (
        Filing.objects.filter(pk=number, unit_code=request.user.unit_code).exclude(stored_at=None).first()
    )
    if filing is None:
        raise Http404
    (outcome,) = outcomes(office, [filing])
    response = render(request, "filed.html", {"outcome": outcome, "filing": filing})
    if outcome.is_waiting:
        response["Refresh"] = "5"
    return response


@require_GET
@only(Role.UNIT)
def blank(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """The blank of a report, with what is known already."""
    office = the_office()
    if form not in office.forms or not re.fullmatch(r"\d{4}-\d{2}", period):
        raise Http404
    if period not in office.known_periods:
        raise Http404
    try:
        (wanted,) = wanted_templates(office, period, [form], request.user.unit_code)
    except NoTemplate:
        raise Http404 from None
    with tempfile.TemporaryDirectory(dir=desk_folder(office)) as folder:
        path = write_template(office, wanted, period, Path(folder))
        name = f"{safe_name(wanted.unit.name)}-{period}-{office.forms[form].title}-空白表.xlsx"
        return download(path.read_bytes(), name, XLSX)


@require_GET
@only(Role.UNIT)
def returned(request: HttpRequest, submission_id: str) -> HttpResponse:
    """The workbook that went back for a file of the unit."""
    office = the_office()
    for each in workbooks_back(office, request.user.unit_code, [submission_id]):
        path = office.home / each.path
        if path.is_file():
            return _download(path, returned_file_name(shown_name(each.file_name)))
    raise Http404


@require_GET
@only(Role.UNIT)
def receipt(request: HttpRequest, period: str) -> HttpResponse:
    """The receipt of the reports of a period that passed, to print."""
    office = the_office()
    if period not in office.known_periods:
        raise Http404
    write_receipts(office, period)
    name = safe_name(office.site.registry.get(request.user.unit_code).name)
    path = office.home / "receipts" / period / f"{name}-{period}-回执.html"
    if not path.is_file():
        raise Http404
    return download(path.read_bytes(), path.name, "text/html; charset=utf-8")


def _download(path: Path, name: str) -> HttpResponse:
    return as_download(FileResponse(path.open("rb"), content_type=XLSX), name)
