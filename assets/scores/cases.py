"""An indicator's value as a scoring method sees it, and the methods by their standard terms."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import pandas as pd

from assets.indicators.pace import completion, is_met
from assets.scores import methods
from assets.scores.methods import Scored
from schemas.figures import decimal_text, exact, is_true, rounded, value_text
from schemas.indicators import CompletionFormula, GrowthFormula, Indicator, LastYearTarget, RatioFormula
from schemas.remarks import Absence
from schemas.scoring import (
    NEEDS_TARGET,
    BonusMethod,
    DeductionMethod,
    EfficacyMethod,
    GrowthMethod,
    RankMethod,
    TargetMethod,
    TiersMethod,
)


class Lack(StrEnum):
    """What keeps a case from being scored, in the word that is shown."""

    VALUE = "缺报"
    DENOMINATOR = "分母为0，无法计算"
    TARGET = "没有目标值"
    LAST_YEAR = "同比不可比"
    COMPUTED = "无法计算"


@dataclass(frozen=True)
class Case:
    """One indicator of one unit; numbers are exact, None is missing.

    ``measured`` is what is held against the target: the value, but of a completion rate the number completed.
    ``rank`` is the unit's among the ``ranked`` units of its group that have a value. ``is_lower_bound``: the
    value is at least this (200余).
    """

    indicator: Indicator
    value: Fraction | None
    measured: Fraction | None
    target: Fraction | None
    completion: Fraction | None
    growth: Fraction | None
    rank: int | None = None
    ranked: int = 0
    is_lower_bound: bool = False
    absence: Absence | None = None

    @classmethod
    def of(cls, indicator: Indicator, row: Any) -> "Case":
        """The case of one row of the indicator frame. Rates are formed anew from their exact parts: 505 ÷
        425, not 1.188235…
        """
        numerator, denominator, value = exact(row.numerator), exact(row.denominator), exact(row.value)
        if (
            isinstance(indicator.formula, RatioFormula | CompletionFormula | GrowthFormula)
            and value is not None
        ):
            value = numerator / denominator * Fraction(getattr(indicator.formula, "scale", 1))
        last_year, target = exact(row.last_year), exact(row.target)
        measured = numerator if isinstance(indicator.formula, CompletionFormula) else value
        higher = indicator.direction == "higher"
        known = measured is not None and target is not None
        return cls(
            indicator=indicator,
            value=value,
            measured=measured,
            target=target,
            completion=completion(measured, target, higher) if known else None,
            growth=value / last_year - 1 if value is not None and last_year else None,
            is_lower_bound=is_true(row.is_lower_bound),
            absence=None if pd.isna(row.absence) else Absence(row.absence),
        )

    @property
    def lacks(self) -> "Lack | None":
        """What the method needs and this unit has not; None when it can be scored."""
        if self.absence in (Absence.ZERO_DENOMINATOR, Absence.INCOMPARABLE) and self.measured is None:
            return Lack.DENOMINATOR
        if self.value is None and self.measured is None:
            return Lack.VALUE
        if self.indicator.score.method in NEEDS_TARGET:
            return Lack.TARGET if self.target is None else None
        if isinstance(self.indicator.score, GrowthMethod):
            return Lack.LAST_YEAR if self.growth is None else None
        return Lack.COMPUTED if self.value is None else None

    @property
    def full(self) -> Fraction:
        """The indicator's weight; 0 for a method beside the full score."""
        return Fraction(self.indicator.weight or 0)

    @property
    def met(self) -> bool:
        """Whether the year's target is reached; a target to be exceeded (more than last year) is not met by
        being equal.
        """
        must_exceed = isinstance(self.indicator.target, LastYearTarget)
        return is_met(self.measured, self.target, self.indicator.direction == "higher", must_exceed)

    @property
    def shortfall(self) -> Fraction | None:
        """差额: how far the measured value is from its target, 0 when met; None where either is missing."""
        if self.measured is None or self.target is None:
            return None
        return Fraction(0) if self.met else abs(self.target - self.measured)

    @property
    def shortfall_text(self) -> str:
        """The shortfall in words: 差3个百分点, 超2.5人; a target to be exceeded may be missed by nothing."""
        if not self.shortfall:
            return "须超过"
        is_rate = self.indicator.unit_of_measure == "%" and not isinstance(
            self.indicator.formula, CompletionFormula
        )
        number, places = (self.shortfall * 100, 2) if is_rate else (self.shortfall, self._places)
        # What rounds to nothing is still lacking.
        amount = (
            decimal_text(number, places) if rounded(number, places) else f"不到{Decimal(1).scaleb(-places):f}"
        )
        unit = "个百分点" if is_rate else self._counted_in
        return f"{'差' if self.indicator.direction == 'higher' else '超'}{amount}{unit}"

    @property
    def requirement(self) -> str:
        """The target as a requirement in words: 不低于30%, 不高于20人, 超过上年同期的955人."""
        if isinstance(self.indicator.target, LastYearTarget):
            return f"{'超过' if self.indicator.direction == 'higher' else '低于'}上年同期的{self.show_with_unit(self.target)}"
        return f"{'不低于' if self.indicator.direction == 'higher' else '不高于'}{self.show_with_unit(self.target)}"

    def show_with_unit(self, number: Fraction) -> str:
        """What is held against the target, with its unit: 25%, 18.5平方米."""
        if self.indicator.unit_of_measure == "%":
            return self.show_measured(number)
        return f"{decimal_text(number, self._places)}{self._counted_in}"

    @property
    def _places(self) -> int:
        """Two decimals, four where the target is small: 19.31 of 20 square metres, 0.0125 of 0.02."""
        return 2 if self.target is None or abs(self.target) >= 1 else 4

    @property
    def _counted_in(self) -> str:
        """The unit that follows a number; none after a percentage, nor where a rate's unit is not that of the
        number completed.
        """
        return "" if self.indicator.unit_of_measure == "%" else self.indicator.unit_of_measure

    def show(self, number: Fraction) -> str:
        """A value in the indicator's unit."""
        return value_text(number, self.indicator.unit_of_measure)

    def show_measured(self, number: Fraction) -> str:
        """What is held against the target: of a completion rate the number completed, not the rate."""
        return (
            decimal_text(number)
            if isinstance(self.indicator.formula, CompletionFormula)
            else self.show(number)
        )


