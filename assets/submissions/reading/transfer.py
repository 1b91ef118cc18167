"""How workbooks are sent from a reading process: as JSON, which holds data but no code that could run.

The sender has touched bytes that nobody has checked. So the receiver trusts nothing, and raises ValueError
for anything that does not have the form described here.
"""

import itertools
import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from assets.submissions.workbook import (
    Address,
    ExcelError,
    FormattedCell,
    MarkedText,
    Merged,
    Picture,
    Sheet,
    UnreadableWorkbook,
    Workbook,
)
from schemas.findings import KINDS

_UNTAGGED: dict[str, Callable[[Any], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda parts: timedelta(*parts),
    "ExcelError": ExcelError,
    "Picture": lambda _: Picture(),
}
"""Cells of types that JSON does not have are sent as {type: what the cell is made from}."""
_CELL_TYPES = frozenset(
    (str, int, float, bool, type(None), datetime, date, time, timedelta, ExcelError, Picture)
)


def encode(outcome: Workbook | UnreadableWorkbook) -> bytes:
    """The bytes for a workbook, or for the reason why it cannot be read."""
    if isinstance(outcome, UnreadableWorkbook):
        return json.dumps([outcome.code, outcome.details], default=str).encode()
    sheets = [
        (
            sheet.name,
            sheet.hidden,
            sheet.dates_from_1904,
            sheet.merged,
            sorted(sheet.hidden_rows),
            sorted(sheet.hidden_columns),
            sorted(sheet.struck),
            _special(sheet),
            sheet.rows,
        )
        for sheet in outcome.sheets
    ]
    return json.dumps(sheets, default=_tagged, check_circular=False).encode()


def decode(sent: bytes) -> Workbook | UnreadableWorkbook:
    """The inverse of ``encode``. Raises ValueError for bytes that ``encode`` does not make."""
    try:
        match json.loads(sent, object_hook=_untagged):
            case [str(code), dict(details)] if code in KINDS:
                return UnreadableWorkbook(code, **details)
            case sheets:
                return Workbook(tuple(_sheet(*sheet) for sheet in sheets))
    except (TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("not what a reading process sends") from error


def _tagged(value: ExcelError | Picture | date | time | timedelta) -> dict[str, object]:
    if isinstance(value, timedelta):
        return {"timedelta": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, Picture):
        return {"Picture": None}
    return {type(value).__name__: value.code if isinstance(value, ExcelError) else value.isoformat()}


def _untagged(tagged: dict[str, Any]) -> object:
    if len(tagged) == 1:
        ((kind, value),) = tagged.items()
        if kind in _UNTAGGED:
            return _UNTAGGED[kind](value)
    return tagged


def _special(sheet: Sheet) -> list[tuple[object, ...]]:
    """The special cells of a sheet: row, column and what the cell is made of."""
    return [
        (*place, cell.text, cell.struck)
        if isinstance(cell, MarkedText)
        else (*place, cell.value, cell.shown, cell.scale)
        for place, cell in sheet.special.items()
    ]


def _special_cell(row: Any, column: Any, *parts: Any) -> tuple[Address, FormattedCell | MarkedText]:
    match (row, column, *parts):
        case int(), int(), str(text), bool(struck):
            return (row, column), MarkedText(text, struck)
        case int(), int(), int() | float() | str() as value, str(shown), int(scale):
            return (row, column), FormattedCell(value, shown, scale)
    raise ValueError("not a special cell")


def _sheet(
    name: Any,
    hidden: Any,
    dates_from_1904: Any,
    merged: list[list[Any]],
    hidden_rows: list[Any],
    hidden_columns: list[Any],
    struck: list[list[Any]],
    special: list[list[Any]],
    rows: list[list[Any]],
) -> Sheet:
    places = tuple(Merged(*place) for place in merged)
    cells = frozenset((row, column) for row, column in struck)
    numbers = [*hidden_rows, *hidden_columns, *itertools.chain.from_iterable((*places, *cells))]
    is_sheet = (
        type(name) is str and type(hidden) is bool and type(dates_from_1904) is bool and type(rows) is list
    )
    if not is_sheet or any(type(number) is not int for number in numbers):
        raise ValueError("not a sheet")
    width = len(rows[0]) if rows else 0
    for row in rows:
        if type(row) is not list or len(row) != width or not _CELL_TYPES.issuperset(map(type, row)):
            raise ValueError("not a row of cells")
    return Sheet(
        name,
        rows,
        hidden,
        dates_from_1904,
        places,
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        cells,
        dict(_special_cell(*cell) for cell in special),
    )
