"""Indicators (指标): values, last year, targets, pace, lights and notes of a scheme's assessed units, as BI
reads them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from assets.indicators.breakdowns import breakdown_texts
from assets.indicators.coverage import Use, cover
from assets.indicators.formulas import Computed, compute, measured
from assets.indicators.lights import blue_is_good_light, deadline_light, growth_light, points_light
from assets.indicators.measures import evaluate_on, uses_of
from assets.indicators.pace import completion, due_so_far, is_met, share_due
from assets.indicators.reported import Reported
from assets.indicators.rolled_up import RolledUpFacts
from assets.indicators.targets import TARGETS_USE, Key, issued_targets, target_of
from schemas.assessed import AssessedUnit, assessed_units
from schemas.figures import AT_LEAST, change_text, decimal_text, exact, value_text
from schemas.indicators import (
    CompletionFormula,
    GrowthFormula,
    Indicator,
    IssuedTarget,
    LastYearTarget,
    RatioFormula,
    TotalFormula,
    WeightedFormula,
)
from schemas.periods import period_end, same_period_in, same_period_last_year
from schemas.scheme import Scheme
from schemas.scoring import BlueIsGoodLight, DeadlineLight, GrowthLight, PointsLight
from schemas.units import UnitRegistry

INDICATOR_COLUMNS = {
    "scheme": "string",
    "indicator": "string",
    "indicator_name": "string",
    "unit_code": "string",
    "unit_name": "string",
    "period": "string",
    "numerator": "Float64",
    "denominator": "Float64",
    "value": "Float64",
    "unit_of_measure": "string",
    "last_year": "Float64",
    "change": "Float64",
    "growth": "Float64",
    "target": "Float64",
    "completion": "Float64",
    "due_so_far": "Float64",
    "light": "string",
    "note": "string",
    "base_year": "Int64",
    "base_value": "Float64",
    "base_change": "Float64",
}
"""The columns of ``bi_indicator``, then those of ``bi_base_comparison``, and their types.

Rates are fractions; what is missing is NA, never 0.
"""


@dataclass(frozen=True)
class Reading:
    """One measure of one unit and period."""

    value: Fraction | None
    is_lower_bound: bool
    note: str


@dataclass(frozen=True)
class IndicatorValue:
    """One indicator of one unit and period, exactly. ``measured`` is what is held against the target."""

    code: str
    indicator: Indicator
    unit: AssessedUnit
    computed: Computed
    last_year: Fraction | None
    target: Fraction | None
    month: int
    base_value: Fraction | None = None
    light: str | None = None
    note: str = ""

    @property
    def measured(self) -> Fraction | None:
        """The value, but of a completion rate the number completed."""
        return measured(self.indicator.formula, self.computed)

    @property
    def change(self) -> Fraction | None:
        """Value − last year's."""
        return (
            None
            if self.computed.value is None or self.last_year is None
            else self.computed.value - self.last_year
        )

    @property
    def growth(self) -> Fraction | None:
        """Change ÷ last year's; None (不可比) when that is 0 or missing."""
        return None if self.change is None or not self.last_year else self.change / self.last_year

    @property
    def base_change(self) -> Fraction | None:
        """Value − the base year's; of rates a difference of percentage points."""
        return (
            None
            if self.computed.value is None or self.base_value is None
            else self.computed.value - self.base_value
        )

    @property
    def completion(self) -> Fraction | None:
        """完成率 against the year's target."""
        return (
            None
            if self.measured is None or self.target is None
            else completion(self.measured, self.target, self.higher_is_better)
        )

    @property
    def due_so_far(self) -> Fraction | None:
        """What the pace asks for by the end of the month."""
        return None if self.target is None else due_so_far(self.target, self.indicator.pace_curve, self.month)

    @property
    def higher_is_better(self) -> bool:
        """The indicator's direction."""
        return self.indicator.direction == "higher"

    @property
    def is_on_pace(self) -> bool | None:
        """Whether what is due so far is reached; None without a value or a target."""
        if self.measured is None or self.due_so_far is None:
            return None
        return is_met(
            self.measured,
            self.due_so_far,
            self.higher_is_better,
            isinstance(self.indicator.target, LastYearTarget),
        )


