"""A unit's total (总分): its items added up, what does not apply to it taken over by the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from schemas.figures import rounded
from schemas.scheme import Scheme


@dataclass(frozen=True)
class Item:
    """One line of a unit's account. ``score`` is rounded, so that the lines add up to the total as they are
    printed; ``full`` is the weight that applies, 0 beside the full score.
    """

    indicator: str
    unit: str
    score: Decimal | None
    full: Decimal
    method: str
    reason: str


@dataclass(frozen=True)
class Account:
    """A unit's items added up: ``earned`` of the weights that ``apply``, and the points ``beside`` them
    (加分, and 扣分 without a weight).
    """

    earned: Decimal
    applying: Decimal
    beside: Decimal

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Account":
        """The account of a unit's items."""
        items = list(items)
        weighted = [item for item in items if item.full]
        return cls(
            sum((item.score or Decimal(0) for item in weighted), Decimal(0)),
            sum((item.full for item in weighted), Decimal(0)),
            sum((item.score or Decimal(0) for item in items if not item.full), Decimal(0)),
        )


@dataclass(frozen=True)
class Total:
    """How a total comes about: earned × ``scale`` + beside, × ``coefficient``, at most ``limit``, rounded."""

    account: Account
    scale: Fraction
    coefficient: Fraction
    limit: Fraction | None
    places: int

    @property
    def score(self) -> Decimal:
        """The total, exact where nothing was scaled; only then is nothing rounded."""
        whole = Fraction(self.account.earned) * self.scale + Fraction(self.account.beside)
        whole *= self.coefficient
        return rounded(whole if self.limit is None else min(whole, self.limit), self.places)


def total_of(scheme: Scheme, unit: str, account: Account) -> Total | None:
    """The total of a unit's account by a scheme; None where nothing applies to it."""
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
