"""Scores, conclusions and statuses as Markdown, for stewards."""

import pandas as pd

from assets.scores.statuses import AHEAD, MET, NOT_STARTED, UNMET
from schemas.figures import exact, points_text
from schemas.texts.markdown import markdown_table

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
        for row in ordered.itertuples()
    ]
    return markdown_table(["组别", "名次", "单位", "得分", "满分"], rows)


def conclusion_table(units: pd.DataFrame) -> str:
    """A table of the units with their conclusion, how many items they pass, fail or lack, and the gaps."""
    if units.empty:
        return NOT_CONCLUDED
    rows = [
        [row.unit_name, row.conclusion, row.passed, row.failed, row.missing, row.gaps]
        for row in units.itertuples()
    ]
    return markdown_table(["单位", "结论", "达标项", "未达标项", "无法判定项", "差额清单"], rows)


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
