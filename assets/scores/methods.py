"""The scoring methods (计分方法) as pure functions of exact numbers: each gives points and the arithmetic in
words.

Sources: the methods' standard terms as used in published assessment schemes; a scheme chooses one per
indicator and gives its parameters (``schemas/scoring.py``). Points are exact here; they are rounded once,
when an item is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemas.figures import decimal_text, percent_text

Show = Callable[[Fraction], str]
"""How a value is written in a reason: 505, 33.47% …"""


@dataclass(frozen=True)
class Scored:
    """Points, and the arithmetic that led to them in Chinese. No points: the method gives none (达标)."""

    points: Fraction | None
    reason: str


def meet_target(
    value: Fraction,
    target: Fraction,
    full: Fraction,
    *,
    completion: Fraction | None,
    met: bool,
    proportional: bool = True,
    bonus_cap: Fraction = Fraction(0),
    show: Show = str,
) -> Scored:
    """目标达成: full marks when met; else in proportion to the completion or none; over-fulfilment earns up
    to ``bonus_cap`` of full.
    """
    compared = f"完成值{show(value)}，目标{show(target)}"
    done = f"{compared}，完成率{percent_text(completion)}" if completion is not None else compared
    if met:
        bonus = (
            full * min(max(completion - 1, Fraction(0)), bonus_cap) if completion is not None else Fraction(0)
        )
        extra = f"，超额加{decimal_text(bonus)}分（上限{percent_text(bonus_cap)}）" if bonus else ""
        return Scored(full + bonus, f"{done}，达到目标得{decimal_text(full)}分{extra}")
    if not proportional or completion is None:
        return Scored(Fraction(0), f"{done}，未达到目标不得分")
    share = min(max(completion, Fraction(0)), Fraction(1))
    return Scored(
        full * share,
        f"{done}，未达到目标，按比例得{decimal_text(full)}×{percent_text(share)}＝{decimal_text(full * share)}分",
    )


def tiers(
    value: Fraction, steps: Sequence[tuple[Fraction, Fraction]], otherwise: Fraction, show: Show = str
) -> Scored:
    """分档: the points of the first (bound, points), from the highest bound down, that the value reaches."""
    for bound, points in steps:
        if value >= bound:
            return Scored(points, f"完成值{show(value)}，达到{show(bound)}一档，得{decimal_text(points)}分")
    return Scored(
        otherwise, f"完成值{show(value)}，低于最低一档{show(steps[-1][0])}，得{decimal_text(otherwise)}分"
    )


def growth(rate: Fraction, full_at: Fraction, zero_at: Fraction, full: Fraction) -> Scored:
    """同比增长: full marks at ``full_at``, none at ``zero_at``, in proportion between. Growth on nothing
    (不可比) never gets here.
    """
    share = min(max((rate - zero_at) / (full_at - zero_at), Fraction(0)), Fraction(1))
    said = f"同比增长{percent_text(rate)}（{percent_text(zero_at)}不得分，{percent_text(full_at)}得满分）"
    return Scored(
        full * share, f"{said}，得{decimal_text(full)}×{percent_text(share)}＝{decimal_text(full * share)}分"
    )


def ranks(values: Sequence[Fraction], higher_is_better: bool = True) -> list[int]:
    """The rank of each value, 1 the best; ties share the better rank and the next rank is left out (1, 2, 2,
    4).
    """
    places: dict[Fraction, int] = {}
    for place, value in enumerate(sorted(values, reverse=higher_is_better), start=1):
        places.setdefault(value, place)
    return [places[value] for value in values]


def rank(position: int, of: int, step: Fraction, least: Fraction, full: Fraction) -> Scored:
    """排名赋分: full marks for rank 1, ``step`` less for each rank below, not under ``least``."""
    points = max(full - step * (position - 1), least)
    return Scored(
        points,
        f"组内{of}个单位中排名第{position}，每低一名减{decimal_text(step)}分，得{decimal_text(points)}分",
    )


def efficacy(
    value: Fraction,
    unacceptable: Fraction,
    satisfactory: Fraction,
    clamp: tuple[Fraction, Fraction] | None = None,
) -> Fraction:
    """功效系数, out of 100: (x − 不允许值) ÷ (满意值 − 不允许值) × 40 + 60. 5.81 between 6 and 12 gives
    58.73.
    """
    coefficient = (value - unacceptable) / (satisfactory - unacceptable) * 40 + 60
    return min(max(coefficient, clamp[0]), clamp[1]) if clamp else coefficient


def efficacy_score(
    value: Fraction,
    unacceptable: Fraction,
    satisfactory: Fraction,
    full: Fraction,
    clamp: tuple[Fraction, Fraction] | None = None,
    show: Show = str,
) -> Scored:
    """功效系数 per cent of the full marks."""
    whole, coefficient = (
        efficacy(value, unacceptable, satisfactory),
        efficacy(value, unacceptable, satisfactory, clamp),
    )
    terms = f"（{show(value)}－{show(unacceptable)}）÷（{show(satisfactory)}－{show(unacceptable)}）×40＋60"
    held = (
        f"，限于{decimal_text(clamp[0])}至{decimal_text(clamp[1])}，按{decimal_text(coefficient)}计"
        if coefficient != whole
        else ""
    )
    points = full * coefficient / 100
    return Scored(
        points,
        f"功效系数{terms}＝{decimal_text(whole)}{held}，得{decimal_text(full)}×{decimal_text(coefficient)}%＝{decimal_text(points)}分",
    )


def deduction(events: Fraction, each: Fraction, cap: Fraction, full: Fraction) -> Scored:
    """扣分: every event costs ``each``, at most ``cap``."""
    lost = min(events * each, cap)
    return Scored(
        full - lost,
        f"{decimal_text(events)}次，每次扣{decimal_text(each)}分，共扣{decimal_text(lost)}分（上限{decimal_text(cap)}分）",
    )


def bonus(events: Fraction, each: Fraction, cap: Fraction) -> Scored:
    """加分: every event earns ``each``, at most ``cap``."""
    earned = min(events * each, cap)
    return Scored(
        earned,
        f"{decimal_text(events)}项，每项加{decimal_text(each)}分，共加{decimal_text(earned)}分（上限{decimal_text(cap)}分）",
    )


def compliance(value: str, requirement: str, shortfall: str) -> Scored:
    """达标: pass, or fail with what is lacking, without points; all are given in words."""
    return Scored(
        None, f"完成值{value}，要求{requirement}，" + (f"未达标，{shortfall}" if shortfall else "达标")
    )


def veto(
    events: Fraction, at_least: Fraction, enabled: bool, score_of_others: Fraction, authority: str
) -> Scored:
    """一票否决: takes all other points when enabled and the value reaches ``at_least``."""
    if events < at_least:
        return Scored(Fraction(0), "未触发一票否决")
    if not enabled:
        return Scored(Fraction(0), f"达到一票否决条件（{decimal_text(events)}次），方案未启用，不扣分")
    return Scored(-score_of_others, f"触发一票否决（{decimal_text(events)}次），总分记0分，依据：{authority}")
