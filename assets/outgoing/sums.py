"""The sums of the rows of units, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from assets.outgoing.collecting import UnitRows
from schemas.form import Column


@dataclass(frozen=True)
class Sum:
    """The sum of a column. ``at_least``: one of its values is only a lower bound."""

    value: Decimal
    at_least: bool


def sums(reported: Sequence[UnitRows], columns: Sequence[Column]) -> dict[str, Sum]:
    """The sums of the columns that can be added up, over all rows of these units. A column without any value
    has no sum.
    """
    found = {}
    for column in columns:
        if not column.additive:
            continue
        values = [value for each in reported for value in each.rows.get(column.name, pd.Series()).dropna()]
        if values:
            bounds = any(column.name in bound.split(",") for each in reported for bound in bounds_of(each))
            found[column.name] = Sum(sum((Decimal(str(value)) for value in values), Decimal(0)), bounds)
    return found


def bounds_of(each: UnitRows) -> list[str]:
    """The columns with lower bounds in each row: names of columns, joined by ','."""
    return each.rows["lower_bounds"].dropna().tolist() if "lower_bounds" in each.rows else []
