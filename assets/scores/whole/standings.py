"""The order of units by their totals. Equal totals are ordered by the items that the scheme names. Units that
are still equal share the better rank.
"""

from collections.abc import Mapping
from decimal import Decimal

Standing = tuple[Decimal, ...]
"""The total, then the scores of the items that decide between equal totals."""


def standing_of(total: Decimal, ties: tuple[str, ...], scores: Mapping[str, Decimal | None]) -> Standing:
    """The numbers by which a unit is ordered. An item without a score counts as 0."""
    return (total, *(scores.get(code) or Decimal(0) for code in ties))


def places(standings: Mapping[str, Standing], groups: Mapping[str, str]) -> dict[str, int]:
    """Unit → its rank in its group, where 1 is the best. Only units with a total are ranked."""
    found: dict[str, int] = {}
    for group in {groups[unit] for unit in standings}:
        members = {unit: standing for unit, standing in standings.items() if groups[unit] == group}
        first: dict[Standing, int] = {}
        for place, standing in enumerate(sorted(members.values(), reverse=True), start=1):
            first.setdefault(standing, place)
        found |= {unit: first[standing] for unit, standing in members.items()}
    return found
