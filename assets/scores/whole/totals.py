"""A unit's total (总分): the sum of its items. If some items do not apply, the others are scaled up in their
place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from schemas.figures import rounded
from schemas.scheme import Scheme


@dataclass(frozen=True)
class Item:
    """One line of a unit's account. ``score`` is rounded, so that the printed lines add up to the total.
    ``full`` is the weight that applies; it is 0 for an item outside the full score.
    """

    indicator: str
    unit: str
    score: Decimal | None
    full: Decimal
    method: str
    reason: str


@dataclass(frozen=True)
class Account:
    """The sums of a unit's items. ``earned``: the points of the items with a weight that applies.
    ``applying``: the sum of these weights. ``beside``: the points of all other items (加分, and 扣分 without
    a weight).
    """

    earned: Decimal
    applying: Decimal
    beside: Decimal

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Account":
        """Add up the items of a unit."""
        items = list(items)
        weighted = [item for item in items if item.full]
        return cls(
            sum((item.score or Decimal(0) for item in weighted), Decimal(0)),
            sum((item.full for item in weighted), Decimal(0)),
            sum((item.score or Decimal(0) for item in items if not item.full), Decimal(0)),
        )


@dataclass(frozen=True)
class Total:
    """How a total is made: earned × ``scale`` + beside, × ``coefficient``, at most ``limit``, rounded."""

    account: Account
    scale: Fraction
    coefficient: Fraction
    limit: Fraction | None
    places: int

    @property
    def score(self) -> Decimal:
        """The rounded total. If nothing was scaled or multiplied, rounding changes nothing, because the items
        are rounded already.
        """
        whole = Fraction(self.account.earned) * self.scale + Fraction(self.account.beside)
        whole *= self.coefficient
        return rounded(whole if self.limit is None else min(whole, self.limit), self.places)


def total_of(scheme: Scheme, unit: str, account: Account) -> Total | None:
    """The total of a unit's account by a scheme; None if nothing applies to the unit."""
    if not account.applying:
        return None
    full = Fraction(scheme.full_score)
    return Total(
        account,
        full / Fraction(account.applying),
        Fraction(scheme.coefficients.get(unit, 1)),
        None if scheme.may_exceed_weight else full,
        scheme.decimals,
    )
