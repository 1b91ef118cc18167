"""The rules of a scheme in words: what a measure counts, how an indicator is computed, how it is scored."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from schemas.assessment.formulas import ScoresFormula
from schemas.assessment.indicators import Indicator, IssuedTarget, LastYearTarget, NumberTarget
from schemas.assessment.measures import Condition, Measure, ReportCount, Span, UnitCount
from schemas.figures import decimal_text, percent_text, value_text
from schemas.form import Form

SPANS = {
    Span.PERIOD: "当月的报表",
    Span.YEAR_TO_DATE: "本年1月至当月的报表",
    Span.LATEST: "各单位本年内最新一期的报表",
    Span.QUARTER: "本季度至当月的报表",
    Span.HALF_YEAR: "本半年至当月的报表",
    Span.SCHOOL_YEAR: "本学年（9月起）至当月的报表",
}
REPORT_COUNTS = {
    "late": "迟报份数",
    "late_days": "迟报天数",
    "missing": "漏报份数",
    "returned": "退回份数",
    "owed": "应报份数",
    "findings": "审核发现的处数",
    "hard_findings": "强制性错误的处数",
}
WITHIN = {"year": "在考核年度内（至当月末）", "month": "在当月内"}


def measure_title(measure: Measure, forms: Mapping[str, Form], kinds: Mapping[str, str]) -> str:
    """The name of a measure: its own title, otherwise what it counts. ``kinds`` are the kinds of units with
    their words.
    """
    if measure.title:
        return measure.title
    if isinstance(measure, UnitCount):
        return f"{kinds[measure.count_units]}个数"
    if isinstance(measure, ReportCount):
        return REPORT_COUNTS[measure.reports]
    form = forms[measure.form]
    headers = "、".join(f"“{form.column(name).header}”" for name in measure.columns)
    counted = {
        "count": f"{form.title}条数",
        "sum": f"{form.title}{headers}合计",
        "distinct": f"{form.title}{headers}个数（相同的计一次）",
        "distinct_listed": f"{form.title}{headers}所列个数（相同的计一次）",
        "distinct_persons": f"{form.title}人数（同一人计一次）",
        "units": f"{form.title}所涉单位数",
    }[measure.aggregate]
    conditions = "，".join(condition_text(form, condition) for condition in measure.where)
    return f"{counted}〔{conditions}〕" if conditions else counted


def measure_text(measure: Measure, forms: Mapping[str, Form], kinds: Mapping[str, str]) -> str:
    """How a measure is counted: from which reports, and from which of their rows."""
    if isinstance(measure, UnitCount):
        return f"按单位表，月末存在的{kinds[measure.count_units]}"
    if isinstance(measure, ReportCount):
        named = "、".join(f"{code} {forms[code].title}" for code in measure.forms) or "全部应报报表"
        return f"按报送台账，{named}，{SPANS[Span(measure.span)]}，已过应报日期的"
    form = forms[measure.form]
    conditions = "，且".join(condition_text(form, condition) for condition in measure.where)
    return (
        f"{form.code} {form.title}，{SPANS[measure.span]}"
        + (f"，{conditions}" if conditions else "，全部明细")
        + ("，按抽查核实的比例计" if measure.audited else "")
    )


def condition_text(form: Form, condition: Condition) -> str:
    """A condition that rows must meet."""
    header = f"“{form.column(condition.column).header}”"
    if condition.award_at_least is not None:
        return f"{header}为{condition.award_at_least}及以上（含等同奖项）"
    if condition.accepted_values is not None:
        return f"{header}为{'、'.join(condition.accepted_values)}" + (
            "之一" if len(condition.accepted_values) > 1 else ""
        )
    if condition.starts_with is not None:
        return f"{header}以{condition.starts_with}开头"
    if condition.contains is not None:
        return f"{header}含“{condition.contains}”"
    if condition.filled is not None:
        return f"{header}{'已填' if condition.filled else '未填'}"
    if condition.within is not None:
        return f"{header}{WITHIN[condition.within]}"
    return f"{header}不小于{condition.at_least}"


def formula_text(
    indicator: Indicator,
    measures: Mapping[str, Measure],
    forms: Mapping[str, Form],
    kinds: Mapping[str, str],
) -> str:
    """An indicator's formula, with the names of its measures."""
    formula = indicator.formula

    def added(names: tuple[str, ...]) -> str:
        text = "＋".join(measure_title(measures[name], forms, kinds) for name in names)
        return f"（{text}）" if len(names) > 1 else text

    if formula.kind == "ratio":
        scale = "" if formula.scale == 1 else f"×{_number(formula.scale)}"
        return f"{added(formula.numerator)}÷{added(formula.denominator)}{scale}"
    if formula.kind == "completion":
        return f"{added(formula.measures)}÷目标值"
    if formula.kind == "difference":
        return f"{added(formula.minuend)}－{added(formula.subtrahend)}"
    if formula.kind == "growth":
        return f"{added(formula.measures)}比上年同期增长的幅度"
    if formula.kind == "change":
        of = formula.of
        changed = (
            added(formula.measures or ())
            if of is None
            else f"（{added(of.numerator)}÷{added(of.denominator)}）"
        )
        return f"{changed}－上年同期"
    if formula.kind == "mean_of_units":
        return f"各下级单位的“{formula.of}”的平均值，每个单位计一次"
    if formula.kind == "scores":
        return _scores_text(formula)
    if formula.kind == "entered":
        return "主管部门录入的数，用到下一次录入"
    if formula.kind == "weighted":
        terms = "＋".join(
            f"{measure_title(measures[term.measure], forms, kinds)}×{_number(term.weight)}"
            for term in formula.terms
        )
        return terms + (f"，最多{_number(formula.cap)}" if formula.cap is not None else "")
    return "＋".join(measure_title(measures[name], forms, kinds) for name in formula.measures)


