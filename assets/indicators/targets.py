"""Targets (目标值): where an indicator's target for a unit and a period comes from."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import ibis.expr.types as ir
import pyarrow as pa

from assets.indicators.counting.coverage import FormSpan
from assets.indicators.counting.rolled_up import Amendments, RolledUpFacts, counted_rows
from schemas.assessment.indicators import Indicator, IssuedTarget, NumberTarget
from schemas.assessment.measures import Span
from schemas.figures import exact
from schemas.office.units import UnitRegistry
from schemas.scheme import TARGETS_FORM, Scheme
from warehouse.facts.store import fact_schema

TARGETS_USE: FormSpan = (TARGETS_FORM, Span.LATEST)

TargetKey = tuple[str, str, str, str]
"""Assessed period, scheme id, indicator code, unit code."""


def issued_targets(facts: RolledUpFacts) -> dict[TargetKey, Fraction]:
    """The targets handed down in each bureau's J03 of the year, with later amendments, by the unit that the
    row names, or the unit that took over from it. The coverage must include TARGETS_USE.
    """
    form = facts.reported.forms[TARGETS_FORM]
    return {
        (row["assessed_period"], row["scheme"], row["indicator"], row["holder"]): exact(row["target"])
        for row in facts.compute_counted(_targets(fact_schema(form), facts.amendments(form)), form)
    }


@lru_cache
def _targets(schema: pa.Schema, amendments: Amendments) -> ir.Table:
    rows = counted_rows(schema, amendments)
    # Each row appears once for every unit above the unit it names. Grouping by ancestor keeps these apart,
    # and each gives the same target.
    newest = rows.filter(rows["counted_span"] == str(Span.LATEST))
    grouped = newest.group_by(["assessed_period", "scheme", "indicator", "holder", "ancestor"])
    return grouped.aggregate(target=newest["target"].sum())


def target_of(
    scheme: Scheme,
    code: str,
    indicator: Indicator,
    units: Sequence[str],
    period: str,
    last_year: Fraction | None,
    issued: Mapping[TargetKey, Fraction],
    registry: UnitRegistry,
) -> Fraction | None:
    """The target of an indicator. None if it has none, or if none has been handed down.

    ``units`` are the assessed unit and the unit whose data count; they are looked up in this order. If
    neither has a target of its own, the targets of the units below the second are added up.
    """
    target = indicator.target
    if target is None:
        return None
    if isinstance(target, NumberTarget):
        return Fraction(target.value)
    if not isinstance(target, IssuedTarget):
        return last_year
    keys = issued_keys(scheme, code, target, units, period, issued, registry)
    return sum((issued[key] for key in keys), Fraction(0)) if keys else None


def issued_keys(
    scheme: Scheme,
    code: str,
    target: IssuedTarget,
    units: Sequence[str],
    period: str,
    issued: Mapping[TargetKey, Fraction],
    registry: UnitRegistry,
) -> list[TargetKey]:
    """The handed-down targets that make up an indicator's target: the unit's own target, else all targets of
    units below it. Empty if there are none.
    """
    names = [(scheme.id, code)]
    if target.scheme and target.indicator:
        names.append((target.scheme, target.indicator))
    for name, key in names:
        own = [(period, name, key, unit) for unit in units if (period, name, key, unit) in issued]
        if own:
            return own[:1]
        below = [(period, name, key, unit.code) for unit in registry.subtree(units[-1])]
        if handed := [each for each in below if each in issued]:
            return handed
    return []
