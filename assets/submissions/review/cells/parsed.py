"""The result of reading a column's cells: values, and what has to be told about single cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from assets.submissions.review.cells.faults import Fault
from schemas.units_of_measure import UnitOfMeasure


@dataclass(frozen=True)
class CellFinding:
    """A cell that needs a finding.

    ``index``: its place in the column. ``code``: the finding's code. ``raw``: the raw cell. ``details``: what
    fills in the finding's sentence.
    """

    index: int
    code: str
    raw: object
    details: dict[str, str]


@dataclass(frozen=True)
class ParsedColumn:
    """A column that was read.

    ``values``: in the column's type, missing if a cell is blank or wrong. A cell with only a query keeps its
    value. ``lower_bounds``: marks values that the cell states as "at least" (200余).
    """

    values: pd.Series
    problems: list[CellFinding]
    lower_bounds: np.ndarray


@dataclass
class Found:
    """What is found in the cells of a column besides values."""

    count: int
    problems: list[CellFinding] = field(default_factory=list)
    lower_bounds: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Start without lower bounds."""
        self.lower_bounds = np.zeros(self.count, dtype=bool)

    def add(self, index: int, code: str, raw: object, **details: str) -> None:
        """Add a finding about the cell at this place."""
        self.problems.append(CellFinding(index, code, raw, details))

    def add_fault(self, index: int, fault: Fault, raw: object) -> None:
        """Add the reason why the cell at this place holds no value."""
        self.add(index, fault.code, raw, **fault.details)


Units = Sequence[UnitOfMeasure | None]
