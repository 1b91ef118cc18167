"""The fate of everything in a workbook (去向): each column, block of cells and sheet is read, holds no data,
or is told in a finding. Nothing has none, and nothing has two.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """What became of a column, a block or a sheet; the members are the counts of ``Fates``."""

    MAPPED = "mapped"
    """It is read."""
    NO_DATA = "no_data"
    """It is known to hold no data of the report: running numbers, remarks, sums of the row, another time."""
    TOLD = "told"
    """A finding names it."""


class Unaccounted(AssertionError):
    """Something in a workbook has no fate, or two: a fault of the program, never of the unit."""


def require_sum(fates: object) -> None:
    """Raise Unaccounted if ``read`` is not the sum of the other counts: something was lost or counted
    twice.
    """
    counts = dict(vars(fates))
    if counts.pop("read") != sum(counts.values()):
        raise Unaccounted(f"lost or counted twice: {fates}")


@dataclass(frozen=True)
class Fates:
    """How many there were, and what became of them; ``read`` is the sum of all others."""

    read: int = 0
    mapped: int = 0
    no_data: int = 0
    told: int = 0

    def __post_init__(self) -> None:
        """Raise Unaccounted if the fates do not add up."""
        require_sum(self)

    def __add__(self, other: "Fates") -> "Fates":
        """Both together."""
        return Fates(
            *(mine + its for mine, its in zip(vars(self).values(), vars(other).values(), strict=True))
        )

    @classmethod
    def of(cls, seen: Iterable[Hashable], fated: Iterable[tuple[Hashable, Fate]]) -> "Fates":
        """The fates of what was seen. Raises Unaccounted unless each of it has exactly one."""
        seen, fated = frozenset(seen), list(fated)
        places, fates = [place for place, _ in fated], [fate for _, fate in fated]
        if len(places) != len(seen) or seen.difference(places):
            times = Counter(places)
            odd = [place for place in seen | times.keys() if times[place] != 1 or place not in seen]
            raise Unaccounted(f"without a fate, or with two: {sorted(map(str, odd))[:10]}")
        return cls(len(seen), *(fates.count(fate) for fate in (Fate.MAPPED, Fate.NO_DATA, Fate.TOLD)))


@dataclass(frozen=True)
class WorkbookFates:
    """What became of the columns, the blocks of cells and the visible sheets of workbooks."""

    columns: Fates = field(default_factory=Fates)
    blocks: Fates = field(default_factory=Fates)
    sheets: Fates = field(default_factory=Fates)

    def __add__(self, other: "WorkbookFates") -> "WorkbookFates":
        """Those of both."""
        return WorkbookFates(
            self.columns + other.columns, self.blocks + other.blocks, self.sheets + other.sheets
        )
