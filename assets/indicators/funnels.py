"""Funnels (漏斗): how many are left at each stage of a scheme, by assessed unit."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd
from pandera.typing import DataFrame

from assets.indicators.counting.measures import evaluate
from assets.indicators.counting.reported import Reported
from schemas.assessment.assessed import assessed_units
from schemas.figures import exact
from schemas.results import FunnelRow
from schemas.scheme import Scheme


def calculate_funnel(scheme: Scheme, reported: Reported, period: str) -> DataFrame[FunnelRow]:
    """A row for each assessed unit and stage; no rows for a scheme without a funnel.

    ``share`` is the count ÷ the count of the stage before. It is missing at the first stage, and after a
    stage of 0. What was not reported is missing, never 0.
    """
    units = assessed_units(scheme, reported.registry, period) if scheme.funnel else []
    measures = {stage.measure: scheme.measures[stage.measure] for stage in scheme.funnel}
    codes = {unit.data_code for unit in units}
    values = evaluate(measures, reported, [period], codes) if units else pd.DataFrame()
    counts = {(row.measure, row.unit_code): exact(row.value) for row in values.itertuples()}
    rows = [
        (scheme.id, unit.code, unit.name, period, step, stage, count, share)
        for unit in units
        for step, (stage, count, share) in enumerate(_stages(scheme, unit.data_code, counts), 1)
    ]
    return FunnelRow.of_rows(rows)


def _stages(
    scheme: Scheme, unit: str, counts: Mapping[tuple[str, str], Fraction | None]
) -> list[tuple[str, Fraction | None, Fraction | None]]:
    """For each stage in order: its name, its count, and its share of the stage before."""
    found: list[tuple[str, Fraction | None, Fraction | None]] = []
    before: Fraction | None = None
    for stage in scheme.funnel:
        count = counts[stage.measure, unit]
        found.append((stage.name, count, None if count is None or not before else count / before))
        before = count
    return found
