"""The parts of a value in words: 金牌1、银牌2、铜牌6."""

from collections.abc import Mapping

from assets.indicators.counting.aggregates import aggregate
from assets.indicators.counting.rolled_up import RolledUpFacts
from schemas.assessment.indicators import Breakdown
from schemas.assessment.measures import FormMeasure, Measure, form_measure
from schemas.assessment.remarks import PartCount, Remark, RemarkKind
from schemas.columns import NO, YES
from schemas.figures import decimal_text, exact
from schemas.form import Form
from schemas.office.units import UnitRegistry


def breakdown_remarks(
    facts: RolledUpFacts, breakdowns: Mapping[str, Breakdown], measures: Mapping[str, Measure], period: str
) -> dict[tuple[str, str], Remark]:
    """(Indicator, unit) → the parts of a measure, by the values of a column in the order of the form, or by
    the units that the rows are about.

    Breakdowns of one form by the same column are read together.
    """
    together: dict[tuple[str, str], dict[str, FormMeasure]] = {}
    for code, breakdown in breakdowns.items():
        measure = form_measure(measures, breakdown.measure)
        together.setdefault((measure.form, breakdown.by), {})[code] = measure
    remarks: dict[tuple[str, str], Remark] = {}
    for (form, by), of_codes in together.items():
        names = {code: breakdowns[code].measure for code in of_codes}
        remarks |= _remarks(facts, facts.reported.forms[form], by, of_codes, names, period)
    return remarks


def _remarks(
    facts: RolledUpFacts,
    form: Form,
    by: str,
    measures: Mapping[str, FormMeasure],
    names: Mapping[str, str],
    period: str,
) -> dict[tuple[str, str], Remark]:
    """The remarks on breakdowns. ``measures`` and ``names`` are by indicator."""
    column = "subject_code" if by == "unit" else by
    found = sorted(
        aggregate(measures, form, facts, column, [period]).items(),
        key=lambda item: _order(form, by, item[0][3]),
    )
    parts: dict[tuple[str, str], list[tuple[PartCount, str]]] = {}
    for (_, unit, code, value), given in found:
        if given.counted:
            label, number = _label(value, by, facts.registry), exact(given.value or 0)
            count = PartCount(names[code], float(number), column, label)
            parts.setdefault((code, unit), []).append((count, label + decimal_text(number)))
    return {
        key: Remark(
            RemarkKind.PARTS, "、".join(said for _, said in of_unit), tuple(count for count, _ in of_unit)
        )
        for key, of_unit in parts.items()
    }


def _order(form: Form, by: str, value: object) -> tuple[int, str]:
    values = () if by == "unit" else form.column(by).values
    return (values.index(value) if value in values else len(values), str(value))


def _label(value: object, by: str, registry: UnitRegistry) -> str:
    if by == "unit":
        unit = registry.get(str(value))
        return unit.short_names[0] if unit.short_names else unit.name
    if isinstance(value, bool):
        return YES if value else NO
    return "未填" if value is None else str(value)
