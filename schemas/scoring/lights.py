"""The light presets (预警规则) that a scheme may choose.

``assets/indicators/lights.py`` has the arithmetic.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.documents import Strict
from schemas.scoring.rule import Share


class PointsLight(Strict):
    """绿: met. 黄: behind the pace by up to ``behind`` of the target (0.30 = 30 percentage points). 红:
    further behind.
    """

    preset: Literal["three-colour by points"]
    behind: Share = Decimal("0.30")


class GrowthLight(Strict):
    """绿: growth of at least ``plan`` and at least the mean of the group. 黄: growing, but below one of
    these. 红: falling.
    """

    preset: Literal["growth"]
    plan: Decimal = Decimal(0)


class DeadlineLight(Strict):
    """蓝: not met, and ``near_days`` or fewer to the deadline. 黄: behind the pace. 红: overdue. No light if
    met, or if the deadline is far off.
    """

    preset: Literal["blue-yellow-red by deadline"]
    deadline: date
    near_days: Annotated[int, Field(ge=0)] = 30


class BlueIsGoodLight(Strict):
    """蓝 (good): at least the share ``good`` of what is due so far. 黄 (fair): at least ``fair``. 红 (poor):
    below that.
    """

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
