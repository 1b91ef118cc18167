"""The scoring methods by their standard terms: what each method takes from a case."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from assets.scores import methods
from assets.scores.cases import Case
from assets.scores.methods import Scored
from schemas.assessment.formulas import CompletionFormula
from schemas.figures import exact_text, is_share_unit, percent_text
from schemas.scoring.events import AmountRule


def _meet_target(case: Case) -> Scored:
    rule = case.rule
    return methods.meet_target(
        case.measured,
        case.target,
        case.full,
        completion=case.completion,
        met=case.met,
        proportional=rule.below == "proportional",
        bonus_cap=Fraction(rule.bonus_cap),
        at_its_best=not case.higher_is_better and case.measured == 0 and case.target > 0,
        show=case.show_measured,
        places=case.places,
    )


def _tiers(case: Case) -> Scored:
    rule = case.rule
    steps = [(Fraction(tier.bound), Fraction(tier.points)) for tier in rule.tiers]
    falling = rule.tiers[0].at_least is None
    return methods.tiers(case.value, steps, Fraction(rule.otherwise), case.show, falling=falling)


def _points(case: Case) -> Scored:
    rule = case.rule
    steps = [(Fraction(place), Fraction(points)) for place, points in rule.points]
    below, above = Fraction(rule.all_points[0]), Fraction(rule.all_points[-1])
    if rule.of == "value":
        return methods.points(case.value, steps, below, above, case.show, case.places)
    if not case.higher_is_better and case.measured == 0 and case.target > 0:
        return Scored(above, f"完成值0，目标{case.show_measured(case.target)}，得{exact_text(above)}分")
    return methods.points(case.fulfilment, steps, below, above, percent_text, case.places)


def _growth(case: Case) -> Scored:
    rule = case.rule
    return methods.growth(case.growth, Fraction(rule.full_at), Fraction(rule.zero_at), case.full, case.places)


def _direct(case: Case) -> Scored:
    return methods.direct(case.value, Fraction(case.out_of), case.full, case.show, case.places)


def _rank(case: Case) -> Scored:
    rule = case.rule
    return methods.rank(case.rank, case.ranked, Fraction(rule.step), Fraction(rule.least), case.full)


def _interpolated_rank(case: Case) -> Scored:
    rule = case.rule
    return methods.interpolated_rank(
        case.rank, case.ranked, Fraction(rule.best), Fraction(rule.worst), case.full, case.places
    )


def _bands(case: Case) -> Scored:
    steps = [(Fraction(share), Fraction(points)) for share, points in case.rule.bands]
    return methods.bands(case.rank, case.ranked, steps)


def _best_ratio(case: Case) -> Scored:
    return methods.best_ratio(
        case.value,
        case.field.best,
        case.full,
        Fraction(case.rule.floor),
        higher_is_better=case.higher_is_better,
        show=case.show,
        places=case.places,
    )


def _mean_ratio(case: Case) -> Scored:
    rule = case.rule
    return methods.mean_ratio(
        case.value,
        case.field.mean,
        case.full,
        Fraction(rule.floor),
        Fraction(rule.cap),
        higher_is_better=case.higher_is_better,
        show=case.show,
        places=case.places,
    )


def _efficacy(case: Case) -> Scored:
    rule = case.rule
    clamp = (Fraction(rule.clamp[0]), Fraction(rule.clamp[1])) if rule.clamp else None
    return methods.efficacy_score(
        case.value,
        *case.bounds,
        case.full,
        clamp,
        case.show,
        base=Fraction(rule.base),
        span=Fraction(rule.span),
        exponential=rule.form == "exponential",
        places=case.places,
    )


def _deduction(case: Case) -> Scored:
    rule = case.rule
    amount = -_surplus(case) if rule.over else case.value
    default = case.full if case.indicator.weight else None
    cap = default if rule.cap is None else Fraction(rule.cap)
    return methods.deduction(
        amount, Fraction(rule.each), cap, case.full, **_counted(case, rule, amount, "落后目标", "每次")
    )


def _bonus(case: Case) -> Scored:
    rule = case.rule
    amount = _surplus(case) if rule.over else case.value
    return methods.bonus(
        amount, Fraction(rule.each), Fraction(rule.cap), **_counted(case, rule, amount, "超过目标", "每项")
    )


def _credibility(case: Case) -> Scored:
    rule = case.rule
    default = case.full if case.indicator.weight else None
    cap = default if rule.cap is None else Fraction(rule.cap)
    points = (case.value, case.assessed.points, case.assessed.full)
    return methods.credibility(*points, Fraction(rule.each), Fraction(rule.per), cap, case.full)


def _surplus(case: Case) -> Fraction:
    """How much the value is better than the target (negative: worse). For a completion rate, it is a share of
    the target.
    """
    if isinstance(case.indicator.formula, CompletionFormula):
        return case.fulfilment - 1
    above = case.measured - case.target
    return above if case.higher_is_better else -above


def _counted(case: Case, rule: AmountRule, amount: Fraction, over: str, event: str) -> dict[str, Any]:
    """How the amount is counted, and the words for it. Events need no words for the amount."""
    how = {"per": None if rule.per is None else Fraction(rule.per), "partial": rule.partial}
    if rule.over is None and rule.per is None:
        return {**how, "every": event}
    told = f"{over}{_shown(case, max(amount, Fraction(0)))}" if rule.over else f"完成值{_shown(case, amount)}"
    return {**how, "told": told, "every": f"每{_shown(case, Fraction(rule.per or 1))}"}


def _shown(case: Case, amount: Fraction) -> str:
    unit = case.indicator.unit_of_measure
    if isinstance(case.indicator.formula, CompletionFormula):
        return percent_text(amount)
    return f"{exact_text(amount * 100)}个百分点" if is_share_unit(unit) else f"{exact_text(amount)}{unit}"


def _compliance(case: Case) -> Scored:
    return methods.compliance(
        case.show_with_unit(case.measured), case.requirement, "" if case.met else case.shortfall_text
    )


def _downgrade(case: Case) -> Scored:
    rule = case.rule
    return methods.downgrade(case.value, Fraction(rule.at_least), rule.by, rule.authority)


def _no_best_grade(case: Case) -> Scored:
    rule = case.rule
    return methods.no_best_grade(case.value, Fraction(rule.at_least), rule.authority)


METHODS: dict[str, Callable[[Case], Scored]] = {
    "目标达成": _meet_target,
    "分档": _tiers,
    "分段": _points,
    "同比增长": _growth,
    "直接计分": _direct,
    "排名赋分": _rank,
    "位次插值": _interpolated_rank,
    "分位": _bands,
    "最优比": _best_ratio,
    "均值比": _mean_ratio,
    "功效系数": _efficacy,
    "扣分": _deduction,
    "加分": _bonus,
    "自评可信度": _credibility,
    "达标": _compliance,
    "降等": _downgrade,
    "不得评优": _no_best_grade,
}
"""The scoring methods by their standard terms. 一票否决 is not among them, because it needs the unit's other
scores and comes last.
"""
