"""Measures (度量) over the fact store: one Ibis expression each, all those of a form evaluated in one scan and rolled up the unit tree.

The rows of the selected reports meet the unit tree's closure on the unit they are about, so that every unit gets the aggregate over
itself and all below it: distinct persons are distinct over the whole subtree, never added up. The expressions are the same for every
backend of Ibis; DuckDB in memory is the default.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from assets.indicators.coverage import Coverage, cover, months_of
from schemas.form import FORMS, Form
from schemas.measures import Condition, FormMeasure, Measure, ReportCount, Span, UnitCount
from schemas.periods import period_end
from schemas.units import UnitRegistry

MEASURE_COLUMNS = ["measure", "unit_code", "period", "value", "is_lower_bound", "reports_missing", "note"]


@dataclass(frozen=True)
class FactSource:
    """Where facts are read: the folder that holds ``facts/``, the site's id, and the Ibis backend that reads."""

    store_root: Path
    site: str
    backend: ibis.BaseBackend

    def table(self, form: Form, periods: Sequence[str]) -> ir.Table | None:
        """The facts of a form in some periods; None where there are none (a form nobody has reported has no folder)."""
        folder = self.store_root / "facts" / form.slug / f"site={self.site}"
        files = [folder / f"period={period}" / "part.parquet" for period in sorted(set(periods))]
        present = [str(file) for file in files if file.exists()]
        return self.backend.read_parquet(present, hive_partitioning=False, union_by_name=True) if present else None


def evaluate(
    measures: Mapping[str, Measure],
    store_root: Path,
    reports: pd.DataFrame,
    obligations: pd.DataFrame,
    registry: UnitRegistry,
    periods: Sequence[str],
    site: str,
    as_of: date,
    units: Sequence[str] | None = None,
    backend: ibis.BaseBackend | None = None,
) -> pd.DataFrame:
    """The value of every measure for every unit in the assessed periods: the columns of MEASURE_COLUMNS.

    ``value`` is an exact Decimal, or None where no reporting unit has a report in force (缺报); ``note`` says in Chinese who is missing
    and what is used instead. ``reports`` are those in force, nil ones included (report_id, unit_code, form, period, status);
    ``obligations`` are the reports due (unit_code, form, period, due_on, status, late). ``units`` limits the units computed.
    """
    source = FactSource(store_root, site, backend or ibis.duckdb.connect())
    coverage = measure_coverage(measures, reports, obligations, registry, periods, as_of)
    return evaluate_covered(measures, source, coverage, obligations, registry, as_of, units)


def measure_coverage(
    measures: Mapping[str, Measure],
    reports: pd.DataFrame,
    obligations: pd.DataFrame,
    registry: UnitRegistry,
    periods: Sequence[str],
    as_of: date,
) -> Coverage:
    """The reports that the measures stand on."""
    uses = {(measure.form, measure.span) for measure in measures.values() if isinstance(measure, FormMeasure)}
    return cover(uses, periods, reports, obligations, registry, as_of)


def evaluate_covered(
    measures: Mapping[str, Measure],
    source: FactSource,
    coverage: Coverage,
    obligations: pd.DataFrame,
    registry: UnitRegistry,
    as_of: date,
    units: Sequence[str] | None = None,
) -> pd.DataFrame:
    """``evaluate`` on a coverage that is known already."""
    codes = sorted(set(units if units is not None else registry.closure()["ancestor"]))
    of_forms: dict[str, dict[str, FormMeasure]] = {}
    frames = []
    for name, measure in measures.items():
        if isinstance(measure, FormMeasure):
            of_forms.setdefault(measure.form, {})[name] = measure
        elif isinstance(measure, UnitCount):
            frames.append(_unit_counts(name, measure, registry, coverage.periods, codes))
        else:
            frames.append(_report_counts(name, measure, obligations, registry, coverage.periods, as_of, codes))
    frames += [_form_values(together, FORMS[form], source, coverage, registry, codes) for form, together in of_forms.items()]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=MEASURE_COLUMNS)


# ---------------------------------------------------------------- expressions


def row_mask(rows: ir.Table, measure: FormMeasure) -> ir.BooleanValue:
    """Whether a row counts: it belongs to a report that the measure's span selects and meets every condition."""
    tests = [_passes(rows[condition.column], condition) for condition in measure.where]
    return reduce(lambda left, right: left & right, tests, rows["counted_span"] == str(measure.span))


