"""最优比 and 均值比: the value compared with the best or the mean of the group."""

from fractions import Fraction

from assets.scores.methods.scored import Scored, Show
from schemas.figures import decimal_text, exact_text, percent_text


def best_ratio(
    value: Fraction,
    best: Fraction,
    full: Fraction,
    floor: Fraction = Fraction(0),
    *,
    higher_is_better: bool = True,
    show: Show = str,
    places: int = 2,
) -> Scored:
    """最优比: full × value ÷ best, or full × best ÷ value where lower is better; never below ``floor`` ×
    full.

    Where lower is better, a value of 0 gets full marks. Where higher is better and the best is 0, the ratio
    is 0.
    """
    part, whole = (value, best) if higher_is_better else (best, value)
    share = part / whole if whole else Fraction(0 if higher_is_better else 1)
    held = max(share, floor)
    said = f"完成值{show(value)}，组内最优{show(best)}，比值{percent_text(share)}"
    floored = f"，不低于{percent_text(floor)}" if held != share else ""
    worth = f"{exact_text(full)}×{percent_text(held)}＝{decimal_text(full * held, places)}分"
    return Scored(full * held, f"{said}{floored}，得{worth}")


def mean_ratio(
    value: Fraction,
    mean: Fraction,
    full: Fraction,
    floor: Fraction,
    cap: Fraction,
    *,
    higher_is_better: bool = True,
    show: Show = str,
    places: int = 2,
) -> Scored:
    """均值比: full × value ÷ mean. Where lower is better, it is full × (2 − value ÷ mean). The ratio is held
    between ``floor`` and ``cap``. All get full marks if the mean is 0.
    """
    if mean == 0:
        return Scored(full, f"组内平均为0，都得满分{exact_text(full)}分")
    share = value / mean if higher_is_better else 2 - value / mean
    held = min(max(share, floor), cap)
    said = f"完成值{show(value)}，组内平均{show(mean)}，{'' if higher_is_better else '2减'}比值"
    limits = f"，限于{percent_text(floor)}至{percent_text(cap)}" if held != share else ""
    worth = f"{exact_text(full)}×{percent_text(held)}＝{decimal_text(full * held, places)}分"
    return Scored(full * held, f"{said}{percent_text(value / mean)}{limits}，得{worth}")
