"""The formulas (公式) that make an indicator of measures."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from schemas.assessment.measures import Strict

MeasureNames = Annotated[tuple[str, ...], Field(min_length=1)]


class TotalFormula(Strict):
    """The measures added up."""

    kind: Literal["total"]
    measures: MeasureNames


class RatioFormula(Strict):
    """Numerator ÷ denominator × ``scale`` (1 for rates as fractions, 10000 for 每万人), the denominator
    stated in words.
    """

    kind: Literal["ratio"]
    numerator: MeasureNames
    denominator: MeasureNames
    scale: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    denominator_note: str = Field(min_length=1)
    may_exceed: bool = False
    """Whether a rate may lie above 100 %, since what is counted is not a part of the denominator."""


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


class Term(Strict):
    """A measure and what each unit of it counts."""

    measure: str
    weight: Annotated[Decimal, Field(gt=0)]


class WeightedFormula(Strict):
    """Σ weight × measure, at most ``cap`` if the scheme gives one: points by tier and award of contests."""

    kind: Literal["weighted"]
    terms: tuple[Term, ...] = Field(min_length=1)
    cap: Annotated[Decimal, Field(gt=0)] | None = None


Formula = Annotated[
    TotalFormula | RatioFormula | CompletionFormula | DifferenceFormula | GrowthFormula | WeightedFormula,
    Field(discriminator="kind"),
]

MEASURE_FIELDS = ("measures", "numerator", "denominator", "minuend", "subtrahend")
"""Where the formulas that do not weigh their measures name them."""
