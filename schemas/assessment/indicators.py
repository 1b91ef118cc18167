"""What an indicator (指标) is: a formula over measures with its unit, direction, target, pace, weight and
scoring method.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from schemas.assessment.applicability import Applies, MissingRule, ZeroDenominator
from schemas.assessment.formulas import (
    LOWERING_FIELDS,
    MEASURE_FIELDS,
    ChangeFormula,
    CompletionFormula,
    DifferenceFormula,
    Formula,
    GrowthFormula,
    RatioFormula,
    ScoresFormula,
    WeightedFormula,
)
from schemas.assessment.measures import FormMeasure, Measure, column_findings
from schemas.documents import Finding, Strict, suggestion
from schemas.figures import PERCENTAGE_POINTS
from schemas.form import Form
from schemas.scoring.methods import ScoringMethod
from schemas.scoring.rule import MOST_OF_A_RATE, Share


class NumberTarget(Strict):
    """The same number for every unit."""

    kind: Literal["number"]
    value: Decimal


class LastYearTarget(Strict):
    """Last year's value, which should be reached or bettered."""

    kind: Literal["last_year"]


class IssuedTarget(Strict):
    """The target that form J03 (目标任务下达表) hands down under this scheme and indicator, or under the ones
    named here.

    A unit without a target of its own has the sum of the targets below it.
    """

    kind: Literal["issued"]
    scheme: str | None = None
    indicator: str | None = None

    @model_validator(mode="after")
    def _names_both(self) -> "IssuedTarget":
        if (self.scheme is None) != (self.indicator is None):
            raise ValueError("引用别的方案下达的目标值，scheme 和 indicator 要一起写")
        return self


Target = Annotated[NumberTarget | LastYearTarget | IssuedTarget, Field(discriminator="kind")]


class CompareWith(Strict):
    """Another year besides last year with which the value is compared, in the same month: the base year
    (基期年份).
    """

    year: Annotated[int, Field(ge=2000, le=2100)]


class Breakdown(Strict):
    """What a value is made of, told in its note: a measure by one of its form's columns, or by the units
    below.
    """

    measure: str
    by: str = Field(min_length=1)


class Stated(Strict):
    """A figure that a document states for one unit and period. The note compares it with the computed one."""

    value: Decimal
    at_least: bool = False
    """Whether the document states a lower bound (200余, 超50万元). A greater value agrees with it."""
    source: str = Field(min_length=1)
    unit: str
    period: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


YearCurve = Annotated[tuple[Share, ...], Field(min_length=12, max_length=12)]
LINEAR = tuple(Fraction(month, 12) for month in range(1, 13))
CONSTANT = (Fraction(1),) * 12


Coefficients = dict[str, Annotated[Decimal, Field(gt=0)]]


