"""排名赋分, 位次插值 and 分位: points for the rank in the group."""

from collections.abc import Sequence
from fractions import Fraction

from assets.scores.methods.scored import Scored
from schemas.figures import decimal_text, exact_text, percent_text


def ranks(values: Sequence[Fraction], higher_is_better: bool = True) -> list[int]:
    """The rank of each value; 1 is the best. Equal values share the better rank, and the next rank is left
    out (1, 2, 2, 4).
    """
    places: dict[Fraction, int] = {}
    for place, value in enumerate(sorted(values, reverse=higher_is_better), start=1):
        places.setdefault(value, place)
    return [places[value] for value in values]


def rank(position: int, of: int, step: Fraction, least: Fraction, full: Fraction) -> Scored:
    """排名赋分: full marks for rank 1 and ``step`` less for each rank below, but never less than
    ``least``.
    """
    points = max(full - step * (position - 1), least)
    return Scored(
        points,
        f"组内{of}个单位中排名第{position}，每低一名减{exact_text(step)}分，得{exact_text(points)}分",
    )


def interpolated_rank(
    position: int, of: int, best: Fraction, worst: Fraction, full: Fraction, places: int = 2
) -> Scored:
    """位次插值: full × (best − (rank − 1) ÷ (units − 1) × (best − worst)); a single unit gets ``best``."""
    share = best if of == 1 else best - Fraction(position - 1, of - 1) * (best - worst)
    points = full * share
    told = f"组内{of}个单位中排名第{position}，第一名得{percent_text(best)}、末位得{percent_text(worst)}"
    return Scored(
        points,
        f"{told}，按位次插值得{exact_text(full)}×{percent_text(share)}＝{decimal_text(points, places)}分",
    )


def bands(position: int, of: int, steps: Sequence[tuple[Fraction, Fraction]]) -> Scored:
    """分位: the points of the first (share, points) whose share is at least rank ÷ units. A single unit gets
    the first.
    """
    place = Fraction(position, of)
    share, points = steps[0] if of == 1 else next(step for step in steps if place <= step[0])
    return Scored(
        points,
        f"组内{of}个单位中排名第{position}，在前{percent_text(share)}以内，得{exact_text(points)}分",
    )