def calculate_indicators(scheme: Scheme, reported: Reported, period: str) -> pd.DataFrame:
    """All indicators of a scheme's assessed units in a period: one row each, the columns of
    INDICATOR_COLUMNS.

    What has been reported must reach back to January of the year before, for last year's values, or of the
    earliest year that the scheme compares with.
    """
    readings = Readings.of(scheme, facts_for(scheme, reported, period), period)
    return indicator_frame(
        scheme, period, indicator_values(readings, assessed_units(scheme, reported.registry, period))
    )


def facts_for(scheme: Scheme, reported: Reported, period: str) -> RolledUpFacts:
    """The facts that a scheme's indicators of a period stand on, those of the year before included."""
    periods = list(
        dict.fromkeys(
            [
                period,
                same_period_last_year(period),
                *(same_period_in(year, period) for year in scheme.base_years),
            ]
        )
    )
    codes = {unit.data_code for unit in assessed_units(scheme, reported.registry, period)}
    return RolledUpFacts(reported, cover(_uses(scheme), periods, reported, codes), codes)


def indicator_values(readings: "Readings", units: Sequence[AssessedUnit]) -> list[IndicatorValue]:
    """Every indicator's exact value for the units that it assesses, lights included, by indicator and
    unit.
    """
    values = [
        readings.indicator_value(code, indicator, unit)
        for code, indicator in readings.scheme.indicators.items()
        for unit in units
        if indicator.is_for(unit.kind)
    ]
    return [
        replace(value, light=light)
        for value, light in zip(values, lights(readings.scheme, values, readings.period), strict=True)
    ]


def _has_issued_targets(scheme: Scheme) -> bool:
    return any(isinstance(indicator.target, IssuedTarget) for indicator in scheme.indicators.values())


def _uses(scheme: Scheme) -> set[Use]:
    return uses_of(scheme.measures) | ({TARGETS_USE} if _has_issued_targets(scheme) else set())


@dataclass(frozen=True)
class Readings:
    """Everything read from facts and ledger for one scheme and period: what its formulas, targets and notes
    are made of.
    """

    scheme: Scheme
    registry: UnitRegistry
    period: str
    measures: Mapping[tuple[str, str, str], Reading]
    issued: Mapping[Key, Fraction]
    breakdowns: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, scheme: Scheme, facts: RolledUpFacts, period: str) -> "Readings":
        """Evaluate the scheme's measures, targets and breakdowns on ``facts_for`` the period."""
        values = evaluate_on(facts, scheme.measures)
        breakdowns = {
            code: indicator.breakdown for code, indicator in scheme.indicators.items() if indicator.breakdown
        }
        return cls(
            scheme,
            facts.registry,
            period,
            {
                (row.period, row.measure, row.unit_code): Reading(
                    exact(row.value), row.is_lower_bound, row.note
                )
                for row in values.itertuples()
            },
            issued_targets(facts) if _has_issued_targets(scheme) else {},
            breakdown_texts(facts, breakdowns, scheme.measures, period),
        )

    def reading(self, period: str, name: str, unit: AssessedUnit) -> Reading:
        """One measure of one unit; the period is the assessed one or the same of the year before."""
        return self.measures[period, name, unit.data_code]

    def total(self, period: str, names: Sequence[str], unit: AssessedUnit) -> Fraction | None:
        """The measures added up; None if any of them is missing."""
        parts = [self.reading(period, name, unit).value for name in names]
        return None if None in parts else sum(parts, Fraction(0))

    def computed(
        self, indicator: Indicator, unit: AssessedUnit, period: str, target: Fraction | None
    ) -> Computed:
        """What the indicator's formula gives, with its parts."""
        year_before = same_period_last_year(period)
        return compute(
            indicator.formula,
            lambda names: self.total(period, names, unit),
            # Growth's own growth would need a third year, which is not read.
            lambda names: self.total(year_before, names, unit) if period == self.period else None,
            target,
        )

    def target(
        self, code: str, indicator: Indicator, unit: AssessedUnit, period: str, last_year: Fraction | None
    ) -> Fraction | None:
        """The indicator's target for the unit; None where it has none."""
        return target_of(
            self.scheme,
            code,
            indicator,
            (unit.code, unit.data_code),
            period,
            last_year,
            self.issued,
            self.registry,
        )

    def indicator_value(self, code: str, indicator: Indicator, unit: AssessedUnit) -> IndicatorValue:
        """The indicator of a unit in the assessed period, still without its light, which may need the other
        units' values.
        """
        year_before = same_period_last_year(self.period)
        last_year = self.computed(
            indicator, unit, year_before, self.target(code, indicator, unit, year_before, None)
        ).value
        target = self.target(code, indicator, unit, self.period, last_year)
        computed = self.computed(indicator, unit, self.period, target)
        base_value = self.base_value(code, indicator, unit)
        value = IndicatorValue(
            code, indicator, unit, computed, last_year, target, int(self.period[5:]), base_value
        )
        return replace(value, note=self.note(value))

    def base_value(self, code: str, indicator: Indicator, unit: AssessedUnit) -> Fraction | None:
        """The value of the same month of the base year; None where the indicator has none or nothing was
        reported then.
        """
        if indicator.compare_with is None:
            return None
        then = same_period_in(indicator.compare_with.year, self.period)
        return self.computed(indicator, unit, then, self.target(code, indicator, unit, then, None)).value

    def note(self, value: IndicatorValue) -> str:
        """Everything a reader of the value must know, in the order: what it is, what it is made of, what is
        wrong with it.
        """
        readings = [self.reading(self.period, name, value.unit) for name in value.indicator.measure_names]
        parts = [
            value.indicator.explanation or "",
            _denominator_note(value.indicator),
            _parts_note(value, self.scheme, readings),
            self.breakdowns.get((value.code, value.unit.data_code), ""),
            _stated_note(value, self.period),
            _lower_bound_note(value, readings),
            value.computed.reason,
            *(reading.note for reading in readings),
            _growth_note(value),
            _base_note(value),
        ]
        # Measures of one form share what is said about its reports: each sentence once.
        sentences = [sentence for part in parts for sentence in part.split("；") if sentence]
        return "；".join(dict.fromkeys(sentences))


