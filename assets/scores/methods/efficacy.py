"""功效系数: between an unacceptable and a satisfactory value."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

from assets.scores.methods.scored import Scored, Show
from schemas.figures import decimal_text, exact_text

DIGITS, DECIMALS = 28, 20
"""The exponential form gives no exact fraction. It is computed with DIGITS digits and rounded to DECIMALS
decimals before anything is weighted, so that everybody gets the same result.
"""


def efficacy(
    value: Fraction,
    unacceptable: Fraction,
    satisfactory: Fraction,
    clamp: tuple[Fraction, Fraction] | None = None,
    *,
    base: Fraction = Fraction(60),
    span: Fraction = Fraction(40),
    exponential: bool = False,
) -> Fraction:
    """功效系数, out of 100: (x − 不允许值) ÷ (满意值 − 不允许值) × span + base. For example, 5.81 between 6
    and 12 gives 58.73.

    The exponential form is base × e^(ln(100 ÷ base) × the same share).
    """
    share = (value - unacceptable) / (satisfactory - unacceptable)
    coefficient = _exponential(share, base) if exponential else base + span * share
    return min(max(coefficient, clamp[0]), clamp[1]) if clamp else coefficient


def _exponential(share: Fraction, base: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = DIGITS
        start = _decimal(base)
        grown = start * ((Decimal(100) / start).ln() * _decimal(share)).exp()
        # The wanted decimals may need more digits than the computation has.
        context.prec = max(DIGITS, grown.adjusted() + DECIMALS + 2)
        return Fraction(grown.quantize(Decimal(1).scaleb(-DECIMALS), rounding=ROUND_HALF_UP))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def efficacy_score(
    value: Fraction,
    unacceptable: Fraction,
    satisfactory: Fraction,
    full: Fraction,
    clamp: tuple[Fraction, Fraction] | None = None,
    show: Show = str,
    *,
    base: Fraction = Fraction(60),
    span: Fraction = Fraction(40),
    exponential: bool = False,
    places: int = 2,
) -> Scored:
    """功效系数 as per cent of the full marks. All get full marks if the group's two bounds are equal."""
    if satisfactory == unacceptable:
        equal = f"满意值与不允许值都是{show(satisfactory)}"
        return Scored(full, f"{equal}，都得满分{exact_text(full)}分")
    form: dict[str, Any] = {"base": base, "span": span, "exponential": exponential}
    whole = efficacy(value, unacceptable, satisfactory, **form)
    coefficient = efficacy(value, unacceptable, satisfactory, clamp, **form)
    share = f"（{show(value)}－{show(unacceptable)}）÷（{show(satisfactory)}－{show(unacceptable)}）"
    number = exact_text(base)
    terms = (
        f"{number}×e^（ln（100÷{number}）×{share}）"
        if exponential
        else f"{share}×{exact_text(span)}＋{number}"
    )
    held = (
        f"，限于{exact_text(clamp[0])}至{exact_text(clamp[1])}，按{decimal_text(coefficient)}计"
        if coefficient != whole
        else ""
    )
    points = full * coefficient / 100
    worth = f"{exact_text(full)}×{decimal_text(coefficient)}%＝{decimal_text(points, places)}分"
    return Scored(points, f"功效系数{terms}＝{decimal_text(whole)}{held}，得{worth}")
