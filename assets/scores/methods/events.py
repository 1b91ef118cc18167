"""扣分 and 加分, by events or by amounts; and 一票否决, 降等 and 不得评优, which follow from events."""

from fractions import Fraction

from assets.scores.methods.scored import Scored
from schemas.figures import decimal_text, exact_text, percent_text


def worth(amount: Fraction, each: Fraction, per: Fraction | None, partial: bool) -> Fraction:
    """What an amount costs or earns: ``each`` for every 1, or for every full ``per``. With ``partial``, a
    part of ``per`` counts in proportion. A negative amount is worth nothing.
    """
    counted = max(amount, Fraction(0))
    if per is None:
        return counted * each
    return (counted / per if partial else Fraction(counted // per)) * each


def deduction(
    events: Fraction,
    each: Fraction,
    cap: Fraction | None,
    full: Fraction,
    *,
    per: Fraction | None = None,
    partial: bool = False,
    told: str = "",
    every: str = "每次",
) -> Scored:
    """扣分: every event costs ``each``, up to ``cap``.

    ``full`` is 0 if the points are taken from the whole score. ``told`` says the amount, if it is not a
    number of events. ``every`` says what costs ``each``.
    """
    lost = worth(events, each, per, partial)
    lost = lost if cap is None else min(lost, cap)
    amount = told or f"{exact_text(max(events, Fraction(0)))}次"
    limit = "" if cap is None else f"（上限{exact_text(cap)}分）"
    return Scored(full - lost, f"{amount}，{every}扣{exact_text(each)}分，共扣{exact_text(lost)}分{limit}")


def bonus(
    events: Fraction,
    each: Fraction,
    cap: Fraction,
    *,
    per: Fraction | None = None,
    partial: bool = False,
    told: str = "",
    every: str = "每项",
) -> Scored:
    """加分: every event earns ``each``, up to ``cap``."""
    earned = min(worth(events, each, per, partial), cap)
    amount = told or f"{exact_text(max(events, Fraction(0)))}项"
    limit = f"（上限{exact_text(cap)}分）"
    return Scored(earned, f"{amount}，{every}加{exact_text(each)}分，共加{exact_text(earned)}分{limit}")


def credibility(
    claimed: Fraction,
    earned: Fraction,
    weight: Fraction,
    each: Fraction,
    per: Fraction,
    cap: Fraction | None,
    full: Fraction,
) -> Scored:
    """自评可信度: what the unit ``claimed`` for an item, compared with what it ``earned``. Every full ``per``
    above it costs ``each``, up to ``cap``.

    ``per`` is a share of what was earned. If nothing was earned, it is a share of the item's ``weight``.
    """
    of, word = (earned, "考核得分") if earned > 0 else (weight, "权重")
    above = (claimed - earned) / of
    told = f"自评{exact_text(claimed)}分，考核得{exact_text(earned)}分，"
    if above <= 0:
        return Scored(full, f"{told}没有高于考核得分，不扣分")
    told += f"高出{word}的{percent_text(above)}"
    return deduction(above, each, cap, full, per=per, told=told, every=f"每满{percent_text(per)}")


def veto(
    events: Fraction, at_least: Fraction, enabled: bool, score_of_others: Fraction, authority: str
) -> Scored:
    """一票否决: takes all other points if it is enabled and the value reaches ``at_least``."""
    if events < at_least:
        return Scored(Fraction(0), "未触发一票否决")
    if not enabled:
        return Scored(Fraction(0), f"达到一票否决条件（{decimal_text(events)}次），方案未启用，不扣分")
    return Scored(-score_of_others, f"触发一票否决（{decimal_text(events)}次），总分记0分，依据：{authority}")


def downgrade(events: Fraction, at_least: Fraction, by: int, authority: str) -> Scored:
    """降等: gives no points; says whether the grade is lowered."""
    if events < at_least:
        return Scored(None, "未触发降等")
    return Scored(None, f"触发降等（{decimal_text(events)}次），降低{by}等，依据：{authority}")


def no_best_grade(events: Fraction, at_least: Fraction, authority: str) -> Scored:
    """不得评优: gives no points; says whether the best grade is ruled out."""
    if events < at_least:
        return Scored(None, "未触发不得评优")
    return Scored(None, f"触发不得评优（{decimal_text(events)}次），依据：{authority}")
