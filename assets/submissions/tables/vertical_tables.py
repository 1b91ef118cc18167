"""Forms laid out vertically (指标 / 数值): each row one column of the form, the whole table one record."""

import re
from collections import defaultdict

from assets.submissions.tables.found_table import FoundTable, RowFates, column_letters
from assets.submissions.tables.headers import (
    LONGEST_HEADER,
    FormHeaders,
    HeaderIndex,
    split_header,
    title_key,
)
from assets.submissions.tables.row_kinds import compact
from assets.submissions.tables.stated_units import StatedUnit, stated_units
from assets.submissions.workbook import SharedCell, Sheet

_VALUE_HEADER = re.compile(
    r"^(?:数值|数据|数量|数|值|指标值|填报[数值]?|填报数据|填报内容|实际数?|本[年期]数?|本年度|当前数?|内容)(?:[(（].*)?$"
)
_UNIT_TEXT = re.compile(r"^[^\d０-９]{1,4}$|^万?㎡$|^万?[mM][2²]$")
_LINES = 6
"""Rows above the first label and below the last that may name units."""
_LARGEST = 2_000
_LABEL_COLUMNS = 12
"""Rows and columns in which labels are looked for: an 指标 table is one page."""

Place = tuple[int, int]
"""0-based row and column of a cell."""


def find_vertical_tables(sheet: Sheet, index: HeaderIndex) -> list[FoundTable]:
    """The tables of vertical forms in a sheet, each with one record."""
    known = _known_texts(sheet, index)
    labels = [(headers, _labels(sheet, headers, known)) for headers in index.vertical] if known else []
    return [_read(sheet, headers, found) for headers, found in labels if found]


def _known_texts(sheet: Sheet, index: HeaderIndex) -> dict[Place, str]:
    """Where headers of vertical forms stand, row by row, and their keys."""
    texts = {cell for row in sheet.rows[:_LARGEST] for cell in row[:_LABEL_COLUMNS] if type(cell) is str}
    near = (text for text in texts if len(text) <= LONGEST_HEADER and not index.is_foreign(text))
    keys = {
        text: key
        for text, key in ((text, split_header(text)[0]) for text in near)
        if key in index.vertical_keys
    }
    if not keys:
        return {}
    return {
        (position, column): keys[cell]
        for position, row in enumerate(sheet.rows[:_LARGEST])
        for column, cell in enumerate(row[:_LABEL_COLUMNS])
        if type(cell) is str and cell in keys
    }


def _labels(sheet: Sheet, headers: FormHeaders, known: dict[Place, str]) -> dict[str, Place]:
    """Column name → place of its label; empty if less than half of the form is there.

    The column with most labels tells which rows are the table's. Other labels count where they stand beside
    it, as in a table whose pairs of 指标 and 数值 are set in two halves; headers next to each other are those
    of a table that is not vertical.
    """
    own = {place: headers.keys[key][0] for place, key in known.items() if key in headers.keys}
    own = {(row, column): name for (row, column), name in own.items() if (row, column + 1) not in own}
    by_column: dict[int, dict[str, Place]] = defaultdict(dict)
    for place, name in own.items():
        by_column[place[1]].setdefault(name, place)
    if not by_column:
        return {}
    labels = max(by_column.values(), key=len).copy()
    first, last = min(labels.values())[0], max(labels.values())[0]
    for place, name in own.items():
        if first <= place[0] <= last:
            labels.setdefault(name, place)
    titles = [cell for row in sheet.rows[:first] for cell in row if type(cell) is str and len(cell) <= 80]
    is_named = any(headers.is_named_in(title_key(text)) for text in [sheet.name, *titles])
    is_enough = 2 * len(headers.required & labels.keys()) >= len(headers.required) and (
        len(labels) > 1 or is_named
    )
    return labels if is_enough else {}


