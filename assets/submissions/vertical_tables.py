"""Forms laid out vertically (指标 / 数值): each row one column of the form, the whole table one record."""

import re
from collections import defaultdict

from assets.submissions.found_table import FoundTable, RowFates
from assets.submissions.headers import FormHeaders, HeaderIndex, split_header, title_key, unit_difference
from assets.submissions.row_kinds import compact
from assets.submissions.workbook import Sheet

_VALUE_HEADER = re.compile(
    r"^(?:数值|数据|数量|数|值|指标值|填报[数值]?|填报数据|填报内容|实际数?|本[年期]数?|本年度|当前数?|内容)(?:[(（].*)?$"
)
_UNIT_TEXT = re.compile(r"^[^\d０-９]{1,4}$|^㎡$|^m2$")
_LARGEST = 2_000
_LABEL_COLUMNS = 5
"""Rows and columns in which labels are looked for: an 指标 table is one page and begins at the left."""


def find_vertical_tables(sheet: Sheet, index: HeaderIndex) -> list[FoundTable]:
    """The tables of vertical forms in a sheet, each with one record."""
    vertical = [headers for headers in index.forms if headers.form.vertical]
    keys = frozenset(key for headers in vertical for key in headers.keys)
    labels = _labels(sheet, keys)
    places = [(headers, _label_column(sheet, headers, labels)) for headers in vertical] if labels else []
    return [_read(sheet, headers, *place) for headers, place in places if place]


def _labels(sheet: Sheet, keys: frozenset[str]) -> dict[int, list[tuple[str, int]]]:
    """Where headers of vertical forms stand: column → (key, row), from top to bottom."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    first_characters = frozenset("".join(key[0] + key[0].upper() for key in keys))  # spares most cells of a long roster the comparison
    for position, row in enumerate(sheet.rows[:_LARGEST]):
        for column, cell in enumerate(row[:_LABEL_COLUMNS]):
            if type(cell) is str and len(cell) <= 40 and not first_characters.isdisjoint(cell):
                key = split_header(cell)[0]
                if key in keys:
                    found[column].append((key, position))
    return found


def _label_column(sheet: Sheet, headers: FormHeaders, labels: dict[int, list[tuple[str, int]]]) -> tuple[int, dict[str, int]] | None:
    """The column that holds most of the form's headers below each other, and their rows; None if less than half are there."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for column, pairs in labels.items():
        for key, position in pairs:
            if key in headers.keys:
                found[column].setdefault(headers.keys[key][0], position)
    if not found:
        return None
    column, labels = max(found.items(), key=lambda item: len(item[1]))
    titles = [cell for row in sheet.rows[: min(labels.values())] for cell in row if type(cell) is str and len(cell) <= 80]
    is_named = any(headers.is_named_in(title_key(text)) for text in [sheet.name, *titles])
    is_enough = 2 * len(headers.required & labels.keys()) >= len(headers.required) and (len(labels) > 1 or is_named)
    return (column, labels) if is_enough else None


def _read(sheet: Sheet, headers: FormHeaders, label_column: int, labels: dict[str, int]) -> FoundTable:
    first, last = min(labels.values()), max(labels.values())
    value_column = _value_column(sheet, label_column, labels)
    cells = {name: [sheet.rows[row][value_column] if value_column < len(sheet.rows[row]) else None] for name, row in labels.items()}
    scales, units = {}, {}
    for name, row in labels.items():
        between = [compact(cell) for cell in sheet.rows[row][label_column + 1 :]]
        stated = split_header(sheet.rows[row][label_column])[1]
        for unit in (stated, *filter(_UNIT_TEXT.match, between)):
            difference = unit_difference(headers.form.column(name).header, unit)
            if difference:
                units[name] = difference.unit
                if difference.factor:
                    scales[name] = difference.factor
    known = set(labels.values())
    unknown = [sheet.rows[row][label_column] for row in range(first, last + 1) if row not in known]
    return FoundTable(
        form=headers.form.code,
        sheet=sheet.name,
        columns=labels,
        rows=[first + 1],
        cells=cells,
        fates=RowFates(read=1, records=1),
        unknown_headers=tuple(text.strip() for text in unknown if type(text) is str and text.strip()),
        missing_columns=tuple(column.name for column in headers.form.columns if column.required and column.name not in labels),
        value_column=value_column,
        scales=scales,
        stated_units=units,
        header_rows=(first, first + 1),
    )


def _value_column(sheet: Sheet, label_column: int, labels: dict[str, int]) -> int:
    """Where the values stand: under the header 数值, else the first column right of the labels that is not one of units."""
    first = min(labels.values())
    for row in sheet.rows[max(0, first - 3) : first]:
        for column in range(label_column + 1, len(row)):
            if _VALUE_HEADER.match(compact(row[column])):
                return column
    for column in range(label_column + 1, len(sheet.rows[first])):
        values = [sheet.rows[row][column] for row in labels.values()]
        filled = [value for value in values if value is not None]
        if filled and not all(type(value) is str and _UNIT_TEXT.match(compact(value)) for value in filled):
            return column
    return label_column + 1
