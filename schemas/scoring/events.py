"""The methods that count events or amounts: 扣分 and 加分. Also those that lower more than points: 一票否决,
降等, 不得评优.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.assessment.measures import Finding
from schemas.scoring.rule import Points, ScoredIndicator, ScoringRule

Positive = Annotated[Decimal, Field(gt=0)]


class AmountRule(ScoringRule):
    """What 扣分 and 加分 share: ``each`` for every unit of an amount, or for every full ``per`` of it.

    The amount is the value. With ``over: target`` it is how far the value lies behind the target (加分: above
    it); for a completion rate it is the share. A negative amount counts as 0. ``partial``: a part of ``per``
    counts in proportion.
    """

    each: Positive
    per: Positive | None = None
    over: Literal["target"] | None = None
    partial: bool = False
    floor: Annotated[Decimal, Field(ge=0, le=0)] | None = None
    """If the formula can be negative, 0 says that a value below 0 counts as 0."""

    @property
    def needs_target(self) -> bool:
        """Yes if the amount is measured from the target."""
        return self.over is not None

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """If the value can be negative, the rule must say what it counts then."""
        if scored.may_be_negative and self.over is None and self.floor is None:
            yield (
                ("method",),
                f"这项指标的值可能为负，用“{self.method}”要写 floor: 0（负的按 0 计）或 over: target（按与目标的差计）",
            )


class DeductionMethod(AmountRule):
    """扣分: every event costs ``each`` points of the weight, at most ``cap``. Without a weight the points are
    taken from the total.
    """

    method: Literal["扣分"]
    is_weighted = None
    cap: Points | None = None

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The cap must not exceed the weight, either."""
        yield from super().findings(scored)
        if scored.weight is not None and self.cap is not None and self.cap > scored.weight:
            yield ("cap",), f"cap（扣分上限）{self.cap} 超过了权重 {scored.weight} 分"


class BonusMethod(AmountRule):
    """加分: every event earns ``each`` points above the full score, at most ``cap``."""

    method: Literal["加分"]
    is_weighted = False
    cap: Positive


class CredibilityMethod(ScoringRule):
    """自评可信度: the unit's own score may lie above the rounded score of the item. Every full ``per`` of
    that difference costs ``each`` points, at most ``cap``. Without a weight the points are taken from the
    total.
    """

    method: Literal["自评可信度"]
    is_weighted = None
    each: Positive
    per: Positive
    cap: Points | None = None

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The cap must not exceed the weight."""
        if scored.weight is not None and self.cap is not None and self.cap > scored.weight:
            yield ("cap",), f"cap（扣分上限）{self.cap} 超过了权重 {scored.weight} 分"


class AuthorisedRule(ScoringRule):
    """What happens if a value is at least ``at_least``. It needs an authority, the document that provides for
    it (依据).
    """

    is_weighted = False
    at_least: Positive = Decimal(1)
    authority: str | None = None

    @model_validator(mode="after")
    def _has_authority(self) -> "AuthorisedRule":
        if not (self.authority or "").strip():
            raise ValueError(f"{self.method}须写明 authority（依据的文件及条款）")
        return self


class VetoMethod(AuthorisedRule):
    """一票否决: takes the whole score. It is off unless ``enabled``."""

    method: Literal["一票否决"]
    enabled: bool = False


class DowngradeMethod(AuthorisedRule):
    """降等: takes no points, but lowers the grade (等次) ``by`` so many steps."""

    method: Literal["降等"]
    by: Annotated[int, Field(ge=1)] = 1


class NoBestGradeMethod(AuthorisedRule):
    """不得评优: takes no points, but the unit cannot get the best grade."""

    method: Literal["不得评优"]
