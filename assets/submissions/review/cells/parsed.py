"""What the cells of a column gave: values, and what has to be told of single cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from assets.submissions.review.cells.faults import Fault
from schemas.units_of_measure import UnitOfMeasure


@dataclass(frozen=True)
class CellFinding:
    """A cell that needs a finding: its place in the column, the finding's code, the raw cell, and what the
    finding's sentence names.
    """

    index: int
    code: str
    raw: object
    details: dict[str, str]


@dataclass(frozen=True)
class ParsedColumn:
    """``values`` in the column's type, missing where a cell is blank or wrong; cells with a query keep their
    value.

    ``lower_bounds`` marks values that the cell states as "at least" (200余).
    """

    values: pd.Series
    problems: list[CellFinding]
    lower_bounds: np.ndarray


@dataclass
class Found:
    """What the cells of a column gave besides values."""

    count: int
    problems: list[CellFinding] = field(default_factory=list)
    lower_bounds: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """No cell is a lower bound until one is found."""
        self.lower_bounds = np.zeros(self.count, dtype=bool)

    def add(self, index: int, code: str, raw: object, **details: str) -> None:
        """A finding about the cell at that place."""
        self.problems.append(CellFinding(index, code, raw, details))

    def add_fault(self, index: int, fault: Fault, raw: object) -> None:
        """Why the cell at that place is no value."""
        self.add(index, fault.code, raw, **fault.details)


Units = Sequence[UnitOfMeasure | None]
