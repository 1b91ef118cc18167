"""Measures (度量) over the fact store: one Ibis expression each, all those of a form evaluated in one scan and rolled up the unit tree.

The rows of the selected reports meet the unit tree's closure on the unit they are about, so that every unit gets the aggregate over
itself and all below it: distinct persons are distinct over the whole subtree, never added up. The expressions are the same for every
backend of Ibis; DuckDB in memory is the default.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import product
from operator import or_
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import pandas as pd

from assets.indicators.coverage import Coverage, Use, cover, first_month, is_overdue
from schemas.form import FORMS, Form
from schemas.measures import Condition, FormMeasure, Measure, ReportCount, Span, UnitCount
from schemas.periods import period_end
from schemas.units import UnitRegistry
from warehouse.facts import FactStore

BETWEEN_NAMES = r"[、，,；;/\s]+"
"""What stands between names that are listed in one cell."""

MEASURE_COLUMNS = ["measure", "unit_code", "period", "value", "is_lower_bound", "reports_missing", "note"]


class RolledUpFacts:
    """The facts that count, ready for aggregates: rows of the selected reports, once for every span, period and unit above them."""

    def __init__(
        self, store_root: Path, site: str, backend: ibis.BaseBackend, coverage: Coverage, registry: UnitRegistry, units: Iterable[str]
    ) -> None:
        """``store_root`` holds ``facts/``; ``units`` are those whose values are wanted."""
        self.backend, self.coverage, self.registry = backend, coverage, registry
        self.units = sorted(set(units))
        self.closure = registry.closure()
        self._store, self._site = FactStore(store_root), site
        self._tree = ibis.memtable(self.closure[self.closure["ancestor"].isin(self.units)].reset_index(drop=True))
        self._rows: dict[str, ir.Table | None] = {}

    def rows(self, form: Form) -> ir.Table | None:
        """A form's rows with ``ancestor`` (the unit they count for), ``assessed_period`` and ``counted_span``.

        None where there are none: a form that nobody has reported has no folder.
        """
        if form.code not in self._rows:
            self._rows[form.code] = self._join(form)
        return self._rows[form.code]

    def _join(self, form: Form) -> ir.Table | None:
        chosen = self.coverage.selection[self.coverage.selection["form"] == form.code]
        wanted = {f"period={period}" for period in chosen["report_period"]}
        files = [str(path) for path in self._store.paths(form, self._site) if path.parent.name in wanted]
        if not files:
            return None
        facts = self.backend.read_parquet(files, hive_partitioning=False, union_by_name=True)
        columns = {"report_id": "report_id", "assessed_period": "assessed_period", "span": "counted_span"}
        selection = ibis.memtable(chosen[list(columns)].rename(columns=columns).reset_index(drop=True))
        return facts.join(selection, "report_id").join(self._tree, facts["subject_code"] == self._tree["descendant"])


def evaluate(
    measures: Mapping[str, Measure],
    store_root: Path,
    reports: pd.DataFrame,
    obligations: pd.DataFrame,
    registry: UnitRegistry,
    periods: Sequence[str],
    site: str,
    as_of: date,
    units: Iterable[str] | None = None,
    backend: ibis.BaseBackend | None = None,
) -> pd.DataFrame:
    """The value of every measure for every unit in the assessed periods: the columns of MEASURE_COLUMNS.

    ``value`` is an exact Decimal, or None where no reporting unit has a report in force (缺报); ``note`` says in Chinese who is missing
    and what is used instead. ``reports`` are those in force, nil ones included (report_id, unit_code, form, period, status);
    ``obligations`` are the reports due (unit_code, form, period, due_on, status, late). ``units`` limits the units computed.
    """
    wanted = list(units) if units is not None else [unit.code for unit in registry]
    coverage = cover(uses_of(measures), periods, reports, obligations, registry, as_of, wanted)
    facts = RolledUpFacts(store_root, site, backend or ibis.duckdb.connect(), coverage, registry, wanted)
    return evaluate_on(facts, measures, obligations, as_of)


def uses_of(measures: Mapping[str, Measure]) -> set[Use]:
    """The forms that measures read, over which spans."""
    return {(measure.form, measure.span) for measure in measures.values() if isinstance(measure, FormMeasure)}


def evaluate_on(facts: RolledUpFacts, measures: Mapping[str, Measure], obligations: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """``evaluate`` on facts that are at hand already."""
    of_forms: dict[str, dict[str, FormMeasure]] = {}
    found: list[tuple] = []
    for name, measure in measures.items():
        if isinstance(measure, FormMeasure):
            of_forms.setdefault(measure.form, {})[name] = measure
        elif isinstance(measure, UnitCount):
            found += _unit_counts(name, measure, facts)
        else:
            found += _report_counts(name, measure, obligations, facts, as_of)
    for form, together in of_forms.items():
        found += _form_values(together, FORMS[form], facts)
    return pd.DataFrame(found, columns=MEASURE_COLUMNS)


# ---------------------------------------------------------------- expressions


def row_mask(rows: ir.Table, measure: FormMeasure) -> ir.BooleanValue:
    """Whether a row counts: it belongs to a report that the measure's span selects and meets every condition."""
    tests = [_passes(rows[condition.column], condition, rows["assessed_period"]) for condition in measure.where]
    return reduce(lambda left, right: left & right, tests, rows["counted_span"] == str(measure.span))


