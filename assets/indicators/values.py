"""The exact value of an indicator (指标值) for one unit and period, and the same as a row of
``bi_indicator``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pandera.typing import DataFrame

from assets.indicators.formulas import Computed, is_base, measured
from assets.indicators.pace import completion, due_so_far, is_met
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.indicators import Indicator
from schemas.assessment.remarks import Remark, note_text, stored_remarks
from schemas.results import IndicatorRow
from schemas.scheme import Scheme


@dataclass(frozen=True)
class Reading:
    """One measure of one unit and period."""

    value: Fraction | None
    is_lower_bound: bool
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class IndicatorValue:
    """The exact figures of one indicator for one unit and period. ``measured`` is what is compared with the
    target.
    """

    code: str
    indicator: Indicator
    unit: AssessedUnit
    computed: Computed
    last_year: Fraction | None
    target: Fraction | None
    month: int
    base_value: Fraction | None = None
    light: str | None = None
    is_lower_bound: bool = False
    may_be_less: bool = False
    """Whether something that makes the value smaller is only a lower bound."""
    remarks: tuple[Remark, ...] = ()

    @property
    def note(self) -> str:
        """What a reader must know about the value, in words."""
        return note_text(self.remarks)

    @property
    def measured(self) -> Fraction | None:
        """The value, or for a completion rate the number completed."""
        return measured(self.indicator.formula, self.computed)

    @property
    def change(self) -> Fraction | None:
        """The value − last year's value."""
        return (
            None
            if self.computed.value is None or self.last_year is None
            else self.computed.value - self.last_year
        )

    @property
    def growth(self) -> Fraction | None:
        """Change ÷ last year's value; None (不可比) if last year's value is 0, below 0 or missing."""
        return None if self.change is None or not is_base(self.last_year) else self.change / self.last_year

    @property
    def advance(self) -> Fraction | None:
        """The growth in the better direction: where lower is better, a fall counts as positive."""
        return self.growth if self.growth is None or self.higher_is_better else -self.growth

    @property
    def base_change(self) -> Fraction | None:
        """The value − the base year's value; for rates a difference in percentage points."""
        return (
            None
            if self.computed.value is None or self.base_value is None
            else self.computed.value - self.base_value
        )

    @property
    def completion(self) -> Fraction | None:
        """The completion rate (完成率) against the year's target."""
        return (
            None
            if self.measured is None or self.target is None
            else completion(self.measured, self.target, self.higher_is_better)
        )

    @property
    def due_so_far(self) -> Fraction | None:
        """What should be reached by the end of the month, according to the pace."""
        return None if self.target is None else due_so_far(self.target, self.indicator.pace_curve, self.month)

    @property
    def higher_is_better(self) -> bool:
        """Whether higher values are better for this indicator."""
        return self.indicator.direction == "higher"

    @property
    def is_on_pace(self) -> bool | None:
        """Whether the value reaches what is due so far; None without a value or a target."""
        if self.measured is None or self.due_so_far is None:
            return None
        return is_met(self.measured, self.due_so_far, self.higher_is_better)


def indicator_frame(scheme: Scheme, period: str, values: Sequence[IndicatorValue]) -> DataFrame[IndicatorRow]:
    """The values as rows to store."""
    rows: list[dict[str, Any]] = [
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
            "is_lower_bound": value.is_lower_bound,
            "absence": value.computed.absence,
            "remarks": stored_remarks(value.remarks),
            "office_section": value.indicator.office_section,
        }
        for value in values
    ]
    return IndicatorRow.of_rows([tuple(row[name] for name in IndicatorRow.columns()) for row in rows])
