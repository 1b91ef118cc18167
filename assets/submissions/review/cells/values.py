"""Turns cells into typed values: a whole column at once, over all reports of a form.

What the grammar of a column's type accepts at once is accepted for the whole column, and each different text
is read once (``clean_cells``). Only what is left over is looked at cell by cell; what is no value becomes a
problem with the code of a finding. So pandera gets a frame with clean types, and every faulty cell gets its
own message.
"""

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from assets.submissions.review.cells.choices import one_choice, several_choices, yes_or_no
from assets.submissions.review.cells.clean_cells import (
    DECIMALS,
    ColumnCells,
    clean_days,
    clean_numbers,
    clean_texts,
)
from assets.submissions.review.cells.dates import parse_date
from assets.submissions.review.cells.faults import Fault
from assets.submissions.review.cells.numbers import LARGEST, Number, StatedNumber, in_unit_of, parse_number
from assets.submissions.review.cells.parsed import Found, ParsedColumn, Units
from assets.submissions.review.cells.texts import (
    clean_code,
    clean_list,
    clean_text,
    digits_of,
    digits_or_lost,
    is_nothing,
    long_code,
    long_digits_or_lost,
    phone_number,
    resident_id,
)
from assets.submissions.workbook import (
    NEVER_CALCULATED,
    ExcelError,
    FormattedCell,
    MarkedText,
    Picture,
    SharedCell,
)
from schemas.form import Column
from schemas.privacy import as_text
from schemas.units_of_measure import UnitOfMeasure

_NEGLIGIBLE = 1e-9
"""A count may differ from a whole number by this share of its value. Sums in formulas are not exact."""

_UNUSUAL = frozenset((str, ExcelError, SharedCell, Picture, MarkedText, FormattedCell))
"""Types of cells that need a closer look, because they may hold no value for any column."""
_SCIENTIFIC = re.compile(r"-?\d{1,3}(?:\.\d+)?E[+-](?P<exponent>\d{1,3})")
_DIGITS_KEPT = 15
"""How many digits of a number a spreadsheet program keeps."""
_ERROR_OPENINGS = ("#", "＃")
_ERROR_VALUES = frozenset(
    ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)


def parse_cells(
    cells: Sequence[object], column: Column, units: Units | None = None, is_key: bool = False
) -> ParsedColumn:
    """Turn raw cells into values of the column's type. It never raises, whatever the cells are.

    ``units``: for each cell, the unit that its sheet states for the column; None if that is the form's unit
    (see ``FoundTable.units``). If a cell names a unit itself, that unit counts. ``is_key``: whether records
    are known by this column alone.
    """
    found = Found(len(cells))
    remaining = _readable(ColumnCells.of(cells), column, found, is_key)
    values = _PARSERS[column.type.name](remaining, column, found, units)
    found.problems.sort(key=lambda problem: problem.index)
    return ParsedColumn(values, found.problems, found.lower_bounds)


def _readable(cells: ColumnCells, column: Column, found: Found, is_key: bool) -> ColumnCells:
    """The cells with None for those that hold no value for any column.

    Marked texts and pictures also become None if the column does not allow them: nothing is known by a
    picture.
    """
    if not _any_unusual(cells):
        return cells
    remaining = ColumnCells(cells)
    is_text = column.type.name == "text" and not column.personal
    for index, cell in enumerate(remaining):
        if type(cell) is str and not cell.startswith(_ERROR_OPENINGS):  # nearly all texts
            continue
        if type(cell) in _UNUSUAL:
            plain = _plain(cell, is_text, is_text and not is_key)
            if type(plain) is Fault:
                found.add_fault(index, plain, cell)
            remaining[index] = None if type(plain) is Fault else plain
        if type(cell) is MarkedText and is_text and not cell.struck:
            found.add(index, "raised-text-kept", cell)
    return remaining


def _any_unusual(cells: ColumnCells) -> bool:
    """Whether any cell needs a closer look. Of texts these are the error values, which begin with #."""
    kinds = set(map(type, cells)) & _UNUSUAL
    return not kinds <= {str} or (bool(kinds) and cells.any_text_begins(_ERROR_OPENINGS))


