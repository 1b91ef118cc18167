"""Indicators (指标): values, last year's values, targets, pace, lights and notes of a scheme's assessed
units, as BI reads them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pandera.typing import DataFrame

from assets.indicators.applicability import why_computed_not_applicable, why_not_applicable
from assets.indicators.counting.breakdowns import breakdown_remarks
from assets.indicators.counting.coverage import FormSpan, cover
from assets.indicators.counting.measures import evaluate_on, uses_of
from assets.indicators.counting.reported import Reported
from assets.indicators.counting.rolled_up import RolledUpFacts
from assets.indicators.formulas import Computed, compute
from assets.indicators.lights import blue_is_good_light, deadline_light, growth_light, points_light
from assets.indicators.pace import is_met, share_due
from assets.indicators.remarks import comparison_remarks, denominator_remark, parts_remark, value_remarks
from assets.indicators.scored import (
    ScorePart,
    ScoresOf,
    combined,
    no_scores,
    score_parts,
    score_remarks,
)
from assets.indicators.targets import TARGETS_USE, TargetKey, issued_targets, target_of
from assets.indicators.values import IndicatorValue, Reading, indicator_frame
from schemas.assessment.assessed import AssessedUnit, assessed_units
from schemas.assessment.decided import NOTHING_DECIDED, Decided
from schemas.assessment.formulas import ChangeFormula, GrowthFormula, MeanOfUnitsFormula, ScoresFormula
from schemas.assessment.indicators import Indicator, IssuedTarget
from schemas.assessment.remarks import Absence, Remark, RemarkKind, unique
from schemas.figures import exact
from schemas.frames import each_row
from schemas.office.units import UnitRegistry
from schemas.periods import period_end, same_period_in, same_period_last_year
from schemas.results import IndicatorRow
from schemas.scheme import Scheme
from schemas.scoring.lights import BlueIsGoodLight, DeadlineLight, GrowthLight, PointsLight


def calculate_indicators(
    scheme: Scheme, reported: Reported, period: str, scores_of: ScoresOf = no_scores
) -> DataFrame[IndicatorRow]:
    """All indicators of a scheme's assessed units in a period, with one row each.

    The reported data must reach back to January of the year before, for last year's values. If the scheme
    compares with an earlier year, they must reach back to that year.
    """
    scheme = scheme.in_month(period)
    readings = Readings.of(scheme, facts_for(scheme, reported, period), period, scores_of)
    return indicator_frame(
        scheme, period, indicator_values(readings, assessed_units(scheme, reported.registry, period))
    )


def facts_for(scheme: Scheme, reported: Reported, period: str) -> RolledUpFacts:
    """The facts on which a scheme's indicators of a period stand, including those of the year before."""
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
    for formula in [each.formula for each in scheme.indicators.values()]:
        if isinstance(formula, MeanOfUnitsFormula):
            codes |= {
                below.code
                for code in set(codes)
                for below in units_below(formula, code, reported.registry, period)
            }
    return RolledUpFacts(reported, cover(_uses(scheme), periods, reported, codes), codes)


def units_below(
    formula: MeanOfUnitsFormula, code: str, registry: UnitRegistry, period: str
) -> list[AssessedUnit]:
    """The units over which a mean is formed, as they exist at the end of the assessed period. Figures of
    earlier years are those of the same units, with what they took over.
    """
    units = registry.of_kind(formula.kind_of_unit, under=code, on=period_end(period))
    return [
        AssessedUnit(unit.code, unit.name, unit.kind, "", unit.code)
        for unit in sorted(units, key=lambda unit: unit.code)
    ]