class Indicator(Strict):
    """One indicator (指标): formula, unit, direction and target. Unless it is only monitored, also weight and
    scoring method.
    """

    name: str = Field(min_length=1)
    unit_of_measure: str = Field(min_length=1)
    office_section: str | None = Field(None, min_length=1)
    """The section of the office (科室) in charge of it."""
    assesses: str | None = None
    """The kind of units it is for. None means all kinds that the scheme assesses."""
    applies: Applies = Applies()
    no_target: Literal["not_applicable"] | None = None
    zero_denominator: ZeroDenominator | None = None
    missing: MissingRule | None = None
    may_exceed_weight: bool = True
    coefficients: Coefficients = {}
    """By unit code, the factor by which the points are multiplied."""
    formula: Formula
    direction: Literal["higher", "lower"] = "higher"
    target: Target | None = None
    pace: Literal["linear", "constant"] | YearCurve = "linear"
    weight: Annotated[Decimal, Field(gt=0)] | None = None
    score: ScoringMethod | None = None
    compare_with: CompareWith | None = None
    breakdown: Breakdown | None = None
    stated: Stated | None = None
    explanation: str | None = None
    """What a reader must know about how it is counted (口径说明). The note begins with it."""

    @model_validator(mode="before")
    @classmethod
    def _in_percentage_points(cls, values: Any) -> Any:
        """The change of a rate is in percentage points, whether its scheme writes that or %."""
        formula = values.get("formula") if isinstance(values, dict) else None
        is_change = isinstance(formula, dict) and formula.get("kind") == "change" and formula.get("of")
        if is_change and values.get("unit_of_measure") == "%":
            return {**values, "unit_of_measure": PERCENTAGE_POINTS}
        return values

    @field_validator("pace", mode="before")
    @classmethod
    def _known_pace(cls, pace: object) -> object:
        if isinstance(pace, str) and pace not in ("linear", "constant"):
            raise ValueError(
                f"pace（序时进度）不能是“{pace}”，应为 linear（逐月均匀）、constant（全年同一目标）或十二个数"
            )
        if isinstance(pace, list) and len(pace) != 12:
            raise ValueError(f"pace（序时进度）应有 12 个数，每月一个，现有 {len(pace)} 个")
        return pace

    @field_validator("pace")
    @classmethod
    def _rises_to_one(cls, pace: str | YearCurve) -> str | YearCurve:
        if not isinstance(pace, str) and (list(pace) != sorted(pace) or pace[-1] != 1):
            raise ValueError("pace（序时进度）应逐月不减，12 月为 1")
        return pace

    def is_for(self, kind: str) -> bool:
        """Whether it assesses units of that kind."""
        return self.assesses in (None, kind) and (self.applies.kinds is None or kind in self.applies.kinds)

    @property
    def measure_names(self) -> tuple[str, ...]:
        """The measures that its formula reads, in the order in which the formula names them."""
        if isinstance(self.formula, WeightedFormula):
            return tuple(term.measure for term in self.formula.terms)
        return self._measures_in(MEASURE_FIELDS)

    @property
    def lowering_measures(self) -> tuple[str, ...]:
        """The measures by which its formula divides, or which it subtracts."""
        return self._measures_in(LOWERING_FIELDS)

    def _measures_in(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        # Looking up a field that a model lacks takes long, and a pass asks for each unit.
        given = vars(self._measured)
        return tuple(name for field in fields for name in given.get(field) or ())

    @property
    def _measured(self) -> Formula:
        """The formula that names the measures. For the change of a ratio it is the ratio."""
        of = self.formula.of if isinstance(self.formula, ChangeFormula) else None
        return self.formula if of is None else of

    @property
    def may_be_negative(self) -> bool:
        """Whether its value can fall below 0. A score can, where deductions take more than was earned."""
        return isinstance(self.formula, DifferenceFormula | GrowthFormula | ChangeFormula | ScoresFormula)

    @property
    def is_share(self) -> bool:
        """Whether its values lie between 0 and 1, as a part of a whole does. A completion rate does not,
        because it may exceed 1.
        """
        return (
            isinstance(self.formula, RatioFormula)
            and self.unit_of_measure == "%"
            and not self.formula.may_exceed
        )

    @property
    def pace_curve(self) -> tuple[Fraction, ...]:
        """The share of the target that is due by the end of each month.

        If the target does not build up over the year, all of it is due in every month. Last year's value is
        itself as of the same month. And a value that should stay low must not exceed its target in any month.
        """
        if self.pace == "constant" or isinstance(self.target, LastYearTarget) or self.direction == "lower":
            return CONSTANT
        return LINEAR if self.pace == "linear" else tuple(map(Fraction, self.pace))

    def findings(self, measures: Mapping[str, Measure], forms: Mapping[str, Form]) -> Iterator[Finding]:
        """What does not fit the scheme's measures, or does not fit together in the indicator: unknown
        measures, a method without its target …
        """
        if isinstance(self.formula, WeightedFormula):
            yield from _term_findings(self.formula, measures)
        inside = () if self._measured is self.formula else ("of",)
        for field in MEASURE_FIELDS:
            for index, name in enumerate(getattr(self._measured, field, None) or ()):
                yield from _measure_findings(name, measures, ("formula", *inside, field, index))
        if isinstance(self.formula, CompletionFormula) and (
            self.target is None or isinstance(self.target, LastYearTarget)
        ):
            yield ("formula",), "完成率要有数值或下达的 target（目标值）"
        if isinstance(self.target, LastYearTarget) and self.pace != "linear":
            yield ("pace",), "与上年同期相比的目标不用写 pace（序时进度）"
        if self.breakdown is not None:
            yield from self._breakdown_findings(self.breakdown, measures, forms)
        yield from self._applicability_findings(measures)
        yield from self._target_findings()

    def _applicability_findings(self, measures: Mapping[str, Measure]) -> Iterator[Finding]:
        for location, sentence in self.applies.findings(measures):
            yield ("applies", *location), sentence
        if self.no_target is not None and not isinstance(self.target, IssuedTarget):
            yield ("no_target",), "只有下达的目标值（target: {kind: issued}）才写 no_target"
        if self.zero_denominator is not None and not isinstance(
            self._measured, RatioFormula | CompletionFormula
        ):
            yield ("zero_denominator",), "只有比率、完成率才写 zero_denominator"
        if self.weight is None and (
            self.missing is not None or self.zero_denominator in ("full_marks", "zero")
        ):
            place = "missing" if self.missing is not None else "zero_denominator"
            yield (place,), "没有 weight（权重）的指标没有分可给，请删去"

    def _target_findings(self) -> Iterator[Finding]:
        """Target values that cannot be meant, and comparisons with last year of what already is such a
        comparison.
        """
        formula, target = self.formula, self.target
        is_percentage = self.unit_of_measure == "%"
        rate = self._measured
        is_rate = is_percentage or self.unit_of_measure == PERCENTAGE_POINTS
        if isinstance(rate, RatioFormula) and is_rate and rate.scale == 100:
            yield (
                ("formula", *(() if rate is formula else ("of",)), "scale"),
                "单位为 % 的比率存小数，不写 scale: 100，请删去 scale",
            )
        if isinstance(target, LastYearTarget) and isinstance(formula, GrowthFormula | ChangeFormula):
            yield ("target",), "增幅、增减量不能再与上年同期相比，请改写数值目标"
        if not isinstance(target, NumberTarget):
            return
        if target.value < 0:
            yield ("target", "value"), f"目标值不能为负，现为 {target.value}"
        if is_percentage and not isinstance(formula, CompletionFormula) and target.value > MOST_OF_A_RATE:
            yield (
                ("target", "value"),
                f"单位为 % 的目标值写小数：30% 写 0.30；现为 {target.value}，即 {target.value * 100:f}%，请改正",
            )

    def _breakdown_findings(
        self, breakdown: Breakdown, measures: Mapping[str, Measure], forms: Mapping[str, Form]
    ) -> Iterator[Finding]:
        yield from _measure_findings(breakdown.measure, measures, ("breakdown", "measure"))
        measure = measures.get(breakdown.measure)
        if measure is None:
            return
        if not isinstance(measure, FormMeasure):
            yield ("breakdown", "measure"), f"“{breakdown.measure}”不是报表数据，不能分列"
        elif breakdown.by != "unit" and not list(measure.findings(forms)):
            yield from column_findings(forms[measure.form], breakdown.by, ("breakdown", "by"))


def _term_findings(formula: WeightedFormula, measures: Mapping[str, Measure]) -> Iterator[Finding]:
    """Each measure must stand once and have a title, because the note writes the sum out:
    国家级金牌10×1、省级银牌3×2.
    """
    names = [term.measure for term in formula.terms]
    for index, name in enumerate(names):
        location = ("formula", "terms", index, "measure")
        yield from _measure_findings(name, measures, location)
        if name in names[:index]:
            yield location, f"“{name}”写了两次，请合为一项"
        elif name in measures and not measures[name].title:
            yield (
                ("formula", "terms", index, "measure"),
                f"“{name}”要在 measures 里写明 title（名称），算式里要列出",
            )


def _measure_findings(
    name: str, measures: Mapping[str, Measure], location: tuple[str | int, ...]
) -> Iterator[Finding]:
    if name not in measures:
        yield location, f"measures 里没有“{name}”" + suggestion(name, measures, "请先定义这个度量")