def _plain(cell: Any, is_text: bool, may_be_picture: bool) -> object:
    """The cell without what makes it unusual, or a Fault if it holds no value."""
    if type(cell) is str:
        is_error = cell.startswith(_ERROR_OPENINGS) and f"#{cell[1:].strip().upper()}" in _ERROR_VALUES
        return Fault("excel-error") if is_error else cell
    if type(cell) is ExcelError:
        return Fault("formula-not-calculated" if cell in NEVER_CALCULATED else "excel-error")
    if type(cell) is SharedCell:
        return Fault("merged-cells")
    if type(cell) is Picture:
        return str(cell) if may_be_picture else Fault("picture")
    if type(cell) is MarkedText:
        if cell.struck:
            return Fault("struck-text")
        return cell.text if is_text else Fault("raised-text")
    return Fault("hidden-by-format") if not cell.shown.strip() else cell


# --- Numbers


def _numbers(cells: ColumnCells, column: Column, found: Found, units: Units | None) -> pd.Series:
    numbers = np.array([cell if type(cell) is float else math.nan for cell in cells], dtype=float)
    clean = clean_numbers(numbers, column) if units is None else np.zeros(len(cells), dtype=bool)
    for index in np.flatnonzero(~clean).tolist():
        cell = cells[index]
        if cell is not None and not (type(cell) is str and is_nothing(cell)):
            numbers[index] = _number(index, cell, column, found, units[index] if units else None)
    return _number_series(numbers, column)


def _number(index: int, cell: Any, column: Column, found: Found, place: UnitOfMeasure | None) -> float:
    """The value of one cell. If it has none, it is NaN, and a problem is added."""
    stated = _stated(cell)
    if type(stated) is Fault:
        found.add_fault(index, stated, cell)
        return math.nan
    number = in_unit_of(column, stated, place)
    if type(number) is Number and type(cell) is FormattedCell and cell.scale != 1:
        number = _as_formatted(cell, stated, number, place or column.unit)
    if type(number) is Number:
        number = _possible(number, stated, column)
    if type(number) is Fault:
        found.add_fault(index, number, cell)
        return math.nan
    found.lower_bounds[index] = stated.is_lower_bound
    if stated.is_approximate:
        found.add(index, "approximate-number", cell)
    if number.is_converted:
        found.add(index, "cell-unit-converted", cell, unit=column.unit.name, number=_short(number.value))
    return float(number.value)


def _stated(cell: Any) -> StatedNumber | Fault:
    kind = type(cell)
    if kind is float or kind is int:
        is_finite = kind is int or math.isfinite(cell)
        return StatedNumber(Fraction(_digits(cell))) if is_finite else Fault("not-a-number")
    if kind is FormattedCell:
        is_scientific = type(cell.value) is not str and _SCIENTIFIC.fullmatch(cell.shown)
        return _stated(cell.value if is_scientific else cell.shown)
    return (parse_number(cell) if kind is str else None) or Fault("not-a-number")


def _digits(number: float) -> str | int:
    """A number with 15 digits, as programs show it. Sums in formulas are inexact beyond that."""
    return number if type(number) is int else f"{number:.15g}"


def _as_formatted(
    cell: FormattedCell, stated: StatedNumber, number: Number, place: UnitOfMeasure | None
) -> Number | Fault:
    """A number that is divided by its format. It is right only if the unit has the same multiple."""
    is_named = stated.unit is not None or stated.scale != 1
    multiple = stated.multiple if is_named else place.scale if place else 1
    if multiple != cell.scale:
        return Fault("scaled-by-format", {"stored": as_text(cell.value)})
    return number if is_named else Number(number.value, is_converted=True)


def _possible(number: Number, stated: StatedNumber, column: Column) -> Number | Fault:
    if max(abs(number.value), abs(stated.value)) >= LARGEST:
        return Fault("number-too-large")
    nearest = round(number.value)
    if column.type.name == "int" and number.value != nearest:
        if abs(number.value - nearest) > _NEGLIGIBLE * max(1, abs(nearest)):
            return Fault("not-an-integer")
        return Number(Fraction(nearest), number.is_converted)
    return number


def _short(value: Fraction) -> str:
    return as_text(round(float(value), DECIMALS))


def _number_series(numbers: np.ndarray, column: Column) -> pd.Series:
    # + 0.0 because there is no negative zero among figures.
    rounded = np.round(numbers, 0 if column.type.name == "int" else DECIMALS) + 0.0
    return pd.Series(pd.array(rounded, dtype=column.type.type))


