"""Scores, conclusions and statuses as Markdown, for stewards."""

from typing import Any

import pandas as pd

from assets.scores.statuses import AHEAD, MET, NOT_STARTED, UNMET
from schemas.figures import exact, points_text
from schemas.frames import each_row
from schemas.texts.markdown import cell_text, markdown_list, markdown_table

NOT_ASSESSED = "本方案不考核这个月。"
NOT_CONCLUDED = "没有达标结论：本方案不考核这个月，或者只监测、不判定。"


def score_table(totals: pd.DataFrame, decimals: int = 2) -> str:
    """A table of group, rank, unit and score."""
    if totals.empty:
        return NOT_ASSESSED
    ordered = totals.sort_values(["group_name", "rank", "unit_code"])
    rows = [
        [
            row.group_name,
            row.rank,
            row.unit_name,
            "不适用" if pd.isna(row.score) else points_text(exact(row.score), decimals),
            f"{row.full_score:g}",
        ]
        for row in each_row(ordered)
    ]
    return markdown_table(["组别", "名次", "单位", "得分", "满分"], rows)


def item_list(items: pd.DataFrame, totals: pd.DataFrame, decimals: int = 2) -> str:
    """Every score of an indicator with its reason, a line each, unit by unit. The first line of a unit is its
    total.
    """
    of_units: dict[str, list[str]] = {}
    for row in each_row(items):
        of_units.setdefault(row.unit_code, []).append(_item_line(row, decimals))
    lines = []
    for unit in each_row(totals.sort_values("unit_code")):
        lines.append(f"**{cell_text(unit.unit_name)}**\n")
        lines.append(markdown_list(of_units.get(unit.unit_code, [])) + "\n")
    return "\n".join(lines) or NOT_ASSESSED


def _item_line(row: Any, decimals: int) -> str:
    points = "不计分" if pd.isna(row.score) else f"{points_text(exact(row.score), decimals)}分"
    return f"{row.indicator}　{points}：{'' if pd.isna(row.reason) else row.reason}"


def conclusion_table(units: pd.DataFrame) -> str:
    """A table of the units with their conclusion, and how many items they pass, fail or lack."""
    if units.empty:
        return NOT_CONCLUDED
    rows = [[row.unit_name, row.conclusion, row.passed, row.failed, row.missing] for row in each_row(units)]
    return markdown_table(["单位", "结论", "达标项", "未达标项", "无法判定项"], rows)


def gap_list(units: pd.DataFrame) -> str:
    """What each unit lacks, a line each."""
    lacking = units[units["gaps"].notna() & (units["gaps"] != "")]
    return markdown_list(f"{row.unit_name}：{row.gaps}" for row in each_row(lacking)) or "没有差额。"


def status_table(statuses: pd.DataFrame, names: dict[str, str]) -> str:
    """The indicators of each status by unit. ``names`` are the names of the units by code. The indicators to
    be cleared (未启动) and chased come first.
    """
    order = (NOT_STARTED, UNMET, MET, AHEAD)
    rows = []
    for code, of_unit in statuses.groupby("unit_code", sort=False):
        cells = [
            "、".join(of_unit.loc[(of_unit["status"] == status).fillna(False), "indicator"])
            for status in order
        ]
        rows.append(
            [
                names.get(str(code), str(code)),
                *cells,
                "、".join(of_unit.loc[of_unit["status"].isna(), "indicator"]),
            ]
        )
    return markdown_table(["单位", *order, "缺报或无目标"], rows)