def _scores_text(formula: ScoresFormula) -> str:
    if formula.months is None:
        parts = [f"{name}当月得分×{percent_text(Fraction(share))}" for name, share in formula.shares.items()]
        return "＋".join(parts)
    (name,) = formula.shares
    shares = [f"{month}月×{percent_text(Fraction(share))}" for month, share in formula.months.items()]
    return f"{name}的得分：{'＋'.join(shares)}"


def target_text(indicator: Indicator) -> str:
    """Where an indicator's target comes from. Empty if it has none."""
    target = indicator.target
    if isinstance(target, NumberTarget):
        return f"方案规定 {value_text(Fraction(target.value), indicator.unit_of_measure)}"
    if isinstance(target, LastYearTarget):
        return "不低于上年同期" if indicator.direction == "higher" else "不高于上年同期"
    if isinstance(target, IssuedTarget):
        return "由 J03 目标任务下达表下达"
    return ""


def scoring_text(indicator: Indicator) -> str:
    """The scoring rule with its parameters. Empty for an indicator that is only monitored."""
    if indicator.score is None:
        return ""
    weight = f"权重{_number(indicator.weight)}分，" if indicator.weight is not None else ""
    return f"{indicator.score.method}：{weight}{_SCORING[indicator.score.method](indicator.score, indicator)}"


def _number(number: Decimal) -> str:
    return decimal_text(Fraction(number), 4)


def _target_rule(rule: Any, _: Indicator) -> str:
    below = "达不到的按完成率得分" if rule.below == "proportional" else "达不到的不得分"
    bonus = f"，超额的加分，最多加权重的{percent_text(Fraction(rule.bonus_cap))}" if rule.bonus_cap else ""
    return f"达到目标得满分，{below}{bonus}"


def _tiers_rule(rule: Any, indicator: Indicator) -> str:
    tiers = "，".join(
        f"{'达' if tier.at_most is None else '不高于'}"
        f"{value_text(Fraction(tier.bound), indicator.unit_of_measure)}得{_number(tier.points)}分"
        for tier in rule.tiers
    )
    return f"{tiers}，都达不到得{_number(rule.otherwise)}分"


def _points_rule(rule: Any, indicator: Indicator) -> str:
    unit = "%" if rule.of == "completion" else indicator.unit_of_measure
    points = "，".join(
        f"{value_text(Fraction(place), unit)}得{_number(points)}分" for place, points in rule.points
    )
    below, above = _number(rule.all_points[0]), _number(rule.all_points[-1])
    of = "按完成率" if rule.of == "completion" else "按值"
    return f"{of}：{points}，中间按比例，更低得{below}分，更高得{above}分"


def _interpolated_rank_rule(rule: Any, _: Indicator) -> str:
    best, worst = percent_text(Fraction(rule.best)), percent_text(Fraction(rule.worst))
    return f"组内第一得权重的{best}，末位得{worst}，中间按位次插值，并列的取同一名次"


def _bands_rule(rule: Any, _: Indicator) -> str:
    bands = "，".join(
        f"前{percent_text(Fraction(share))}得{_number(points)}分" for share, points in rule.bands
    )
    return f"按组内位次：{bands}"


