"""Expressions as vectorised tests: a tree becomes a function from the frame of all reports to a boolean
Series.

A comparison with an empty cell, or with a quotient by zero, is neither true nor false, and neither is ``not``
of it. If a rule comes to that, it holds.
"""

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from schemas.form import Column
from schemas.own_forms.checking import Sort, sort_of
from schemas.own_forms.expressions import (
    Among,
    Arithmetic,
    Comparison,
    Either,
    Every,
    IsFilled,
    Literal,
    Name,
    Negative,
    Not,
    Quoted,
    Size,
    SumOf,
    Test,
    Value,
)

DECIMALS = 6
"""To how many decimals numbers are compared. So 0.1 + 0.2 is 0.3."""

COMPARED = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}
CALCULATED = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def compiled(
    that: Test, when: Test | None, columns: Mapping[str, Column], of_report: bool
) -> Callable[[pd.DataFrame], pd.Series]:
    """The rule as a function that says for each row whether it is as it should be. If a report is judged as a
    whole, it says so for all its rows.

    The result is missing if that cannot be said. If the rule is about the report as a whole, a column's name
    stands for its total. ``faults`` must have found nothing in the trees.
    """

    def judge(frame: pd.DataFrame) -> pd.Series:
        evaluation = _Evaluation(frame, columns, of_report)
        verdict = evaluation.test(that)
        return verdict if when is None else ~evaluation.test(when) | verdict

    return judge


class _Evaluation:
    """One evaluation of a tree over one frame."""

    def __init__(self, frame: pd.DataFrame, columns: Mapping[str, Column], of_report: bool) -> None:
        self._frame, self._columns, self._of_report = frame, columns, of_report

    def test(self, tree: Test) -> pd.Series:
        """A nullable boolean for every row."""
        match tree:
            case Comparison(symbol, left, right):
                return self._compared(symbol, left, right)
            case Among(value, options):
                found = [self._compared("==", value, option) for option in options]
                return reduce(operator.or_, found)
            case IsFilled(Name(column), filled):
                is_filled = self._is_filled(column)
                return is_filled if filled else ~is_filled
            case Not(below):
                return ~self.test(below)
            case Every(tests):
                return reduce(operator.and_, map(self.test, tests))
            case Either(tests):
                return reduce(operator.or_, map(self.test, tests))
        raise TypeError(f"not a test: {tree!r}")

    def _compared(self, symbol: str, left: Value, right: Value) -> pd.Series:
        sort = self._sort(left, right)
        one, other = self._as(left, sort), self._as(right, sort)
        if sort is Sort.NUMBER:
            one, other = one.round(DECIMALS), other.round(DECIMALS)
        known = one.notna() & other.notna()
        verdict = COMPARED[symbol](one, other).astype("boolean")
        return verdict.mask(~known.astype(bool), pd.NA)

    def _sort(self, left: Value, right: Value) -> Sort:
        """What the two values are compared as. A text in quotes is a day, a month or 是 if the column is."""
        for value in (left, right):
            if isinstance(value, Name):
                return sort_of(self._columns[value.column])
        return Sort.TEXT if isinstance(left, Quoted) else Sort.NUMBER

    def _as(self, value: Value, sort: Sort) -> pd.Series:
        if isinstance(value, Quoted):
            return self._constant(_typed(value.text, sort), _DTYPES[sort])
        return (
            self._frame[value.column]
            if isinstance(value, Name) and sort is not Sort.NUMBER
            else self._number(value)
        )

    def _number(self, value: Value) -> pd.Series:
        match value:
            case Literal(number):
                return self._constant(number, "Float64")
            case Name(column) if not self._of_report:
                return self._frame[column].astype("Float64")
            case Name(column) | SumOf(column):
                cells = self._frame[column].astype("Float64")
                return cells.groupby(self._frame["report_id"]).transform("sum", min_count=1)
            case Size():
                return self._frame.groupby("report_id")["report_id"].transform("size").astype("Float64")
            case Negative(below):
                return -self._number(below)
            case Arithmetic(symbol, left, right):
                found = CALCULATED[symbol](self._number(left), self._number(right))
                return found.mask(~np.isfinite(found.to_numpy(dtype=float, na_value=0.0)), pd.NA)
        raise TypeError(f"not a number: {value!r}")

    def _is_filled(self, column: str) -> pd.Series:
        values = self._frame[column]
        filled = values.notna().astype("boolean")
        return filled & values.ne("") if self._columns[column].type.name == "set" else filled

    def _constant(self, value: Any, dtype: str) -> pd.Series:
        return pd.Series(value, index=self._frame.index, dtype=dtype)


_DTYPES = {
    Sort.NUMBER: "Float64",
    Sort.TEXT: "string",
    Sort.DATE: "datetime64[s]",
    Sort.MONTH: "string",
    Sort.YES_NO: "boolean",
}


def _typed(text: str, sort: Sort) -> object:
    if sort is Sort.YES_NO:
        return text == "是"
    return pd.Timestamp(text) if sort is Sort.DATE else text
