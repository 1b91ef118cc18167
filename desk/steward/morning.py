"""The morning page (今日): what came, what went back, what is missing, and what somebody has to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from sqlalchemy import Connection

from assets.bulletins.issuing.objecting import steward_list
from assets.submissions.steward.reminders import open_reports, reminder_text, reminders
from desk.accounts.models import Role
from desk.accounts.permissions import only
from desk.project import the_office
from warehouse.office import Office
from warehouse.results.bulletins import view_rows
from warehouse.standing.progress import report_progress

MOST_SHOWN = 50
OFFICE = (Role.STEWARD, Role.ADMIN)


@dataclass(frozen=True)
class Morning:
    """What the page shows. The frames are the rows of views or of the functions named in ``morning_of``."""

    arrived: pd.DataFrame
    set_aside: pd.DataFrame
    rejected: pd.DataFrame
    open_reports: pd.DataFrame
    objections: pd.DataFrame
    talks: pd.DataFrame
    moved: pd.DataFrame

    def counts(self) -> list[tuple[str, int]]:
        """The numbers at the top of the page."""
        states = self.open_reports["state"].value_counts()
        returned = int(states.get("returned", 0) + states.get("correction_returned", 0))
        return [
            ("昨天以来新收", len(self.arrived)),
            ("退回未改", returned),
            ("缺报", int(states.get("missing", 0))),
            ("待认定", len(self.set_aside)),
            ("无法处理", len(self.rejected)),
            ("申诉待答复", len(self.objections)),
            ("约谈", len(self.talks)),
        ]


def morning_of(office: Office) -> Morning:
    """How the office stands today."""
    site = office.site.id
    yesterday = datetime.combine(office.as_of - timedelta(days=1), time.min)
    with office.engine.connect() as connection:
        files = view_rows(connection, "bi_submission", site=site)
        progress = report_progress(connection, site)
        talks = _newest(connection, "bi_monitoring", site)
        moved = _newest(connection, "bi_score", site)
    files = files.assign(received_at=pd.to_datetime(files["received_at"]))  # SQLite keeps it as text
    files = files.sort_values(["received_at", "file_name"], ascending=False)
    received = files["received_at"]
    return Morning(
        files[received >= yesterday],
        files[files["status"] == "set_aside"],
        files[(files["status"] == "rejected") & (received >= yesterday - timedelta(days=30))],
        open_reports(progress, office.as_of, office.forms),
        steward_list(office, only_open=True),
        talks[talks["talk_list"].fillna(0).astype(bool)],
        moved[moved["rank_change"].fillna(0) != 0].sort_values(["scheme", "rank"]),
    )


def _newest(connection: Connection, view: str, site: str) -> pd.DataFrame:
    """The rows of the newest period of each scheme."""
    rows = view_rows(connection, view, site=site)
    return rows[rows["period"] == rows.groupby("scheme")["period"].transform("max")]


@require_GET
@only(*OFFICE, Role.VIEWER)
def morning(request: HttpRequest) -> HttpResponse:
    """The morning page. A viewer sees its numbers alone."""
    office = the_office()
    found = morning_of(office)
    page: dict[str, Any] = {"counts": found.counts(), "as_of": office.as_of}
    if request.user.role != Role.VIEWER:
        page |= {
            "set_aside": rows_of(found.set_aside),
            "rejected": rows_of(found.rejected)[:MOST_SHOWN],
            "arrived": rows_of(found.arrived)[:MOST_SHOWN],
            "open_reports": _by_unit(found.open_reports),
            "objections": rows_of(found.objections),
            "talks": rows_of(found.talks),
            "moved": rows_of(found.moved)[:MOST_SHOWN],
        }
    return render(request, "steward.html", page)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame for a page. What is missing is None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _by_unit(open_: pd.DataFrame) -> list[tuple[str, str, list[str]]]:
    """(unit, period, sentences) of what is open, the newest period first."""
    return [
        (str(unit), str(period), list(rows["sentence"]))
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
    return render(request, "remind.html", {"text": reminder_text(written, office.as_of)})


def choice(request: HttpRequest, name: str, choices: list[str]) -> str | None:
    """What the address names among the choices; the first if it names none, None if there are none."""
    asked = request.GET.get(name)
    return asked if asked in choices else next(iter(choices), None)


def periods_with(frame: pd.DataFrame) -> Iterator[str]:
    """The periods of a frame, the newest first."""
    yield from sorted(set(frame["period"]), reverse=True)
