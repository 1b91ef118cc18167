"""How units stand with their indicators, and how they would stand if more were counted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from assets.monitoring.counting import Counting, counting_of, denominator_counting
from assets.scores.cases import Case
from assets.scores.field import Field
from assets.scores.scores import scoring_cases
from schemas.assessment.assessed import assessed_units
from schemas.assessment.formulas import CompletionFormula, GrowthFormula, RatioFormula, WeightedFormula
from schemas.figures import exact
from schemas.form import Form
from schemas.frames import each_row
from schemas.office.units import UnitRegistry
from schemas.scheme import Scheme
from schemas.scoring.comparison import BandsMethod, InterpolatedRankMethod, RankMethod

BY_RANK = (RankMethod, InterpolatedRankMethod, BandsMethod)
"""The scoring methods that score by the rank in the group."""


@dataclass(frozen=True)
class Position:
    """How one unit stands with one indicator."""

    case: Case
    numerator: Fraction | None
    denominator: Fraction | None
    last_year: Fraction | None
    counting: Counting
    denominator_counting: Counting | None = None
    """How the denominator of a rate is counted; None if the indicator is not a rate."""

    @property
    def field(self) -> Field | None:
        """The values among which the unit is ranked; None if its indicator is not scored by rank."""
        return self.case.field if isinstance(self.case.indicator.score, BY_RANK) else None

    @property
    def counted(self) -> Fraction | None:
        """The number that changes: the numerator of a rate, a growth or a weighted sum, else the value."""
        has_parts = isinstance(
            self.case.indicator.formula, RatioFormula | CompletionFormula | GrowthFormula | WeightedFormula
        )
        return self.numerator if has_parts and self.numerator is not None else self.case.value

    def value_of(self, counted: Fraction) -> Fraction:
        """The indicator's value if ``counted`` were counted."""
        formula = self.case.indicator.formula
        if isinstance(formula, RatioFormula | CompletionFormula | GrowthFormula):
            return counted / self.denominator * Fraction(getattr(formula, "scale", 1))
        return (
            min(counted, Fraction(formula.cap))
            if isinstance(formula, WeightedFormula) and formula.cap
            else counted
        )

    def with_counted(self, counted: Fraction) -> Case:
        """The case if ``counted`` were counted. The unit is ranked again among the others, which stay as they
        are.
        """
        row = _Row(counted, self.denominator, self.value_of(counted), self.last_year, self.case.target)
        changed = Case.of(self.case.indicator, row)
        changed = replace(
            changed,
            places=self.case.places,
            coefficient=self.case.coefficient,
            out_of=self.case.out_of,
            assessed=self.case.assessed,
        )
        if self.field is None:
            return changed
        place = self.field.rank(changed.value, instead_of=self.case.value)
        return replace(changed, rank=place, field=self.field)


@dataclass(frozen=True)
class _Row:
    """The fields of an indicator's row from which a case is made."""

    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    last_year: Fraction | None
    target: Fraction | None
    is_lower_bound: bool = False
    absence: str | None = None


def positions(
    scheme: Scheme,
    forms: Mapping[str, Form],
    indicators: pd.DataFrame,
    registry: UnitRegistry,
    period: str,
) -> dict[tuple[str, str], tuple[str, Position]]:
    """(Indicator, unit code) → the unit's name and its position, for all units that have a value."""
    groups = {unit.code: unit.group for unit in assessed_units(scheme, registry, period)}
    scored = scoring_cases(scheme, indicators, groups)
    counting = {
        code: (
            counting_of(indicator, scheme.measures, forms),
            denominator_counting(indicator.formula, scheme.measures, forms)
            if isinstance(indicator.formula, RatioFormula)
            else None,
        )
        for code, indicator in scheme.indicators.items()
    }
    found = {}
    for row in each_row(indicators):
        key = (row.indicator, row.unit_code)
        case = scored.get(key) or Case.of(scheme.indicators[row.indicator], row)
        if case.value is not None:
            parts = exact(row.numerator), exact(row.denominator), exact(row.last_year)
            found[key] = (row.unit_name, Position(case, *parts, *counting[row.indicator]))
    return found
