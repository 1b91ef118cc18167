"""Statuses (状态) of indicators, if a scheme asks for them: 引领, 达标, 未达标 or 未启动."""

from fractions import Fraction

from pandera.typing import DataFrame

from assets.scores.cases import Case
from schemas.assessment.remarks import is_not_applicable
from schemas.results import IndicatorRow, StatusRow
from schemas.scheme import Scheme

AHEAD, MET, UNMET, NOT_STARTED = "引领", "达标", "未达标", "未启动"
STATUSES = (AHEAD, MET, UNMET, NOT_STARTED)
"""The best first."""


def calculate_statuses(
    scheme: Scheme, indicators: DataFrame[IndicatorRow], period: str
) -> DataFrame[StatusRow]:
    """The status of every indicator that has a target. There are no rows for a scheme without statuses.

    The status is missing if there is no value (缺报) or no target has been handed down.
    """
    rows = []
    if scheme.statuses is not None:
        margin = Fraction(scheme.statuses.ahead_margin)
        for row in indicators.itertuples():
            indicator = scheme.indicators[row.indicator]
            if indicator.target is not None and not is_not_applicable(row.absence):
                rows.append(
                    (
                        scheme.id,
                        row.indicator,
                        row.unit_code,
                        period,
                        status_of(Case.of(indicator, row), margin),
                    )
                )
    return StatusRow.of_rows(rows)


def status_of(case: Case, margin: Fraction) -> str | None:
    """The status of one case, compared with the whole year's target in every month.

    A value of 0 where there is something to reach is 未启动 (to be cleared, 清零). 引领 is better than the
    target by at least ``margin`` of it.
    """
    if case.measured is None or case.target is None:
        return None
    higher = case.indicator.direction == "higher"
    if higher and case.measured == 0 and case.target > 0:
        return NOT_STARTED
    if not case.met:
        return UNMET
    distance = case.measured - case.target if higher else case.target - case.measured
    return AHEAD if distance > 0 and distance >= abs(case.target) * margin else MET
