"""An indicator's value in the form that scoring methods use."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import pandas as pd

from assets.indicators.formulas import is_base
from assets.indicators.pace import completion, is_met
from assets.scores.field import Field
from schemas.assessment.formulas import ChangeFormula, CompletionFormula, GrowthFormula, RatioFormula
from schemas.assessment.indicators import Indicator, LastYearTarget
from schemas.assessment.remarks import Absence
from schemas.figures import decimal_text, exact, is_share_unit, is_true, rounded, value_text
from schemas.scoring.comparison import EfficacyMethod
from schemas.scoring.events import CredibilityMethod
from schemas.scoring.levels import GrowthMethod


class Lack(StrEnum):
    """The reason why a case cannot be scored, in the word that is shown."""

    APPLICABILITY = "不适用"
    VALUE = "缺报"
    DENOMINATOR = "分母为0，无法计算"
    TARGET = "没有目标值"
    LAST_YEAR = "同比不可比"
    COMPUTED = "无法计算"
    BOUNDS = "不可比：组内的满意值比不允许值差"
    ITEM = "所评的指标没有得分，不可比"


@dataclass(frozen=True)
class ScoredItem:
    """The points that an item got (rounded), and its weight."""

    points: Fraction
    full: Fraction


@dataclass(frozen=True)
class Case:
    """One indicator of one unit. Numbers are exact; None means missing.

    ``measured`` is what is compared with the target: the value, or for a completion rate the number
    completed. ``rank`` is the unit's rank in its ``field``, which is the units of its group that have a
    value. ``is_lower_bound``: the value is at least this (200余). ``places`` is the number of decimals to
    which the points will be rounded. ``coefficient`` is the factor by which the points are multiplied.
    """

    indicator: Indicator
    value: Fraction | None
    measured: Fraction | None
    target: Fraction | None
    completion: Fraction | None
    growth: Fraction | None
    rank: int | None = None
    field: Field | None = None
    is_lower_bound: bool = False
    absence: Absence | None = None
    places: int = 2
    coefficient: Decimal = Decimal(1)

    out_of: Decimal | None = None
    """The number of points that an entered score is out of (满分)."""
    assessed: "ScoredItem | None" = None
    """For an entered 自评分, the item for which the unit claims this score; None if that item has no
    score.
    """

    @classmethod
    def of(cls, indicator: Indicator, row: Any) -> "Case":
        """The case of one row of the indicator frame. Rates are computed again from their exact parts: 505 ÷
        425, not 1.188235…
        """
        numerator, denominator, value = exact(row.numerator), exact(row.denominator), exact(row.value)
        if (
            isinstance(indicator.formula, RatioFormula | CompletionFormula | GrowthFormula | ChangeFormula)
            and value is not None
            and denominator is not None
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
            growth=value / last_year - 1 if value is not None and is_base(last_year) else None,
            is_lower_bound=is_true(row.is_lower_bound),
            absence=None if pd.isna(row.absence) else Absence(row.absence),
        )

    @property
    def lacks(self) -> "Lack | None":
        """What the method needs and this unit does not have; None if the case can be scored."""
        if self.absence is Absence.NOT_APPLICABLE:
            return Lack.APPLICABILITY
        if self.absence in (Absence.ZERO_DENOMINATOR, Absence.INCOMPARABLE) and self.measured is None:
            return Lack.DENOMINATOR
        if self.value is None and self.measured is None:
            return Lack.VALUE
        if self.indicator.score.needs_target:
            return Lack.TARGET if self.target is None else None
        if self.value is None:
            return Lack.COMPUTED
        if isinstance(self.indicator.score, GrowthMethod):
            return Lack.LAST_YEAR if self.growth is None else None
        if isinstance(self.indicator.score, CredibilityMethod):
            return Lack.ITEM if self.assessed is None else None
        return Lack.BOUNDS if self._has_contrary_bounds else None

    @property
    def _has_contrary_bounds(self) -> bool:
        """Whether the group's values make the satisfactory value of 功效系数 worse than the unacceptable
        one.
        """
        if not isinstance(self.indicator.score, EfficacyMethod):
            return False
        unacceptable, satisfactory = self.bounds
        return satisfactory != unacceptable and (satisfactory > unacceptable) != self.higher_is_better

    @property
    def rule(self) -> Any:
        """The indicator's scoring method. Its type is the one that the method's function in METHODS
        expects.
        """
        return self.indicator.score

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The unacceptable and the satisfactory value of 功效系数. They are numbers of the scheme, or come
        from the group.
        """
        rule = self.rule
        unacceptable, satisfactory = (
            getattr(self.field, bound) if isinstance(bound, str) else Fraction(bound)
            for bound in (rule.unacceptable, rule.satisfactory)
        )
        return unacceptable, satisfactory

    @property
    def ranked(self) -> int:
        """How many units are ranked together with this one, itself included."""
        return len(self.field.values) if self.field else 0

    @property
    def higher_is_better(self) -> bool:
        """Whether higher values are better for this indicator."""
        return self.indicator.direction == "higher"

    @property
    def fulfilment(self) -> Fraction:
        """The completion by which points are scaled. If it cannot be computed (a target of 0), it is 1 if the
        target is met, else 0.
        """
        return Fraction(int(self.met)) if self.completion is None else self.completion

    @property
    def full(self) -> Fraction:
        """The indicator's weight; 0 for a method outside the full score."""
        return Fraction(self.indicator.weight or 0)

    @property
    def met(self) -> bool:
        """Whether the year's target is reached."""
        return is_met(self.measured, self.target, self.higher_is_better)

    @property
    def shortfall(self) -> Fraction | None:
        """差额: how far the measured value is from its target; 0 if the target is met. None if either is
        missing.
        """
        if self.measured is None or self.target is None:
            return None
        return Fraction(0) if self.met else abs(self.target - self.measured)

    @property
    def shortfall_text(self) -> str:
        """The shortfall in words: 差3个百分点, 超2.5人."""
        is_rate = is_share_unit(self.indicator.unit_of_measure) and not isinstance(
            self.indicator.formula, CompletionFormula
        )
        number, places = (self.shortfall * 100, 2) if is_rate else (self.shortfall, self._places)
        # A shortfall that rounds to 0 is still a shortfall.
        amount = (
            decimal_text(number, places) if rounded(number, places) else f"不到{Decimal(1).scaleb(-places):f}"
        )
        unit = "个百分点" if is_rate else self._counted_in
        return f"{'差' if self.indicator.direction == 'higher' else '超'}{amount}{unit}"

    @property
    def requirement(self) -> str:
        """The target as a requirement in words: 不低于30%, 不高于20人, 不低于上年同期的955人."""
        compared = "不低于" if self.higher_is_better else "不高于"
        of = "上年同期的" if isinstance(self.indicator.target, LastYearTarget) else ""
        return f"{compared}{of}{self.show_with_unit(self.target)}"

    def show_with_unit(self, number: Fraction) -> str:
        """A number on the scale of the target, with its unit: 25%, 18.5平方米."""
        if is_share_unit(self.indicator.unit_of_measure):
            return self.show_measured(number)
        return f"{decimal_text(number, self._places)}{self._counted_in}"

    @property
    def _places(self) -> int:
        """Two decimals, or four if the target is small: 19.31 of 20 square metres, 0.0125 of 0.02."""
        return 2 if self.target is None or abs(self.target) >= 1 else 4

    @property
    def _counted_in(self) -> str:
        """The unit that follows a number. There is none after a percentage, and none if the number completed
        has another unit than the rate.
        """
        unit = self.indicator.unit_of_measure
        return "" if is_share_unit(unit) else unit

    def show(self, number: Fraction) -> str:
        """A value of the indicator, written with its unit."""
        return value_text(number, self.indicator.unit_of_measure)

    def show_measured(self, number: Fraction) -> str:
        """A number on the scale of the target: for a completion rate the number completed, not the rate."""
        return (
            decimal_text(number)
            if isinstance(self.indicator.formula, CompletionFormula)
            else self.show(number)
        )


Method = TypeVar("Method")


def rule_of(case: Case, kind: type[Method]) -> Method:
    """The method of the case's indicator. It must be of the given kind."""
    rule = case.indicator.score
    if not isinstance(rule, kind):
        raise TypeError(f"{case.indicator.name}: not scored by {kind.__name__}")
    return rule
