"""Dynamic monitoring (动态监测与预警): for each month, each indicator against its pace, who has been behind
and for how long, and what is lacking.

The next month's values close the circle 监测 → 评价 → 改进. What was on the list of things to put right
(整改清单) last month and is on pace now is 已整改. A unit that has been behind the pace for the scheme's
number of months in a row is on the 约谈 list. A month without a value is not counted and does not break the
row. So it does not help a unit to report nothing, and such a month is not taken as being behind. A value that
is missing because a report is overdue (缺报) is on the 整改清单 too. A value whose report is not due yet is
not on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from pandera.typing import DataFrame

from assets.indicators.pace import due_so_far, is_met
from assets.monitoring.gaps import TARGET, Goal, amount_needed, amount_text
from assets.monitoring.positions import Position, positions
from assets.scores.cases import Case
from schemas.assessment.formulas import CompletionFormula
from schemas.assessment.remarks import RemarkKind, read_remarks
from schemas.form import Form
from schemas.frames import each_row
from schemas.office.units import UnitRegistry
from schemas.periods import add_months, months_of_year_to
from schemas.results import IndicatorRow, MonitoringRow
from schemas.scheme import Scheme

NEWLY_LISTED, STILL_LISTED, RECTIFIED = "新列入", "未整改", "已整改"
"""What has become of an indicator on the 整改清单 since the month before (``rectification``)."""


MonthKey = tuple[str, str, str]
"""Period, indicator, unit code."""


@dataclass(frozen=True)
class PaceStanding:
    """One indicator of one unit in one month, compared with what is due by the end of the month. ``due`` is
    missing if there is no target.

    ``overdue`` are sentences about the overdue reports that the value would need. It is empty if there is a
    value.
    """

    case: Case
    due: Fraction | None
    overdue: tuple[str, ...]

    @property
    def is_on_pace(self) -> bool | None:
        """Whether what is due is reached; None without a value or a target."""
        if self.case.measured is None or self.due is None:
            return None
        return is_met(self.case.measured, self.due, self.case.higher_is_better)

    @property
    def is_listed(self) -> bool:
        """Whether the indicator is on the 整改清单: behind the pace, or overdue."""
        return self.is_on_pace is False or bool(self.overdue)


def monitoring_of(
    scheme: Scheme,
    forms: Mapping[str, Form],
    indicators: DataFrame[IndicatorRow],
    registry: UnitRegistry,
    months: Sequence[str],
) -> DataFrame[MonitoringRow]:
    """The monitoring of some months, for every indicator with a target.

    ``indicators`` are those of the scheme for the whole year. A month that has none gives no rows.
    """
    monitored = indicators[
        indicators["indicator"].isin([code for code, each in scheme.indicators.items() if each.target])
    ]
    standings = {
        (row.period, row.indicator, row.unit_code): _standing(scheme.in_month(row.period), row)
        for row in each_row(monitored)
    }
    rows = []
    for month in months:
        of_month = monitored[monitored["period"] == month]
        rules = scheme.in_month(month)
        places = positions(rules, forms, of_month, registry, month)
        for row in each_row(of_month):
            _, position = places.get((row.indicator, row.unit_code), ("", None))
            rows.append(_row(rules, standings, row, position))
    return MonitoringRow.of_rows(rows)


def _standing(scheme: Scheme, row: Any) -> PaceStanding:
    indicator = scheme.indicators[row.indicator]
    case = Case.of(indicator, row)
    due = None if case.target is None else due_so_far(case.target, indicator.pace_curve, int(row.period[5:]))
    remarks = read_remarks(row.remarks) if case.measured is None else ()
    overdue = tuple(remark.text for remark in remarks if remark.kind is RemarkKind.OVERDUE)
    return PaceStanding(case, due, overdue)


def _row(
    scheme: Scheme, standings: Mapping[MonthKey, PaceStanding], row: Any, position: Position | None
) -> tuple:
    now = standings[row.period, row.indicator, row.unit_code]
    before = standings.get((add_months(row.period, -1), row.indicator, row.unit_code))
    behind = months_behind(standings, row.period, row.indicator, row.unit_code)
    previous = before.case.value if before else None
    value = now.case.value
    return (
        scheme.id,
        row.indicator,
        row.indicator_name,
        row.unit_code,
        row.unit_name,
        row.period,
        value,
        now.case.target,
        now.case.completion,
        now.due,
        row.light,
        previous,
        None if value is None or previous is None else value - previous,
        behind,
        int(behind >= scheme.escalation.months_behind),
        lacks_text(scheme, now, position) if now.is_listed else "",
        rectification(now, before),
        row.unit_of_measure,
        scheme.indicators[row.indicator].office_section,
    )


def months_behind(
    standings: Mapping[MonthKey, PaceStanding], period: str, indicator: str, unit_code: str
) -> int:
    """How many months in a row, up to this one, a unit has been behind the pace. The count starts again every
    January.
    """
    behind = 0
    for month in months_of_year_to(period):
        standing = standings.get((month, indicator, unit_code))
        on_pace = standing.is_on_pace if standing else None
        if on_pace is not None:
            behind = 0 if on_pace else behind + 1
    return behind


def rectification(now: PaceStanding, before: PaceStanding | None) -> str:
    """What has become of the indicator since the month before. Empty if it was on the list in neither month,
    or if nobody can tell.
    """
    was_listed = before is not None and before.is_listed
    if now.is_listed:
        return STILL_LISTED if was_listed else NEWLY_LISTED
    return RECTIFIED if was_listed and now.is_on_pace else ""


def lacks_text(scheme: Scheme, standing: PaceStanding, position: Position | None) -> str:
    """What is lacking to be on pace, and to reach the target of the year:
    本月应不低于25%，现为22.5%，再增加120人（分母不变）赶上序时进度.
    """
    case, due = standing.case, standing.due
    if standing.overdue:
        return f"{'；'.join(standing.overdue)}，请补报"
    required = replace(case, target=due).requirement
    if position is None:
        return f"本月应{required}"
    word = position.counting.word if isinstance(case.indicator.formula, CompletionFormula) else ""
    compared = f"本月应{required}{word}，现为{case.show_with_unit(case.measured)}{word}"
    steps = [_step_text(scheme, position, due, "赶上序时进度")]
    if due != case.target and not case.met:
        steps.append(
            _step_text(scheme, position, case.target, f"达到全年目标{case.show_with_unit(case.target)}{word}")
        )
    return "，".join([compared, *filter(None, steps)])


def _step_text(scheme: Scheme, position: Position, wanted: Fraction, outcome: str) -> str:
    goal = Goal(TARGET, wanted, "", position.case.higher_is_better, is_measured=True)
    needed = amount_needed(position, goal)
    return "" if needed is None else f"{amount_text(scheme, position, goal, needed)}{outcome}"
