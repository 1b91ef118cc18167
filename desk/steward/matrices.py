"""The matrices: unit × form for the reports of a period, unit × indicator for the lights of a scheme."""

from typing import Any

import pandas as pd
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assets.bulletins.figures.figures import score_text
from assets.evidence.tree.data import figure_text
from assets.evidence.tree.explain import explain_score
from assets.evidence.tree.nodes import Kind
from assets.scores.questions import NotAssessed
from assets.submissions.steward.overview import STATUS_WORDS
from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.attachments.subjects import beside_score
from desk.explained import node_lines
from desk.project import the_office
from desk.steward.evidence import shown
from desk.steward.morning import OFFICE, choice, periods_with
from schemas.assessment.assessed import WHOLE
from schemas.figures import exact
from warehouse.results.bulletins import view_rows

FIGURES_ONLY = (Kind.ROW,)
"""What a viewer does not see of an explanation: rows may be about persons."""


@require_GET
@only(*OFFICE, Role.VIEWER)
def reports(request: HttpRequest) -> HttpResponse:
    """Who has reported what in a period."""
    office = the_office()
    with office.engine.connect() as connection:
        rows = view_rows(connection, "bi_report_status", site=office.site.id)
    periods = list(periods_with(rows))
    period = choice(request, "period", periods)
    rows = rows[rows["period"] == period]
    forms = sorted(set(rows["form"]))
    page = {
        "period": period,
        "periods": periods,
        "forms": [(form, office.forms.title(form)) for form in forms],
        "rows": [
            (name, [_report_square(own.get(form)) for form in forms]) for name, own in _by_unit(rows, "form")
        ],
    }
    return render(request, "reports.html", page)


def _by_unit(rows: pd.DataFrame, column: str) -> list[tuple[str, dict[str, Any]]]:
    """The name of each unit with its rows by the values of a column, in the order of the units' codes."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for row in rows.sort_values("unit_code").itertuples():
        found.setdefault(row.unit_code, (row.unit_name, {}))[1][getattr(row, column)] = row
    return list(found.values())


def _report_square(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    late = bool(row.late) and row.status != "missing"
    return {"status": row.status, "word": STATUS_WORDS[row.status] + ("（迟报）" if late else "")}


@require_GET
@only(*OFFICE, Role.VIEWER)
def lights(request: HttpRequest) -> HttpResponse:
    """The scores and lights of a scheme in a period. Every square leads to its explanation."""
    office = the_office()
    decimals = {each.id: each.decimals for each in office.schemes}
    scheme = choice(request, "scheme", list(decimals)) or ""
    with office.engine.connect() as connection:
        rows = view_rows(connection, "bi_indicator", site=office.site.id, scheme=scheme)
        scores = view_rows(connection, "bi_score", site=office.site.id, scheme=scheme)
    periods = list(periods_with(rows))
    period = choice(request, "period", periods)
    rows = rows[rows["period"] == period]
    names = dict(zip(rows["indicator"], rows["indicator_name"], strict=True))
    scored = {row.unit_code: row for row in scores[scores["period"] == period].itertuples()}
    page = {
        "scheme": scheme,
        "schemes": [(each.id, each.title) for each in office.schemes],
        "period": period,
        "periods": periods,
        "gives_points": bool(scored),
        "indicators": list(names.items()),
        "rows": [
            (
                name,
                unit_code := next(iter(own.values())).unit_code,
                _score(scored.get(unit_code), decimals[scheme]),
                [_light(own.get(code)) for code in names],
            )
            for name, own in _by_unit(rows, "indicator")
        ],
    }
    return render(request, "lights.html", page)


def _score(row: Any, decimals: int) -> dict[str, str]:
    """A unit's score and rank, and how far it moved since the month before."""
    if row is None or pd.isna(row.score):
        return {"score": "—", "rank": "—", "moved": ""}
    group = "" if row.group_name == WHOLE else f"{row.group_name}组"
    moved = 0 if pd.isna(row.rank_change) else int(row.rank_change)
    return {
        "score": score_text(row.score, decimals),
        "rank": "—" if pd.isna(row.rank) else f"{group}第{int(row.rank)}名",
        "moved": f"进{moved}位" if moved > 0 else f"退{-moved}位" if moved < 0 else "",
    }


def _light(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    light = None if pd.isna(row.light) else row.light
    value = None if pd.isna(row.value) else exact(row.value)
    return {
        "indicator": row.indicator,
        "light": light,
        "value": figure_text(value, row.unit_of_measure or "", bool(row.is_lower_bound)),
    }


@require_GET
@only(*OFFICE, Role.VIEWER)
def explain(request: HttpRequest, scheme: str, indicator: str, unit: str, period: str) -> HttpResponse:
    """Why a unit has its figure and its points, down to the cells."""
    office = the_office()
    try:
        found = explain_score(office, scheme, indicator, unit, period)
    except (NotAssessed, ValueError, LookupError):
        raise Http404 from None
    is_office = request.user.role in OFFICE
    tree = node_lines(found.tree, () if is_office else FIGURES_ONLY, with_cells=is_office)
    page = {"unit": found.unit.name, "period": period, "tree": [tree]}
    if is_office:
        page["evidence"] = shown(office, beside_score(found.unit.code, scheme, indicator, period))
    return render(request, "explained.html", page)
