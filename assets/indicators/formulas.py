"""Formulas (公式): from the measures of one unit and period to an indicator's exact numerator, denominator
and value.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemas.assessment.formulas import (
    ChangeFormula,
    CompletionFormula,
    DifferenceFormula,
    EnteredFormula,
    Formula,
    GrowthFormula,
    MeanOfUnitsFormula,
    RatioFormula,
    ScoresFormula,
    WeightedFormula,
)
from schemas.assessment.remarks import Absence

Total = Callable[[Sequence[str]], Fraction | None]
"""The sum of the named measures; None if any of them is missing."""


@dataclass(frozen=True)
class Computed:
    """An indicator's value with its parts. If there is no value, ``absence`` says why."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    absence: Absence | None = None


Entered = Callable[[str], Fraction | None]
"""The value that was entered under a name; None if none was."""


def compute(
    formula: Formula,
    now: Total,
    last_year: Total,
    target: Fraction | None,
    entered: Entered = lambda name: None,
) -> Computed:
    """The value of a formula. If there is no denominator, the numerator is the value."""
    if isinstance(formula, RatioFormula):
        return _divided(
            now(formula.numerator),
            now(formula.denominator),
            Fraction(formula.scale),
            Absence.ZERO_DENOMINATOR,
        )
    if isinstance(formula, CompletionFormula):
        if target is None:
            return Computed(now(formula.measures), absence=Absence.NO_TARGET)
        return _divided(now(formula.measures), target, Fraction(1), Absence.ZERO_DENOMINATOR)
    if isinstance(formula, GrowthFormula):
        return _grown(now(formula.measures), last_year(formula.measures))
    if isinstance(formula, ChangeFormula):
        return _changed(formula, now, last_year)
    if isinstance(formula, EnteredFormula):
        return _given(entered(formula.entry))
    if isinstance(formula, DifferenceFormula):
        difference = _difference(now(formula.minuend), now(formula.subtrahend))
        return _given(difference)
    if isinstance(formula, MeanOfUnitsFormula | ScoresFormula):
        raise TypeError("means and scores are made of other values, not of the unit's own measures")
    if isinstance(formula, WeightedFormula):
        return _weighted(formula, now)
    return _given(now(formula.measures))


def is_base(last_year: Fraction | None) -> bool:
    """Whether growth can be computed from last year's value. It cannot from 0 or below (不可比)."""
    return last_year is not None and last_year > 0


def _grown(now: Fraction | None, last_year: Fraction | None) -> Computed:
    found = _divided(_difference(now, last_year), last_year, Fraction(1), Absence.INCOMPARABLE)
    if found.value is None or is_base(last_year):
        return found
    return Computed(found.numerator, found.denominator, absence=Absence.INCOMPARABLE)


def _changed(formula: ChangeFormula, now: Total, last_year: Total) -> Computed:
    """The change against last year. The change of a ratio is written as one fraction: a ÷ b − c ÷ d is (ad −
    cb) ÷ bd.
    """
    if formula.of is None:
        return _given(_difference(now(formula.measures), last_year(formula.measures)))
    parts = [
        total(names) for total in (now, last_year) for names in (formula.of.numerator, formula.of.denominator)
    ]
    if any(part is None for part in parts):
        return Computed(absence=Absence.MISSING)
    a, b, c, d = parts
    if b == 0 or d == 0:
        return Computed(absence=Absence.ZERO_DENOMINATOR if b == 0 else Absence.INCOMPARABLE)
    return _divided(
        (a * d - c * b) * Fraction(formula.of.scale), b * d, Fraction(1), Absence.ZERO_DENOMINATOR
    )


def _given(value: Fraction | None) -> Computed:
    return Computed(value, None, value, Absence.MISSING if value is None else None)


def _weighted(formula: WeightedFormula, now: Total) -> Computed:
    """The weighted sum. The numerator is the whole sum; the value is at most the cap."""
    parts = [(Fraction(term.weight), now((term.measure,))) for term in formula.terms]
    if any(number is None for _, number in parts):
        return Computed(absence=Absence.MISSING)
    total = sum((weight * number for weight, number in parts), Fraction(0))
    return Computed(total, None, total if formula.cap is None else min(total, Fraction(formula.cap)))


def _difference(minuend: Fraction | None, subtrahend: Fraction | None) -> Fraction | None:
    return None if minuend is None or subtrahend is None else minuend - subtrahend


def _divided(
    numerator: Fraction | None, denominator: Fraction | None, scale: Fraction, when_zero: Absence
) -> Computed:
    if numerator is None or denominator is None:
        return Computed(numerator, denominator, absence=Absence.MISSING)
    if denominator == 0:
        return Computed(numerator, denominator, absence=when_zero)
    return Computed(numerator, denominator, numerator / denominator * scale)


def measured(formula: Formula, computed: Computed) -> Fraction | None:
    """What is compared with the target: the value, or for a completion rate (505 ÷ 425) the number completed
    (505).
    """
    return computed.numerator if isinstance(formula, CompletionFormula) else computed.value