def _read(sheet: Sheet, headers: FormHeaders, labels: dict[str, Place]) -> FoundTable:
    value_columns: dict[str, int] = {}
    unknown, repeated = [], []
    label_columns = sorted({column for _, column in labels.values()})
    for column, stop in zip(label_columns, [*label_columns[1:], None], strict=True):
        half = {name: row for name, (row, its_column) in labels.items() if its_column == column}
        places = _value_places(sheet, column, stop, half)
        value_columns |= dict.fromkeys(half, places[0])
        repeated += [(next(iter(half)), column_letters(places[0]), column_letters(p)) for p in places[1:]]
        between = set(range(min(half.values()), max(half.values()))) - set(half.values())
        unknown += [sheet.rows[row][column] for row in sorted(between)]
    rows = {name: labels[name][0] for name in labels}
    first = min(rows.values())
    return FoundTable(
        form=headers.form.code,
        sheet=sheet.name,
        columns=rows,
        value_columns=value_columns,
        rows=[first + 1],
        cells=_values(sheet, rows, value_columns),
        fates=RowFates(read=1, records=1),
        unknown_headers=tuple(text.strip() for text in unknown if type(text) is str and text.strip()),
        missing_columns=tuple(
            column.name for column in headers.form.columns if column.required and column.name not in labels
        ),
        units=_units(sheet, headers, labels, value_columns),
        header_rows=(first, first + 1),
        repeated_columns=tuple(repeated),
    )


def _values(sheet: Sheet, rows: dict[str, int], value_columns: dict[str, int]) -> dict[str, list[object]]:
    """The raw value of each column. A cell merged over the rows of several of them is a value for none."""
    places = {name: (row, value_columns[name]) for name, row in rows.items()}
    cells = {
        name: [sheet.cell(row, column) if column < len(sheet.rows[row]) else None]
        for name, (row, column) in places.items()
    }
    for merged in sheet.merged:
        held = [name for name, place in places.items() if merged.covers(*place)]
        if len(held) > 1:
            value = sheet.cell(merged.first_row, merged.first_column)
            cells |= {name: [None if value is None else SharedCell(value)] for name in held}
    return cells


def _units(
    sheet: Sheet, headers: FormHeaders, labels: dict[str, Place], value_columns: dict[str, int]
) -> dict[str, StatedUnit]:
    """The units of the rows whose label, a cell beside it or a line above states another than the form's."""
    label_columns = sorted({column for _, column in labels.values()})
    beside = {}
    for name, (row, column) in labels.items():
        stop = next((other for other in label_columns if other > column), None)
        cells = [
            compact(cell)
            for place, cell in enumerate(sheet.rows[row][:stop])
            if place > column and place != value_columns[name]
        ]
        beside[name] = [split_header(str(sheet.rows[row][column]))[1], *filter(_UNIT_TEXT.match, cells)]
    first, last = min(labels.values())[0], max(labels.values())[0]
    around = [*sheet.rows[max(0, first - _LINES) : first], *sheet.rows[last + 1 : last + 1 + _LINES]]
    lines = [cell for row in around for cell in row if type(cell) is str]
    values = [cell for cell in sheet.rows[first - 1] if type(cell) is str] if first else []
    return stated_units(
        headers.form, beside, [*lines, *(f"单位：{split_header(text)[1]}" for text in values)]
    )


def _value_places(sheet: Sheet, label_column: int, stop: int | None, rows: dict[str, int]) -> list[int]:
    """Where the values of the labels in a column stand, left of the column ``stop``: under the header 数值,
    else in the first column right of the labels that is not one of units. Further columns that are as full of
    numbers (上年, 本年 …) come behind it: which one is meant is then for the unit to say.
    """
    first, columns = min(rows.values()), range(label_column + 1, len(sheet.rows[0]) if stop is None else stop)
    for row in sheet.rows[max(0, first - 3) : first]:
        for column in columns:
            if _VALUE_HEADER.match(compact(row[column])):
                return [column]
    found: list[int] = []
    for column in columns:
        filled = [value for value in (sheet.rows[row][column] for row in rows.values()) if value is not None]
        numbers = [value for value in filled if type(value) in (int, float)]
        is_unit = all(type(value) is str and _UNIT_TEXT.match(compact(value)) for value in filled)
        if filled and not is_unit and (not found or 2 * len(numbers) > len(rows)):
            found.append(column)
    return found or [label_column + 1]
