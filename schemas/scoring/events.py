"""The methods that count events or amounts: 扣分, 加分, and what takes or lowers more than points: 一票否决,
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
    """What 扣分 and 加分 share: ``each`` for every unit, or for every full ``per``, of an amount.

    The amount is the value, with ``over: target`` what it lies behind (加分: above) the target, of a
    completion rate the share; a negative amount is 0. ``partial``: a part of ``per`` counts in proportion.
    """

    each: Positive
    per: Positive | None = None
    over: Literal["target"] | None = None
    partial: bool = False
    floor: Annotated[Decimal, Field(ge=0, le=0)] | None = None
    """0 says that a value below 0 counts as 0, where the formula can be negative."""

    @property
    def needs_target(self) -> bool:
        """Where the amount is what lies behind or above the target."""
        return self.over is not None

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """A value that can be negative, of which nothing is said."""
        if scored.may_be_negative and self.over is None and self.floor is None:
            yield (
                ("method",),
                f"这项指标的值可能为负，用“{self.method}”要写 floor: 0（负的按 0 计）或 over: target（按与目标的差计）",
            )


class DeductionMethod(AmountRule):
    """扣分: every event costs ``each`` points of the weight, at most ``cap``. Without a weight the points are
    taken from the whole.
    """

    method: Literal["扣分"]
    is_weighted = None
    cap: Points | None = None

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """Also a cap above the weight."""
        yield from super().findings(scored)
        if scored.weight is not None and self.cap is not None and self.cap > scored.weight:
            yield ("cap",), f"cap（扣分上限）{self.cap} 超过了权重 {scored.weight} 分"


class BonusMethod(AmountRule):
    """加分: every event earns ``each`` points above the full score, at most ``cap``."""

    method: Literal["加分"]
    is_weighted = False
    cap: Positive


class CredibilityMethod(ScoringRule):
    """自评可信度: every full ``per`` by which the unit's own score lies above the rounded score of the item
    costs ``each`` points, at most ``cap``. Without a weight the points are taken from the whole.
    """

    method: Literal["自评可信度"]
    is_weighted = None
    each: Positive
    per: Positive
    cap: Points | None = None

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """A cap above the weight."""
        if scored.weight is not None and self.cap is not None and self.cap > scored.weight:
            yield ("cap",), f"cap（扣分上限）{self.cap} 超过了权重 {scored.weight} 分"


class AuthorisedRule(ScoringRule):
    """What a value of at least ``at_least`` brings about, by somebody's authority (依据)."""

    is_weighted = False
    at_least: Positive = Decimal(1)
    authority: str | None = None

    @model_validator(mode="after")
    def _has_authority(self) -> "AuthorisedRule":
        if not (self.authority or "").strip():
            raise ValueError(f"{self.method}须写明 authority（依据的文件及条款）")
        return self


class VetoMethod(AuthorisedRule):
    """一票否决: takes the whole score. Off unless ``enabled``."""

    method: Literal["一票否决"]
    enabled: bool = False


class DowngradeMethod(AuthorisedRule):
    """降等: takes no points; the grade (等次) is lowered ``by`` so many steps."""

    method: Literal["降等"]
    by: Annotated[int, Field(ge=1)] = 1


class NoBestGradeMethod(AuthorisedRule):
    """不得评优: takes no points; the best grade is not given."""

    method: Literal["不得评优"]
