"""How a scheme scores and lights: the scoring methods (计分方法) by their standard terms and the light
presets (预警规则).

Here are the rules' parameters; the arithmetic is in ``assets/scores/methods.py`` and
``assets/indicators/lights.py``.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.measures import Finding, Strict

Share = Annotated[Decimal, Field(ge=0, le=1)]
Points = Annotated[Decimal, Field(ge=0)]


class TargetMethod(Strict):
    """目标达成: full marks at the target; below it none or in proportion; above it a bonus up to a share of
    the weight.
    """

    method: Literal["目标达成"]
    below: Literal["proportional", "zero"] = "proportional"
    bonus_cap: Share = Decimal(0)


class Tier(Strict):
    """One step: a value of at least this gets these points."""

    at_least: Decimal
    points: Points


class TiersMethod(Strict):
    """分档: the points of the first bound that the value reaches, from the highest down; ``otherwise`` below
    all.
    """

    method: Literal["分档"]
    tiers: tuple[Tier, ...] = Field(min_length=1)
    otherwise: Points = Decimal(0)

    @model_validator(mode="after")
    def _falls(self) -> "TiersMethod":
        bounds = [tier.at_least for tier in self.tiers]
        points = [*(tier.points for tier in self.tiers), self.otherwise]
        if bounds != sorted(set(bounds), reverse=True) or points != sorted(points, reverse=True):
            raise ValueError("分档应从高到低写，at_least 逐档降低，points 不回升")
        return self


class GrowthMethod(Strict):
    """同比增长: full marks at a growth of ``full_at``, none at ``zero_at``, in proportion between them;
    不可比 without last year.
    """

    method: Literal["同比增长"]
    full_at: Decimal
    zero_at: Decimal = Decimal(0)

    @model_validator(mode="after")
    def _rises(self) -> "GrowthMethod":
        if self.full_at <= self.zero_at:
            raise ValueError("full_at（得满分的增幅）应大于 zero_at（不得分的增幅）")
        return self


class RankMethod(Strict):
    """排名赋分: the best of the group gets full marks, every rank below loses ``step``, nobody falls under
    ``least``.
    """

    method: Literal["排名赋分"]
    step: Annotated[Decimal, Field(gt=0)]
    least: Points = Decimal(0)


class EfficacyMethod(Strict):
    """功效系数: (x − unacceptable) ÷ (satisfactory − unacceptable) × 40 + 60 per cent of the weight, held
    within ``clamp`` if given.
    """

    method: Literal["功效系数"]
    unacceptable: Decimal
    satisfactory: Decimal
    clamp: tuple[Decimal, Decimal] | None = None

    @model_validator(mode="after")
    def _has_a_distance(self) -> "EfficacyMethod":
        if self.satisfactory == self.unacceptable:
            raise ValueError("satisfactory（满意值）与 unacceptable（不允许值）不能相等")
        if self.clamp and self.clamp[0] >= self.clamp[1]:
            raise ValueError("clamp 应写成 [下限, 上限]，下限小于上限")
        return self


class DeductionMethod(Strict):
    """扣分: every event costs ``each`` points of the weight, at most ``cap``."""

    method: Literal["扣分"]
    each: Annotated[Decimal, Field(gt=0)]
    cap: Points | None = None


class BonusMethod(Strict):
    """加分: every event earns ``each`` points above the full score, at most ``cap``."""

    method: Literal["加分"]
    each: Annotated[Decimal, Field(gt=0)]
    cap: Annotated[Decimal, Field(gt=0)]


class ComplianceMethod(Strict):
    """达标: passes at the target or fails; no points."""

    method: Literal["达标"]


class VetoMethod(Strict):
    """一票否决: a value of at least ``at_least`` takes the whole score. Off unless ``enabled``; always by
    somebody's authority.
    """

    method: Literal["一票否决"]
    enabled: bool = False
    at_least: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    authority: str | None = None

    @model_validator(mode="after")
    def _has_authority(self) -> "VetoMethod":
        if not (self.authority or "").strip():
            raise ValueError("一票否决须写明 authority（依据的文件及条款）")
        return self


WEIGHTED = ("目标达成", "分档", "同比增长", "排名赋分", "功效系数", "扣分")
"""The methods whose points are part of the full score; the others stand beside it."""

NEEDS_TARGET = ("目标达成", "达标")

ScoringMethod = Annotated[
    TargetMethod
    | TiersMethod
    | GrowthMethod
    | RankMethod
    | EfficacyMethod
    | DeductionMethod
    | BonusMethod
    | ComplianceMethod
    | VetoMethod,
    Field(discriminator="method"),
]


def scoring_findings(
    rule: ScoringMethod | None, weight: Decimal | None, has_target: bool
) -> Iterator[Finding]:
    """What does not fit between an indicator's scoring method, its weight and its target."""
    if rule is None:
        if weight is not None:
            yield ("weight",), "有 weight（权重）就要写 score（计分方法）"
        return
    if rule.method in WEIGHTED and weight is None:
        yield ("score",), f"“{rule.method}”要写 weight（权重）"
    if rule.method not in WEIGHTED and weight is not None:
        yield ("weight",), f"“{rule.method}”不占满分，不写 weight（权重）"
    if rule.method in NEEDS_TARGET and not has_target:
        yield ("score",), f"“{rule.method}”要有 target（目标值）"
    if weight is None:
        return
    if isinstance(rule, TiersMethod) and rule.tiers[0].points > weight:
        yield ("score", "tiers", 0), f"最高一档 {rule.tiers[0].points} 分超过了权重 {weight} 分"
    if isinstance(rule, RankMethod) and rule.least > weight:
        yield ("score", "least"), f"least（最低分）{rule.least} 超过了权重 {weight} 分"
    if isinstance(rule, DeductionMethod) and rule.cap is not None and rule.cap > weight:
        yield ("score", "cap"), f"cap（扣分上限）{rule.cap} 超过了权重 {weight} 分"


class PointsLight(Strict):
    """绿 met; 黄 behind the pace by up to ``behind`` of the target (0.30 = 30 percentage points); 红 more."""

    preset: Literal["three-colour by points"]
    behind: Share = Decimal("0.30")


class GrowthLight(Strict):
    """绿 growth at least ``plan`` and at least the mean of the group; 黄 growing but below one of them; 红
    falling.
    """

    preset: Literal["growth"]
    plan: Decimal = Decimal(0)


class DeadlineLight(Strict):
    """蓝 not met with ``near_days`` or fewer to the deadline; 黄 behind the pace; 红 overdue; none when met
    or far off.
    """

    preset: Literal["blue-yellow-red by deadline"]
    deadline: date
    near_days: Annotated[int, Field(ge=0)] = 30


class BlueIsGoodLight(Strict):
    """蓝 (good) at ``good`` of what is due so far; 黄 (fair) at ``fair``; 红 (poor) below."""

    preset: Literal["blue is good"]
    good: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    fair: Annotated[Decimal, Field(gt=0)] = Decimal("0.7")

    @model_validator(mode="after")
    def _falls(self) -> "BlueIsGoodLight":
        if self.fair >= self.good:
            raise ValueError("fair（一般）的界限应低于 good（好）")
        return self


LightPreset = Annotated[
    PointsLight | GrowthLight | DeadlineLight | BlueIsGoodLight, Field(discriminator="preset")
]
