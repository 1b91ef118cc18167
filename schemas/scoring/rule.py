"""What all scoring rules share: what they need to know about the indicator that they score."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.assessment.measures import Finding
from schemas.documents import Strict

Share = Annotated[Decimal, Field(ge=0, le=1)]
Points = Annotated[Decimal, Field(ge=0)]


@dataclass(frozen=True)
class ScoredIndicator:
    """What a rule must know about the indicator that it scores, to say whether the two fit.

    ``formula`` is the kind of the formula. ``may_be_negative`` says whether the value can fall below 0.
    """

    weight: Decimal | None
    higher_is_better: bool
    has_target: bool
    formula: str
    may_be_negative: bool


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


def against_direction(what: str, *, higher: bool) -> str:
    """The sentence that refuses a rule because it rewards the worse value."""
    wanted, said = ("越高越好", "higher") if higher else ("越低越好", "lower")
    return f"{what}，与指标的方向不符：这项指标{wanted}（direction: {said}），请改正方向或参数"
