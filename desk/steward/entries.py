"""Entering scores (评分录入): what the office enters of a scheme, for all its units on one page."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assets.decisions import recording
from assets.decisions.recording import CannotDecide, Grounds
from desk.accounts.permissions import only
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import the_office
from desk.steward.morning import OFFICE, choice
from schemas.assessment.assessed import assessed_units
from schemas.assessment.decided import Decided
from schemas.scheme import Scheme
from warehouse.ledger.decisions import decided_of
from warehouse.office import Office


def _decided(office: Office) -> Decided:
    with office.engine.connect() as connection:
        return decided_of(connection, office.site.id)


def _periods(office: Office, scheme: Scheme) -> list[str]:
    """The periods of a scheme's year that have begun, the newest first."""
    begun = [each for each in office.known_periods if each <= office.newest_period]
    return [each for each in reversed(begun) if each[:4] == str(scheme.year)]


def _value(made: Decided, scheme: Scheme, entry: str, unit: str, period: str) -> str:
    """What counts in a period, as it is entered; empty if nothing does."""
    found = made.entered(scheme.id, entry, unit, period)
    return "" if found is None else _written(found.value)


def _written(value: Fraction) -> str:
    """A number that was entered with a point or without one, with all its digits."""
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


@require_GET
@only(*OFFICE)
def entries(request: HttpRequest) -> HttpResponse:
    """The values of a scheme and period, each in a field of its own."""
    office = the_office()
    schemes = {each.id: each for each in office.schemes if each.entries}
    chosen = choice(request, "scheme", list(schemes))
    page: dict = {"schemes": [(each.id, each.title) for each in schemes.values()], "scheme": chosen}
    if chosen:
        scheme, made = schemes[chosen], _decided(office)
        periods = _periods(office, scheme)
        period = choice(request, "period", periods)
        units = assessed_units(scheme, office.site.registry, period) if period else []
        page |= {
            "period": period,
            "periods": periods,
            "entries": list(scheme.entries.items()),
            "rows": [
                (
                    unit,
                    [
                        (code, each.title, _value(made, scheme, code, unit.code, str(period)))
                        for code, each in scheme.entries.items()
                    ],
                )
                for unit in units
            ],
        }
    return render(request, "entries.html", page)


def _changed(
    office: Office, scheme: Scheme, period: str, request: HttpRequest
) -> Iterator[tuple[str, str, str]]:
    """(entry, unit, value) of every field that says something else than what counts already."""
    made = _decided(office)
    for unit in assessed_units(scheme, office.site.registry, period):
        for code in scheme.entries:
            value = request.POST.get(f"{code}/{unit.code}", "").strip()
            if value and value != _value(made, scheme, code, unit.code, period):
                yield code, unit.code, value


@require_POST
@only(*OFFICE)
def enter(request: HttpRequest) -> HttpResponse:
    """Record every changed value as a decision of its own; it counts at the next pass."""
    office = the_office()
    scheme = next((each for each in office.schemes if each.id == request.POST.get("scheme")), None)
    period = request.POST.get("period", "")
    if scheme is None or period not in _periods(office, scheme):
        return told(request, NOT_UNDERSTOOD, 400)
    by, reason, basis = (request.POST.get(name, "").strip() for name in ("by", "reason", "basis"))
    grounds = Grounds(by, reason, basis or None)
    count = 0
    for entry, unit, value in _changed(office, scheme, period, request):
        try:
            recording.enter(office, scheme.id, entry, unit, period, value, grounds)
        except CannotDecide as error:
            name = office.site.registry.get(unit).name
            return told(
                request, f"已录入 {count} 个值，到{name}停下：{error}；改正后只要再录没有录入的。", 400
            )
        count += 1
    messages.success(request, f"已录入 {count} 个值，下次收件考核时按它重算。")
    return redirect(f"{reverse('steward-entries')}?scheme={scheme.id}&period={period}")
