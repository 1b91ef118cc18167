"""An indicator explained: its formula over measures, where its target comes from, last year's value, and what
was not counted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from assets.evidence.tree.decision_nodes import decision_nodes
from assets.evidence.tree.grounds import TreeSources
from assets.evidence.tree.issued_targets import issued_rows
from assets.evidence.tree.measure_nodes import measure_node
from assets.evidence.tree.nodes import POINTS, Kind, Making, Node, with_value
from assets.evidence.tree.not_counted import not_counted_nodes, reports_nodes
from assets.indicators.counting.coverage import FormSpan
from assets.indicators.indicators import units_below
from assets.indicators.scored import scaled_shares
from assets.indicators.targets import issued_keys
from assets.indicators.values import IndicatorValue
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.formulas import ChangeFormula, MeanOfUnitsFormula, ScoresFormula
from schemas.assessment.indicators import Indicator, IssuedTarget, LastYearTarget
from schemas.assessment.measures import FormMeasure
from schemas.assessment.remarks import Absence
from schemas.assessment.rule_texts import formula_text, target_text
from schemas.figures import PERCENTAGE_POINTS
from schemas.periods import same_period_in, same_period_last_year


def indicator_node(grounds: TreeSources, code: str, unit: AssessedUnit) -> Node:
    """The node for the value of an indicator in the assessed period. If the indicator does not apply, the
    node says so.
    """
    period, value = grounds.assessed.period, grounds.assessed.values[code, unit.code]
    indicator = value.indicator
    if value.computed.absence is Absence.NOT_APPLICABLE:
        says = tuple(_said(grounds, value))
        return Node(
            Kind.INDICATOR,
            indicator.name,
            code=code,
            period=period,
            unit=indicator.unit_of_measure,
            says=says,
            beside=tuple(decision_nodes(grounds, code, indicator, unit, period)),
        )
    target = _target_node(grounds, code, indicator, unit, period) if indicator.target else None
    return _formula_node(
        grounds,
        code,
        unit,
        period,
        target,
        says=tuple(_said(grounds, value)),
        beside=(
            *([target] if target and indicator.formula.kind != "completion" else []),
            *_earlier_nodes(grounds, value),
            *decision_nodes(grounds, code, indicator, unit, period),
            *reports_nodes(grounds, _uses(grounds, indicator), unit, period),
            *not_counted_nodes(grounds, _uses(grounds, indicator), unit, period),
        ),
    )


def _said(grounds: TreeSources, value: IndicatorValue) -> Iterator[str]:
    """The formula, everything a reader must know about the value, its light and its status, in words."""
    measures, kinds = grounds.scheme.measures, grounds.registry.kinds
    yield f"公式：{formula_text(value.indicator, measures, grounds.forms, kinds)}"
    yield from (remark.text for remark in value.remarks)
    status = grounds.statuses.get((value.code, value.unit.code))
    told = {"亮灯": value.light, "状态": None if pd.isna(status) else status}
    yield from (f"{word}：{text}" for word, text in told.items() if text)


def _uses(grounds: TreeSources, indicator: Indicator) -> list[FormSpan]:
    measures = [grounds.scheme.measures[name] for name in indicator.measure_names]
    return [(measure.form, measure.span) for measure in measures if isinstance(measure, FormMeasure)]


def _formula_node(
    grounds: TreeSources,
    code: str,
    unit: AssessedUnit,
    period: str,
    target: Node | None,
    says: tuple[str, ...] = (),
    beside: tuple[Node, ...] = (),
) -> Node:
    """The indicator by its formula, for the assessed period or one it is compared with."""
    indicator = grounds.scheme.indicators[code]
    making, factors, parts = _made_of(grounds, indicator, unit, period, target)
    node = Node(
        kind=Kind.INDICATOR,
        title=indicator.name,
        code=code,
        period=period,
        unit=indicator.unit_of_measure,
        says=says,
        made_by=making,
        factors=factors,
        parts=tuple(parts),
        beside=beside,
    )
    return with_value(node)


def _made_of(
    grounds: TreeSources, indicator: Indicator, unit: AssessedUnit, period: str, target: Node | None
) -> tuple[Making, tuple[Fraction, ...], list[Node]]:
    formula = indicator.formula

    def total(names: Sequence[str], title: str, of: str = period) -> Node:
        parts = [measure_node(grounds, name, unit, of) for name in names]
        return (
            parts[0]
            if len(parts) == 1
            else with_value(Node(Kind.MEASURE, title, period=of, made_by=Making.TOTAL, parts=tuple(parts)))
        )

    if formula.kind == "ratio":
        return (
            Making.RATIO,
            (Fraction(formula.scale),),
            [total(formula.numerator, "分子"), total(formula.denominator, "分母")],
        )
    if formula.kind == "completion":
        missing = Node(Kind.TARGET, "目标值", says=("没有下达",))
        return Making.RATIO, (Fraction(1),), [total(formula.measures, "完成数"), target or missing]
    if formula.kind == "difference":
        return Making.DIFFERENCE, (), [total(formula.minuend, "被减数"), total(formula.subtrahend, "减数")]
    if formula.kind == "growth":
        before = same_period_last_year(period)
        return (
            Making.GROWTH,
            (),
            [total(formula.measures, "本年"), total(formula.measures, "上年同期", before)],
        )
    if formula.kind == "change":
        return Making.DIFFERENCE, (), _compared(grounds, indicator, formula, period, total)
    if formula.kind == "mean_of_units":
        return Making.MEAN, (), _averaged(grounds, formula, unit, period)
    if formula.kind == "scores":
        return _taken_in(grounds, formula, unit)
    if formula.kind == "entered":
        return Making.TOTAL, (), [_entered_node(grounds, formula.entry, unit, period)]
    if formula.kind == "weighted":
        parts = [measure_node(grounds, term.measure, unit, period) for term in formula.terms]
        weights = tuple(Fraction(term.weight) for term in formula.terms)
        if formula.cap is None:
            return Making.WEIGHTED, weights, parts
        whole = with_value(
            Node(
                Kind.MEASURE,
                "加权合计",
                period=period,
                made_by=Making.WEIGHTED,
                factors=weights,
                parts=tuple(parts),
            )
        )
        return Making.CAPPED, (Fraction(formula.cap),), [whole]
    return Making.TOTAL, (), [measure_node(grounds, name, unit, period) for name in formula.measures]


def _compared(
    grounds: TreeSources,
    indicator: Indicator,
    formula: ChangeFormula,
    period: str,
    total: Callable[..., Node],
) -> list[Node]:
    """The values of this span and of the same span last year."""
    spans = {"本年": period, "上年同期": same_period_last_year(period)}
    if formula.of is None:
        return [total(formula.measures, title, of) for title, of in spans.items()]
    ratio = formula.of
    return [
        with_value(
            Node(
                Kind.MEASURE,
                title,
                period=of,
                unit="%" if indicator.unit_of_measure == PERCENTAGE_POINTS else indicator.unit_of_measure,
                made_by=Making.RATIO,
                factors=(Fraction(ratio.scale),),
                parts=(total(ratio.numerator, "分子", of), total(ratio.denominator, "分母", of)),
            )
        )
        for title, of in spans.items()
    ]


def _averaged(
    grounds: TreeSources, formula: MeanOfUnitsFormula, unit: AssessedUnit, period: str
) -> list[Node]:
    """The averaged indicator for each unit below. If it does not apply to a unit, the node says only that."""
    averaged = grounds.scheme.indicators[formula.of]
    nodes = []
    for below in units_below(formula, unit.data_code, grounds.registry, grounds.assessed.period):
        found = grounds.assessed.readings.computed_below(formula, below, period)
        if found.absence is Absence.NOT_APPLICABLE:
            nodes.append(Node(Kind.UNIT, below.name, code=below.code, says=("不适用",)))
            continue
        target = (
            _target_node(grounds, formula.of, averaged, below, period)
            if averaged.target is not None
            else None
        )
        node = _formula_node(grounds, formula.of, below, period, target)
        nodes.append(replace(node, title=f"{below.name}　{averaged.name}"))
    return nodes


def _taken_in(
    grounds: TreeSources, formula: ScoresFormula, unit: AssessedUnit
) -> tuple[Making, tuple[Fraction, ...], list[Node]]:
    """The scores that exist, with their shares scaled up."""
    shares = scaled_shares(grounds.assessed.readings.score_parts(formula, unit))
    nodes = [Node(Kind.MEASURE, part.name, value=part.score, unit=POINTS) for part in shares]
    return Making.WEIGHTED if nodes else Making.GIVEN, tuple(shares.values()), nodes


def _entered_node(grounds: TreeSources, entry: str, unit: AssessedUnit, period: str) -> Node:
    """The entered value, and the decision that entered it."""
    settings = grounds.scheme.entries[entry]
    found = grounds.assessed.readings.decided.entered(grounds.scheme.id, entry, unit.code, period)
    says = "还没有录入" if found is None else f"第{found.number}号认定录入，{found.period}起"
    by = (f"由{settings.by}提供",) if settings.by else ()
    value = None if found is None else found.value
    return Node(
        Kind.MEASURE,
        settings.title,
        value=value,
        unit=settings.unit_of_measure,
        code=entry,
        period=period,
        says=(says, *by),
    )


def self_assessment_nodes(grounds: TreeSources, code: str, unit: AssessedUnit) -> list[Node]:
    """The score that the unit itself claims for an item (自评分)."""
    period, entries = grounds.assessed.period, grounds.scheme.entries
    return [_entered_node(grounds, name, unit, period) for name, entry in entries.items() if entry.of == code]


# ---------------------------------------------------------------- what it is compared with


def _earlier_nodes(grounds: TreeSources, value: IndicatorValue) -> list[Node]:
    """Last year's value and the base year's value. Last year's is left out if it is the target, because the
    target shows it.
    """
    period, nodes = grounds.assessed.period, []
    if value.last_year is not None and not isinstance(value.indicator.target, LastYearTarget):
        nodes.append(_earlier_node(grounds, value, same_period_last_year(period), "上年同期"))
    if value.base_value is not None:
        year = value.indicator.compare_with.year
        nodes.append(_earlier_node(grounds, value, same_period_in(year, period), f"{year}年同期"))
    return nodes


def _earlier_node(grounds: TreeSources, value: IndicatorValue, period: str, title: str) -> Node:
    code, indicator, unit = value.code, value.indicator, value.unit
    completes = indicator.formula.kind == "completion"
    target = _target_node(grounds, code, indicator, unit, period) if completes else None
    found = _formula_node(
        grounds,
        code,
        unit,
        period,
        target,
        beside=(
            *decision_nodes(grounds, code, indicator, unit, period),
            *not_counted_nodes(grounds, _uses(grounds, indicator), unit, period),
        ),
    )
    return with_value(
        Node(
            Kind.LAST_YEAR,
            title,
            unit=indicator.unit_of_measure,
            period=period,
            made_by=Making.TOTAL,
            parts=(found,),
        )
    )


# ---------------------------------------------------------------- targets


def _target_node(
    grounds: TreeSources, code: str, indicator: Indicator, unit: AssessedUnit, period: str
) -> Node:
    readings = grounds.assessed.readings
    # For a completion rate, the target is compared with the number completed, not with the rate.
    unit_of_measure = "" if indicator.formula.kind == "completion" else indicator.unit_of_measure
    node = Node(
        Kind.TARGET, "目标值", unit=unit_of_measure, code=code, period=period, says=(target_text(indicator),)
    )
    if isinstance(indicator.target, LastYearTarget):
        value = grounds.assessed.values[code, unit.code]
        return with_value(
            Node(
                **{
                    **vars(node),
                    "made_by": Making.TOTAL,
                    "parts": (_earlier_node(grounds, value, same_period_last_year(period), "上年同期"),),
                }
            )
        )
    if isinstance(indicator.target, IssuedTarget):
        keys = issued_keys(
            grounds.scheme,
            code,
            indicator.target,
            (unit.code, unit.data_code),
            period,
            readings.issued,
            grounds.registry,
        )
        rows = tuple(issued_rows(grounds, keys))
        return with_value(replace(node, made_by=Making.SUM, parts=rows)) if rows else node
    return replace(node, value=Fraction(indicator.target.value))
