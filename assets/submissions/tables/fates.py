"""The fate (去向) of everything in a workbook. Each column, block of cells and sheet has exactly one fate:
it is read, it holds no data, or a finding tells about it.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """What became of a column, a block or a sheet. The values are the names of the counts in ``Fates``."""

    MAPPED = "mapped"
    """It is read."""
    NO_DATA = "no_data"
    """It holds no data of the report: running numbers, remarks, sums of the row, or another time."""
    TOLD = "told"
    """A finding names it."""


class Unaccounted(AssertionError):
    """Something in a workbook has no fate, or two. This is a fault of the program, never of the unit."""


def require_sum(fates: object) -> None:
    """Raise Unaccounted if ``read`` is not the sum of the other counts.

    In that case something was lost or counted twice.
    """
    counts = dict(vars(fates))
    if counts.pop("read") != sum(counts.values()):
        raise Unaccounted(f"lost or counted twice: {fates}")


@dataclass(frozen=True)
class Fates:
    """How many things there were, and what became of them. ``read`` is the sum of all other counts."""

    read: int = 0
    mapped: int = 0
    no_data: int = 0
    told: int = 0

    def __post_init__(self) -> None:
        """Raise Unaccounted if the fates do not add up."""
        require_sum(self)

    def __add__(self, other: "Fates") -> "Fates":
        """The counts of both, added up."""
        return Fates(
            *(mine + its for mine, its in zip(vars(self).values(), vars(other).values(), strict=True))
        )

    @classmethod
    def of(cls, seen: Iterable[Hashable], fated: Iterable[tuple[Hashable, Fate]]) -> "Fates":
        """The fates of everything that was seen. Raises Unaccounted unless each thing has exactly one."""
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
        """The fates of both, added up."""
        return WorkbookFates(
            self.columns + other.columns, self.blocks + other.blocks, self.sheets + other.sheets
        )