def _passes(column: ir.Value, condition: Condition, period: ir.StringValue) -> ir.BooleanValue:
    if condition.filled is not None:
        filled = _is_filled(column) & (column != "") if column.type().is_string() else _is_filled(column)
        return filled if condition.filled else ~filled
    if condition.starts_with is not None:
        return column.startswith(condition.starts_with).fill_null(False)
    if condition.contains is not None:
        return column.contains(condition.contains).fill_null(False)
    if condition.at_least is not None:
        return (column >= ibis.literal(condition.at_least)).fill_null(False)
    if condition.within is not None:
        month = column.strftime("%Y-%m")
        first = period if condition.within == "month" else period.substr(0, 4) + "-01"
        return ((month >= first) & (month <= period)).fill_null(False)
    accepted = condition.accepted_values
    if column.type().is_boolean():
        return reduce(or_, [column == (value == "是") for value in accepted]).fill_null(False)
    return column.isin(accepted).fill_null(False)


def _is_filled(value: ir.Value) -> ir.BooleanValue:
    return value.notnull()  # noqa: PD004 (an Ibis value, not a pandas one)


def measure_expression(rows: ir.Table, measure: FormMeasure) -> ir.Scalar:
    """The aggregate of a measure over joined rows; a sum over cells that are all empty is null."""
    mask = row_mask(rows, measure)
    columns = [rows[name] for name in measure.columns]
    if measure.aggregate == "count":
        return mask.sum().fill_null(0)
    if measure.aggregate == "distinct_persons":
        return rows["person"].nunique(where=mask)
    if measure.aggregate == "units":
        return rows["subject_code"].nunique(where=mask)
    if measure.aggregate == "distinct":
        return (columns[0] if len(columns) == 1 else ibis.struct(dict(zip(measure.columns, columns, strict=True)))).nunique(where=mask)
    if measure.aggregate == "distinct_listed":
        listed = [column.re_split(BETWEEN_NAMES).collect(where=mask).flatten() for column in columns]
        return reduce(lambda left, right: left.concat(right), listed).filter(lambda name: name != "").unique().length()
    sums = [column.sum(where=mask) for column in columns]
    total = reduce(lambda left, right: left + right, [part.fill_null(0) for part in sums])
    return ibis.ifelse(reduce(or_, [_is_filled(part) for part in sums]), total, ibis.null(total.type()))


def lower_bound_expression(rows: ir.Table, measure: FormMeasure) -> ir.BooleanScalar:
    """Whether any of the cells that a sum adds is a lower bound (200余)."""
    marked = ibis.literal(",") + rows["lower_bounds"].fill_null("") + ","
    any_column = reduce(or_, [marked.contains(f",{name},") for name in measure.columns])
    return (row_mask(rows, measure) & any_column).any()


def _aggregate(measures: Mapping[str, FormMeasure], form: Form, facts: RolledUpFacts) -> dict[tuple[str, str, str], "_Aggregate"]:
    """(Assessed period, unit, measure) → what the rows give, in one scan of the form."""
    rows = facts.rows(form)
    if rows is None:
        return {}
    wanted: dict[str, ir.Value] = {}
    for span in sorted({measure.span for measure in measures.values()}):
        wanted[f"listed_{span}"] = rows["subject_code"].nunique(where=rows["counted_span"] == str(span))
    for index, measure in enumerate(measures.values()):
        wanted[f"value_{index}"] = measure_expression(rows, measure)
        if measure.aggregate == "sum":
            wanted[f"bound_{index}"] = lower_bound_expression(rows, measure)
            wanted[f"counted_{index}"] = row_mask(rows, measure).sum().fill_null(0)
    result = facts.backend.to_pyarrow(rows.group_by(["assessed_period", "ancestor"]).aggregate(**wanted)).to_pylist()
    return {
        (row["assessed_period"], row["ancestor"], name): _Aggregate(
            row[f"value_{i}"], bool(row.get(f"bound_{i}")), row.get(f"counted_{i}", 0), row[f"listed_{measure.span}"]
        )
        for row in result
        for i, (name, measure) in enumerate(measures.items())
    }


