"""What a scoring method gives: points, and the arithmetic behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

Show = Callable[[Fraction], str]
"""How a value is written in a reason: 505, 33.47% …"""


@dataclass(frozen=True)
class Scored:
    """Points, and the arithmetic behind them in Chinese. Points are None if the method gives none (达标)."""

    points: Fraction | None
    reason: str
