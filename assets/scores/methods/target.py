"""目标达成 and 达标: the value compared with the year's target."""

from fractions import Fraction

from assets.scores.methods.scored import Scored, Show
from schemas.figures import decimal_text, exact_text, percent_text


def meet_target(
    value: Fraction,
    target: Fraction,
    full: Fraction,
    *,
    completion: Fraction | None,
    met: bool,
    proportional: bool = True,
    bonus_cap: Fraction = Fraction(0),
    at_its_best: bool = False,
    show: Show = str,
    places: int = 2,
) -> Scored:
    """目标达成: full marks if the target is met. If not, points in proportion to the completion, or none.
    Going beyond the target earns up to ``bonus_cap`` of full.
    """
    compared = f"完成值{show(value)}，目标{show(target)}"
    done = f"{compared}，完成率{percent_text(completion)}" if completion is not None else compared
    if met:
        above = Fraction(0) if completion is None else max(completion - 1, Fraction(0))
        bonus = full * (bonus_cap if at_its_best else min(above, bonus_cap))
        extra = f"，超额加{decimal_text(bonus, places)}分（上限{percent_text(bonus_cap)}）" if bonus else ""
        return Scored(full + bonus, f"{done}，达到目标得{exact_text(full)}分{extra}")
    if not proportional or completion is None:
        return Scored(Fraction(0), f"{done}，未达到目标不得分")
    share = min(max(completion, Fraction(0)), Fraction(1))
    worth = f"{exact_text(full)}×{percent_text(share)}＝{decimal_text(full * share, places)}分"
    return Scored(full * share, f"{done}，未达到目标，按比例得{worth}")


def compliance(value: str, requirement: str, shortfall: str) -> Scored:
    """达标: a pass, or a fail with what is lacking, without points. All arguments are words."""
    return Scored(
        None, f"完成值{value}，要求{requirement}，" + (f"未达标，{shortfall}" if shortfall else "达标")
    )
