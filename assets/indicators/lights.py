"""Lights (预警): the presets a scheme may choose, as pure functions. None means no light: there is nothing to
compare or to warn of.
"""

from fractions import Fraction

GREEN, YELLOW, RED, BLUE = "绿", "黄", "红", "蓝"


def points_light(met: bool, gap: Fraction, behind: Fraction) -> str:
    """The preset three-colour by points. 绿: met. 黄: behind by up to ``behind`` (0.30 = 30 percentage points
    of the target). 红: behind by more.

    ``gap`` is the share of the target that is due so far, less the share completed.
    """
    if met:
        return GREEN
    return YELLOW if gap <= behind else RED


def growth_light(growth: Fraction | None, plan: Fraction, group_mean: Fraction | None) -> str | None:
    """The preset growth. 绿: at least the plan and at least the mean of the group. 黄: not falling, but below
    one of them. 红: falling.

    Where lower is better, ``growth`` is how far the value fell. There is no light where growth is 不可比. If
    there is no mean, because nobody in the group is comparable, the plan alone decides.
    """
    if growth is None:
        return None
    if growth < 0:
        return RED
    return GREEN if growth >= plan and (group_mean is None or growth >= group_mean) else YELLOW


def deadline_light(met: bool, behind_pace: bool, days_left: int, near_days: int) -> str | None:
    """The preset blue-yellow-red by deadline. 红: overdue. 黄: behind the pace. 蓝: ``near_days`` or fewer
    are left. There is no light if the target is met or the deadline is far off.
    """
    if met:
        return None
    if days_left < 0:
        return RED
    if behind_pace:
        return YELLOW
    return BLUE if days_left <= near_days else None


def blue_is_good_light(progress: Fraction, good: Fraction, fair: Fraction) -> str:
    """The preset blue is good. ``progress`` is the value ÷ what is due so far. 蓝: at least ``good``. 黄: at
    least ``fair``. 红: below.
    """
    if progress >= good:
        return BLUE
    return YELLOW if progress >= fair else RED
