"""Numbers that the office corrects by decision (电话更正). The table is changed as if the unit had written
them.

Totals and sums that were right before are changed too. Otherwise the correction would make them wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from assets.submissions.tables.found_table import FoundTable, TotalRow
from schemas.form import Form
from schemas.own_forms.building import SUM_OF
from schemas.privacy import as_text


def place_of(tables: Sequence[FoundTable], cell: str) -> tuple[int, str, int] | None:
    """The number of the table, the column and the record for SHEET!CELL.

    None if the cell is not a value of a record.
    """
    sheet, _, address = cell.rpartition("!")
    for number, table in enumerate(tables):
        if table.sheet != sheet:
            continue
        for column, values in table.cells.items():
            if column not in table.columns:
                continue
            for index in range(len(values)):
                if table.address(column, index) == address.upper().replace("$", ""):
                    return number, column, index
    return None


def corrected_tables(
    tables: Sequence[FoundTable], corrections: Mapping[str, str], forms: Mapping[str, Form]
) -> list[FoundTable]:
    """The tables with these corrections (SHEET!CELL → value). Corrections of unknown cells are ignored."""
    found = list(tables)
    for cell, value in corrections.items():
        place = place_of(found, cell)
        if place is not None:
            number, column, index = place
            found[number] = corrected(found[number], forms[found[number].form], column, index, value)
    return found


def corrected(table: FoundTable, form: Form, column: str, index: int, value: str) -> FoundTable:
    """The table with one value changed. Totals and sums that were right before are changed with it."""
    before = table.cells[column]
    number = _number(value)
    wanted: object = value if number is None else _as_cell(number)
    cells = {**table.cells, column: [*before[:index], wanted, *before[index + 1 :]]}
    totals = [_carried(total, table, column, index, wanted) for total in table.totals]
    changed = replace(table, cells=cells, totals=totals)
    for rule in form.rules:
        if rule.code == SUM_OF and column in rule.beside:
            changed = _with_sum(table, changed, form, (*rule.columns, *rule.beside), index)
    return changed


def _carried(total: TotalRow, table: FoundTable, column: str, index: int, value: object) -> TotalRow:
    first, last = total.records
    stated = _number(total.values.get(column))
    values = [_number(each) or Decimal() for each in table.cells[column][first:last]]
    new = _number(value)
    if not first <= index < last or stated is None or new is None or stated != sum(values):
        return total
    return replace(total, values={**total.values, column: _as_cell(stated - values[index - first] + new)})


def _with_sum(
    before: FoundTable, changed: FoundTable, form: Form, columns: Sequence[str], index: int
) -> FoundTable:
    name, *parts = columns
    stated = _number(before.cells[name][index]) if name in before.cells else None
    old = [_number(before.cells[part][index]) or Decimal() for part in parts if part in before.cells]
    if stated is None or stated != sum(old):
        return changed
    new = [_number(changed.cells[part][index]) or Decimal() for part in parts if part in changed.cells]
    return corrected(changed, form, name, index, str(sum(new, Decimal())))


def _as_cell(number: Decimal) -> int | float:
    """A number in the type that the reader of workbooks gives."""
    return int(number) if number == number.to_integral_value() else float(number)


def _number(value: object) -> Decimal | None:
    """The number in a cell; None if the cell holds anything else."""
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(as_text(value).strip().replace(",", ""))
    except InvalidOperation:
        return None
