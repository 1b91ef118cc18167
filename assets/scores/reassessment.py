"""Assessing a period anew without storing anything: exact values, cases and scores as the facts and the
scheme are now.
"""

from dataclasses import dataclass

import pandas as pd

from assets.indicators.counting.rolled_up import RolledUpFacts
from assets.indicators.indicators import Readings, facts_for, indicator_values
from assets.indicators.office_indicators import reported_for
from assets.indicators.values import IndicatorValue, indicator_frame
from assets.scores.cases import Case
from assets.scores.scores import Scores, calculate_scores, scoring_cases
from schemas.assessment.assessed import AssessedUnit, assessed_units
from schemas.scheme import Scheme
from warehouse.office import Office


@dataclass(frozen=True)
class Reassessment:
    """A scheme's assessment of one period. ``facts`` are those of this year and the last.

    ``values`` and ``cases`` are by (indicator, unit code); only indicators with a scoring method have cases.
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
    """Assess a period by a scheme, stored or not, on the office's facts and ledger as they are now."""
    registry, scheme = office.site.registry, scheme.in_month(period)
    facts = facts_for(scheme, reported_for(office, period), period)
    readings = Readings.of(scheme, facts, period)
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
        scores=calculate_scores(scheme, frame, registry, period),
    )
