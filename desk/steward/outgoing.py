"""What the office takes out: collected tables (汇总表) and exports."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assets.outgoing.collected_workbook import write_collected
from assets.outgoing.collecting import NothingToCollect, collected
from assets.outgoing.exporting import export_views
from assets.submissions.inbox.archive import DamagedArchive
from desk.accounts.permissions import only
from desk.downloads import download
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import desk_folder, the_office
from desk.steward.morning import OFFICE


@require_GET
@only(*OFFICE)
def choices(request: HttpRequest) -> HttpResponse:
    """What can be taken out."""
    office = the_office()
    forms = [(form.code, form.title) for form in office.forms.values() if office.site.collects(form.code)]
    periods = [period for period in reversed(office.known_periods) if period <= office.newest_period]
    return render(request, "outgoing.html", {"forms": forms, "periods": periods})


@require_GET
@only(*OFFICE)
def collected_table(request: HttpRequest) -> HttpResponse:
    """The collected table of a form. The originals that are opened for it are logged."""
    office = the_office()
    form, period = request.GET.get("form", ""), request.GET.get("period", "")
    if form not in office.forms or period not in office.known_periods:
        return told(request, NOT_UNDERSTOOD, 400)
    with tempfile.TemporaryDirectory(dir=desk_folder(office)) as folder:
        try:
            path = write_collected(office, collected(office, form, period, None), Path(folder))
        except (NothingToCollect, DamagedArchive) as error:
            return told(request, f"没有汇总：{error}。", 400)
        return download(path.read_bytes(), path.name)


@require_GET
@only(*OFFICE)
def exported(request: HttpRequest) -> HttpResponse:
    """All BI views of a period, as one archive."""
    office = the_office()
    period = request.GET.get("period", "")
    if period not in office.known_periods:
        return told(request, NOT_UNDERSTOOD, 400)
    packed = BytesIO()
    with tempfile.TemporaryDirectory(dir=desk_folder(office)) as folder:
        written = export_views(office, period, Path(folder))
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in written:
                archive.write(path, path.name)
    return download(packed.getvalue(), f"{office.site.id}-{period}.zip")