# --- Dates


def _dates(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    known = clean_days(cells, column)
    days: list[date | None] = list(map(known.get, cells))
    for index in cells.left_over(known):
        cell = cells[index]
        if type(cell) is str and is_nothing(cell):
            continue
        parsed = parse_date(cell.shown if type(cell) is FormattedCell else cell)
        if type(parsed) is Fault:
            found.add_fault(index, parsed, cell)
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
    cells: ColumnCells,
    column: Column,
    found: Found,
    parse: Callable[[str], str | Fault | None],
    from_number: Callable[[float], str | Fault | None],
) -> pd.Series:
    """Read text cells with ``parse`` and numbers with ``from_number``."""
    known = clean_texts(cells, parse)
    texts: list[str | None] = list(map(known.get, cells))
    for index in cells.left_over(known):
        cell = cells[index]
        kind = type(cell)
        text: str | Fault | None
        if kind is str:
            text = _text_written(index, cell, found, parse) if "+" in cell else parse(cell)
        elif kind is FormattedCell:
            text = _text_shown(index, cell, found, parse, from_number)
        elif kind is float or kind is int:
            text = from_number(cell)
        elif kind is bool:
            text = "是" if cell else "否"
        else:
            text = _from_day(index, cell, found)
        if type(text) is Fault:
            found.add_fault(index, text, cell)
        else:
            texts[index] = text
    return pd.Series(pd.array(texts, dtype=column.type.type))


def _text_written(
    index: int, cell: str, found: Found, parse: Callable[[str], str | Fault | None]
) -> str | Fault | None:
    """Read a text. If it has an exponent, a program may have taken a code for a number."""
    text, written = parse(cell), _SCIENTIFIC.fullmatch(cell.strip().upper())
    if not written or type(text) is Fault:
        return text
    if int(written["exponent"]) >= _DIGITS_KEPT:
        return Fault("digits-lost")
    found.add(index, "code-became-number", cell)
    return text


def _text_shown(
    index: int,
    cell: FormattedCell,
    found: Found,
    parse: Callable[[str], str | Fault | None],
    from_number: Callable[[float], str | Fault | None],
) -> str | Fault | None:
    """Read what people see: a code like XS007. 2.30E+02 shows that a program took a code for a number."""
    if isinstance(cell.value, str) or not _SCIENTIFIC.fullmatch(cell.shown):
        return parse(cell.shown)
    found.add(index, "code-became-number", cell)
    return from_number(cell.value)


def _from_day(index: int, cell: object, found: Found) -> str:
    """The date as text, with a query: Excel may have turned a code such as 2023-1 into a date by itself."""
    found.add(index, "text-became-date", cell)
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def _texts(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    return _each_text(cells, column, found, clean_list if column.lists else clean_text, digits_or_lost)


def _codes(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    return _each_text(cells, column, found, clean_code, digits_or_lost)


def _resident_ids(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    return _each_text(cells, column, found, resident_id, long_digits_or_lost)


def _credit_codes(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    return _each_text(cells, column, found, long_code, long_digits_or_lost)


def _phones(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    return _each_text(cells, column, found, phone_number, digits_or_lost)


def _choices_of_one(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    parse = one_choice(column)
    return _each_text(cells, column, found, parse, lambda number: parse(digits_of(number)))


def _choices_of_many(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    values = _each_text(cells, column, found, several_choices(column), lambda _: Fault("choice"))
    if not column.required:
        wrong = {problem.index for problem in found.problems}
        blank = [index for index in np.flatnonzero(values.isna()) if index not in wrong]
        values.iloc[blank] = ""
    return values


def _yes_or_no(cells: ColumnCells, column: Column, found: Found, _: Units | None) -> pd.Series:
    known = clean_texts(cells, yes_or_no)
    values: list[bool | None] = list(map(known.get, cells))
    for index in cells.left_over(known):
        cell = cells[index]
        answer = yes_or_no(cell.shown if type(cell) is FormattedCell else cell)
        if type(answer) is Fault:
            found.add_fault(index, answer, cell)
        else:
            values[index] = answer
    return pd.Series(pd.array(values, dtype=column.type.type))


_PARSERS: dict[str, Callable[[ColumnCells, Column, Found, Units | None], pd.Series]] = {
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
    "unit": _texts,
    "major_code": _codes,
    "division_code": _codes,
}
