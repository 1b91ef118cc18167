"""What all scoring rules share: what they need to know about the indicator that they score."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.assessment.measures import Finding
from schemas.documents import Location, Strict

Share = Annotated[Decimal, Field(ge=0, le=1)]
Points = Annotated[Decimal, Field(ge=0)]
MOST_OF_A_RATE = Decimal(10)
"""A target or a bound above 1000 % was probably meant as a percentage, not as a fraction."""


@dataclass(frozen=True)
class ScoredIndicator:
    """What a rule must know about the indicator that it scores, to say whether the two fit.

    ``formula`` is the kind of the formula. ``may_be_negative`` says whether the value can fall below 0.
    ``share_unit`` is the unit of a value that is stored as a fraction of 1 (%, 个百分点); None for others.
    """

    weight: Decimal | None
    higher_is_better: bool
    has_target: bool
    formula: str
    may_be_negative: bool
    share_unit: str | None = None

    def bound_findings(self, bounds: Iterable[tuple[Location, object]]) -> Iterator[Finding]:
        """Which of the bounds of a share, each with its place, were meant in hundredths."""
        if self.share_unit is not None:
            yield from bounds_in_hundredths(bounds, f"单位为 {self.share_unit} ", self.share_unit)


class ScoringRule(Strict):
    """The parameters of one scoring method."""

    method: str
    is_weighted: ClassVar[bool | None] = True
    """Whether its points are part of the full score. None: they are if the scheme gives a weight."""
    compares: ClassVar[bool] = False
    """Whether it looks at the other units of the group."""
    foreseeable: ClassVar[bool] = True
    """Whether a unit can tell what a change of its own value earns if the other units stay as they are."""

    @property
    def needs_target(self) -> bool:
        """Whether it judges against the target, so that it cannot score without one."""
        return False

    def findings(self, scored: ScoredIndicator) -> Iterator[Finding]:
        """Which of its parameters do not fit the indicator, with places inside the rule."""
        yield from ()


def bounds_in_hundredths(bounds: Iterable[tuple[Location, object]], of: str, unit: str) -> Iterator[Finding]:
    """The bounds that are too great for a share. A bound that the group gives is none of them."""
    for place, bound in bounds:
        if isinstance(bound, Decimal) and abs(bound) > MOST_OF_A_RATE:
            meant, is_now = f"{bound:f}{unit} 写 {bound / 100:f}", f"现为 {bound:f}，即 {bound * 100:f}{unit}"
            yield place, f"{of}的界限写小数：{meant}；{is_now}，请改正"


def against_direction(what: str, *, higher: bool) -> str:
    """The sentence that refuses a rule because it rewards the worse value."""
    wanted, said = ("越高越好", "higher") if higher else ("越低越好", "lower")
    return f"{what}，与指标的方向不符：这项指标{wanted}（direction: {said}），请改正方向或参数"
