"""How units stand with their indicators, and how they would stand if something more were counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from assets.monitoring.counting import Counting, counting_of
from assets.scores.cases import Case
from assets.scores.methods import ranks
from assets.scores.scores import scoring_cases
from schemas.assessed import assessed_units
from schemas.figures import exact
from schemas.indicators import CompletionFormula, GrowthFormula, RatioFormula, WeightedFormula
from schemas.scheme import Scheme
from schemas.scoring import RankMethod
from schemas.units import UnitRegistry


@dataclass(frozen=True)
class Position:
    """How one unit stands with one indicator. ``rivals`` are the values of the others it is ranked with."""

    case: Case
    numerator: Fraction | None
    denominator: Fraction | None
    last_year: Fraction | None
    counting: Counting
    rivals: tuple[Fraction, ...] = ()

    @property
    def counted(self) -> Fraction | None:
        """The number that changes: the numerator of a rate and of a capped sum, else the value."""
        has_parts = isinstance(self.case.indicator.formula, RatioFormula | CompletionFormula | GrowthFormula | WeightedFormula)
        return self.numerator if has_parts and self.numerator is not None else self.case.value

    def value_of(self, counted: Fraction) -> Fraction:
        """The indicator's value if so much were counted."""
        formula = self.case.indicator.formula
        if isinstance(formula, RatioFormula | CompletionFormula | GrowthFormula):
            return counted / self.denominator * Fraction(getattr(formula, "scale", 1))
        return min(counted, Fraction(formula.cap)) if isinstance(formula, WeightedFormula) and formula.cap else counted

    def with_counted(self, counted: Fraction) -> Case:
        """The case if so much were counted, ranked anew among the rivals as they are."""
        row = _Row(counted, self.denominator, self.value_of(counted), self.last_year, self.case.target)
        changed = Case.of(self.case.indicator, row)
        if self.case.rank is None:
            return changed
        place = ranks([changed.value, *self.rivals], changed.indicator.direction == "higher")[0]
        return replace(changed, rank=place, ranked=self.case.ranked)


@dataclass(frozen=True)
class _Row:
    """The fields of an indicator's row that make a case."""

    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    last_year: Fraction | None
    target: Fraction | None
    note: str = ""


def positions(scheme: Scheme, indicators: pd.DataFrame, registry: UnitRegistry, period: str) -> dict[tuple[str, str], tuple[str, Position]]:
    """(Indicator, unit code) → the unit's name and how it stands, of all that have a value."""
    groups = {unit.code: unit.group for unit in assessed_units(scheme, registry, period)}
    scored = scoring_cases(scheme, indicators, groups)
    counting = {code: counting_of(indicator, scheme.measures) for code, indicator in scheme.indicators.items()}
    found = {}
    for row in indicators.itertuples():
        key = (row.indicator, row.unit_code)
        case = scored.get(key) or Case.of(scheme.indicators[row.indicator], row)
        if case.value is not None:
            rivals = tuple(_rivals(key, case, scored, groups))
            parts = exact(row.numerator), exact(row.denominator), exact(row.last_year)
            found[key] = (row.unit_name, Position(case, *parts, counting[row.indicator], rivals))
    return found


def _rivals(key: tuple[str, str], case: Case, scored: Mapping[tuple[str, str], Case], groups: Mapping[str, str]) -> Iterable[Fraction]:
    """The values of the units that a unit is ranked with, where its indicator is scored by rank."""
    if not isinstance(case.indicator.score, RankMethod):
        return ()
    code, unit = key
    return (
        other.value
        for (their_code, their_unit), other in scored.items()
        if their_code == code and their_unit != unit and groups[their_unit] == groups[unit] and other.value is not None
    )
