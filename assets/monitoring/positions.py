"""How units stand with their indicators, and how they would stand if something more were counted."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from assets.monitoring.counting import Counting, counting_of, denominator_counting
from assets.scores.cases import Case
from assets.scores.scores import scoring_cases
from schemas.assessed import assessed_units
from schemas.figures import exact
from schemas.form import Form
from schemas.indicators import CompletionFormula, GrowthFormula, RatioFormula, WeightedFormula
from schemas.scheme import Scheme
from schemas.scoring import RankMethod
from schemas.units import UnitRegistry


@dataclass(frozen=True)
class Field:
    """The values of the units that are ranked together, sorted. Of a thousand units each asks where it
    stands: it looks it up.
    """

    values: tuple[Fraction, ...]
    higher_is_better: bool

    def next_better(self, value: Fraction) -> Fraction | None:
        """The nearest value that is better; None for the best."""
        place = (
            bisect_right(self.values, value) if self.higher_is_better else bisect_left(self.values, value) - 1
        )
        return self.values[place] if 0 <= place < len(self.values) else None

    def rank(self, value: Fraction, instead_of: Fraction) -> int:
        """The rank that a unit of the field would have with another value instead of its own; ties share the
        better rank.
        """
        if self.higher_is_better:
            return len(self.values) - bisect_right(self.values, value) - (instead_of > value) + 1
        return bisect_left(self.values, value) - (instead_of < value) + 1


@dataclass(frozen=True)
class Position:
    """How one unit stands with one indicator; ``field`` is what it is ranked in, None where its indicator is
    not scored by rank.
    """

    case: Case
    numerator: Fraction | None
    denominator: Fraction | None
    last_year: Fraction | None
    counting: Counting
    denominator_counting: Counting | None = None
    """How the denominator of a rate is counted; None for what is no rate."""
    field: Field | None = None

    @property
    def counted(self) -> Fraction | None:
        """The number that changes: the numerator of a rate and of a capped sum, else the value."""
        has_parts = isinstance(
            self.case.indicator.formula, RatioFormula | CompletionFormula | GrowthFormula | WeightedFormula
        )
        return self.numerator if has_parts and self.numerator is not None else self.case.value

    def value_of(self, counted: Fraction) -> Fraction:
        """The indicator's value if so much were counted."""
        formula = self.case.indicator.formula
        if isinstance(formula, RatioFormula | CompletionFormula | GrowthFormula):
            return counted / self.denominator * Fraction(getattr(formula, "scale", 1))
        return (
            min(counted, Fraction(formula.cap))
            if isinstance(formula, WeightedFormula) and formula.cap
            else counted
        )

    def with_counted(self, counted: Fraction) -> Case:
        """The case if so much were counted, ranked anew among the others as they are."""
        row = _Row(counted, self.denominator, self.value_of(counted), self.last_year, self.case.target)
        changed = Case.of(self.case.indicator, row)
        if self.field is None:
            return changed
        return replace(
            changed, rank=self.field.rank(changed.value, instead_of=self.case.value), ranked=self.case.ranked
        )


@dataclass(frozen=True)
class _Row:
    """The fields of an indicator's row that make a case."""

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
    """(Indicator, unit code) → the unit's name and how it stands, of all that have a value."""
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
    fields = _fields(scored, groups)
    found = {}
    for row in indicators.itertuples():
        key = (row.indicator, row.unit_code)
        case = scored.get(key) or Case.of(scheme.indicators[row.indicator], row)
        if case.value is not None:
            parts = exact(row.numerator), exact(row.denominator), exact(row.last_year)
            field = fields.get((row.indicator, groups.get(row.unit_code)))
            found[key] = (row.unit_name, Position(case, *parts, *counting[row.indicator], field))
    return found


def _fields(
    scored: Mapping[tuple[str, str], Case], groups: Mapping[str, str]
) -> dict[tuple[str, str], Field]:
    """(Indicator, group) → the field, of the indicators that are scored by rank."""
    ranked: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for (code, unit), case in scored.items():
        if isinstance(case.indicator.score, RankMethod) and case.value is not None:
            ranked[code, groups[unit]].append(case)
    return {
        key: Field(tuple(sorted(case.value for case in cases)), cases[0].indicator.direction == "higher")
        for key, cases in ranked.items()
    }
