"""What a scoring method gives: points, and the arithmetic that led to them."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

Show = Callable[[Fraction], str]
"""How a value is written in a reason: 505, 33.47% …"""


@dataclass(frozen=True)
class Scored:
    """Points, and the arithmetic that led to them in Chinese. No points: the method gives none (达标)."""

    points: Fraction | None
    reason: str
