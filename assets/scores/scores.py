"""Scores (得分): every weighted indicator's points with the arithmetic in words, the total of a unit and its
rank in its group.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from assets.scores.cases import Case, rule_of
from assets.scores.field import Field
from assets.scores.methods import Scored, ranks, veto
from assets.scores.scoring import METHODS
from schemas.assessment.assessed import assessed_units
from schemas.figures import decimal_text, figure_frame, rounded
from schemas.scheme import Scheme
from schemas.scoring.events import VetoMethod
from schemas.units import UnitRegistry

SCORE_COLUMNS = {
    "scheme": "string",
    "unit_code": "string",
    "unit_name": "string",
    "group_name": "string",
    "period": "string",
    "score": "Float64",
    "full_score": "Float64",
    "rank": "Int64",
}
"""The columns of ``bi_score`` and their types."""

ITEM_COLUMNS = {
    "scheme": "string",
    "indicator": "string",
    "unit_code": "string",
    "period": "string",
    "score": "Float64",
    "full_score": "Float64",
    "method": "string",
    "reason": "string",
}
"""The columns of ``bi_score_item`` and their types."""


@dataclass(frozen=True)
class Scores:
    """What a scheme's units got in a period: ``items`` with ITEM_COLUMNS, ``totals`` with SCORE_COLUMNS."""

    items: pd.DataFrame
    totals: pd.DataFrame


@dataclass(frozen=True)
class _Item:
    """One line of a unit's account. ``score`` is rounded, so that the lines add up to the total as they are
    printed.
    """

    indicator: str
    unit: str
    score: Decimal | None
    full: Decimal
    method: str
    reason: str


def calculate_scores(scheme: Scheme, indicators: pd.DataFrame, registry: UnitRegistry, period: str) -> Scores:
    """Score a scheme's indicators (the frame that ``calculate_indicators`` gives for the period).

    Indicators without a scoring method are only monitored and get no item. What is missing (缺报, 不可比) is
    scored by the scheme's own rule, and the reason says so. Totals are the sums of the rounded items; ties
    share the better rank of their group. A scheme without points gives neither total nor rank.
    """
    groups = {unit.code: unit for unit in assessed_units(scheme, registry, period)}
    cases = scoring_cases(scheme, indicators, {code: unit.group for code, unit in groups.items()})
    items = [
        _item(scheme, code, unit, case)
        for (code, unit), case in cases.items()
        if not isinstance(case.indicator.score, VetoMethod)
    ]
    points = _points_of_units(items)
    vetoes = {key: case for key, case in cases.items() if isinstance(case.indicator.score, VetoMethod)}
    items += [_veto_item(code, unit, case, points[unit]) for (code, unit), case in vetoes.items()]
    order = {code: place for place, code in enumerate(scheme.indicators)}
    items.sort(key=lambda item: (order[item.indicator], item.unit))
    scored = groups if scheme.gives_points else ()
    totals = dict.fromkeys(scored, Decimal(0))
    for item in items if totals else ():
        totals[item.unit] += item.score or Decimal(0)
    places = _places(totals, {code: unit.group for code, unit in groups.items()})
    return Scores(
        figure_frame(
            ITEM_COLUMNS,
            [
                (
                    scheme.id,
                    item.indicator,
                    item.unit,
                    period,
                    item.score,
                    item.full,
                    item.method,
                    item.reason,
                )
                for item in items
            ],
        ),
        figure_frame(
            SCORE_COLUMNS,
            [
                (
                    scheme.id,
                    code,
                    unit.name,
                    unit.group,
                    period,
                    totals.get(code),
                    scheme.full_score,
                    places.get(code),
                )
                for code, unit in groups.items()
            ],
        ),
    )


def scoring_cases(
    scheme: Scheme, indicators: pd.DataFrame, groups: Mapping[str, str]
) -> dict[tuple[str, str], Case]:
    """(Indicator, unit) → case, for the indicators that have a scoring method, ranked inside the groups."""
    cases: dict[tuple[str, str], Case] = {}
    of_indicators: dict[str, list] = {}
    for row in indicators[indicators["unit_code"].isin(set(groups))].itertuples():
        of_indicators.setdefault(row.indicator, []).append(row)
    for code, indicator in scheme.indicators.items():
        if indicator.score is None:
            continue
        of_units = {
            row.unit_code: replace(Case.of(indicator, row), places=scheme.decimals)
            for row in of_indicators.get(code, ())
        }
        for group in set(groups.values()):
            known = {
                unit: case
                for unit, case in of_units.items()
                if groups[unit] == group and case.value is not None
            }
            higher = indicator.direction == "higher"
            field = Field(tuple(sorted(case.value for case in known.values())), higher)
            found = ranks([case.value for case in known.values()], higher)
            of_units |= {
                unit: replace(case, rank=place, field=field)
                for (unit, case), place in zip(known.items(), found, strict=True)
            }
        cases |= {(code, unit): case for unit, case in of_units.items()}
    return cases


def _item(scheme: Scheme, code: str, unit: str, case: Case) -> _Item:
    scored = scored_case(scheme, case)
    points = None if scored.points is None else rounded(scored.points, case.places)
    return _Item(
        code, unit, points, case.indicator.weight or Decimal(0), case.indicator.score.method, scored.reason
    )


def scored_case(scheme: Scheme, case: Case) -> Scored:
    """The exact points of a case by its method, or by the scheme's rule for what is missing; not for
    一票否决.
    """
    if case.lacks is not None:
        return _scored_as_missing(scheme, case)
    scored = METHODS[case.indicator.score.method](case)
    return (
        replace(scored, reason=f"{scored.reason}（完成值含“余”数，按下限计）")
        if case.is_lower_bound
        else scored
    )


def _scored_as_missing(scheme: Scheme, case: Case) -> Scored:
    if case.indicator.weight is None:
        return Scored(None, f"{case.lacks}，不计分")
    points = case.full * Fraction(scheme.missing.share)
    worth = decimal_text(points, case.places)
    return Scored(points, f"{case.lacks}，按方案“{scheme.missing.says}”，得{worth}分")


def _points_of_units(items: Iterable[_Item]) -> dict[str, Decimal]:
    points: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        points[item.unit] += item.score or Decimal(0)
    return points


def _veto_item(code: str, unit: str, case: Case, others: Decimal) -> _Item:
    """``others`` are the points of the unit's other items."""
    rule = rule_of(case, VetoMethod)
    if case.value is None:
        return _Item(code, unit, Decimal(0), Decimal(0), rule.method, "缺报，不能判定，未否决")
    scored = veto(case.value, Fraction(rule.at_least), rule.enabled, Fraction(others), rule.authority)
    return _Item(code, unit, rounded(scored.points, case.places), Decimal(0), rule.method, scored.reason)


def _places(totals: Mapping[str, Decimal], groups: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for group in set(groups.values()):
        members = [code for code in totals if groups[code] == group]
        places |= dict(zip(members, ranks([Fraction(totals[code]) for code in members]), strict=True))
    return places
