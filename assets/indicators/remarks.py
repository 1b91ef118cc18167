"""Remarks (说明) on an indicator's value: how it is counted, what it is made of, and what it is compared
with.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assets.indicators.formulas import Computed
from assets.indicators.values import IndicatorValue, Reading
from schemas.assessment.formulas import (
    ChangeFormula,
    CompletionFormula,
    EnteredFormula,
    GrowthFormula,
    MeanOfUnitsFormula,
    RatioFormula,
    ScoresFormula,
    TotalFormula,
    WeightedFormula,
)
from schemas.assessment.indicators import Indicator, Stated
from schemas.assessment.remarks import Absence, PartCount, Remark, RemarkKind
from schemas.figures import AT_LEAST, change_text, decimal_text, value_text
from schemas.scheme import Scheme


def denominator_remark(indicator: Indicator) -> Iterator[Remark]:
    """What the denominator of a rate is."""
    if isinstance(indicator.formula, RatioFormula):
        yield Remark(RemarkKind.DENOMINATOR, f"分母：{indicator.formula.denominator_note}")
    elif isinstance(indicator.formula, CompletionFormula):
        yield Remark(RemarkKind.DENOMINATOR, "分母：目标值")
    elif isinstance(indicator.formula, MeanOfUnitsFormula):
        yield Remark(RemarkKind.DENOMINATOR, "各下级单位的平均值，每个单位计一次")


def parts_remark(
    indicator: Indicator, scheme: Scheme, computed: Computed, readings: Sequence[Reading]
) -> Iterator[Remark]:
    """The parts of a total of several titled measures (迟报1、漏报2), or of a weighted total with its weights
    (金牌1×10、银牌2×5).

    ``readings`` are those of the formula's measures.
    """
    formula, names = indicator.formula, indicator.measure_names
    titles = [scheme.measures[name].title for name in names]
    if isinstance(formula, WeightedFormula):
        weights = [f"×{decimal_text(Fraction(term.weight))}" for term in formula.terms]
    elif isinstance(formula, TotalFormula) and len(titles) > 1 and None not in titles:
        weights = [""] * len(titles)
    else:
        return
    parts = [
        (PartCount(name, float(reading.value)), f"{title}{decimal_text(reading.value)}{weight}")
        for name, title, reading, weight in zip(names, titles, readings, weights, strict=True)
        if reading.value
    ]
    if parts:
        text = "、".join(said for _, said in parts) + _capped(formula, computed)
        yield Remark(RemarkKind.PARTS, text, tuple(count for count, _ in parts))


def _capped(formula: WeightedFormula | TotalFormula, computed: Computed) -> str:
    whole, capped = computed.numerator, computed.value
    if not isinstance(formula, WeightedFormula) or whole == capped:
        return ""
    return f"，合计{decimal_text(whole)}，超过上限，按{decimal_text(capped)}计"


def value_remarks(value: IndicatorValue, period: str) -> Iterator[Remark]:
    """The remarks on a value: whether it agrees with what a document states, that it is a lower bound, or why
    there is none.
    """
    stated, unit_of_measure = value.indicator.stated, value.indicator.unit_of_measure
    number = value.computed.value
    if number is None:
        if said := ABSENT[value.indicator.formula.kind].get(value.computed.absence):
            yield Remark(RemarkKind.ABSENCE, said)
        return
    if stated is not None and (stated.unit, stated.period) == (value.unit.code, period):
        yield _stated_remark(stated, number, unit_of_measure)
    if value.is_lower_bound:
        least = f"{AT_LEAST}{value_text(number, unit_of_measure)}"
        yield Remark(RemarkKind.LOWER_BOUND, f"{least}（含“余”数，按下限计）")
    if value.may_be_less:
        yield Remark(RemarkKind.LOWER_BOUND, "分母、减数或上年数含“余”数，实际值可能更低")


def _stated_remark(stated: Stated, number: Fraction, unit_of_measure: str) -> Remark:
    difference = number - Fraction(stated.value)
    bound = AT_LEAST if stated.at_least else ""
    compared = f"与{stated.source}所称{bound}{value_text(Fraction(stated.value), unit_of_measure)}"
    agrees = not difference or (stated.at_least and difference > 0)
    same = "一致" if agrees else f"相差{change_text(difference, unit_of_measure)}"
    return Remark(RemarkKind.STATED, compared + same)


ABSENT: dict[str, dict[Absence | None, str]] = {
    "ratio": {Absence.ZERO_DENOMINATOR: "分母为0，无法计算"},
    "completion": {
        Absence.NO_TARGET: "未下达目标值，无法计算完成率",
        Absence.ZERO_DENOMINATOR: "目标值为0，无法计算完成率",
    },
    "growth": {Absence.INCOMPARABLE: "不可比"},
    "total": {},
    "difference": {},
    "change": {Absence.ZERO_DENOMINATOR: "分母为0，无法计算", Absence.INCOMPARABLE: "上年分母为0，不可比"},
    "mean_of_units": {},
    "entered": {Absence.MISSING: "还没有录入"},
    "scores": {Absence.MISSING: "所汇总的月份没有得分"},
    "weighted": {},
}
"""Why a formula gives no value, in words. Where a report is missing, the remarks on the reports say so."""


WITHOUT_GROWTH = (GrowthFormula, ChangeFormula, EnteredFormula, ScoresFormula)
"""The formulas whose values are not compared with last year's."""


def comparison_remarks(value: IndicatorValue) -> Iterator[Remark]:
    """Why the value cannot be compared with last year's, and how it compares with the base year's."""
    number, unit_of_measure = value.computed.value, value.indicator.unit_of_measure
    if number is None:
        return
    if not isinstance(value.indicator.formula, WITHOUT_GROWTH) and value.growth is None:
        sign = "上年为负" if value.last_year else "上年为0"
        said = "上年无数据，同比不可比" if value.last_year is None else f"{sign}，同比不可比"
        yield Remark(RemarkKind.GROWTH, said)
    if value.indicator.compare_with is None:
        return
    year = value.indicator.compare_with.year
    if value.base_value is None:
        yield Remark(RemarkKind.BASE_YEAR, f"{year}年同期无数据，与{year}年不可比")
        return
    compared = f"与{year}年同期（{value_text(value.base_value, unit_of_measure)}）相比"
    yield Remark(RemarkKind.BASE_YEAR, compared + change_text(value.base_change, unit_of_measure))
