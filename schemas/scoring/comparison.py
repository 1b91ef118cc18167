"""The methods that look at the other units of the group: 排名赋分, 位次插值, 分位, 最优比, 均值比 and
功效系数.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.assessment.measures import Finding
from schemas.scoring.rule import Points, ScoredIndicator, ScoringRule, Share, against_direction


class RankMethod(ScoringRule):
    """排名赋分: the best of the group gets full marks. Every rank below loses ``step``, but nobody gets less
    than ``least``.
    """

    method: Literal["排名赋分"]
    compares = True
    step: Annotated[Decimal, Field(gt=0)]
    least: Points = Decimal(0)

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The last rank may not get more than the weight."""
        if scored.weight is not None and self.least > scored.weight:
            yield ("least",), f"least（最低分）{self.least} 超过了权重 {scored.weight} 分"


class InterpolatedRankMethod(ScoringRule):
    """位次插值: the first of the group gets the share ``best`` of the weight, the last gets ``worst``.
    Between them the share falls evenly by rank.
    """

    method: Literal["位次插值"]
    compares = True
    best: Annotated[Decimal, Field(ge=0)] = Decimal(1)
    worst: Annotated[Decimal, Field(ge=0)]

    @model_validator(mode="after")
    def _falls(self) -> "InterpolatedRankMethod":
        if self.worst > self.best:
            raise ValueError("worst（末位的系数）不能大于 best（首位的系数）")
        return self


Band = Annotated[tuple[Annotated[Decimal, Field(gt=0, le=1)], Points], Field(description="[份额, 得分]")]


class BandsMethod(ScoringRule):
    """分位: the points of the first band whose share of the group is at least rank ÷ units."""

    method: Literal["分位"]
    compares = True
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _reaches_everybody(self) -> "BandsMethod":
        shares, points = [share for share, _ in self.bands], [points for _, points in self.bands]
        if shares != sorted(set(shares)) or shares[-1] != 1:
            raise ValueError("分位的份额应从小到大写，不重复，最后一段为 1（全部单位）")
        if points != sorted(points, reverse=True):
            raise ValueError("分位的得分应逐段不增")
        return self


class BestRatioMethod(ScoringRule):
    """最优比: the weight × the value ÷ the best value of the group. If lower is better, the weight × the best
    value ÷ the value.
    """

    method: Literal["最优比"]
    compares = True
    foreseeable = False
    floor: Share = Decimal(0)

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The value must not be negative, because no ratio can be formed of it then."""
        yield from _negative_findings(self.method, scored)


class MeanRatioMethod(ScoringRule):
    """均值比: the weight × the ratio of the value to the mean of the group, kept between ``floor`` and
    ``cap``. If lower is better, 2 − the ratio takes its place.
    """

    method: Literal["均值比"]
    compares = True
    foreseeable = False
    cap: Annotated[Decimal, Field(gt=0)] = Decimal("1.5")
    floor: Annotated[Decimal, Field(ge=0)] = Decimal(0)

    @model_validator(mode="after")
    def _has_a_distance(self) -> "MeanRatioMethod":
        if self.floor > self.cap:
            raise ValueError("floor（下限）不能大于 cap（上限）")
        return self

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The value must not be negative, because no ratio can be formed of it then."""
        yield from _negative_findings(self.method, scored)


def _negative_findings(method: str, scored: ScoredIndicator) -> Iterator[Finding]:
    if scored.may_be_negative:
        yield ("method",), f"这项指标的值可能为负，不能用“{method}”，请改用排名赋分、位次插值或功效系数"


OfGroup = Literal["best", "worst", "mean"]
GROUP_ORDER: tuple[OfGroup, ...] = ("best", "mean", "worst")
"""The values of a group that may be a bound of 功效系数, from the best down."""


class EfficacyMethod(ScoringRule):
    """功效系数: base + span × d per cent of the weight, with d = (x − unacceptable) ÷ (satisfactory −
    unacceptable). If exponential, base × e^(ln(100 ÷ base) × d). The result is kept within ``clamp``, if
    given.
    """

    method: Literal["功效系数"]
    unacceptable: Decimal | OfGroup
    satisfactory: Decimal | OfGroup
    base: Annotated[Decimal, Field(gt=0, le=100)] = Decimal(60)
    span: Annotated[Decimal, Field(gt=0)] = Decimal(40)
    form: Literal["linear", "exponential"] = "linear"
    clamp: tuple[Decimal, Decimal] | None = None

    @model_validator(mode="after")
    def _has_a_distance(self) -> "EfficacyMethod":
        if self.satisfactory == self.unacceptable:
            raise ValueError("satisfactory（满意值）与 unacceptable（不允许值）不能相等")
        if self.clamp and self.clamp[0] >= self.clamp[1]:
            raise ValueError("clamp 应写成 [下限, 上限]，下限小于上限")
        return self

    @property
    def compares(self) -> bool:  # type: ignore[override]
        """Yes if the group gives a bound."""
        return isinstance(self.satisfactory, str) or isinstance(self.unacceptable, str)

    @property
    def foreseeable(self) -> bool:  # type: ignore[override]
        """No if the group gives a bound."""
        return not self.compares

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """The satisfactory value must not be worse than the unacceptable one, and both must be in the unit of
        the value.
        """
        satisfactory, unacceptable = self.satisfactory, self.unacceptable
        yield from scored.bound_findings(
            [(("satisfactory",), satisfactory), (("unacceptable",), unacceptable)]
        )
        if isinstance(satisfactory, str) and isinstance(unacceptable, str):
            wrong = GROUP_ORDER.index(satisfactory) > GROUP_ORDER.index(unacceptable)
        elif isinstance(satisfactory, str) or isinstance(unacceptable, str):
            return
        else:
            wrong = (satisfactory > unacceptable) != scored.higher_is_better
        if wrong:
            yield (
                ("satisfactory",),
                against_direction(
                    "satisfactory（满意值）比 unacceptable（不允许值）差", higher=scored.higher_is_better
                ),
            )
