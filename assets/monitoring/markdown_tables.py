"""The lists of the monitoring as a steward reads them, as Markdown: 约谈名单, 整改清单, 已整改."""

from typing import Any

import pandas as pd

from assets.indicators.markdown_tables import shown
from assets.monitoring.monitoring import NEWLY_LISTED, RECTIFIED, STILL_LISTED
from schemas.texts.markdown import markdown_list

NOBODY = "无。"
LIST_ORDER = ["scheme", "unit_code", "indicator"]


def in_order_of_codes(codes: pd.Series) -> pd.Series:
    """A sort key that orders codes by their numbers: A9-2 before A9-10."""
    return codes.astype("string").str.replace(r"\d+", lambda number: number[0].zfill(12), regex=True)


def talk_list(monitoring: pd.DataFrame) -> pd.DataFrame:
    """The units to be talked to, the worst first: scheme, unit_code, unit_name, indicators (with the months
    behind), months (the most), items (how many indicators).
    """
    listed = monitoring[monitoring["talk_list"] == 1].sort_values(LIST_ORDER, key=in_order_of_codes)
    rows = [
        (
            *key,
            "、".join(
                f"{row.indicator} {row.indicator_name}（{row.months_behind}个月）"
                for row in of_unit.itertuples()
            ),
            int(of_unit["months_behind"].max()),
            len(of_unit),
        )
        for key, of_unit in listed.groupby(["scheme", "unit_code", "unit_name"], sort=False)
    ]
    frame = pd.DataFrame(rows, columns=["scheme", "unit_code", "unit_name", "indicators", "months", "items"])
    return frame.sort_values(
        ["scheme", "items", "months", "unit_code"], ascending=[True, False, False, True], ignore_index=True
    )


def to_put_right(monitoring: pd.DataFrame) -> pd.DataFrame:
    """The 整改清单: the rows of ``bi_monitoring`` that lack something, by scheme, unit and indicator."""
    listed = monitoring["rectification"].isin((NEWLY_LISTED, STILL_LISTED))
    return monitoring[listed].sort_values(LIST_ORDER, key=in_order_of_codes, ignore_index=True)


def put_right(monitoring: pd.DataFrame) -> pd.DataFrame:
    """The rows that were on the 整改清单 last month and are on pace now."""
    return monitoring[monitoring["rectification"] == RECTIFIED].sort_values(
        LIST_ORDER, key=in_order_of_codes, ignore_index=True
    )


def talk_table(monitoring: pd.DataFrame) -> str:
    """约谈名单: the units, how many indicators each has on the list, and which. A line each."""
    listed = talk_list(monitoring).itertuples()
    return markdown_list(f"{row.unit_name}（{row.items} 项）：{row.indicators}" for row in listed) or NOBODY


def put_right_table(monitoring: pd.DataFrame, is_done: bool) -> str:
    """整改清单, or with ``is_done`` 已整改: a line each, because sentences do not fit into columns.

    It has unit, indicator, light, value, since when, what is lacking, and, where the schemes name it, the
    section of the office that is in charge.
    """
    chosen = put_right(monitoring) if is_done else to_put_right(monitoring)
    return markdown_list(map(_put_right_line, chosen.itertuples())) or NOBODY


def _put_right_line(row: Any) -> str:
    light = "" if pd.isna(row.light) else f"{row.light}灯，"
    in_charge = "" if pd.isna(row.office_section) else f"（负责科室：{row.office_section}）"
    value = shown(row.value, row.unit_of_measure)
    return (
        f"{row.unit_name}　{row.indicator} {row.indicator_name}：{light}现值 {value}，{row.rectification}，"
        f"{row.lacks or '已赶上序时进度'}{in_charge}"
    )
