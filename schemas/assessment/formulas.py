"""The formulas (公式) that make an indicator from measures."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.documents import Strict

MeasureNames = Annotated[tuple[str, ...], Field(min_length=1)]


class TotalFormula(Strict):
    """The measures added up."""

    kind: Literal["total"]
    measures: MeasureNames


class RatioFormula(Strict):
    """Numerator ÷ denominator × ``scale`` (1 for rates, which are fractions; 10000 for 每万人). The
    denominator is also stated in words.
    """

    kind: Literal["ratio"]
    numerator: MeasureNames
    denominator: MeasureNames
    scale: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    denominator_note: str = Field(min_length=1)
    may_exceed: bool = False
    """Whether a rate may exceed 100 %, because what is counted is not a part of the denominator."""


class CompletionFormula(Strict):
    """The measures added up ÷ the indicator's target (完成率)."""

    kind: Literal["completion"]
    measures: MeasureNames


class DifferenceFormula(Strict):
    """Minuend − subtrahend."""

    kind: Literal["difference"]
    minuend: MeasureNames
    subtrahend: MeasureNames


class GrowthFormula(Strict):
    """The growth of the measures on the same span last year (同比增幅)."""

    kind: Literal["growth"]
    measures: MeasureNames


class ChangeFormula(Strict):
    """This span minus the same span last year (同比增减): of measures, or of the ratio ``of``. For a rate it
    is in percentage points.
    """

    kind: Literal["change"]
    measures: MeasureNames | None = None
    of: RatioFormula | None = None

    @model_validator(mode="after")
    def _has_one_subject(self) -> "ChangeFormula":
        if (self.measures is None) == (self.of is None):
            raise ValueError("同比增减应恰好写 measures（度量）或 of（比率）中的一个")
        return self


class EnteredFormula(Strict):
    """A value that the office entered (录入). It counts until the next entry of the year."""

    kind: Literal["entered"]
    entry: str


class MeanOfUnitsFormula(Strict):
    """The mean of another indicator over the units of a kind below, each counted once. Only here are ratios
    averaged.
    """

    kind: Literal["mean_of_units"]
    of: str
    kind_of_unit: str


Share = Annotated[Decimal, Field(gt=0, le=1)]


class ScoresFormula(Strict):
    """Scores (得分汇总): Σ share × score, of one scheme over some months, or of several schemes in the month.

    If ``of`` is the scheme itself, the value is the sum of its other items. Scores that do not exist yet are
    left out, and the shares of the others are scaled up.
    """

    kind: Literal["scores"]
    of: str | dict[str, Share]
    months: dict[Annotated[int, Field(ge=1, le=12)], Share] | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> "ScoresFormula":
        if not isinstance(self.of, str) and self.months is not None:
            raise ValueError("几个方案的得分按当月计，不写 months（月份）；逐月的只写一个方案")
        for word, shares in (("of（各方案）", self.shares), ("months（各月）", self.months or {})):
            if shares and sum(shares.values()) != 1:
                raise ValueError(f"{word}的比重之和应为 1，现为 {sum(shares.values())}")
        return self

    @property
    def shares(self) -> dict[str, Decimal]:
        """Scheme → its share. A single scheme has all of it."""
        return {self.of: Decimal(1)} if isinstance(self.of, str) else self.of


class Term(Strict):
    """A measure, and what each unit of it counts."""

    measure: str
    weight: Annotated[Decimal, Field(gt=0)]


class WeightedFormula(Strict):
    """Σ weight × measure, at most ``cap`` if the scheme gives one: points by tier and award of contests."""

    kind: Literal["weighted"]
    terms: tuple[Term, ...] = Field(min_length=1)
    cap: Annotated[Decimal, Field(gt=0)] | None = None


Formula = Annotated[
    TotalFormula
    | RatioFormula
    | CompletionFormula
    | DifferenceFormula
    | GrowthFormula
    | ChangeFormula
    | EnteredFormula
    | MeanOfUnitsFormula
    | ScoresFormula
    | WeightedFormula,
    Field(discriminator="kind"),
]


class EntrySettings(Strict):
    """A value that the office enters: its name, its unit, its bounds, and who gives it."""

    title: str = Field(min_length=1)
    unit_of_measure: str = Field(min_length=1)
    least: Decimal | None = None
    most: Decimal | None = None
    by: str | None = None
    """The office that provides the value (统计局)."""
    of: str | None = None
    """The indicator for which this is the unit's own score (自评分)."""

    @model_validator(mode="after")
    def _has_a_distance(self) -> "EntrySettings":
        if self.least is not None and self.most is not None and self.least >= self.most:
            raise ValueError("least（最小值）应小于 most（最大值）")
        return self


MEASURE_FIELDS = ("measures", "numerator", "denominator", "minuend", "subtrahend")
"""The fields in which formulas without weights name their measures."""

LOWERING_FIELDS = ("denominator", "subtrahend")
"""Those of them whose measures make the value smaller when they grow."""
