"""The morning page (今日): what came, what went back, what is missing, and what somebody has to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from sqlalchemy import select

from assets.assessment.today import today_of
from assets.submissions.steward.reminders import reminder_text, reminders
from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.mail.models import failed_letters, kept_messages
from desk.project import the_office
from warehouse.database.tables import report
from warehouse.office import Office
from warehouse.standing.progress import report_progress

MOST_SHOWN = 50
OFFICE = (Role.STEWARD, Role.ADMIN)


@require_GET
@only(*OFFICE, Role.VIEWER)
def morning(request: HttpRequest) -> HttpResponse:
    """The morning page. A viewer sees its numbers alone."""
    office = the_office()
    found = today_of(office, office.schemes)
    page: dict[str, Any] = {"counts": found.counts(), "as_of": office.as_of}
    if request.user.role != Role.VIEWER:
        schemes = {scheme.title: scheme.id for scheme in office.schemes}
        page |= {
            "set_aside": rows_of(found.set_aside.iloc[::-1]),
            "rejected": rows_of(found.rejected.iloc[::-1])[:MOST_SHOWN],
            "arrived": rows_of(found.arrived.iloc[::-1])[:MOST_SHOWN],
            "open_reports": _by_unit(found.open_reports, newest_files(office)),
            "objections": rows_of(found.objections),
            "talks": rows_of(found.talks),
            "letters": {"kept": kept_messages().count(), "failed": failed_letters().count()},
            "changes": [(schemes.get(each.scheme), each) for each in (found.changes or ())[:MOST_SHOWN]],
        }
    return render(request, "steward.html", page)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame for a page. What is missing is None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


@dataclass(frozen=True)
class OpenReport:
    """A report that a unit must still do something about. ``file``: the id of the file that holds its newest
    version; None if none has come.
    """

    sentence: str
    form: str
    file: str | None


def newest_files(office: Office) -> dict[tuple[str, str, str], str]:
    """The id of the file that holds the newest version of a report, by (unit_code, form, period)."""
    names = (report.c.unit_code, report.c.form, report.c.period, report.c.submission_id)
    query = select(*names).where(report.c.site == office.site.id).order_by(report.c.version)
    with office.engine.connect() as connection:
        return {tuple(key): file for *key, file in connection.execute(query).tuples()}


def _by_unit(
    open_: pd.DataFrame, files: Mapping[tuple[str, str, str], str]
) -> list[tuple[str, str, list[OpenReport]]]:
    """(unit, period, reports) of what is open, the newest period first."""
    return [
        (
            str(unit),
            str(period),
            [
                OpenReport(row.sentence, row.form, files.get((row.unit_code, row.form, row.period)))
                for row in rows.itertuples()
            ],
        )
        for (period, unit), rows in reversed(list(open_.groupby(["period", "unit_name"], sort=True)))
    ]


@require_GET
@only(*OFFICE)
def remind(request: HttpRequest) -> HttpResponse:
    """The reminder, ready to copy."""
    office = the_office()
    with office.engine.connect() as connection:
        progress = report_progress(connection, office.site.id)
    written = reminders(progress, office.as_of, office.site.name, office.forms)
    return render(
        request, "remind.html", {"text": reminder_text(written, office.as_of), "by_mail": office.site.mail}
    )


def choice(request: HttpRequest, name: str, choices: list[str]) -> str | None:
    """What the address names among the choices; the first if it names none, None if there are none."""
    asked = request.GET.get(name)
    return asked if asked in choices else next(iter(choices), None)


def periods_with(frame: pd.DataFrame) -> Iterator[str]:
    """The periods of a frame, the newest first."""
    yield from sorted(set(frame["period"]), reverse=True)