Method = TypeVar("Method")


def rule_of(case: Case, kind: type[Method]) -> Method:
    """The method of the case's indicator, which must be of that kind."""
    rule = case.indicator.score
    if not isinstance(rule, kind):
        raise TypeError(f"{case.indicator.name}: not scored by {kind.__name__}")
    return rule


def _meet_target(case: Case) -> Scored:
    rule = rule_of(case, TargetMethod)
    return methods.meet_target(
        case.measured,
        case.target,
        case.full,
        completion=case.completion,
        met=case.met,
        proportional=rule.below == "proportional",
        bonus_cap=Fraction(rule.bonus_cap),
        show=case.show_measured,
    )


def _tiers(case: Case) -> Scored:
    rule = rule_of(case, TiersMethod)
    steps = [(Fraction(tier.at_least), Fraction(tier.points)) for tier in rule.tiers]
    return methods.tiers(case.value, steps, Fraction(rule.otherwise), case.show)


def _growth(case: Case) -> Scored:
    rule = rule_of(case, GrowthMethod)
    return methods.growth(case.growth, Fraction(rule.full_at), Fraction(rule.zero_at), case.full)


def _rank(case: Case) -> Scored:
    rule = rule_of(case, RankMethod)
    return methods.rank(case.rank, case.ranked, Fraction(rule.step), Fraction(rule.least), case.full)


def _efficacy(case: Case) -> Scored:
    rule = rule_of(case, EfficacyMethod)
    clamp = (Fraction(rule.clamp[0]), Fraction(rule.clamp[1])) if rule.clamp else None
    return methods.efficacy_score(
        case.value, Fraction(rule.unacceptable), Fraction(rule.satisfactory), case.full, clamp, case.show
    )


def _deduction(case: Case) -> Scored:
    rule = rule_of(case, DeductionMethod)
    return methods.deduction(
        case.value, Fraction(rule.each), case.full if rule.cap is None else Fraction(rule.cap), case.full
    )


def _bonus(case: Case) -> Scored:
    rule = rule_of(case, BonusMethod)
    return methods.bonus(case.value, Fraction(rule.each), Fraction(rule.cap))


def _compliance(case: Case) -> Scored:
    return methods.compliance(
        case.show_with_unit(case.measured), case.requirement, "" if case.met else case.shortfall_text
    )


METHODS: dict[str, Callable[[Case], Scored]] = {
    "目标达成": _meet_target,
    "分档": _tiers,
    "同比增长": _growth,
    "排名赋分": _rank,
    "功效系数": _efficacy,
    "扣分": _deduction,
    "加分": _bonus,
    "达标": _compliance,
}
"""The scoring methods by their standard terms. 一票否决 is not among them: it needs the unit's other scores
and comes last.
"""
