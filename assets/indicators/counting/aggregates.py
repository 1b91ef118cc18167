"""What the rows of a form give for each measure, by unit. It is computed where the facts are stored.
Everything that is added up is computed in one pass.

Rows are reduced to one for each unit before they are joined with the unit tree. Where persons are counted,
they are reduced to one for each person and unit. So a roster of millions goes up the tree as a few thousand
rows, or with each person only once.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

import ibis.expr.types as ir
import pyarrow as pa

from assets.indicators.counting.expressions import (
    is_filled,
    is_lower_bound,
    listed_names,
    meets_conditions,
    sum_expression,
)
from assets.indicators.counting.rolled_up import (
    AMENDED_IN,
    NO_AMENDMENTS,
    UNIT_TREE,
    Amendments,
    RolledUpFacts,
    fact_rows,
    still_stands,
    used_reports,
    used_rows,
)
from schemas.assessment.measures import FormMeasure
from schemas.form import Form
from warehouse.facts.store import fact_schema

AggregateKey = tuple[str, str, str, object]
"""Assessed period, unit, measure, and the value of the column that tells rows apart (None if there is no such
column).
"""

ADDED = ("count", "sum", "units")
"""The aggregates whose value for a unit is the sum over the units below it."""


class Aggregate(NamedTuple):
    """What the rows give: the value, whether it is a lower bound, how many rows were counted, and how many
    units the rows are about.
    """

    value: Any = None
    is_lower_bound: bool = False
    counted: int = 0
    listed: int = 0


NOTHING = Aggregate()
"""The aggregate of a unit without a row."""


class MeasureUse(NamedTuple):
    """A measure in one of the assessed periods. ``place`` numbers the measure among those of the form.
    ``use`` is the column that says which reports are selected for it.

    ``period`` is empty unless a condition asks for it or the form's reports amend rows. If it is empty, the
    expression is the same for every period.
    """

    place: str
    measure: FormMeasure
    period: str
    use: str

    @property
    def key(self) -> str:
        """The part of its columns' names that tells them from the columns of other uses."""
        return f"{self.place}_{self.use}"


def aggregate(
    measures: Mapping[str, FormMeasure],
    form: Form,
    facts: RolledUpFacts,
    by: str | None = None,
    periods: Iterable[str] | None = None,
) -> dict[AggregateKey, Aggregate]:
    """What the rows of a form give for its measures. Units without a row are left out.

    ``by`` is a column that tells the rows of a unit apart. ``periods`` limits the assessed periods.
    """
    reports = facts.used_reports(form, periods)
    if reports is None:
        return {}
    cells = {
        (period, name): MeasureUse(
            str(place), measure, period if form.amends or _asks_for_period(measure) else "", use
        )
        for place, (name, measure) in enumerate(measures.items())
        for (period, span), use in reports.uses.items()
        if span is measure.span
    }
    schema = fact_schema(form)
    found: dict[tuple[str, object], dict[str, Any]] = {}
    uses = tuple(reports.uses.values())
    for expression in expressions(schema, uses, tuple(cells.values()), by, facts.amendments(form)):
        for row in facts.compute_used(expression, reports):
            found.setdefault((row["ancestor"], row[by] if by else None), {}).update(row)
    return {
        (period, unit, name, value): _given(row, cell)
        for (unit, value), row in found.items()
        for (period, name), cell in cells.items()
    }


def _asks_for_period(measure: FormMeasure) -> bool:
    return any(condition.within for condition in measure.where)


def _given(row: Mapping[str, Any], cell: MeasureUse) -> Aggregate:
    counted = int(row[f"counted_{cell.key}"] or 0)
    value = counted if cell.measure.aggregate == "count" else row.get(f"value_{cell.key}")
    return Aggregate(
        # Only a sum can be missing, if all its cells are empty. A count is then 0.
        value if cell.measure.aggregate == "sum" else int(value or 0),
        bool(row.get(f"bound_{cell.key}")),
        counted,
        int(row[f"listed_{cell.use}"] or 0),
    )


@lru_cache(maxsize=1024)
def expressions(
    schema: pa.Schema,
    uses: tuple[str, ...],
    cells: tuple[MeasureUse, ...],
    by: str | None,
    amendments: Amendments = NO_AMENDMENTS,
) -> list[ir.Table]:
    """The expressions to compute: one for everything that is added up, and one for each kind of thing of
    which different values are counted.

    Columns: ``ancestor``, ``by``, ``value_…``, ``counted_…`` and ``bound_…`` by the keys of the cells,
    ``listed_…`` by use. The expressions are kept, because making one takes longer than computing it over the
    rows of a small office.
    """
    rows = used_rows(schema, uses, amendments)
    together: dict[tuple[str, ...], list[MeasureUse]] = {}
    for cell in cells:
        if cell.measure.aggregate not in ADDED:
            together.setdefault((cell.measure.aggregate, *cell.measure.columns), []).append(cell)
    added = _added(fact_rows(schema, amendments), used_reports(uses), cells, by)
    return [added, *(_distinct(rows, alike, by) for alike in together.values())]


