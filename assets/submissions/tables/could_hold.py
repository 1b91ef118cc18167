"""Tells whether values that stand in an unexpected place could belong to columns of a form."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from assets.submissions.tables.row_kinds import compact
from schemas.form import NUMBERS, Column, Form

_NUMBER = re.compile(r"[-+]?\s*(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?\s*%?")
_DATE = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}")
_ANSWERS = frozenset("是否有无√×YN对错")
_CODES = {
    "resident_id": re.compile(r"\d{17}[\dXx]"),
    "phone": re.compile(r"1\d{10}"),
    "credit_code": re.compile(r"[0-9A-Z]{18}", re.IGNORECASE),
    "major_code": re.compile(r"\d{6}"),
    "division_code": re.compile(r"\d{6}(?:\d{3}(?:\d{3})?)?"),
}
_VAGUE = ("int", "amount", "unit", "text")
"""Types that many values fit. The type that fits most values comes last."""


def is_filled(value: object) -> bool:
    """Whether a cell holds more than white space."""
    return value is not None and not (type(value) is str and not value.strip())


def is_number(value: object) -> bool:
    """Whether a cell is a number, even one written as text."""
    return type(value) in (int, float) or (
        type(value) is str and _NUMBER.fullmatch(value.strip()) is not None
    )


def is_number_or_date(value: object) -> bool:
    """Whether a cell is a number or a date."""
    return is_number(value) or isinstance(value, date)


def could_be_column(column: Column, values: Sequence[object]) -> bool:
    """Whether at least half of the values could belong to this column of the form."""
    return 2 * sum(_could_be(column, value) for value in values) >= len(values)


def could_be_rows(form: Form, columns: Iterable[Sequence[object]]) -> bool:
    """Whether columns of values could be rows of the form.

    They must fit at least half of the columns that the form needs (the required ones and its key), at least
    two of them, and at least one column of the key.
    """
    wanted = [column for column in form.columns if column.required or column.name in form.key]
    wanted.sort(key=lambda column: _VAGUE.index(column.type.name) if column.type.name in _VAGUE else -1)
    free, found = [values for values in columns if values], set()
    for column in wanted:
        fitting = next((values for values in free if could_be_column(column, values)), None)
        if fitting is not None:
            free.remove(fitting)
            found.add(column.name)
    has_key = not form.key or bool(found & set(form.key))
    return has_key and len(found) > 1 and 2 * len(found) >= len(wanted)


def _could_be(column: Column, value: object) -> bool:
    kind = column.type.name
    if kind in NUMBERS:
        return is_number(value)
    if kind in ("date", "month"):
        return isinstance(value, date) or (type(value) is str and _DATE.match(value.strip()) is not None)
    text = compact(value) if type(value) is str else f"{value:.15g}" if type(value) in (int, float) else ""
    if kind in _CODES:
        return _CODES[kind].fullmatch(text) is not None
    if kind == "yesno":
        return bool(text) and _ANSWERS.issuperset(text[0]) and len(text) < 3
    if kind in ("enum", "set"):
        return any(part in column.values for part in re.split("[、，,;；/]", text))
    return bool(text) and not is_number(value)
