"""Pace (序时进度): how much of a year's target is due by the end of a month."""

from collections.abc import Sequence
from fractions import Fraction


def share_due(curve: Sequence[Fraction], month: int) -> Fraction:
    """The share of the target that is due by the end of a month (1 to 12), on a curve of twelve shares that
    ends at 1.
    """
    return curve[month - 1]


def due_so_far(target: Fraction, curve: Sequence[Fraction], month: int) -> Fraction:
    """序时进度目标: target × share due."""
    return target * share_due(curve, month)


def completion(value: Fraction, target: Fraction, higher_is_better: bool = True) -> Fraction | None:
    """完成率: value ÷ target, or target ÷ value where lower is better. None where this would divide by 0."""
    part, whole = (value, target) if higher_is_better else (target, value)
    return part / whole if whole else None


def is_met(value: Fraction, target: Fraction, higher_is_better: bool = True) -> bool:
    """Whether a value reaches its target. A value equal to the target reaches it, even if the target is last
    year's value.
    """
    return value >= target if higher_is_better else value <= target
