"""One file: whose it may be, what was found in it, and what can be decided about it."""

from typing import Any

import pandas as pd
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from sqlalchemy import select

from assets.submissions.inbox.archive import DamagedArchive, read_archived
from desk.accounts.permissions import only
from desk.attachments.models import Attachment
from desk.attachments.subjects import beside_report
from desk.downloads import download
from desk.pages import told
from desk.project import the_office
from desk.steward.evidence import shown
from desk.steward.morning import OFFICE, rows_of
from schemas.office.partition_names import partition_names
from warehouse.database.frames import read_frame
from warehouse.database.tables import candidate, report, submission
from warehouse.keeping.access_log import log_access
from warehouse.ledger.returns import findings_of, owed_workbooks
from warehouse.office import Office


def the_file(office: Office, submission_id: str) -> Any:
    """The line of a file in the ledger. Http404 if there is none."""
    query = select(submission).where(
        submission.c.site == office.site.id, submission.c.submission_id == submission_id
    )
    with office.engine.connect() as connection:
        found = connection.execute(query).first()
    if found is None:
        raise Http404
    return found


@require_GET
@only(*OFFICE)
def one_file(request: HttpRequest, submission_id: str) -> HttpResponse:
    """What is known about a file."""
    office = the_office()
    file = the_file(office, submission_id)
    mine = lambda table: (table.c.site == office.site.id) & (table.c.submission_id == submission_id)  # noqa: E731
    with office.engine.connect() as connection:
        said = read_frame(connection, select(candidate).where(mine(candidate)).order_by(candidate.c.number))
        reports = read_frame(connection, select(report).where(mine(report)).order_by(report.c.form))
        findings = findings_of(connection, office.site.id, [submission_id])
        owed = owed_workbooks(connection, office.site.id, [submission_id])
    registry = office.site.registry
    names = [registry.get(code).name if code in registry else None for code in said["unit_code"]]
    page = {
        "file": file,
        "unit_name": registry.get(file.unit_code).name if file.unit_code in registry else "",
        "candidates": rows_of(said.assign(unit_name=names)),
        "reports": rows_of(reports.assign(title=[office.forms.title(code) for code in reports["form"]])),
        "partitions": _partitions(office, reports),
        "findings": rows_of(findings),
        "evidence": shown(office, _evidence(reports)),
        "has_returned": any((office.home / each.path).is_file() for each in owed.itertuples()),
        "units": [unit.name for unit in office.site.reporting_units()],
        "periods": list(reversed(office.known_periods)),
    }
    return render(request, "file.html", page)


def _partitions(office: Office, reports: pd.DataFrame) -> list[str]:
    """The partitions under which Dagster shows the reports of a file (a period and a unit)."""
    of_units = partition_names(office.site)
    pairs = dict.fromkeys(reports[["period", "unit_code"]].itertuples(index=False, name=None))
    return [f"{period} {of_units[unit]}" for period, unit in pairs if unit in of_units]


def _evidence(reports: pd.DataFrame) -> "QuerySet[Attachment]":
    """The evidence for the reports of a file."""
    found = Attachment.objects.none()
    for unit_code, form, period in reports[["unit_code", "form", "period"]].itertuples(index=False):
        found = found | beside_report(unit_code, form, period)
    return found


@require_GET
@only(*OFFICE)
def original(request: HttpRequest, submission_id: str) -> HttpResponse:
    """The file itself, as it came. That somebody takes it is logged before."""
    office = the_office()
    file = the_file(office, submission_id)
    log_access(office, file.sha256, file.file_name, "desk original")
    try:
        content = read_archived(office.archive, file.sha256)
    except DamagedArchive as error:
        return told(request, f"{error}。", 410)
    return download(content, file.file_name.rpartition("/")[2])


@require_GET
@only(*OFFICE)
def returned(request: HttpRequest, submission_id: str) -> HttpResponse:
    """The workbook that went back."""
    office = the_office()
    file = the_file(office, submission_id)
    with office.engine.connect() as connection:
        owed = owed_workbooks(connection, office.site.id, [submission_id])
    for each in owed.itertuples():
        path = office.home / str(each.path)
        if path.is_file():
            log_access(office, file.sha256, file.file_name, "desk returned")
            return download(path.read_bytes(), path.name)
    raise Http404
