"""Whether an indicator applies to a unit (适用); if it does not, the reason in words."""

from collections.abc import Callable
from fractions import Fraction

from assets.indicators.formulas import Computed
from schemas.assessment.decided import Decided
from schemas.assessment.indicators import Indicator, IssuedTarget
from schemas.assessment.remarks import Absence
from schemas.figures import exact_text
from schemas.scheme import Scheme


def why_not_applicable(
    scheme: Scheme,
    code: str,
    unit: str,
    period: str,
    decided: Decided,
    measure: Callable[[str], Fraction | None],
) -> str | None:
    """Why an indicator does not apply to a unit, before anything is computed; None where it applies.
    ``measure`` gives the unit's measures by name.
    """
    applies = scheme.indicators[code].applies
    if applies.leaves_out(unit):
        return "方案规定不适用于该单位"
    if applies.when is not None:
        value, least = measure(applies.when.measure), Fraction(applies.when.at_least)
        if value is not None and value < least:
            title = scheme.measures[applies.when.measure].title or applies.when.measure
            return f"{title}为{exact_text(value)}，不到{exact_text(least)}"
    exemption = decided.exemption(scheme.id, code, unit, period)
    return f"第{exemption.number}号认定免考核" if exemption else None


def why_computed_not_applicable(
    indicator: Indicator, computed: Computed, target: Fraction | None, period: str
) -> str | None:
    """Why an indicator does not apply, judged by what was computed; None where it applies.

    There may be no scores yet, because their first month has not come. Where the scheme says so, there may
    also be no target, or a denominator of 0.
    """
    if computed.absence is Absence.NOT_APPLICABLE:
        return f"{int(period[5:])}月还没有要汇总的得分"
    if indicator.no_target is not None and isinstance(indicator.target, IssuedTarget) and target is None:
        return "没有下达目标值"
    if indicator.zero_denominator == "not_applicable" and computed.absence is Absence.ZERO_DENOMINATOR:
        return "分母为0"
    return None
