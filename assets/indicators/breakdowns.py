"""What a value is made of, in words: 金牌1、银牌2、铜牌6."""

from collections.abc import Mapping, Sequence

import ibis

from assets.indicators.coverage import Coverage
from assets.indicators.measures import FactSource, joined_rows, measure_expression, row_mask
from schemas.figures import decimal_text, exact
from schemas.form import FORMS, Form
from schemas.indicators import Breakdown
from schemas.measures import FormMeasure
from schemas.units import UnitRegistry


def breakdown_texts(
    breakdown: Breakdown,
    measures: Mapping[str, FormMeasure],
    source: FactSource,
    coverage: Coverage,
    registry: UnitRegistry,
    period: str,
    units: Sequence[str],
) -> dict[str, str]:
    """By unit: the parts of a measure by a column's values (in the order of the form) or by the units the rows are about."""
    measure = measures[breakdown.measure]
    form = FORMS[measure.form]
    rows = joined_rows(form, source, coverage, registry, units)
    if rows is None:
        return {}
    column = "subject_code" if breakdown.by == "unit" else breakdown.by
    counted = rows.filter(row_mask(rows, measure) & (rows["assessed_period"] == period))
    grouped = counted.group_by(["ancestor", column]).aggregate(part=measure_expression(counted, measure), rows=ibis._.count())
    parts = source.backend.to_pyarrow(grouped).to_pylist()
    texts = {}
    for unit in sorted({row["ancestor"] for row in parts}):
        own = sorted((row for row in parts if row["ancestor"] == unit), key=lambda row: _order(form, breakdown.by, row[column]))
        texts[unit] = "、".join(_label(row[column], breakdown.by, registry) + decimal_text(exact(row["part"] or 0)) for row in own)
    return texts


def _order(form: Form, by: str, value: object) -> tuple[int, str]:
    values = () if by == "unit" else form.column(by).values
    return (values.index(value) if value in values else len(values), str(value))


def _label(value: object, by: str, registry: UnitRegistry) -> str:
    if by == "unit":
        unit = registry.get(str(value))
        return unit.short_names[0] if unit.short_names else unit.name
    if isinstance(value, bool):
        return "是" if value else "否"
    return "未填" if value is None else str(value)
