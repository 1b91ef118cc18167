"""Indicators whose values come from elsewhere: from what the office entered, from other indicators, or from
scores. It also finds what does not fit between them and the rest of the scheme.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schemas.assessment.formulas import EnteredFormula, EntrySettings, MeanOfUnitsFormula, ScoresFormula
from schemas.assessment.indicators import Indicator
from schemas.documents import Finding, suggestion
from schemas.figures import is_share_unit
from schemas.scoring.events import CredibilityMethod, VetoMethod
from schemas.scoring.levels import DirectMethod
from schemas.scoring.rule import ScoredIndicator

Indicators = Mapping[str, Indicator]
Entries = Mapping[str, EntrySettings]

OF_OTHERS = (MeanOfUnitsFormula, ScoresFormula)
"""Formulas that are made of other indicators. No mean can be made of them."""


def out_of(indicator: Indicator, entries: Entries) -> Decimal | None:
    """The full score of what an indicator takes over by 直接计分. None if nothing says it."""
    if isinstance(indicator.score, DirectMethod) and indicator.score.out_of is not None:
        return indicator.score.out_of
    entry = indicator.formula.entry if isinstance(indicator.formula, EnteredFormula) else ""
    return entries[entry].most if entry in entries else None


def assessed_item(indicator: Indicator, entries: Entries) -> str | None:
    """The indicator for which an entered value is the unit's own score (自评分). None if the indicator is not
    one of these.
    """
    entry = indicator.formula.entry if isinstance(indicator.formula, EnteredFormula) else ""
    return entries[entry].of if entry in entries else None


def as_scored(indicator: Indicator, indicators: Indicators, entries: Entries) -> ScoredIndicator:
    """The indicator as a scoring method sees it. A mean counts as the indicator that it averages."""
    kind, may_be_negative = indicator.formula.kind, indicator.may_be_negative
    if isinstance(indicator.formula, MeanOfUnitsFormula) and indicator.formula.of in indicators:
        of = indicators[indicator.formula.of]
        kind, may_be_negative = of.formula.kind, of.may_be_negative
    if isinstance(indicator.formula, EnteredFormula) and indicator.formula.entry in entries:
        may_be_negative = (entries[indicator.formula.entry].least or 0) < 0
    unit = indicator.unit_of_measure
    return ScoredIndicator(
        indicator.weight,
        indicator.direction == "higher",
        indicator.target is not None,
        kind,
        may_be_negative,
        unit if is_share_unit(unit) else None,
    )


def derived_findings(indicators: Indicators, entries: Entries) -> Iterator[Finding]:
    """What is wrong with entries, means and scores, each with its place in the scheme."""
    for code, indicator in indicators.items():
        for location, said in _of_indicator(indicator, indicators, entries):
            yield ("indicators", code, *location), said
    for name, entry in entries.items():
        if entry.of is not None:
            for said in _self_assessment(entry.of, indicators):
                yield ("entries", name, "of"), said


def _of_indicator(indicator: Indicator, indicators: Indicators, entries: Entries) -> Iterator[Finding]:
    formula, rule = indicator.formula, indicator.score
    if isinstance(formula, EnteredFormula) and formula.entry not in entries:
        said = f"entries 里没有“{formula.entry}”" + suggestion(formula.entry, entries, "请先写明")
        yield ("formula", "entry"), said
    if isinstance(rule, DirectMethod) and out_of(indicator, entries) is None:
        yield ("score",), "“直接计分”要知道满分是多少：写 out_of，或在 entries 里写 most"
    if isinstance(rule, CredibilityMethod) and assessed_item(indicator, entries) is None:
        yield ("score",), "“自评可信度”只用于自评分：公式写 entered，录入项写 of（自评的是哪项指标）"
    if isinstance(formula, MeanOfUnitsFormula):
        yield from _mean(formula, indicators)


def _mean(formula: MeanOfUnitsFormula, indicators: Indicators) -> Iterator[Finding]:
    """Means of an indicator that does not exist, or that is itself made of others."""
    of = indicators.get(formula.of)
    if of is None:
        said = f"方案里没有指标“{formula.of}”" + suggestion(formula.of, indicators, "请改正")
        yield ("formula", "of"), said
    elif isinstance(of.formula, OF_OTHERS):
        yield ("formula", "of"), f"指标“{formula.of}”本身是平均值或得分，不能再平均"


def _self_assessment(of: str, indicators: Indicators) -> Iterator[str]:
    """Self-assessments of an indicator that does not exist or gets no score of its own."""
    if of not in indicators:
        yield f"方案里没有指标“{of}”" + suggestion(of, indicators, "请改正")
        return
    rule = indicators[of].score
    if indicators[of].weight is None or isinstance(rule, VetoMethod | CredibilityMethod):
        yield f"指标 {of} 没有 weight（权重），没有得分可以自评"
