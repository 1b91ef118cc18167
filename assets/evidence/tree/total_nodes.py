"""How a total is made of its items (总分怎么来).

The items are added up. The sum is scaled if something does not apply to the unit. It is multiplied by the
unit's coefficient. It is held at the full score if it may not be higher.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

from assets.evidence.tree.nodes import POINTS, Kind, Making, Node, with_value
from assets.scores.whole.totals import Total
from schemas.figures import exact_text


class Made(NamedTuple):
    """How a node is made, and the parts it is made of."""

    made_by: Making
    parts: tuple[Node, ...]


def total_made(
    total: Total | None, items: Sequence[Node], weighted: Collection[str], vetoes: Collection[str]
) -> Made:
    """How a unit's total is made of its items.

    ``total`` is None if nothing applies to the unit. ``weighted`` are the codes of the items whose weight
    applies. ``vetoes`` are the codes of the 一票否决, which come last.
    """
    if total is None:
        return Made(Making.GIVEN, tuple(items))
    if total.scale == 1 and total.coefficient == 1 and total.limit is None:
        return Made(Making.SUM, tuple(items))
    taken = [item for item in items if item.code in vetoes]
    earned = [item for item in items if item.code in weighted]
    beside = [item for item in items if item not in taken and item not in earned]
    whole = _limited(total, _scaled(total, earned, beside))
    rounded = _points("总分", Making.ROUNDED, [whole], Fraction(total.places))
    return Made(Making.SUM, (rounded, *taken))


def _scaled(total: Total, earned: Sequence[Node], beside: Sequence[Node]) -> Node:
    summed = _points("适用的各项得分之和", Making.SUM, earned)
    if total.scale != 1:
        full = exact_text(total.scale * Fraction(total.account.applying))
        says = (
            f"有不适用的指标，按适用的权重{exact_text(Fraction(total.account.applying))}分折算为满分{full}分"
        )
        summed = _points("折算", Making.WEIGHTED, [summed], total.scale, says=says)
    whole = _points("各项与加减分", Making.SUM, [summed, *beside]) if beside else summed
    if total.coefficient == 1:
        return whole
    says = f"该单位的系数{exact_text(total.coefficient)}"
    return _points("乘系数", Making.WEIGHTED, [whole], total.coefficient, says=says)


def _limited(total: Total, whole: Node) -> Node:
    if total.limit is None:
        return whole
    says = f"总分不超过满分{exact_text(total.limit)}分"
    return _points("不超过满分", Making.CAPPED, [whole], total.limit, says=says)


def _points(title: str, made_by: Making, parts: Sequence[Node], *factors: Fraction, says: str = "") -> Node:
    return with_value(
        Node(
            Kind.POINTS,
            title,
            unit=POINTS,
            made_by=made_by,
            factors=factors,
            parts=tuple(parts),
            says=(says,) if says else (),
        )
    )
