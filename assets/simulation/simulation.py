"""Simulation (推演): a past period scored under another scheme, compared with the scores under the stored
one. Nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from assets.scores.cases import Case
from assets.scores.reassessment import Reassessment, reassess
from schemas.figures import exact
from schemas.scheme import Scheme
from warehouse.office import Office


@dataclass(frozen=True)
class Placing:
    """How a unit stands: its score, its rank and its group. They are None if a scheme gives none, or does not
    assess the unit.
    """

    score: Fraction | None = None
    rank: int | None = None
    group: str | None = None
    grade: str | None = None


@dataclass(frozen=True)
class ItemChange:
    """An indicator on which a unit scores differently. Points are None where there are none; reasons are ""
    where the indicator is not scored.
    """

    indicator: str
    name: str
    before: Fraction | None
    after: Fraction | None
    reason_before: str
    reason_after: str


@dataclass(frozen=True)
class Movement:
    """One unit under both schemes. ``items`` are those that have changed, in the order of the scheme on
    trial.
    """

    unit_code: str
    unit_name: str
    before: Placing
    after: Placing
    items: tuple[ItemChange, ...]

    @property
    def score_change(self) -> Fraction | None:
        """Points won (+) or lost (−); None unless both schemes give a score."""
        return (
            None
            if self.before.score is None or self.after.score is None
            else self.after.score - self.before.score
        )

    @property
    def places_won(self) -> int | None:
        """Ranks won (+) or lost (−) in the group. None if the unit has no rank, or has moved to another
        group.
        """
        if self.before.rank is None or self.after.rank is None or self.before.group != self.after.group:
            return None
        return self.before.rank - self.after.rank


def simulate(office: Office, stored: Scheme, trial: Scheme, period: str) -> list[Movement]:
    """How every unit moves from the stored scheme to the one on trial, by the new group and rank. Both
    schemes are scored on the same facts.
    """
    before, after = (reassess(office, scheme, period) for scheme in (stored, trial))
    names = {code: unit.name for each in (before, after) for code, unit in each.units.items()}
    moved = [
        Movement(
            code,
            name,
            _standing(before, code),
            _standing(after, code),
            tuple(_changed_items(before, after, code)),
        )
        for code, name in names.items()
    ]
    return sorted(
        moved, key=lambda each: (each.after.group or "", each.after.rank or len(moved) + 1, each.unit_code)
    )


def _standing(assessed: Reassessment, code: str) -> Placing:
    totals, grades = assessed.scores.totals, assessed.scores.grades
    grade = next(iter(grades.loc[grades["unit_code"] == code, "grade"]), None)
    for row in totals[totals["unit_code"] == code].itertuples():
        rank = None if pd.isna(row.rank) else int(row.rank)
        return Placing(exact(row.score), rank, str(row.group_name), grade)
    return Placing()


def _changed_items(before: Reassessment, after: Reassessment, code: str) -> list[ItemChange]:
    old, new = _items(before, code), _items(after, code)
    changes = []
    for indicator in {**dict.fromkeys(new), **dict.fromkeys(old)}:
        then, now = old.get(indicator), new.get(indicator)
        if then is None or now is None or then.differs_from(now):
            scheme = after.scheme if indicator in after.scheme.indicators else before.scheme
            name = scheme.indicators[indicator].name
            old_item, new_item = then or _NO_ITEM, now or _NO_ITEM
            changes.append(
                ItemChange(
                    indicator, name, old_item.points, new_item.points, old_item.reason, new_item.reason
                )
            )
    return changes


@dataclass(frozen=True)
class _Item:
    """One item of a unit's score: its points, what they were computed from, and the reason in words."""

    points: Fraction | None
    basis: tuple = ()
    reason: str = ""

    def differs_from(self, other: "_Item") -> bool:
        """Whether the points differ, or were reached in another way."""
        return (self.points, self.basis) != (other.points, other.basis)


_NO_ITEM = _Item(None)


def _items(assessed: Reassessment, code: str) -> Mapping[str, _Item]:
    items = assessed.scores.items
    return {
        str(row.indicator): _Item(
            exact(row.score), _basis(assessed.cases[row.indicator, code]), str(row.reason)
        )
        for row in items[items["unit_code"] == code].itertuples()
    }


def _basis(case: Case) -> tuple:
    """What a score follows from: the rule with its parameters, and the numbers to which it is applied."""
    indicator = case.indicator
    numbers = (case.value, case.target, case.completion, case.growth, case.rank, case.field, case.absence)
    return indicator.score, indicator.weight, indicator.unit_of_measure, *numbers
