"""What an assessment gives (考核结果): frames as stages make them, tables keep them and BI reads them.

Rates are fractions. What is missing is NA, never 0. Each class says what its rows are. What a column means to
a reader stands in ``warehouse/database/view_texts``.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.frames import KEY, LENGTH, FrameModel

CODE, NAME, PERIOD = 50, 200, 7
"""How long codes, names and periods may be."""

Text = Series[pd.StringDtype]
Number = Series[pd.Float64Dtype]
Count = Series[pd.Int64Dtype]


def _key(length: int | None = None) -> Any:
    return pa.Field(metadata={KEY: True, LENGTH: length})


def _text(length: int, nullable: bool = True) -> Any:
    return pa.Field(nullable=nullable, metadata={LENGTH: length})


def _optional() -> Any:
    return pa.Field(nullable=True)


class UnitRow(FrameModel):
    """A row of a unit."""

    scheme: Text = _key(CODE)
    unit_code: Text = _key(CODE)
    unit_name: Text = _text(NAME, nullable=False)
    period: Text = _key(PERIOD)


class GroupedUnitRow(FrameModel):
    """A row of a unit in its group."""

    scheme: Text = _key(CODE)
    unit_code: Text = _key(CODE)
    unit_name: Text = _text(NAME, nullable=False)
    group_name: Text = _text(NAME)
    period: Text = _key(PERIOD)


class ItemRow(FrameModel):
    """A row of an indicator of a unit."""

    scheme: Text = _key(CODE)
    indicator: Text = _key(CODE)
    unit_code: Text = _key(CODE)
    period: Text = _key(PERIOD)


class NamedItemRow(FrameModel):
    """A row of an indicator of a unit, with the names of both."""

    scheme: Text = _key(CODE)
    indicator: Text = _key(CODE)
    indicator_name: Text
    unit_code: Text = _key(CODE)
    unit_name: Text = _text(NAME, nullable=False)
    period: Text = _key(PERIOD)


class IndicatorRow(NamedItemRow):
    """The value of an indicator (指标值).

    ``absence`` says why there is none (``schemas.assessment.remarks.Absence``). ``note`` holds the sentences
    of ``remarks`` (JSON).
    """

    numerator: Number = _optional()
    denominator: Number = _optional()
    value: Number = _optional()
    unit_of_measure: Text = _text(50)
    last_year: Number = _optional()
    change: Number = _optional()
    growth: Number = _optional()
    target: Number = _optional()
    completion: Number = _optional()
    due_so_far: Number = _optional()
    light: Text = _text(10)
    note: Text = _optional()
    base_year: Count = _optional()
    base_value: Number = _optional()
    base_change: Number = _optional()
    is_lower_bound: Series[pd.BooleanDtype] = _optional()
    absence: Text = _text(20)
    remarks: Text = _optional()
    office_section: Text = _text(NAME)


class ScoreRow(GroupedUnitRow):
    """The score of a unit (总分). ``follows`` is the scheme of the year before; the ranks are compared with
    its ranks.
    """

    score: Number = _optional()
    full_score: Number = _optional()
    rank: Count = _optional()
    follows: Text = _text(CODE)


class ScoreItemRow(ItemRow):
    """The points of an indicator (单项得分). ``self_score`` is how many the unit itself says it should get
    (自评分).
    """

    score: Number = _optional()
    full_score: Number = _optional()
    method: Text = _text(50)
    reason: Text = _optional()
    self_score: Number = _optional()


class SectionRow(FrameModel):
    """The points of a section of a scheme (分块得分)."""

    scheme: Text = _key(CODE)
    section: Text = _key(NAME)
    unit_code: Text = _key(CODE)
    period: Text = _key(PERIOD)
    score: Number = _optional()
    full_score: Number = _optional()
    rank: Count = _optional()


class GradeRow(GroupedUnitRow):
    """The grade of a unit (等次)."""

    grade: Text = _text(50, nullable=False)
    reason: Text


class ConclusionRow(UnitRow):
    """Whether a unit meets what a scheme without points requires (达标结论)."""

    conclusion: Text = _text(20, nullable=False)
    passed: Count
    failed: Count
    missing: Count
    gaps: Text


class ConclusionItemRow(NamedItemRow):
    """Whether a unit meets one requirement."""

    value: Number = _optional()
    required: Number = _optional()
    shortfall: Number = _optional()
    unit_of_measure: Text = _text(50)
    conclusion: Text = _text(20, nullable=False)
    says: Text


class StatusRow(ItemRow):
    """The status of an indicator (状态)."""

    status: Text = _text(20)


class FunnelRow(UnitRow):
    """A stage of a funnel (漏斗). ``share`` is the count ÷ the count of the stage before."""

    step: Count = _key()
    stage: Text
    count: Number = _optional()
    share: Number = _optional()


class GapRow(NamedItemRow):
    """What a unit lacks for a goal (差额).

    ``needed`` is how much more has to be counted (or less, if lower is better). For a rate it is in units of
    its numerator, with the denominator unchanged. It is missing if the gap depends on other units. ``points``
    is how much the score of the indicator would change. It is missing if the indicator gives no points.
    """

    goal: Text = _key(20)
    goal_value: Number = _optional()
    needed: Number = _optional()
    unit_of_measure: Text = _text(50)
    points: Number = _optional()
    says: Text


class MonitoringRow(NamedItemRow):
    """How an indicator with a target stands compared with its pace (动态监测)."""

    value: Number = _optional()
    target: Number = _optional()
    completion: Number = _optional()
    due_so_far: Number = _optional()
    light: Text = _text(10)
    previous_value: Number = _optional()
    month_change: Number = _optional()
    months_behind: Count
    talk_list: Count
    lacks: Text
    rectification: Text = _text(20, nullable=False)
    unit_of_measure: Text = _text(50)
    office_section: Text = _text(NAME)
