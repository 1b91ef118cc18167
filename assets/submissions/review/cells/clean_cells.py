"""What is accepted at once in the cells of a column: different texts are read once, plain numbers together.

Each function gives exactly what reading cell by cell gives (``values``), but only for cells about which there
is nothing to tell. ``ColumnCells.left_over`` names the places of all others.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from assets.submissions.review.cells.dates import Day, parse_date
from assets.submissions.review.cells.faults import Fault
from assets.submissions.review.cells.numbers import LARGEST
from schemas.form import Column

DECIMALS = 4
"""How many decimals an amount has in the fact store."""

_SAMPLE = 1_000
"""So many cells tell whether the cells of a long column repeat."""

Said = TypeVar("Said")


class ColumnCells(list[Any]):
    """The cells of a column. They are not changed once anybody has asked for the ``different`` ones."""

    @classmethod
    def of(cls, cells: Iterable[Any]) -> "ColumnCells":
        """The cells as those of a column."""
        return cells if isinstance(cells, ColumnCells) else cls(cells)

    @cached_property
    def different(self) -> frozenset[Any]:
        """The cells, each once; none if nearly all are different, as IDs are. Then nothing is gained."""
        sample = self[:: 1 + len(self) // _SAMPLE]
        if len(self) > _SAMPLE and 2 * len(set(sample)) > len(sample):
            return frozenset()
        return frozenset(self)

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts among the different cells."""
        return frozenset(cell for cell in self.different if type(cell) is str)

    def any_text_begins(self, characters: Collection[str]) -> bool:
        """Whether any text begins with one of the characters."""
        return any(cell[:1] in characters for cell in self.texts or self if type(cell) is str and cell)

    def left_over(self, known: Mapping[Any, object]) -> list[int]:
        """The places of the cells that hold something and are not ``known``."""
        if self.different and self.different <= {None, *known}:
            return []
        return [index for index, cell in enumerate(self) if cell is not None and cell not in known]


def clean_numbers(numbers: np.ndarray, column: Column) -> np.ndarray:
    """Whether each number is a value of the column as it stands: whole, or with so many decimals at most.

    Such a number has at most the fifteen digits that programs keep, so it is not rounded twice.
    """
    decimals = 0 if column.type.name == "int" else DECIMALS
    return (np.abs(numbers) < LARGEST) & (numbers == np.round(numbers, decimals))


def clean_texts(cells: ColumnCells, parse: Callable[[str], Said | Fault | None]) -> dict[Any, Said | None]:
    """What the different texts say, as far as ``parse`` takes them. A text with + may be a damaged code."""
    parsed = {cell: parse(cell) for cell in cells.texts if "+" not in cell}
    return {cell: said for cell, said in parsed.items() if not isinstance(said, Fault)}


def clean_days(cells: ColumnCells, column: Column) -> dict[Any, date]:
    """The days of the different cells that state a day, or a month if the column asks for months."""
    stated = {
        cell: parse_date(cell)
        for cell in cells.different
        # Equal moments of two time zones may have different days.
        if type(cell) in (date, str) or (type(cell) is datetime and cell.tzinfo is None)
    }
    return {
        cell: parsed.day
        for cell, parsed in stated.items()
        if isinstance(parsed, Day) and not (parsed.is_whole_month and column.type.name == "date")
    }
