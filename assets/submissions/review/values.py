"""Cells to typed values: a whole column at once, over all reports of a form.

Clean cells take a short way; only the odd ones are looked at one by one. What cannot be turned into a value
becomes a problem with the code of a finding, so that the frame that pandera sees has clean types and every
cell its own message.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import NoneType
from typing import NamedTuple

import numpy as np
import pandas as pd

from assets.submissions.review.cell_faults import Fault
from assets.submissions.review.choices import one_choice, several_choices, yes_or_no
from assets.submissions.review.dates import parse_date
from assets.submissions.review.numbers import (
    LARGEST,
    Number,
    parse_number,
    quantity_of_header,
    quantity_of_unit,
)
from assets.submissions.review.texts import (
    clean_code,
    clean_text,
    digits_of,
    digits_or_lost,
    is_nothing,
    long_code,
    long_digits_or_lost,
    phone_number,
    resident_id,
)
from assets.submissions.tables.headers import money_unit
from assets.submissions.workbook import NOT_CALCULATED, ExcelError, SharedCell
from schemas.form import Column

DECIMALS = 4
"""Decimals of an amount in the fact store."""

_ERROR_VALUES = frozenset(
    ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)


class Problem(NamedTuple):
    """A cell that needs a finding: its place in the column, the finding's code and the raw cell."""

    index: int
    code: str
    raw: object


@dataclass(frozen=True)
class ParsedColumn:
    """``values`` in the column's type, missing where a cell is blank or wrong; cells with a query keep their
    value.

    ``lower_bounds`` marks values that the cell states as "at least" (200余).
    """

    values: pd.Series
    problems: list[Problem]
    lower_bounds: np.ndarray


@dataclass
class _Findings:
    """What the cells of a column gave besides values."""

    count: int
    problems: list[Problem] = field(default_factory=list)
    lower_bounds: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.lower_bounds = np.zeros(self.count, dtype=bool)

    def add(self, index: int, code: str, raw: object) -> None:
        self.problems.append(Problem(index, code, raw))


def parse_cells(
    cells: Sequence[object], column: Column, scales: Sequence[float] | None = None
) -> ParsedColumn:
    """Turn raw cells into values of the column's type; never raises, whatever the cells are.

    ``scales`` gives a factor for each cell where a sheet's header states another unit of money than the form
    (see ``FoundTable.scales``); a cell that names its own unit is not scaled.
    """
    found = _Findings(len(cells))
    remaining = _without_errors(cells, found)
    values = _PARSERS[column.type.name](remaining, column, found, scales)
    found.problems.sort(key=lambda problem: problem.index)
    return ParsedColumn(values, found.problems, found.lower_bounds)


def _without_errors(cells: Sequence[object], found: _Findings) -> list[object]:
    """The cells with None in place of error values and of cells that several records share."""
    remaining = list(cells)
    if {ExcelError, SharedCell, str}.isdisjoint(map(type, remaining)):
        return remaining
    for index, cell in enumerate(remaining):
        if type(cell) is str:
            if cell[:1] == "#" and cell.strip() in _ERROR_VALUES:
                found.add(index, "excel-error", cell)
                remaining[index] = None
        elif type(cell) is ExcelError:
            found.add(index, "formula-not-calculated" if cell == NOT_CALCULATED else "excel-error", cell)
            remaining[index] = None
        elif type(cell) is SharedCell:
            found.add(index, "merged-cells", cell)
            remaining[index] = None
    return remaining


# --- Numbers


def _numbers(
    cells: list[object], column: Column, found: _Findings, scales: Sequence[float] | None
) -> pd.Series:
    is_whole = column.type.name == "int"
    if scales is None and set(map(type, cells)) <= {float, NoneType}:
        numbers = np.array(cells, dtype=float)
        if np.isnan(numbers).sum() == cells.count(None) and not _any_problem(numbers, is_whole):
            return _number_series(numbers, column)
    numbers = np.full(len(cells), np.nan)
    for index, cell in enumerate(cells):
        kind = type(cell)
        if kind is float or kind is int:
            code = _number_problem(cell, is_whole)
            if code:
                found.add(index, code, cell)
            else:
                numbers[index] = cell if scales is None else cell * scales[index]
        elif kind is str:
            numbers[index] = _number_from_text(index, cell, column, found, scales)
        elif cell is not None:
            found.add(index, "not-a-number", cell)
    return _number_series(numbers, column)


def _number_series(numbers: np.ndarray, column: Column) -> pd.Series:
    return pd.Series(
        pd.array(np.round(numbers, 0 if column.type.name == "int" else DECIMALS), dtype=column.type.type)
    )


def _any_problem(numbers: np.ndarray, is_whole: bool) -> bool:
    known = numbers[~np.isnan(numbers)]
    return bool((np.abs(known) >= LARGEST).any() or (is_whole and (known != np.rint(known)).any()))


def _number_problem(number: float, is_whole: bool) -> str | None:
    if number != number or number in (math.inf, -math.inf):
        return "not-a-number"
    if not -LARGEST < number < LARGEST:
        return "number-too-large"
    # Sums of formulas miss a whole number by a few units of the 15th digit.
    if is_whole and abs(number - round(number)) > 1e-9 * max(1.0, abs(number)):
        return "not-an-integer"
    return None


