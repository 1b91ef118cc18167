"""A unit's own scores, once the office shows them (``desk.scores`` in site.yaml), explained to the cell."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from sqlalchemy import Connection

from assets.bulletins.figures.figures import score_text
from assets.evidence.tree.explain import explain_score
from assets.evidence.tree.nodes import Kind
from assets.scores.questions import NotAssessed
from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.explained import node_lines
from desk.project import the_office
from schemas.assessment.assessed import assessed_units
from schemas.scheme import Scheme
from warehouse.office import Office
from warehouse.results import bulletins

OF_OTHERS = (Kind.RANKING,)
"""Nodes of an explanation that tell about other units."""


@dataclass(frozen=True)
class ShownScore:
    """The score of a unit in a period that was made public.

    ``score`` is what was printed, or what is on notice. ``is_current``: whether it still is the score; if
    not, what it was made of is no longer there to be explained. ``items``: (code, name, score, full score,
    reason).
    """

    scheme: Scheme
    period: str
    score: str
    is_current: bool
    items: tuple[tuple[str, str, str, str, str], ...]


def shown_scores(office: Office, unit_code: str) -> list[ShownScore]:
    """The scores of a unit that it may see, the newest first."""
    found = []
    with office.engine.connect() as connection:
        for scheme in office.schemes:
            for period, printed in _public(connection, office, scheme, unit_code).items():
                found.append(_shown(connection, office, scheme, period, unit_code, printed))
    return sorted(found, key=lambda each: (each.period, each.scheme.id), reverse=True)


def shown_score(office: Office, unit_code: str, scheme: str, period: str) -> ShownScore | None:
    """One score of a unit; None if it may not see it."""
    found = next((each for each in office.schemes if each.id == scheme), None)
    if found is None:
        return None
    with office.engine.connect() as connection:
        public = _public(connection, office, found, unit_code)
        if period not in public:
            return None
        return _shown(connection, office, found, period, unit_code, public[period])


def _public(connection: Connection, office: Office, scheme: Scheme, unit_code: str) -> dict[str, str | None]:
    """The periods in which the unit may see its score → the score as it was printed last; None if it is on
    notice and not issued yet.
    """
    site, when = office.site.id, office.site.desk.scores
    if when == "never":
        return {}
    public: dict[str, str | None] = {}
    if when == "notice":
        on_notice = (
            period
            for period in office.known_periods
            if bulletins.notice(connection, site, scheme.id, period) is not None
        )
        public |= dict.fromkeys(on_notice)
    for issue in bulletins.issued_bulletins(connection, site, scheme.id):
        figures = bulletins.issued_figures(connection, site, scheme.id, issue.number)
        public[issue.period] = figures.get(("score", "", unit_code), (None, "—"))[1]
    return {
        period: printed
        for period, printed in public.items()
        if _is_assessed(office, scheme, period, unit_code)
    }


def _is_assessed(office: Office, scheme: Scheme, period: str, unit_code: str) -> bool:
    return unit_code in {each.code for each in assessed_units(scheme, office.site.registry, period)}


def _shown(
    connection: Connection, office: Office, scheme: Scheme, period: str, unit_code: str, printed: str | None
) -> ShownScore:
    of_unit = {"site": office.site.id, "scheme": scheme.id, "period": period, "unit_code": unit_code}
    scores = bulletins.view_rows(connection, "bi_score", **of_unit)
    now = score_text(scores["score"].iloc[0], scheme.decimals) if len(scores) else "—"
    items = bulletins.view_rows(connection, "bi_score_item", **of_unit).sort_values("indicator")
    is_current = printed is None or printed == now
    told = tuple(_item(row, scheme) for row in items.itertuples()) if is_current else ()
    return ShownScore(scheme, period, now if printed is None else printed, is_current, told)


def _item(row: Any, scheme: Scheme) -> tuple[str, str, str, str, str]:
    scores = (score_text(value, scheme.decimals) for value in (row.score, row.full_score))
    return (row.indicator, row.indicator_name, *scores, row.reason or "")


@require_GET
@only(Role.UNIT)
def scores(request: HttpRequest) -> HttpResponse:
    """The unit's own scores."""
    found = shown_scores(the_office(), request.user.unit_code)
    return render(request, "scores.html", {"scores": found})


@require_GET
@only(Role.UNIT)
def explained(request: HttpRequest, scheme: str, period: str, indicator: str) -> HttpResponse:
    """Why the unit has its points for one indicator."""
    office, unit_code = the_office(), request.user.unit_code
    shown = shown_score(office, unit_code, scheme, period)
    if shown is None or indicator not in {code for code, *_ in shown.items}:
        raise Http404
    try:
        found = explain_score(office, scheme, indicator, unit_code, period)
    except NotAssessed:
        raise Http404 from None
    page = {"unit": found.unit.name, "period": period, "tree": [node_lines(found.tree, OF_OTHERS)]}
    return render(request, "explained.html", page)
