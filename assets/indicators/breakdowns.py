"""What a value is made of, in words: 金牌1、银牌2、铜牌6."""

from collections.abc import Mapping

from assets.indicators.measures import RolledUpFacts, measure_expression, row_mask
from schemas.figures import decimal_text, exact
from schemas.form import FORMS, Form
from schemas.indicators import Breakdown
from schemas.measures import FormMeasure, Measure
from schemas.units import UnitRegistry


def breakdown_texts(
    facts: RolledUpFacts, breakdowns: Mapping[str, Breakdown], measures: Mapping[str, Measure], period: str
) -> dict[tuple[str, str], str]:
    """(Indicator, unit) → the parts of a measure by a column's values, in the order of the form, or by the units the rows are about.

    Breakdowns of one form by the same column are read together.
    """
    together: dict[tuple[str, str], dict[str, FormMeasure]] = {}
    for code, breakdown in breakdowns.items():
        measure = measures[breakdown.measure]
        together.setdefault((measure.form, breakdown.by), {})[code] = measure
    texts: dict[tuple[str, str], str] = {}
    for (form, by), of_codes in together.items():
        texts |= _texts(facts, FORMS[form], by, of_codes, period)
    return texts


def _texts(facts: RolledUpFacts, form: Form, by: str, measures: Mapping[str, FormMeasure], period: str) -> dict[tuple[str, str], str]:
    rows = facts.rows(form)
    if rows is None:
        return {}
    column = "subject_code" if by == "unit" else by
    assessed = rows.filter(rows["assessed_period"] == period)
    wanted = {}
    for index, measure in enumerate(measures.values()):
        wanted[f"part_{index}"] = measure_expression(assessed, measure)
        wanted[f"rows_{index}"] = row_mask(assessed, measure).sum()
    found = facts.backend.to_pyarrow(assessed.group_by(["ancestor", column]).aggregate(**wanted)).to_pylist()
    found.sort(key=lambda row: _order(form, by, row[column]))
    parts: dict[tuple[str, str], list[str]] = {}
    for row in found:
        for index, code in enumerate(measures):
            if row[f"rows_{index}"]:
                said = _label(row[column], by, facts.registry) + decimal_text(exact(row[f"part_{index}"] or 0))
                parts.setdefault((code, row["ancestor"]), []).append(said)
    return {key: "、".join(said) for key, said in parts.items()}


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