def _number_from_text(
    index: int, cell: str, column: Column, found: _Findings, scales: Sequence[float] | None
) -> float:
    if is_nothing(cell):
        return math.nan
    number = parse_number(cell, money_unit(column.header)) if len(cell) < 100 else None
    code = _written_problem(number, column) if number else "not-a-number"
    if code:
        found.add(index, code, cell)
        return math.nan
    found.lower_bounds[index] = number.is_lower_bound
    if number.is_approximate:
        found.add(index, "approximate-number", cell)
    return number.value if scales is None or number.states_money else number.value * scales[index]


def _written_problem(number: Number, column: Column) -> str | None:
    """Why a written number is none for its column: a share is no count and no sum of money, and 2班 counts no
    persons.
    """
    is_whole = column.type.name == "int"
    if code := _number_problem(number.value, is_whole):
        return code
    if number.is_percentage and (is_whole or money_unit(column.header)):
        return "not-a-number"
    wanted, stated = quantity_of_header(column.header), quantity_of_unit(number.unit)
    return "cell-unit" if None not in (wanted, stated) and wanted != stated else None


# --- Dates


def _dates(cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None) -> pd.Series:
    days: list[date | None] = [None] * len(cells)
    for index, cell in enumerate(cells):
        if cell is None or (type(cell) is str and is_nothing(cell)):
            continue
        parsed = parse_date(cell)
        if type(parsed) is Fault:
            found.add(index, parsed.code, cell)
        else:
            days[index] = parsed.day
            if parsed.is_whole_month and column.type.name == "date":
                found.add(index, "date-without-day", cell)
    if column.type.name == "month":
        return pd.Series(
            [None if day is None else f"{day.year:04d}-{day.month:02d}" for day in days],
            dtype=column.type.type,
        )
    return pd.Series(np.array(days, dtype="datetime64[s]"), dtype=column.type.type)


# --- Texts, codes and choices


def _each_text(
    cells: list[object],
    column: Column,
    found: _Findings,
    parse: Callable[[str], str | Fault | None],
    from_number: Callable[[float], str | Fault | None],
) -> pd.Series:
    """Text cells through ``parse`` and numbers through ``from_number``."""
    texts: list[str | None] = [None] * len(cells)
    for index, cell in enumerate(cells):
        kind = type(cell)
        if kind is str:
            text = parse(cell)
        elif cell is None:
            continue
        elif kind is float or kind is int:
            text = from_number(cell)
        elif kind is bool:
            text = "是" if cell else "否"
        else:
            text = _from_day(index, cell, found)
        if type(text) is Fault:
            found.add(index, text.code, cell)
        else:
            texts[index] = text
    return pd.Series(pd.array(texts, dtype=column.type.type))


def _from_day(index: int, cell: object, found: _Findings) -> str:
    """Excel turns codes such as 2023-1 into dates on its own: the text it shows is kept, with a query."""
    found.add(index, "text-became-date", cell)
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def _texts(cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None) -> pd.Series:
    return _each_text(cells, column, found, clean_text, digits_or_lost)


def _codes(cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None) -> pd.Series:
    return _each_text(cells, column, found, clean_code, digits_or_lost)


def _resident_ids(
    cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None
) -> pd.Series:
    return _each_text(cells, column, found, resident_id, long_digits_or_lost)


def _credit_codes(
    cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None
) -> pd.Series:
    return _each_text(cells, column, found, long_code, long_digits_or_lost)


def _phones(cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None) -> pd.Series:
    return _each_text(cells, column, found, phone_number, digits_or_lost)


def _choices_of_one(
    cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None
) -> pd.Series:
    parse = one_choice(column)
    return _each_text(cells, column, found, parse, lambda number: parse(digits_of(number)))


def _choices_of_many(
    cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None
) -> pd.Series:
    values = _each_text(cells, column, found, several_choices(column), lambda _: Fault("choice"))
    if not column.required:
        wrong = {problem.index for problem in found.problems}
        blank = [index for index in np.flatnonzero(values.isna()) if index not in wrong]
        values.iloc[blank] = ""
    return values


def _yes_or_no(cells: list[object], column: Column, found: _Findings, _: Sequence[float] | None) -> pd.Series:
    values: list[bool | None] = [None] * len(cells)
    for index, cell in enumerate(cells):
        answer = True if cell == "是" else False if cell == "否" else yes_or_no(cell)
        if type(answer) is Fault:
            found.add(index, answer.code, cell)
        else:
            values[index] = answer
    return pd.Series(pd.array(values, dtype=column.type.type))


_PARSERS: dict[str, Callable[[list[object], Column, _Findings, Sequence[float] | None], pd.Series]] = {
    "int": _numbers,
    "amount": _numbers,
    "date": _dates,
    "month": _dates,
    "text": _texts,
    "enum": _choices_of_one,
    "set": _choices_of_many,
    "yesno": _yes_or_no,
    "resident_id": _resident_ids,
    "credit_code": _credit_codes,
    "phone": _phones,
    "major_code": _codes,
    "division_code": _codes,
}