def indicator_values(readings: "Readings", units: Sequence[AssessedUnit]) -> list[IndicatorValue]:
    """The exact value of every indicator, by indicator and unit, for the units that it assesses. Lights are
    included.
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


def _uses(scheme: Scheme) -> set[FormSpan]:
    return uses_of(scheme.measures) | ({TARGETS_USE} if _has_issued_targets(scheme) else set())


@dataclass(frozen=True)
class Readings:
    """Everything read from the facts and the ledger for one scheme and period. Its formulas, targets and
    notes are made from this.
    """

    scheme: Scheme
    registry: UnitRegistry
    period: str
    measures: Mapping[tuple[str, str, str], Reading]
    issued: Mapping[TargetKey, Fraction]
    breakdowns: Mapping[tuple[str, str], Remark]
    decided: Decided = NOTHING_DECIDED
    scores_of: ScoresOf = no_scores

    @classmethod
    def of(
        cls, scheme: Scheme, facts: RolledUpFacts, period: str, scores_of: ScoresOf = no_scores
    ) -> "Readings":
        """Evaluate the scheme's measures, targets and breakdowns on the result of ``facts_for`` the
        period.
        """
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
                    exact(row.value), row.is_lower_bound, row.remarks
                )
                for row in each_row(values)
            },
            issued_targets(facts) if _has_issued_targets(scheme) else {},
            breakdown_remarks(facts, breakdowns, scheme.measures, period),
            facts.reported.decided,
            scores_of,
        )

    def reading(self, period: str, name: str, unit: AssessedUnit) -> Reading:
        """One measure of one unit. The period is the assessed one, or the same period of an earlier year."""
        return self.measures[period, name, unit.data_code]

    def total(self, period: str, names: Sequence[str], unit: AssessedUnit) -> Fraction | None:
        """The sum of the measures; None if any of them is missing."""
        parts = [self.reading(period, name, unit).value for name in names]
        return None if None in parts else sum(parts, Fraction(0))

    def computed(
        self, indicator: Indicator, unit: AssessedUnit, period: str, target: Fraction | None
    ) -> Computed:
        """What the indicator's formula gives, with its parts."""
        if isinstance(indicator.formula, MeanOfUnitsFormula):
            return self._mean(indicator.formula, unit, period)
        if isinstance(indicator.formula, ScoresFormula):
            return self._scored(indicator.formula, unit, period)
        year_before = same_period_last_year(period)
        return compute(
            indicator.formula,
            lambda names: self.total(period, names, unit),
            # The growth of a growth would need a third year, which is not read.
            lambda names: self.total(year_before, names, unit) if period == self.period else None,
            target,
            lambda name: self._entered(name, unit, period),
        )

    def _mean(self, formula: MeanOfUnitsFormula, unit: AssessedUnit, period: str) -> Computed:
        """The mean over the units below, as far as they have a value."""
        values = [
            self.computed_below(formula, each, period).value
            for each in units_below(formula, unit.data_code, self.registry, self.period)
        ]
        known = [value for value in values if value is not None]
        if not known:
            return Computed(absence=Absence.MISSING)
        mean = sum(known, Fraction(0)) / len(known)
        return Computed(mean, None, mean)

    def _scored(self, formula: ScoresFormula, unit: AssessedUnit, period: str) -> Computed:
        """The scores of the assessed period. The scores of other years are not taken in again."""
        if period != self.period:
            return Computed(absence=Absence.MISSING)
        return combined(formula, self.score_parts(formula, unit), int(period[5:]))

    def score_parts(self, formula: ScoresFormula, unit: AssessedUnit) -> list[ScorePart]:
        """The scores of a unit that the formula takes in."""
        return score_parts(formula, unit.code, int(self.period[5:]), self.scores_of)

    def computed_below(self, formula: MeanOfUnitsFormula, unit: AssessedUnit, period: str) -> Computed:
        """What the averaged indicator gives for one unit below. There is no value where it does not apply."""
        if self._why_left_out(formula.of, unit):
            return Computed(absence=Absence.NOT_APPLICABLE)
        indicator = self.scheme.indicators[formula.of]
        return self.computed(indicator, unit, period, self.target(formula.of, indicator, unit, period, None))

    def _entered(self, name: str, unit: AssessedUnit, period: str) -> Fraction | None:
        entry = self.decided.entered(self.scheme.id, name, unit.code, period)
        return None if entry is None else entry.value

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
        """The indicator of a unit in the assessed period. It has no light yet, because a light may need the
        values of other units.
        """
        if reason := self._why_left_out(code, unit):
            return self._not_applicable(code, indicator, unit, reason)
        year_before = same_period_last_year(self.period)
        last_year = self.computed(
            indicator, unit, year_before, self.target(code, indicator, unit, year_before, None)
        ).value
        target = self.target(code, indicator, unit, self.period, last_year)
        computed = self.computed(indicator, unit, self.period, target)
        if reason := why_computed_not_applicable(indicator, computed, target, self.period):
            return self._not_applicable(code, indicator, unit, reason)
        if indicator.zero_denominator and computed.absence is Absence.ZERO_DENOMINATOR:
            # There are points but no value, so nothing is compared with the target.
            computed = Computed(denominator=computed.denominator, absence=computed.absence)
        base_value = self.base_value(code, indicator, unit)
        value = IndicatorValue(
            code, indicator, unit, computed, last_year, target, int(self.period[5:]), base_value
        )
        readings = [self.reading(self.period, name, unit) for name in indicator.measure_names]
        if computed.value is not None:
            is_lower_bound, may_be_less = self._bounds(indicator, unit)
            value = replace(value, is_lower_bound=is_lower_bound, may_be_less=may_be_less)
        return replace(value, remarks=unique(self._remarks(value, readings)))

    def _bounds(self, indicator: Indicator, unit: AssessedUnit) -> tuple[bool, bool]:
        """Whether the value is a lower bound (200余), and whether it may be less than it looks.

        A mean is what the values of the units below are.
        """
        formula = indicator.formula
        if isinstance(formula, MeanOfUnitsFormula):
            below = [
                self._bounds(self.scheme.indicators[formula.of], each)
                for each in units_below(formula, unit.data_code, self.registry, self.period)
                if self.computed_below(formula, each, self.period).value is not None
            ]
            is_lower_bound, may_be_less = (any(each[place] for each in below) for place in (0, 1))
        else:
            may_be_less = self._may_be_less(indicator, unit)
            is_lower_bound = any(
                self.reading(self.period, name, unit).is_lower_bound for name in indicator.measure_names
            )
        return is_lower_bound and not may_be_less, may_be_less

    def _may_be_less(self, indicator: Indicator, unit: AssessedUnit) -> bool:
        """Whether the value is divided by a lower bound, reduced by one, or compared with one of last
        year.
        """
        lowering = [(self.period, name) for name in indicator.lowering_measures]
        if isinstance(indicator.formula, GrowthFormula | ChangeFormula):
            year_before = same_period_last_year(self.period)
            lowering += [(year_before, name) for name in indicator.measure_names]
        return any(self.reading(period, name, unit).is_lower_bound for period, name in lowering)

    def _why_left_out(self, code: str, unit: AssessedUnit) -> str | None:
        def measure(name: str) -> Fraction | None:
            return self.reading(self.period, name, unit).value

        return why_not_applicable(self.scheme, code, unit.code, self.period, self.decided, measure)

    def _not_applicable(
        self, code: str, indicator: Indicator, unit: AssessedUnit, reason: str
    ) -> IndicatorValue:
        """The indicator of a unit to which it does not apply: no value, no target, no comparison."""
        remark = Remark(RemarkKind.ABSENCE, f"不适用：{reason}")
        return IndicatorValue(
            code,
            indicator,
            unit,
            Computed(absence=Absence.NOT_APPLICABLE),
            None,
            None,
            int(self.period[5:]),
            remarks=(remark,),
        )

    def base_value(self, code: str, indicator: Indicator, unit: AssessedUnit) -> Fraction | None:
        """The value of the same month of the base year. None if the indicator has no base year, or if nothing
        was reported then.
        """
        if indicator.compare_with is None:
            return None
        then = same_period_in(indicator.compare_with.year, self.period)
        return self.computed(indicator, unit, then, self.target(code, indicator, unit, then, None)).value

    def _remarks(self, value: IndicatorValue, readings: Sequence[Reading]) -> Iterator[Remark]:
        """Everything a reader of the value must know, in this order: what it is, what it is made of, and what
        is wrong with it.
        """
        if value.indicator.explanation:
            yield Remark(RemarkKind.EXPLANATION, value.indicator.explanation)
        yield from denominator_remark(value.indicator)
        yield from parts_remark(value.indicator, self.scheme, value.computed, readings)
        if isinstance(value.indicator.formula, ScoresFormula):
            yield from score_remarks(self.score_parts(value.indicator.formula, value.unit))
        if breakdown := self.breakdowns.get((value.code, value.unit.data_code)):
            yield breakdown
        yield from value_remarks(value, self.period)
        for reading in readings:
            yield from reading.remarks
        yield from comparison_remarks(value)


