"""Measures as Ibis expressions: which rows count, and what they come to. They are the same for every
engine.
"""

from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from schemas.assessment.measures import Condition, FormMeasure
from schemas.columns import YES
from schemas.periods import period_end
from schemas.texts.listed_names import BETWEEN_LISTED


def row_mask(rows: ir.Table, measure: FormMeasure) -> ir.BooleanValue:
    """Whether a row of ``counted_rows`` counts: the measure's span selects its report, and the row meets
    every condition.
    """
    return meets_conditions(rows, measure, rows["assessed_period"]) & (
        rows["counted_span"] == str(measure.span)
    )


def meets_conditions(rows: ir.Table, measure: FormMeasure, period: str | ir.StringValue) -> ir.BooleanValue:
    """Whether a row meets every condition of a measure in the assessed period. It is never null."""
    tests = [_passes(rows[condition.column], condition, period) for condition in measure.where]
    # Every row belongs to a report, so without a condition all rows count.
    return reduce(lambda left, right: left & right, tests, is_filled(rows["report_id"]))


def _passes(column: ir.Value, condition: Condition, period: str | ir.StringValue) -> ir.BooleanValue:
    if condition.filled is not None:
        filled = is_filled(column) & (column != "") if column.type().is_string() else is_filled(column)
        return filled if condition.filled else ~filled
    if condition.starts_with is not None:
        return column.startswith(condition.starts_with).fill_null(False)
    if condition.contains is not None:
        return column.contains(condition.contains).fill_null(False)
    if condition.at_least is not None:
        return (column >= ibis.literal(condition.at_least)).fill_null(False)
    if condition.within is not None:
        return _is_within(column, condition, period).fill_null(False)
    accepted = condition.accepted_values
    if column.type().is_boolean():
        return reduce(or_, [column == (value == YES) for value in accepted]).fill_null(False)
    return column.isin(accepted).fill_null(False)


def _is_within(day: ir.DateValue, condition: Condition, period: str | ir.StringValue) -> ir.BooleanValue:
    if isinstance(period, str):
        # Comparing ten million days with two other days takes a tenth of the time of writing out their
        # months.
        first = period if condition.within == "month" else f"{period[:4]}-01"
        return day.between(ibis.date(f"{first}-01"), ibis.date(period_end(period).isoformat()))
    month = day.strftime("%Y-%m")
    return (month >= (period if condition.within == "month" else period.substr(0, 4) + "-01")) & (
        month <= period
    )


def is_filled(value: ir.Value) -> ir.BooleanValue:
    """Whether there is a value."""
    return value.notnull()


def sum_expression(columns: list[ir.NumericColumn], mask: ir.BooleanValue) -> ir.Scalar:
    """The sum of the columns over the rows that count; null if all their cells are empty."""
    sums = [column.sum(where=mask) for column in columns]
    total = reduce(lambda left, right: left + right, [part.fill_null(0) for part in sums])
    return ibis.ifelse(reduce(or_, [is_filled(part) for part in sums]), total, ibis.null(total.type()))


def is_lower_bound(rows: ir.Table, measure: FormMeasure) -> ir.BooleanColumn:
    """Whether any of the cells that a sum adds is a lower bound (200余)."""
    marked = ibis.literal(",") + rows["lower_bounds"].fill_null("") + ","
    return reduce(or_, [marked.contains(f",{name},") for name in measure.columns])


def listed_names(rows: ir.Table, measure: FormMeasure) -> ir.ArrayColumn:
    """The names that are listed in the cells of the measure's columns."""
    listed = [rows[name].fill_null("").re_split(BETWEEN_LISTED) for name in measure.columns]
    return reduce(lambda left, right: left.concat(right), listed)