class _Aggregate(NamedTuple):
    """What the rows give: the value, whether it is a lower bound, the rows counted (of a sum), the units that rows are about."""

    value: object = None
    is_lower_bound: bool = False
    counted: int = 0
    listed: int = 0


def _form_values(measures: Mapping[str, FormMeasure], form: Form, facts: RolledUpFacts) -> list[tuple]:
    found = _aggregate(measures, form, facts)
    expected = _expected_subjects(form, facts)
    result = []
    for (name, measure), period, unit in product(measures.items(), facts.coverage.periods, facts.units):
        covered = facts.coverage.units.get((form.code, measure.span, period, unit))
        if covered is None:
            when = "本月无" if measure.span is Span.PERIOD else "本年尚无"
            result.append((name, unit, period, None, False, 0, f"{when}{form.title}"))
            continue
        given = found.get((period, unit, name), _Aggregate())
        reason = _why_missing(form, covered.reported, given)
        unlisted = expected.get((period, unit), 0) - given.listed
        gap = f"{form.title}少列{unlisted}个单位" if reason is None and unlisted > 0 else ""
        number = Decimal(given.value or 0) if reason is None else None
        note = "；".join(filter(None, (reason, gap, covered.note)))
        result.append((name, unit, period, number, given.is_lower_bound, covered.reports_missing, note))
    return result


def _expected_subjects(form: Form, facts: RolledUpFacts) -> dict[tuple[str, str], int]:
    """(Period, unit) → how many units a form about other units should list under it."""
    counts = {}
    for period in facts.coverage.periods if form.subject else ():
        living = {unit.code for kind in form.subject_kinds for unit in facts.registry.of_kind(kind, on=period_end(period))}
        counts |= {(period, unit): size for unit, size in _count_below(facts, living).items()}
    return counts


def _count_below(facts: RolledUpFacts, codes: Collection[str]) -> dict[str, int]:
    """Unit → how many of the codes are at or below it."""
    below = facts.closure[facts.closure["descendant"].isin(set(codes))].groupby("ancestor").size()
    return {str(unit): int(size) for unit, size in below.items()}


def _why_missing(form: Form, reported: bool, given: _Aggregate) -> str | None:
    """Why there is no value, in Chinese ("" where the note on missing reports says it); None where there is one."""
    if not reported:
        return ""
    if form.subject is not None and given.listed == 0:
        # A bureau's table of townships says nothing of a township that it does not list, not even 0.
        return f"{form.title}未列该单位"
    if given.counted and given.value is None:
        return f"{form.title}相应栏目未填"
    return None


# ---------------------------------------------------------------- from the unit tree and the ledger


def _unit_counts(name: str, measure: UnitCount, facts: RolledUpFacts) -> list[tuple]:
    counted = []
    for period in facts.coverage.periods:
        living = {unit.code for unit in facts.registry.of_kind(measure.count_units, on=period_end(period))}
        counts = _count_below(facts, living)
        counted += [(name, unit, period, Decimal(counts.get(unit, 0)), False, 0, "") for unit in facts.units]
    return counted


REPORT_TESTS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "missing": lambda due: due["status"] == "missing",
    "returned": lambda due: due["status"] == "returned",
    "late": lambda due: due["late"].astype("boolean").fillna(False).astype(bool) & (due["status"] != "missing"),
}
"""漏报, 退回 and 迟报. A report that never came is missing, not late as well: one failing is counted once."""


def owed_reports(measure: ReportCount, obligations: pd.DataFrame) -> pd.DataFrame:
    """The reports due that a count of reports looks at."""
    return obligations[obligations["form"].isin(measure.forms)] if measure.forms else obligations


def failed_reports(measure: ReportCount, obligations: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The reports due that were late, missing or returned, whichever the measure counts, over all periods."""
    owed = owed_reports(measure, obligations)
    overdue = pd.Series([is_overdue(day, as_of) for day in owed["due_on"]], index=owed.index, dtype=bool)
    return owed[overdue & REPORT_TESTS[measure.reports](owed)]


def _report_counts(name: str, measure: ReportCount, obligations: pd.DataFrame, facts: RolledUpFacts, as_of: date) -> list[tuple]:
    owed = owed_reports(measure, obligations)
    failed = failed_reports(measure, obligations, as_of).merge(facts.closure, left_on="unit_code", right_on="descendant")
    counted = []
    for period in facts.coverage.periods:
        first = first_month(Span(measure.span), period)
        owing = _count_below(facts, set(owed.loc[owed["period"].between(first, period), "unit_code"]))
        counts = failed[failed["period"].between(first, period)].groupby("ancestor").size()
        for unit in facts.units:
            value, note = (Decimal(int(counts.get(unit, 0))), "") if unit in owing else (None, "没有应报报表")
            counted.append((name, unit, period, value, False, 0, note))
    return counted
