"""The indicators as a steward reads them."""

from typing import Any

import pandas as pd

from schemas.assessment.remarks import Absence
from schemas.figures import AT_LEAST, PERCENTAGE_POINTS, is_true
from schemas.texts.markdown import markdown_list, markdown_table

MOST_ROWS = 300


def shown(value: Any, unit_of_measure: str) -> str:
    """A figure with its unit. 0.3347 with the unit % is 33.47%; a missing figure is 缺报."""
    if pd.isna(value):
        return "缺报"
    return (
        f"{value * 100:.2f}%"
        if unit_of_measure == "%"
        else f"{value * 100:.2f}{PERCENTAGE_POINTS}"
        if unit_of_measure == PERCENTAGE_POINTS
        else f"{value:,.2f}".rstrip("0").rstrip(".") + unit_of_measure
    )


def indicator_table(frame: pd.DataFrame) -> str:
    """Up to MOST_ROWS rows with unit, indicator, value and light, as Markdown. Notes are in ``note_list``."""
    if frame.empty:
        return "本方案不考核这个月。"
    rows = [
        [row.unit_name, f"{row.indicator} {row.indicator_name}", value_text_of(row), row.light]
        for row in frame.head(MOST_ROWS).itertuples()
    ]
    rest = len(frame) - len(rows)
    table = markdown_table(["单位", "指标", "值", "灯"], rows)
    return table + (f"\n\n另有 {rest} 行，见 bi\\_indicator。" if rest > 0 else "")


def note_list(frame: pd.DataFrame) -> str:
    """What is to be said of values, a line each. Sentences do not fit into the columns of a table."""
    noted = frame[frame["note"].notna() & (frame["note"] != "")].head(MOST_ROWS)
    return (
        markdown_list(f"{row.unit_name} {row.indicator}：{row.note}" for row in noted.itertuples())
        or "没有说明。"
    )


ABSENT = {
    Absence.NO_TARGET: "无目标值",
    Absence.ZERO_DENOMINATOR: "无法计算",
    Absence.NOT_APPLICABLE: "不适用",
    Absence.INCOMPARABLE: "不可比",
}
"""The word in place of a value that is absent for another reason than a missing report."""


def value_text_of(row: Any) -> str:
    """The value of a row of bi_indicator as text: 33.47%, ≥200人次, 缺报, 不适用."""
    if pd.isna(row.value) and isinstance(row.absence, str) and row.absence in ABSENT:
        return ABSENT[Absence(row.absence)]
    return (AT_LEAST if is_true(row.is_lower_bound) else "") + shown(row.value, row.unit_of_measure)


def funnel_table(frame: pd.DataFrame) -> str:
    """The funnel as Markdown: a row for each unit and a column for each stage, with the count and its share
    of the stage before.
    """
    stages = list(dict.fromkeys(frame["stage"]))
    rows = [
        [unit, *(_stage_text(row) for row in stages_of_unit.sort_values("step").itertuples())]
        for unit, stages_of_unit in frame.groupby("unit_name", sort=False)
    ]
    return markdown_table(["单位", *stages], rows)


def _stage_text(row: Any) -> str:
    count = shown(row.count, "")
    return count if pd.isna(row.share) else f"{count}（{row.share:.2%}）"
