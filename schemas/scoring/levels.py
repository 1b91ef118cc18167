"""The methods that look at a unit's own value: 目标达成, 分档, 分段, 同比增长, 达标."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.assessment.measures import Finding
from schemas.documents import Strict
from schemas.scoring.rule import (
    Points,
    ScoredIndicator,
    ScoringRule,
    Share,
    against_direction,
    bounds_in_hundredths,
)


class TargetMethod(ScoringRule):
    """目标达成: full marks at the target. Below it none, or in proportion. Above it a bonus, up to a share of
    the weight.
    """

    method: Literal["目标达成"]
    below: Literal["proportional", "zero"] = "proportional"
    bonus_cap: Share = Decimal(0)

    @property
    def needs_target(self) -> bool:
        """Always: it scores against the target."""
        return True


class ComplianceMethod(ScoringRule):
    """达标: the value reaches the target or fails. There are no points."""

    method: Literal["达标"]
    is_weighted = False

    @property
    def needs_target(self) -> bool:
        """Always: it judges against the target."""
        return True


class DirectMethod(ScoringRule):
    """直接计分: the weight × the value ÷ ``out_of``. By default that is the most that may be entered."""

    method: Literal["直接计分"]
    out_of: Annotated[Decimal, Field(gt=0)] | None = None

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """It must not give points for a value that should be low."""
        if not scored.higher_is_better:
            yield ("method",), against_direction("直接计分", higher=False)


class Tier(Strict):
    """One step: the points of a value that is at least this (or at most this, if lower is better)."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    points: Points

    @model_validator(mode="after")
    def _has_one_bound(self) -> "Tier":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("每一档应恰好写 at_least（不低于）或 at_most（不高于）中的一个")
        return self

    @property
    def bound(self) -> Decimal:
        """The bound, whether it is ``at_least`` or ``at_most``."""
        bound = self.at_most if self.at_least is None else self.at_least
        return bound if bound is not None else Decimal(0)  # One of them is given.


class TiersMethod(ScoringRule):
    """分档: the points of the first tier whose bound holds, from the best down. If none holds,
    ``otherwise``.
    """

    method: Literal["分档"]
    tiers: tuple[Tier, ...] = Field(min_length=1)
    otherwise: Points = Decimal(0)

    @model_validator(mode="after")
    def _falls(self) -> "TiersMethod":
        bounds = [tier.bound for tier in self.tiers]
        if len({tier.at_least is None for tier in self.tiers}) > 1:
            raise ValueError("各档应都写 at_least（越高越好）或都写 at_most（越低越好）")
        points = [*(tier.points for tier in self.tiers), self.otherwise]
        falls = self.tiers[0].at_most is None
        if bounds != sorted(set(bounds), reverse=falls) or points != sorted(points, reverse=True):
            raise ValueError(
                "分档应从高到低写，at_least 逐档降低，points 不回升"
                if falls
                else "分档应从好到差写，at_most 逐档升高，points 不回升"
            )
        return self

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The bounds must follow the direction and be in the value's unit, and the points must not exceed the
        weight.
        """
        yield from scored.bound_findings(
            (("tiers", place), tier.bound) for place, tier in enumerate(self.tiers)
        )
        if (self.tiers[0].at_most is None) != scored.higher_is_better:
            word = "at_least" if self.tiers[0].at_most is None else "at_most"
            yield ("tiers", 0), against_direction(f"分档写了 {word}", higher=scored.higher_is_better)
        if scored.weight is not None and self.tiers[0].points > scored.weight:
            yield (
                ("tiers", 0),
                f"最高一档 {self.tiers[0].points} 分超过了权重 {scored.weight} 分",
            )


Point = Annotated[tuple[Decimal, Points], Field(description="[值, 得分]")]


class PointsMethod(ScoringRule):
    """分段: linear between the points. Outside them ``below`` and ``above``, by default the points of the
    nearest one.
    """

    method: Literal["分段"]
    points: tuple[Point, ...] = Field(min_length=2)
    below: Points | None = None
    above: Points | None = None
    of: Literal["value", "completion"] = "value"

    @model_validator(mode="after")
    def _goes_one_way(self) -> "PointsMethod":
        places, points = [place for place, _ in self.points], self.all_points
        if places != sorted(set(places)):
            raise ValueError("分段的 points 应按值从小到大写，不重复")
        if points not in (sorted(points), sorted(points, reverse=True)):
            raise ValueError("分段的得分（含 below、above）应只升不降，或只降不升")
        return self

    @property
    def all_points(self) -> list[Decimal]:
        """All points, from those below the first value to those above the last."""
        inside = [points for _, points in self.points]
        below = inside[0] if self.below is None else self.below
        return [below, *inside, inside[-1] if self.above is None else self.above]

    @property
    def needs_target(self) -> bool:
        """Yes if it looks at the completion."""
        return self.of == "completion"

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The points must not fall as the value gets better, and their places must be in the unit of the
        value.
        """
        places = [(("points", index), place) for index, (place, _) in enumerate(self.points)]
        if self.of == "completion":
            yield from bounds_in_hundredths(places, "完成率", "%")
        else:
            yield from scored.bound_findings(places)
        # A higher completion is always better, whatever the direction of the value.
        rising = scored.higher_is_better or self.of == "completion"
        points = self.all_points
        if any(after < before if rising else after > before for before, after in pairwise(points)):
            yield ("points",), against_direction("分段的得分", higher=rising)


class GrowthMethod(ScoringRule):
    """同比增长: full marks at a growth of ``full_at``, none at ``zero_at``, in proportion between them.
    Without a value of last year it is 不可比.
    """

    method: Literal["同比增长"]
    full_at: Decimal
    zero_at: Decimal = Decimal(0)

    @model_validator(mode="after")
    def _has_a_distance(self) -> "GrowthMethod":
        if self.full_at == self.zero_at:
            raise ValueError("full_at（得满分的增幅）与 zero_at（不得分的增幅）不能相等")
        return self

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """It must not reward growth against the direction, or the growth of a growth."""
        if (self.full_at > self.zero_at) != scored.higher_is_better:
            said = "应大于" if scored.higher_is_better else "应小于"
            yield (
                ("full_at",),
                against_direction(
                    f"full_at（得满分的增幅）{said} zero_at（不得分的增幅）", higher=scored.higher_is_better
                ),
            )
        if scored.formula in ("growth", "change"):
            yield ("method",), "增幅、增减量不能再按同比增长计分，请改用分档、分段或功效系数"
