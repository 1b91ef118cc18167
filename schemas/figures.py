"""Figures, exact and in words: between stored numbers and exact fractions, and as people read them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

AT_LEAST = "≥"
"""Stands before a value that is a lower bound."""


def exact(number: Any) -> Fraction | None:
    """The exact fraction of a stored number as it is written (0.1 is one tenth). None if the number is
    missing.
    """
    if number is None or number is pd.NA or number != number:
        return None
    if isinstance(number, int | Fraction | Decimal):
        return Fraction(number)
    # By way of a decimal number: a fraction takes four times as long to read a text.
    return Fraction(Decimal(repr(float(number))))


def is_true(stored: object) -> bool:
    """A stored yes or no. If it is missing, it is no."""
    return not pd.isna(stored) and bool(stored)


def rounded(number: Fraction, places: int = 2) -> Decimal:
    """Rounded half up (四舍五入) to a number of decimals."""
    above, below = number.numerator * 10**places, number.denominator
    whole = (2 * abs(above) + below) // (2 * below)
    return Decimal(whole if above >= 0 else -whole).scaleb(-places)


def trimmed(number: Fraction, places: int = 2) -> Decimal:
    """Rounded, without trailing zeros."""
    return rounded(number, places).normalize()


def decimal_text(number: Fraction, places: int = 2) -> str:
    """The number as text without trailing zeros: 11558, 23.5."""
    return f"{trimmed(number, places):f}"


def exact_text(number: Fraction) -> str:
    """The number with all its decimals, if it ends within ten of them: 0.125. Otherwise with four: 0.3333."""
    scaled = number * 10**10
    return decimal_text(number, 10 if scaled.denominator == 1 else 4)


def rounded_points(points: Fraction, decimals: int = 2) -> Decimal:
    """Points with as many decimals as their scheme says, but at least two: 77.50, 83.3333."""
    return rounded(points, max(decimals, 2))


def points_text(points: Fraction, decimals: int = 2) -> str:
    """``rounded_points`` as text."""
    return f"{rounded_points(points, decimals):f}"


def percent_text(share: Fraction) -> str:
    """A share as a percentage with two decimals: 118.82%, 100%."""
    return f"{decimal_text(share * 100)}%"


def signed_text(number: Fraction) -> str:
    """The number with its sign: +225, −3, 0."""
    return ("+" if number > 0 else "−" if number < 0 else "") + decimal_text(abs(number))


def change_text(change: Fraction, unit_of_measure: str) -> str:
    """A change or difference with its sign and unit. For rates it is in percentage points: from 3% to 7.2% is
    +4.2个百分点.
    """
    return (
        f"{signed_text(change * 100)}个百分点"
        if is_share_unit(unit_of_measure)
        else f"{signed_text(change)}{unit_of_measure}"
    )


PERCENTAGE_POINTS = "个百分点"
"""The unit of a difference of rates. Both the rates and the difference are stored as fractions."""


def is_share_unit(unit_of_measure: str) -> bool:
    """Whether values of this unit are stored as fractions of 1 and read in hundredths."""
    return unit_of_measure in ("%", PERCENTAGE_POINTS)


def value_text(number: Fraction, unit_of_measure: str) -> str:
    """A value with its unit. Rates are stored as fractions and read as percentages."""
    if unit_of_measure == PERCENTAGE_POINTS:
        return f"{decimal_text(number * 100)}{PERCENTAGE_POINTS}"
    return percent_text(number) if unit_of_measure == "%" else decimal_text(number, 4)
