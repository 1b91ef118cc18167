"""分档, 分段, 直接计分 and 同比增长: points for a value or a growth on a scale of the scheme."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

from assets.scores.methods.scored import Scored, Show
from schemas.figures import decimal_text, exact_text, percent_text


def tiers(
    value: Fraction,
    steps: Sequence[tuple[Fraction, Fraction]],
    otherwise: Fraction,
    show: Show = str,
    *,
    falling: bool = False,
) -> Scored:
    """分档: the points of the first (bound, points) that the value reaches, from the best one down.

    A value reaches a bound if it is at least the bound. Where lower is better (``falling``), it must be at
    most the bound.
    """
    for bound, points in steps:
        if value <= bound if falling else value >= bound:
            word = "不高于" if falling else "达到"
            return Scored(points, f"完成值{show(value)}，{word}{show(bound)}一档，得{exact_text(points)}分")
    word = "高于" if falling else "低于"
    return Scored(
        otherwise, f"完成值{show(value)}，{word}最低一档{show(steps[-1][0])}，得{exact_text(otherwise)}分"
    )


def points(
    value: Fraction,
    steps: Sequence[tuple[Fraction, Fraction]],
    below: Fraction,
    above: Fraction,
    show: Show = str,
    places: int = 2,
) -> Scored:
    """分段: linear between the given (value, points). Outside them, the points are ``below`` or ``above``."""
    (first, _), (last, points_of_last) = steps[0], steps[-1]
    if value < first:
        return Scored(below, f"完成值{show(value)}，低于{show(first)}，得{exact_text(below)}分")
    if value > last:
        return Scored(above, f"完成值{show(value)}，高于{show(last)}，得{exact_text(above)}分")
    place = bisect_right([at for at, _ in steps], value)
    if place == len(steps):
        return Scored(points_of_last, f"完成值{show(value)}，得{exact_text(points_of_last)}分")
    (left, from_points), (right, to_points) = steps[place - 1], steps[place]
    earned = from_points + (value - left) / (right - left) * (to_points - from_points)
    between = f"在{show(left)}（{exact_text(from_points)}分）和{show(right)}（{exact_text(to_points)}分）之间"
    return Scored(earned, f"完成值{show(value)}，{between}，按比例得{decimal_text(earned, places)}分")


def direct(value: Fraction, out_of: Fraction, full: Fraction, show: Show = str, places: int = 2) -> Scored:
    """直接计分: full × value ÷ ``out_of``."""
    points = full * value / out_of
    worth = f"{exact_text(full)}×{show(value)}÷{exact_text(out_of)}＝{decimal_text(points, places)}分"
    return Scored(points, f"评分{show(value)}，满分{exact_text(out_of)}，得{worth}")


def growth(rate: Fraction, full_at: Fraction, zero_at: Fraction, full: Fraction, places: int = 2) -> Scored:
    """同比增长: full marks at ``full_at``, none at ``zero_at``, and in proportion between them. Growth that
    cannot be computed (不可比) never gets here.
    """
    share = min(max((rate - zero_at) / (full_at - zero_at), Fraction(0)), Fraction(1))
    said = f"同比增长{percent_text(rate)}（{percent_text(zero_at)}不得分，{percent_text(full_at)}得满分）"
    worth = f"{exact_text(full)}×{percent_text(share)}＝{decimal_text(full * share, places)}分"
    return Scored(full * share, f"{said}，得{worth}")
