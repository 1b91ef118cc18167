"""What is at stake (涉及分值) for a unit with each form it sends: the weights of the indicators that are
computed from it.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from schemas.assessment.assessed import assessed_units
from schemas.office.units import UnitRegistry
from schemas.scheme import Scheme


def points_at_stake(
    schemes: Iterable[Scheme], registry: UnitRegistry, unit_code: str, period: str
) -> dict[str, Decimal]:
    """For each form the points of the unit's own assessments of that year that depend on its report. Forms
    without such points are left out.

    If an indicator needs several forms, its whole weight counts for each of them: without any one of them it
    cannot be computed.
    """
    points: dict[str, Decimal] = {}
    for scheme in schemes:
        if not period.startswith(f"{scheme.year}-"):
            continue
        for unit in assessed_units(scheme, registry, period):
            if unit.code == unit_code:
                for form, weight in _weighed_forms(scheme, unit.kind):
                    points[form] = points.get(form, Decimal(0)) + weight
    return points


def _weighed_forms(scheme: Scheme, kind: str) -> Iterator[tuple[str, Decimal]]:
    for indicator in scheme.indicators.values():
        if indicator.weight is None or not indicator.is_for(kind):
            continue
        for form in sorted(scheme.forms_of(indicator)):
            yield form, indicator.weight