def _added(rows: ir.Table, reports: ir.Table, cells: Iterable[MeasureUse], by: str | None) -> ir.Table:
    """What is added up: first over the rows of a report about a unit, then over the unit's selected reports,
    then over the units that it took over, then over the units below each unit.
    """
    of_reports = rows.group_by(_names("report_id", "subject_code", by)).aggregate(
        **{name: part for cell in cells for name, part in _parts(rows, cell).items()}
    )
    used = of_reports.join(reports, "report_id")
    wanted: dict[str, ir.Value] = {f"listed_{use}": used[use].any() for use in reports.columns[1:]}
    for cell in cells:
        for name in _parts(rows, cell):
            part = used[name]
            # Over no rows, any() gives null, as a sum does.
            wanted[f"{name.split('_')[0]}_{cell.key}"] = (
                (used[cell.use] & part).any() if part.type().is_boolean() else part.sum(where=used[cell.use])
            )
    of_subjects = used.group_by(_names("subject_code", by)).aggregate(**wanted)
    above = of_subjects.join(UNIT_TREE, of_subjects["subject_code"] == UNIT_TREE["descendant"])
    of_holders = above.group_by(_names("ancestor", "holder", by)).aggregate(
        **{
            name: above[name].any() if above[name].type().is_boolean() else above[name].sum()
            for name in wanted
        }
    )
    return of_holders.group_by(_names("ancestor", by)).aggregate(
        **{
            name: of_holders[name].any() if name.startswith("bound_") else of_holders[name].sum()
            for name in wanted
        }
    )


def _counts(rows: ir.Table, cell: MeasureUse) -> ir.BooleanValue:
    """Whether a row of a selected report counts: it meets the conditions, and no later report has changed
    it.
    """
    meets = meets_conditions(rows, cell.measure, cell.period)
    return meets & still_stands(rows, cell.period) if AMENDED_IN in rows.columns else meets


def _parts(rows: ir.Table, cell: MeasureUse) -> dict[str, ir.Value]:
    """What a measure adds up over the rows of a report. All periods share it, unless a condition asks for the
    period.
    """
    measure, key = cell.measure, cell.key if cell.period else cell.place
    mask = _counts(rows, cell)
    parts: dict[str, ir.Value] = {f"counted_{key}": mask.sum()}
    if measure.aggregate == "sum":
        parts[f"value_{key}"] = sum_expression([rows[name] for name in measure.columns], mask)
        parts[f"bound_{key}"] = (mask & is_lower_bound(rows, measure)).any()
    elif measure.aggregate == "units":
        parts[f"value_{key}"] = mask.any()
    return parts


def _distinct(rows: ir.Table, cells: list[MeasureUse], by: str | None) -> ir.Table:
    """How many different values there are. Each counts once for its unit, and then once for each unit
    above.
    """
    keyed, keys = _with_keys(rows, cells[0].measure)
    flags = {f"value_{cell.key}": keyed[cell.use] & _counts(keyed, cell) for cell in cells}
    counted = keyed.select(*_names("subject_code", by, *keys), **flags)
    counted = counted.filter(reduce(or_, [counted[name] for name in flags]))
    once = counted.group_by(_names("subject_code", by, *keys)).aggregate(
        **{name: counted[name].any() for name in flags}
    )
    above = once.join(UNIT_TREE, once["subject_code"] == UNIT_TREE["descendant"])
    once_above = above.group_by(_names("ancestor", by, *keys)).aggregate(
        **{name: above[name].any() for name in flags}
    )
    return once_above.group_by(_names("ancestor", by)).aggregate(
        **{name: once_above[name].sum() for name in flags}
    )


def _with_keys(rows: ir.Table, measure: FormMeasure) -> tuple[ir.Table, list[str]]:
    """The rows, and the columns in which they must differ. Rows are left out where a single such column is
    empty; with several columns, some may be empty.
    """
    if measure.aggregate == "distinct_listed":
        named = rows.mutate(listed_name=listed_names(rows, measure).unnest())
        return named.filter(named["listed_name"] != ""), ["listed_name"]
    keys = ["person"] if measure.aggregate == "distinct_persons" else list(measure.columns)
    return (rows.filter(is_filled(rows[keys[0]])) if len(keys) == 1 else rows), keys


def _names(*names: str | None) -> list[str]:
    """The names, each only once, because the column that tells rows apart may also be the one that is
    counted.
    """
    return list(dict.fromkeys(name for name in names if name))
