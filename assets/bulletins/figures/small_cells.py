"""Withholding figures that count so few people of a sensitive group that a reader could tell who they are
(小数抑制).

A cell of 1 to ``fewer_than`` − 1 persons is withheld; 0 describes nobody. Everything that would reveal the
number is withheld with it: the completion; the unit's points by indicator, because the total less the other
points would give the missing one; and a note that lists the parts of a total if one of them is small.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from assets.bulletins.model import Figure, FigureState
from schemas.assessment.measures import FormMeasure, Measure
from schemas.assessment.remarks import PartCount, Remark
from schemas.scheme import Scheme
from schemas.settings.bulletins import BulletinSettings, SensitiveData

WITHHELD = Figure("＊", state=FigureState.WITHHELD)
SAYS = "“＊”表示涉及敏感群体且人数少于{fewer_than}人，按规定不予公布。"


def sensitive_measures(scheme: Scheme, settings: BulletinSettings) -> set[str]:
    """The measures that count a sensitive group: they count its column, or only rows that name the group."""
    return {name for name, measure in scheme.measures.items() if _is_sensitive(measure, settings.sensitive)}


def _is_sensitive(measure: Measure, sensitive: Iterable[SensitiveData]) -> bool:
    if not isinstance(measure, FormMeasure):
        return False
    return any(_counts(measure, each) for each in sensitive)


def _counts(measure: FormMeasure, sensitive: SensitiveData) -> bool:
    form, _, column = sensitive.column.partition(".")
    if measure.form != form:
        return False
    if not sensitive.values:
        return column in measure.columns or any(condition.column == column for condition in measure.where)
    named = [condition.accepted_values for condition in measure.where if condition.column == column]
    return any(accepted is not None and set(accepted) <= set(sensitive.values) for accepted in named)


def withheld_values(
    scheme: Scheme, settings: BulletinSettings, indicators: pd.DataFrame
) -> set[tuple[str, str]]:
    """(Indicator, unit) of the values in bi_indicator that are withheld."""
    measures = sensitive_measures(scheme, settings)
    sensitive = {
        code
        for code, indicator in scheme.indicators.items()
        if not measures.isdisjoint(indicator.measure_names)
    }
    rows = indicators[indicators["indicator"].isin(sensitive)]
    return {
        (row.indicator, row.unit_code)
        for row in rows.itertuples()
        if any(is_small(number, settings) for number in (row.numerator, row.denominator, row.last_year))
    }


def is_small(number: Any, settings: BulletinSettings) -> bool:
    """Whether a count of persons is too small to be printed. 0 is not small."""
    return not pd.isna(number) and 0 < number < settings.fewer_than


def without_small_parts(
    remarks: Iterable[Remark], scheme: Scheme, settings: BulletinSettings
) -> tuple[Remark, ...]:
    """The remarks on a value, without those that reveal a small number of people of a sensitive group."""
    return tuple(
        remark
        for remark in remarks
        if not any(
            is_small(count.number, settings) and _is_sensitive_count(count, scheme, settings)
            for count in remark.counts
        )
    )


def _is_sensitive_count(count: PartCount, scheme: Scheme, settings: BulletinSettings) -> bool:
    """Whether a count is about a sensitive group, either by its measure or by a column's value."""
    measure = scheme.measures.get(count.measure)
    if measure is None or _is_sensitive(measure, settings.sensitive):
        return True
    return any(
        each.column == f"{measure.form}.{count.column}" and (not each.values or count.value in each.values)
        for each in settings.sensitive
        if isinstance(measure, FormMeasure)
    )