def _passes(column: ir.Value, condition: Condition) -> ir.BooleanValue:
    if condition.filled is not None:
        filled = _is_filled(column) & (column != "") if column.type().is_string() else _is_filled(column)
        return filled if condition.filled else ~filled
    if condition.starts_with is not None:
        return column.startswith(condition.starts_with).fill_null(False)
    if condition.contains is not None:
        return column.contains(condition.contains).fill_null(False)
    if condition.at_least is not None:
        return (column >= ibis.literal(condition.at_least)).fill_null(False)
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
    sums = [column.sum(where=mask) for column in columns]
    total = reduce(lambda left, right: left + right, [part.fill_null(0) for part in sums])
    return ibis.ifelse(reduce(or_, [_is_filled(part) for part in sums]), total, ibis.null(total.type()))


def lower_bound_expression(rows: ir.Table, measure: FormMeasure) -> ir.BooleanScalar:
    """Whether any of the cells that a sum adds is a lower bound (200余)."""
    marked = ibis.literal(",") + rows["lower_bounds"].fill_null("") + ","
    any_column = reduce(or_, [marked.contains(f",{name},") for name in measure.columns])
    return (row_mask(rows, measure) & any_column).any()


def join_rows(facts: ir.Table, selection: ir.Table, closure: ir.Table) -> ir.Table:
    """The rows of the selected reports, once for every assessed period, span and unit above them (``ancestor``)."""
    return facts.join(selection, "report_id").join(closure, facts["subject_code"] == closure["descendant"])


def joined_rows(form: Form, source: FactSource, coverage: Coverage, registry: UnitRegistry, codes: Sequence[str]) -> ir.Table | None:
    """``join_rows`` for the reports that cover a form and the units asked for; None where there are no facts."""
    selection = coverage.selection[coverage.selection["form"] == form.code]
    facts = source.table(form, list(selection["report_period"]))
    if facts is None or selection.empty:
        return None
    closure = registry.closure()
    wanted = closure[closure["ancestor"].isin(codes)][["ancestor", "descendant"]].astype(str)
    chosen = selection[["report_id", "span", "assessed_period"]].rename(columns={"span": "counted_span"}).astype(str)
    return join_rows(facts, ibis.memtable(chosen), ibis.memtable(wanted))


def _aggregate(
    measures: Mapping[str, FormMeasure], form: Form, source: FactSource, coverage: Coverage, registry: UnitRegistry, codes: Sequence[str]
) -> dict[tuple[str, str, str], tuple[object, bool, int, int]]:
    """(assessed period, unit, measure) → (value, is a lower bound, rows counted, units listed), in one scan of the form."""
    rows = joined_rows(form, source, coverage, registry, codes)
    if rows is None:
        return {}
    wanted: dict[str, ir.Value] = {}
    for index, measure in enumerate(measures.values()):
        wanted[f"value_{index}"] = measure_expression(rows, measure)
        if measure.aggregate == "sum":
            wanted[f"bound_{index}"] = lower_bound_expression(rows, measure)
        wanted[f"counted_{index}"] = row_mask(rows, measure).sum().fill_null(0)
        wanted[f"listed_{index}"] = rows["subject_code"].nunique(where=rows["counted_span"] == str(measure.span))
    result = source.backend.to_pyarrow(rows.group_by(["assessed_period", "ancestor"]).aggregate(**wanted)).to_pylist()
    return {
        (row["assessed_period"], row["ancestor"], name): (
            row[f"value_{i}"],
            bool(row.get(f"bound_{i}")),
            row[f"counted_{i}"],
            row[f"listed_{i}"],
        )
        for row in result
        for i, name in enumerate(measures)
    }


def _form_values(
    measures: Mapping[str, FormMeasure], form: Form, source: FactSource, coverage: Coverage, registry: UnitRegistry, codes: Sequence[str]
) -> pd.DataFrame:
    found = _aggregate(measures, form, source, coverage, registry, codes)
    expected = _expected_subjects(form, registry, coverage.periods)
    covered = coverage.units[(coverage.units["form"] == form.code) & coverage.units["unit_code"].isin(set(codes))]
    result = []
    for unit in covered.itertuples():
        for name, measure in measures.items():
            if str(measure.span) != unit.span:
                continue
            value, bound, counted, listed = found.get((unit.assessed_period, unit.unit_code, name), (None, False, 0, 0))
            reason = _why_missing(form, unit.reported, value, counted, listed)
            unlisted = expected.get((unit.assessed_period, unit.unit_code), 0) - listed
            gap = f"{form.title}少列{unlisted}个单位" if reason is None and unlisted > 0 else ""
            number = Decimal(value or 0) if reason is None else None
            note = "；".join(filter(None, (reason, gap, unit.note)))
            result.append((name, unit.unit_code, unit.assessed_period, number, bound, unit.reports_missing, note))
    return _completed(pd.DataFrame(result, columns=MEASURE_COLUMNS), measures, form, coverage, codes)


