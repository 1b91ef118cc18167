"""The values of the units that are compared with each other: the units of a group that have a value."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property


@dataclass(frozen=True)
class Field:
    """The values of a group's units. They are sorted, so that each of a thousand units can look up its place
    quickly.
    """

    values: tuple[Fraction, ...]
    higher_is_better: bool

    @property
    def best(self) -> Fraction:
        """The highest value; where lower is better, the lowest."""
        return self.values[-1] if self.higher_is_better else self.values[0]

    @property
    def worst(self) -> Fraction:
        """The lowest value; where lower is better, the highest."""
        return self.values[0] if self.higher_is_better else self.values[-1]

    @cached_property
    def mean(self) -> Fraction:
        """The mean; every unit counts once."""
        return sum(self.values, Fraction(0)) / len(self.values)

    def next_better(self, value: Fraction) -> Fraction | None:
        """The nearest better value; None for the best value."""
        place = (
            bisect_right(self.values, value) if self.higher_is_better else bisect_left(self.values, value) - 1
        )
        return self.values[place] if 0 <= place < len(self.values) else None

    def rank(self, value: Fraction, instead_of: Fraction) -> int:
        """The rank that a unit of the field would have if its value were ``value`` and not ``instead_of``.
        Units with the same value share the better rank.
        """
        if self.higher_is_better:
            return len(self.values) - bisect_right(self.values, value) - (instead_of > value) + 1
        return bisect_left(self.values, value) - (instead_of < value) + 1

    def with_value(self, value: Fraction, instead_of: Fraction) -> "Field":
        """The field as it would be if one unit had another value instead of its own."""
        values = list(self.values)
        values.remove(instead_of)
        return Field(tuple(sorted([*values, value])), self.higher_is_better)