def _best_ratio_rule(rule: Any, indicator: Indicator) -> str:
    ratio = "值÷组内最优值" if indicator.direction == "higher" else "组内最优值÷值"
    floor = f"，不低于{percent_text(Fraction(rule.floor))}" if rule.floor else ""
    return f"权重×（{ratio}）{floor}"


def _mean_ratio_rule(rule: Any, indicator: Indicator) -> str:
    ratio = "值÷组内平均值" if indicator.direction == "higher" else "2－值÷组内平均值"
    limits = f"{percent_text(Fraction(rule.floor))}至{percent_text(Fraction(rule.cap))}"
    return f"权重×（{ratio}），限于{limits}"


def _growth_rule(rule: Any, _: Indicator) -> str:
    full, none = percent_text(Fraction(rule.full_at)), percent_text(Fraction(rule.zero_at))
    return f"同比增长{full}得满分，{none}不得分，中间按比例"


def _rank_rule(rule: Any, _: Indicator) -> str:
    return f"组内第一得满分，每低一名减{_number(rule.step)}分，最低{_number(rule.least)}分，并列的取同一名次"


def _efficacy_rule(rule: Any, indicator: Indicator) -> str:
    bounds = [
        OF_GROUP[bound] if isinstance(bound, str) else value_text(Fraction(bound), indicator.unit_of_measure)
        for bound in (rule.unacceptable, rule.satisfactory)
    ]
    held = f"，限于{_number(rule.clamp[0])}至{_number(rule.clamp[1])}" if rule.clamp else ""
    share = f"（值－不允许值{bounds[0]}）÷（满意值{bounds[1]}－不允许值{bounds[0]}）"
    base = _number(rule.base)
    if rule.form == "exponential":
        return f"{base}×e^（ln（100÷{base}）×{share}），作为权重的百分数{held}"
    return f"{share}×{_number(rule.span)}＋{base}，作为权重的百分数{held}"


def _deduction_rule(rule: Any, indicator: Indicator) -> str:
    cap = indicator.weight if rule.cap is None else rule.cap
    most = "" if cap is None else f"，最多扣{_number(cap)}分"
    return f"{_every(rule, indicator, '每次')}扣{_number(rule.each)}分{most}"


def _bonus_rule(rule: Any, indicator: Indicator) -> str:
    return f"{_every(rule, indicator, '每项')}加{_number(rule.each)}分，最多加{_number(rule.cap)}分，不占满分"


def _credibility_rule(rule: Any, indicator: Indicator) -> str:
    cap = indicator.weight if rule.cap is None else rule.cap
    most = "" if cap is None else f"，最多扣{_number(cap)}分"
    return f"自评分每高出考核得分{percent_text(Fraction(rule.per))}扣{_number(rule.each)}分{most}"


def _every(rule: Any, indicator: Indicator, event: str) -> str:
    """How an amount is divided into steps: 每次, 与目标相差每1%（不足的按比例）."""
    if rule.per is None and rule.over is None:
        return event
    unit = indicator.unit_of_measure
    per = value_text(Fraction(rule.per or 1), unit) + ("" if unit == "%" else unit)
    over = "与目标相差" if rule.over else ""
    return f"{over}每{per}{'（不足的按比例）' if rule.partial else ''}"


def _veto_rule(rule: Any, _: Indicator) -> str:
    state = "" if rule.enabled else "（未启用）"
    return f"达到{_number(rule.at_least)}次总分记0分{state}，依据：{rule.authority}"


OF_GROUP = {"best": "组内最优", "worst": "组内最差", "mean": "组内平均"}

_SCORING: dict[str, Callable[[Any, Indicator], str]] = {
    "目标达成": _target_rule,
    "分档": _tiers_rule,
    "分段": _points_rule,
    "直接计分": lambda rule, _: "权重×评分÷满分" + (f"{_number(rule.out_of)}" if rule.out_of else ""),
    "同比增长": _growth_rule,
    "排名赋分": _rank_rule,
    "位次插值": _interpolated_rank_rule,
    "分位": _bands_rule,
    "最优比": _best_ratio_rule,
    "均值比": _mean_ratio_rule,
    "功效系数": _efficacy_rule,
    "扣分": _deduction_rule,
    "加分": _bonus_rule,
    "自评可信度": _credibility_rule,
    "达标": lambda rule, indicator: "达到要求为达标，不计分",
    "一票否决": _veto_rule,
    "降等": lambda rule, _: f"达到{_number(rule.at_least)}次降低{rule.by}等，不计分，依据：{rule.authority}",
    "不得评优": lambda rule, _: (
        f"达到{_number(rule.at_least)}次不得评为最高等次，不计分，依据：{rule.authority}"
    ),
}