def _expected_subjects(form: Form, registry: UnitRegistry, periods: Sequence[str]) -> dict[tuple[str, str], int]:
    """(Period, unit) → how many units a form about other units should list under it."""
    closure = registry.closure()
    counts = {}
    for period in periods if form.subject else ():
        living = {unit.code for kind in form.subject_kinds for unit in registry.of_kind(kind, on=period_end(period))}
        sizes = closure[closure["descendant"].isin(living)].groupby("ancestor").size()
        counts.update({(period, str(unit)): int(size) for unit, size in sizes.items()})
    return counts


def _why_missing(form: Form, reported: bool, value: object, counted: int, listed: int) -> str | None:
    """Why there is no value, in Chinese ("" where the note on missing reports says it); None where there is one."""
    if not reported:
        return ""
    if form.subject is not None and listed == 0:
        # A bureau's table of townships says nothing of a township that it does not list, not even 0.
        return f"{form.title}未列该单位"
    if counted and value is None:
        return f"{form.title}相应栏目未填"
    return None


def _completed(
    values: pd.DataFrame, measures: Mapping[str, FormMeasure], form: Form, coverage: Coverage, codes: Sequence[str]
) -> pd.DataFrame:
    """Add the units that neither reported nor owed anything: no value, and the note says so."""
    have = set(zip(values["measure"], values["unit_code"], values["period"], strict=True))
    note = f"无{form.title}"
    absent = [
        (name, code, period, None, False, 0, note)
        for name in measures
        for period in coverage.periods
        for code in codes
        if (name, code, period) not in have
    ]
    return pd.concat([values, pd.DataFrame(absent, columns=MEASURE_COLUMNS)], ignore_index=True) if absent else values


# ---------------------------------------------------------------- from the unit tree and the ledger


def _unit_counts(name: str, measure: UnitCount, registry: UnitRegistry, periods: Sequence[str], codes: Sequence[str]) -> pd.DataFrame:
    closure = registry.closure()
    counted = []
    for period in periods:
        living = {unit.code for unit in registry.of_kind(measure.count_units, on=period_end(period))}
        counts = closure[closure["descendant"].isin(living)].groupby("ancestor").size()
        counted.extend((name, code, period, Decimal(int(counts.get(code, 0))), False, 0, "") for code in codes)
    return pd.DataFrame(counted, columns=MEASURE_COLUMNS)


REPORT_TESTS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "missing": lambda due: due["status"] == "missing",
    "returned": lambda due: due["status"] == "returned",
    "late": lambda due: due["late"].astype("boolean").fillna(False).astype(bool) & (due["status"] != "missing"),
}
"""漏报, 退回 and 迟报. A report that never came is missing, not late as well: one failing is counted once."""


def _report_counts(
    name: str,
    measure: ReportCount,
    obligations: pd.DataFrame,
    registry: UnitRegistry,
    periods: Sequence[str],
    as_of: date,
    codes: Sequence[str],
) -> pd.DataFrame:
    overdue = pd.to_datetime(obligations["due_on"]) < pd.Timestamp(as_of)
    due = obligations[overdue & (obligations["form"].isin(measure.forms) if measure.forms else True)]
    failed = due[REPORT_TESTS[measure.reports](due)].merge(registry.closure(), left_on="unit_code", right_on="descendant")
    owing = set(registry.closure().merge(obligations[["unit_code"]], left_on="descendant", right_on="unit_code")["ancestor"])
    counted = []
    for period in periods:
        first, last = months_of(Span(measure.span), period)
        counts = failed[failed["period"].between(first, last)].groupby("ancestor").size()
        for code in codes:
            value = Decimal(int(counts.get(code, 0))) if code in owing else None
            counted.append((name, code, period, value, False, 0, "" if code in owing else "没有应报报表"))
    return pd.DataFrame(counted, columns=MEASURE_COLUMNS)
