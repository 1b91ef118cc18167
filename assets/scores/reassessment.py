"""Assessing a period again without storing anything: exact values, cases and scores, from the facts and the
scheme as they are now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import pandas as pd

from assets.indicators.counting.rolled_up import RolledUpFacts
from assets.indicators.indicators import Readings, facts_for, indicator_values
from assets.indicators.office_indicators import reported_for
from assets.indicators.scored import ScoresOf
from assets.indicators.values import IndicatorValue, indicator_frame
from assets.scores.cases import Case
from assets.scores.scores import Scores, calculate_scores, scoring_cases
from schemas.assessment.assessed import AssessedUnit, assessed_units
from schemas.assessment.formulas import ScoresFormula
from schemas.figures import exact
from schemas.scheme import Scheme
from warehouse.office import Office
from warehouse.results import results


@dataclass(frozen=True)
class Reassessment:
    """A scheme's assessment of one period. ``facts`` are those of this year and last year.

    ``values`` and ``cases`` are by (indicator, unit code). Only indicators with a scoring method have cases.
    ``indicators`` are the values as rows of ``bi_indicator``.
    """

    scheme: Scheme
    period: str
    units: dict[str, AssessedUnit]
    facts: RolledUpFacts
    readings: Readings
    values: dict[tuple[str, str], IndicatorValue]
    cases: dict[tuple[str, str], Case]
    indicators: pd.DataFrame
    scores: Scores


def reassess(office: Office, scheme: Scheme, period: str) -> Reassessment:
    """Assess a period by a scheme on the office's facts and ledger as they are now. The scheme need not be
    stored.
    """
    scores_of = office_scores(office, scheme, period)
    registry, scheme = office.site.registry, scheme.in_month(period)
    facts = facts_for(scheme, reported_for(office, period), period)
    readings = Readings.of(scheme, facts, period, scores_of)
    units = {unit.code: unit for unit in assessed_units(scheme, registry, period)}
    values = indicator_values(readings, list(units.values()))
    frame = indicator_frame(scheme, period, values)
    return Reassessment(
        scheme=scheme,
        period=period,
        units=units,
        facts=facts,
        readings=readings,
        values={(value.code, value.unit.code): value for value in values},
        cases=scoring_cases(scheme, frame, {code: unit.group for code, unit in units.items()}),
        indicators=frame,
        scores=calculate_scores(scheme, frame, registry, period, readings.decided),
    )


def office_scores(office: Office, scheme: Scheme, period: str) -> ScoresOf:
    """The scores up to a period, for a scheme that takes scores in.

    The scheme's own scores are computed again, so that a scheme on trial takes in what it would have given
    itself. The scores of other schemes are read as they are stored. What is stored also tells which months
    have been assessed.
    """
    years = {each.id: each.year for each in office.schemes} | {scheme.id: scheme.year}

    @cache
    def scores_of(name: str, month: int) -> Mapping[str, Fraction]:
        of = f"{years[name]}-{month:02d}"
        if of > period:
            return {}
        if name == scheme.id and of == period:
            return _own_scores(office, scheme, of)
        with office.engine.connect() as connection:
            stored = results.scores(connection, office.site.id, name, of)
        totals = {row.unit_code: exact(row.score) for row in stored.itertuples()}
        known = {str(unit): total for unit, total in totals.items() if total is not None}
        return _own_scores(office, scheme, of) if name == scheme.id and known else known

    return scores_of


def _own_scores(office: Office, scheme: Scheme, period: str) -> dict[str, Fraction]:
    """Unit → the sum of its items as printed, without the items that take in the scheme's own scores."""
    scheme = scheme.in_month(period)
    others = {
        code: indicator
        for code, indicator in scheme.indicators.items()
        if not (isinstance(indicator.formula, ScoresFormula) and scheme.id in indicator.formula.shares)
    }
    scores = reassess(office, scheme.model_copy(update={"indicators": others}), period).scores
    units = scores.totals.loc[scores.totals["score"].notna(), "unit_code"]
    sums = {str(unit): Fraction(0) for unit in units}
    for item in scores.items.itertuples():
        if item.unit_code in sums:
            sums[str(item.unit_code)] += exact(item.score) or Fraction(0)
    return sums
