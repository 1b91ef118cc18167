"""Which units a scheme assesses in a period (被考核单位), their groups, and whose data they are assessed
on.
"""

from dataclasses import dataclass

from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.periods import period_end
from schemas.scheme import Scheme

WHOLE = "全体"
"""The name of the group if a scheme ranks all its units of one kind together."""


@dataclass(frozen=True)
class AssessedUnit:
    """A unit that gets values and a score. ``data_code`` is the unit whose data count: the unit itself, or
    its district.
    """

    code: str
    name: str
    kind: str
    group: str
    data_code: str


def assessed_units(scheme: Scheme, registry: UnitRegistry, period: str) -> list[AssessedUnit]:
    """The units that a scheme assesses, as they exist at the end of a period, sorted by code."""
    day, under = period_end(period), scheme.assessed.under
    units = [
        unit
        for kind in scheme.assessed.kinds
        for unit in registry.of_kind(kind, under=under, on=day)
        if scheme.assessed.only is None or unit.code in scheme.assessed.only
    ]
    return [
        AssessedUnit(
            unit.code,
            unit.name,
            unit.kind,
            group_of(scheme, unit, registry),
            _data_code(scheme, unit, registry),
        )
        for unit in sorted(units, key=lambda unit: unit.code)
    ]


def group_of(scheme: Scheme, unit: Unit, registry: UnitRegistry) -> str:
    """The group in which a unit is ranked. The scheme's own lists decide, or the unit register; otherwise all
    units of its kind are one group.
    """
    for group, codes in (scheme.groups or {}).items():
        if unit.code in codes:
            return group
    if scheme.group_by == "unit_group" and unit.group:
        return unit.group
    return WHOLE if len(scheme.assessed.kinds) == 1 else registry.kinds[unit.kind]


def _data_code(scheme: Scheme, unit: Unit, registry: UnitRegistry) -> str:
    district = registry.district_of(unit.code) if scheme.scope == "district" else None
    return district.code if district else unit.code
