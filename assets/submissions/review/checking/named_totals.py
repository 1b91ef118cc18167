"""Rows of totals that have the name of the reporting unit, or of a unit above it, as their label."""

from dataclasses import replace

from assets.submissions.review.records import ReportTable
from assets.submissions.tables.could_hold import is_filled
from assets.submissions.tables.found_table import FoundTable, NamedInRows, TotalRow
from assets.submissions.tables.row_kinds import compact, without_bracket
from schemas.form import Form
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry


def with_named_totals(report: ReportTable, form: Form, registry: UnitRegistry) -> ReportTable:
    """The report with each such row counted as a total, not as a record.

    The key of such a form names what lies below the unit, so the unit itself cannot be a record.
    """
    label = label_column(form)
    if label is None or label not in report.table.cells or report.unit_code not in registry:
        return report
    units = [registry.get(report.unit_code), *registry.ancestors(report.unit_code)]
    cells = _labels(report.table, form, label)
    if not registry.may_name(" ".join(cell for cell in cells if type(cell) is str), units):
        return report
    named = [
        index for index, cell in enumerate(cells) if type(cell) is str and _is_named(cell, units, registry)
    ]
    return report._replace(table=_with_totals(report.table, named)) if named else report


def _labels(table: FoundTable, form: Form, label: str) -> list[object]:
    """What each record is called: its label or, where that is blank, the first text beside it."""
    beside = [table.cells[column.name] for column in form.columns if column.name in table.cells]
    return [
        cell
        if is_filled(cell)
        else next(
            (each[index] for each in beside if type(each[index]) is str and is_filled(each[index])), None
        )
        for index, cell in enumerate(table.cells[label])
    ]


def label_column(form: Form) -> str | None:
    """The column that names what each row is about; None if the rows of the form cannot be added up."""
    if len(form.key) != 1 or not any(column.additive for column in form.columns):
        return None
    (key,) = form.key
    return None if form.column(key).personal else key


def _is_named(cell: str, units: list[Unit], registry: UnitRegistry) -> bool:
    """Whether a label is the whole name of one of the units. A part of the name may be a village's name."""
    text = without_bracket(compact(cell))
    if any(text in unit.names for unit in units if unit.kind not in _DIVISIONS):
        return True
    if len(text) > 40 or not registry.may_name(text, units):
        return False
    found = registry.resolve(text, kinds={unit.kind for unit in units})
    return found in units and len(text) >= len(found.name)


_DIVISIONS = frozenset(("city", "district", "township"))


def _of_rows(named: NamedInRows | None, kept: list[int]) -> NamedInRows | None:
    return named and replace(named, names=tuple(named.names[index] for index in kept))


def _with_totals(table: FoundTable, named: list[int]) -> FoundTable:
    """The table with these records as totals. Each is a total of all other records of the table."""
    kept = [index for index in range(len(table.rows)) if index not in set(named)]
    before = [sum(index < place for index in kept) for place in range(len(table.rows) + 1)]
    totals = [
        replace(each, records=(before[each.records[0]], before[each.records[1]])) for each in table.totals
    ]
    for index in named:
        values = {name: cells[index] for name, cells in table.cells.items() if cells[index] is not None}
        totals.append(TotalRow(table.rows[index], "合计", values, (0, len(kept))))
    return replace(
        table,
        named_units=_of_rows(table.named_units, kept),
        named_times=_of_rows(table.named_times, kept),
        rows=[table.rows[index] for index in kept],
        cells={name: [cells[index] for index in kept] for name, cells in table.cells.items()},
        totals=sorted(totals, key=lambda total: total.row),
        fates=replace(
            table.fates,
            records=table.fates.records - len(named),
            total=table.fates.total + len(named),
        ),
    )
