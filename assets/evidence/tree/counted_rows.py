"""The rows that a measure counts for a unit, and what each row adds to it."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assets.indicators.counting import rolled_up
from assets.indicators.counting.expressions import row_mask
from assets.indicators.counting.rolled_up import RolledUpFacts
from schemas.assessment.decided import Audit, Decided
from schemas.assessment.measures import FormMeasure
from schemas.figures import exact
from schemas.texts.listed_names import BETWEEN_LISTED
from warehouse.facts.store import fact_schema

Row = dict[str, Any]
"""A row of the fact store, by column."""

PLACE = ("report_id", "unit_code", "subject_code", "period", "sheet", "row")
ORDER = ("subject_code", "period", "unit_code", "report_id", "sheet", "row")
"""The order in which rows are told. Of rows that are alike, the first one in this order counts."""


@dataclass(frozen=True)
class CountedRow:
    """A row that meets the conditions. ``adds`` is None where all cells to add up are empty.

    ``counted_with`` is the earlier row that already counts what this row repeats, such as the same person or
    the same enterprise. ``is_lower_bound``: a cell says "at least" (200余). ``audits`` (抽查核实) are the
    audits by which the row's cells count for more or less than was reported.
    """

    row: Row
    adds: Fraction | None
    counted_with: Row | None = None
    is_lower_bound: bool = False
    audits: tuple[Audit, ...] = ()


@dataclass(frozen=True)
class CountedRows:
    """The rows counted, in the order of their reports and sheets, and how many rows the reports have
    altogether.
    """

    rows: tuple[CountedRow, ...]
    read: int


NO_ROWS = CountedRows((), 0)


def counted_rows(
    facts: RolledUpFacts, measure: FormMeasure, units: Collection[str]
) -> dict[tuple[str, str], CountedRows]:
    """(Unit, assessed period) → what a measure counts for the unit and everything below it. Units without any
    row are left out.

    What the rows add comes to the measure's value. There is one query, however many units and periods are
    asked for.
    """
    form = facts.reported.forms[measure.form]
    table = rolled_up.counted_rows(fact_schema(form), facts.amendments(form))
    of_units = table.filter(
        table["ancestor"].isin(sorted(units)) & (table["counted_span"] == str(measure.span))
    )
    persons = ["person"] if form.has_persons else []
    looked_at = [condition.column for condition in measure.where]
    columns = [
        "ancestor",
        "holder",
        "assessed_period",
        *PLACE,
        "lower_bounds",
        *persons,
        *measure.columns,
        *looked_at,
    ]
    wanted = of_units.select(*dict.fromkeys(columns), counts=row_mask(of_units, measure))
    found: dict[tuple[str, str], list[Row]] = {}
    for row in facts.compute_counted(wanted, form):
        found.setdefault((row["ancestor"], row["assessed_period"]), []).append(row)
    decided = facts.reported.decided
    return {
        (unit, period): _counted(measure, rows, decided, period) for (unit, period), rows in found.items()
    }


def _counted(measure: FormMeasure, rows: list[Row], decided: Decided, period: str) -> CountedRows:
    ordered = sorted((row for row in rows if row["counts"]), key=lambda row: [row[name] for name in ORDER])
    counted = _ADDING[measure.aggregate](measure, ordered)
    if measure.audited:
        counted = [_audited(each, measure, decided, period) for each in counted]
    return CountedRows(tuple(counted), len(rows))


def _audited(counted: CountedRow, measure: FormMeasure, decided: Decided, period: str) -> CountedRow:
    """The row with what audits found in its unit's columns."""
    difference, audits = Fraction(0), []
    for column in measure.columns:
        audit = decided.audited(counted.row["unit_code"], measure.form, column, period)
        if audit is not None and (reported := exact(counted.row[column])) is not None:
            difference += reported * (audit.factor - 1)
            audits.append(audit)
    return replace(counted, adds=counted.adds + difference, audits=tuple(audits)) if audits else counted


def _each(_: FormMeasure, rows: Iterable[Row]) -> list[CountedRow]:
    return [CountedRow(row, Fraction(1)) for row in rows]


def _sums(measure: FormMeasure, rows: Iterable[Row]) -> list[CountedRow]:
    def added(row: Row) -> Fraction | None:
        cells = [exact(row[name]) for name in measure.columns if row[name] is not None]
        return sum(cells, Fraction(0)) if cells else None

    def is_lower_bound(row: Row) -> bool:
        return not set((row["lower_bounds"] or "").split(",")).isdisjoint(measure.columns)

    return [CountedRow(row, added(row), is_lower_bound=is_lower_bound(row)) for row in rows]


def _first_of(
    names: Callable[[FormMeasure, Row], list],
) -> Callable[[FormMeasure, Iterable[Row]], list[CountedRow]]:
    """Make a function that counts different names: a row adds those of its names that no earlier row has."""

    def counted(measure: FormMeasure, rows: Iterable[Row]) -> list[CountedRow]:
        first: dict[object, Row] = {}
        result = []
        for row in rows:
            own = list(dict.fromkeys(names(measure, row)))
            fresh = [name for name in own if name not in first]
            before = next((first[name] for name in own if name in first), None)
            first |= dict.fromkeys(fresh, row)
            result.append(CountedRow(row, Fraction(len(fresh)), before if not fresh else None))
        return result

    return counted


def _combination(measure: FormMeasure, row: Row) -> list:
    """The values of the columns as one name. A single empty cell gives no name, as in the aggregate."""
    values = tuple(row[name] for name in measure.columns)
    return [] if len(values) == 1 and values[0] is None else [values]


def _listed(measure: FormMeasure, row: Row) -> list:
    return [
        name
        for column in measure.columns
        if row[column]
        for name in re.split(BETWEEN_LISTED, row[column])
        if name
    ]


_ADDING: dict[str, Callable[[FormMeasure, Iterable[Row]], list[CountedRow]]] = {
    "count": _each,
    "sum": _sums,
    "distinct": _first_of(_combination),
    "distinct_listed": _first_of(_listed),
    "distinct_persons": _first_of(lambda _, row: [row["person"]] if row["person"] is not None else []),
    "units": _first_of(lambda _, row: [row["holder"]] if row["holder"] is not None else []),
}
"""How to tell what rows add, by the measure's aggregate (``assets.indicators.counting.aggregates``)."""