def _denominator_note(indicator: Indicator) -> str:
    if isinstance(indicator.formula, RatioFormula):
        return f"分母：{indicator.formula.denominator_note}"
    return "分母：目标值" if isinstance(indicator.formula, CompletionFormula) else ""


def _parts_note(value: IndicatorValue, scheme: Scheme, readings: Sequence[Reading]) -> str:
    """A total of several titled measures by its parts (迟报1、漏报2), a weighted one with its weights
    (金牌1×10、银牌2×5).
    """
    formula = value.indicator.formula
    titles = [scheme.measures[name].title for name in value.indicator.measure_names]
    if isinstance(formula, WeightedFormula):
        weights = [f"×{decimal_text(Fraction(term.weight))}" for term in formula.terms]
    elif isinstance(formula, TotalFormula) and len(titles) > 1 and None not in titles:
        weights = [""] * len(titles)
    else:
        return ""
    parts = [
        f"{title}{decimal_text(reading.value)}{weight}"
        for title, reading, weight in zip(titles, readings, weights, strict=True)
        if reading.value
    ]
    return "、".join(parts) + _cap_note(value)


def _cap_note(value: IndicatorValue) -> str:
    whole, capped = value.computed.numerator, value.computed.value
    if not isinstance(value.indicator.formula, WeightedFormula) or whole == capped:
        return ""
    return f"，合计{decimal_text(whole)}，超过上限，按{decimal_text(capped)}计"


def _stated_note(value: IndicatorValue, period: str) -> str:
    stated = value.indicator.stated
    if (
        stated is None
        or value.computed.value is None
        or (stated.unit, stated.period) != (value.unit.code, period)
    ):
        return ""
    difference = value.computed.value - Fraction(stated.value)
    text = value_text(Fraction(stated.value), value.indicator.unit_of_measure)
    return (
        f"与{stated.source}所称{text}相差{change_text(difference, value.indicator.unit_of_measure)}"
        if difference
        else f"与{stated.source}所称{text}一致"
    )