def lights(scheme: Scheme, values: Sequence[IndicatorValue], period: str) -> list[str | None]:
    """The light of each value by the scheme's preset. None without a value, without a target, or if there is
    nothing to warn of.
    """
    preset = scheme.light
    if isinstance(preset, GrowthLight):
        means = _mean_advance(values)
        return [
            growth_light(value.advance, Fraction(preset.plan), means.get((value.code, value.unit.group)))
            if value.target is not None
            else None
            for value in values
        ]
    return [_pace_light(preset, value, period) for value in values]


def _mean_advance(values: Sequence[IndicatorValue]) -> dict[tuple[str, str], Fraction]:
    grown: dict[tuple[str, str], list[Fraction]] = {}
    for value in values:
        if value.advance is not None:
            grown.setdefault((value.code, value.unit.group), []).append(value.advance)
    return {key: sum(rates, Fraction(0)) / len(rates) for key, rates in grown.items()}


def _pace_light(
    preset: PointsLight | DeadlineLight | BlueIsGoodLight, value: IndicatorValue, period: str
) -> str | None:
    on_pace, done = value.is_on_pace, value.completion
    if on_pace is None:
        return None
    if isinstance(preset, DeadlineLight):
        met = is_met(value.measured, value.target, value.higher_is_better)
        return deadline_light(met, not on_pace, (preset.deadline - period_end(period)).days, preset.near_days)
    due = share_due(value.indicator.pace_curve, value.month)
    # With a target of 0 there is no completion rate: the target is reached, or missed completely.
    share = done if done is not None else due if on_pace else Fraction(0)
    if isinstance(preset, PointsLight):
        return points_light(on_pace, due - share, Fraction(preset.behind))
    return blue_is_good_light(
        share / due if due else Fraction(1), Fraction(preset.good), Fraction(preset.fair)
    )