def _lower_bound_note(value: IndicatorValue, readings: Sequence[Reading]) -> str:
    if value.computed.value is None or not any(reading.is_lower_bound for reading in readings):
        return ""
    return (
        f"{AT_LEAST}{value_text(value.computed.value, value.indicator.unit_of_measure)}（含“余”数，按下限计）"
    )


def _growth_note(value: IndicatorValue) -> str:
    if (
        value.computed.value is None
        or isinstance(value.indicator.formula, GrowthFormula)
        or value.growth is not None
    ):
        return ""
    return "上年无数据，同比不可比" if value.last_year is None else "上年为0，同比不可比"


def _base_note(value: IndicatorValue) -> str:
    if value.indicator.compare_with is None or value.computed.value is None:
        return ""
    year, unit_of_measure = value.indicator.compare_with.year, value.indicator.unit_of_measure
    if value.base_value is None:
        return f"{year}年同期无数据，与{year}年不可比"
    then = value_text(value.base_value, unit_of_measure)
    return f"与{year}年同期（{then}）相比{change_text(value.base_change, unit_of_measure)}"


def lights(scheme: Scheme, values: Sequence[IndicatorValue], period: str) -> list[str | None]:
    """The light of each value by the scheme's preset; None without a value, without a target, or with nothing
    to warn of.
    """
    preset = scheme.light
    if isinstance(preset, GrowthLight):
        means = _mean_growth(values)
        return [
            growth_light(value.growth, Fraction(preset.plan), means.get((value.code, value.unit.group)))
            for value in values
        ]
    return [_pace_light(preset, value, period) for value in values]


def _mean_growth(values: Sequence[IndicatorValue]) -> dict[tuple[str, str], Fraction]:
    grown: dict[tuple[str, str], list[Fraction]] = {}
    for value in values:
        if value.growth is not None:
            grown.setdefault((value.code, value.unit.group), []).append(value.growth)
    return {key: sum(rates, Fraction(0)) / len(rates) for key, rates in grown.items()}


def _pace_light(
    preset: PointsLight | DeadlineLight | BlueIsGoodLight, value: IndicatorValue, period: str
) -> str | None:
    on_pace, done = value.is_on_pace, value.completion
    if on_pace is None:
        return None
    if isinstance(preset, DeadlineLight):
        met = is_met(
            value.measured,
            value.target,
            value.higher_is_better,
            isinstance(value.indicator.target, LastYearTarget),
        )
        return deadline_light(met, not on_pace, (preset.deadline - period_end(period)).days, preset.near_days)
    due = share_due(value.indicator.pace_curve, value.month)
    # A target of 0 allows no completion rate: it is reached or wholly missed.
    share = done if done is not None else due if on_pace else Fraction(0)
    if isinstance(preset, PointsLight):
        return points_light(on_pace, due - share, Fraction(preset.behind))
    return blue_is_good_light(
        share / due if due else Fraction(1), Fraction(preset.good), Fraction(preset.fair)
    )


def indicator_frame(scheme: Scheme, period: str, values: Sequence[IndicatorValue]) -> pd.DataFrame:
    """The values as rows of ``bi_indicator``: the columns of INDICATOR_COLUMNS."""
    rows = [
        {
            "scheme": scheme.id,
            "indicator": value.code,
            "indicator_name": value.indicator.name,
            "unit_code": value.unit.code,
            "unit_name": value.unit.name,
            "period": period,
            "numerator": value.computed.numerator,
            "denominator": value.computed.denominator,
            "value": value.computed.value,
            "unit_of_measure": value.indicator.unit_of_measure,
            "last_year": value.last_year,
            "change": value.change,
            "growth": value.growth,
            "target": value.target,
            "completion": value.completion,
            "due_so_far": value.due_so_far,
            "light": value.light,
            "note": value.note,
            "base_year": value.indicator.compare_with.year if value.indicator.compare_with else None,
            "base_value": value.base_value,
            "base_change": value.base_change,
        }
        for value in values
    ]
    columns = {
        name: pd.array(
            [float(row[name]) if isinstance(row[name], Fraction) else row[name] for row in rows], dtype=kind
        )
        for name, kind in INDICATOR_COLUMNS.items()
    }
    return pd.DataFrame(columns)
