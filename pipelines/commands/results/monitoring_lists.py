"""The lists of the monitoring that ``kaohe watch`` shows: 约谈名单, 整改清单, 已整改 and the gaps (差额).
They are read from the BI views.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape

from assets.monitoring.markdown_tables import in_order_of_codes, put_right, talk_list, to_put_right
from pipelines.commands import output, pass_summary
from schemas.figures import change_text, exact
from schemas.scheme import Scheme
from warehouse.office import Office


def monitoring_data(
    office: Office, schemes: Sequence[Scheme], period: str | None, with_gaps: bool
) -> dict[str, Any]:
    """The lists of a period, for a script; without a period the newest one of each scheme. They are rows of
    bi_monitoring, and rows of bi_gap if asked for.
    """
    monitoring = _monitoring(office, schemes, period)
    lists = {
        "talk_list": talk_list(monitoring),
        "to_put_right": to_put_right(monitoring),
        "put_right": put_right(monitoring),
    }
    if with_gaps:
        lists["gaps"] = _gaps(office, monitoring, period)
    return {"site": office.site.id, "period": period} | {
        name: output.json_rows([frame]) for name, frame in lists.items()
    }


def print_monitoring(
    console: Console, office: Office, schemes: Sequence[Scheme], period: str | None, with_gaps: bool
) -> None:
    """Print the lists of a period, scheme by scheme; without a period the newest one of each scheme."""
    monitoring = _monitoring(office, schemes, period)
    gaps = _gaps(office, monitoring, period) if with_gaps else monitoring.head(0)
    if monitoring.empty:
        console.print("还没有考核过这个月份。" if period else "还没有考核过任何月份，请先运行 kaohe run。")
    for scheme in schemes:
        of_scheme = monitoring[monitoring["scheme"] == scheme.id]
        if of_scheme.empty:
            continue
        console.print(
            f"\n[bold]{escape(scheme.title)}[/bold]（{of_scheme['period'].iloc[0]}）", soft_wrap=True
        )
        _print_talk_list(console, of_scheme, scheme.escalation.months_behind)
        _print_to_put_right(console, of_scheme)
        _print_put_right(console, of_scheme)
        if with_gaps:
            _print_gaps(console, gaps[gaps["scheme"] == scheme.id])


def _monitoring(office: Office, schemes: Sequence[Scheme], period: str | None) -> pd.DataFrame:
    """The rows of bi_monitoring about these schemes in the period. Without a period, each scheme's newest
    month that was monitored.
    """
    rows = output.read_view(office, "bi_monitoring", period=period)
    rows = rows[rows["scheme"].isin([scheme.id for scheme in schemes])]
    return rows[rows["period"] == rows.groupby("scheme")["period"].transform("max")]


def _gaps(office: Office, monitoring: pd.DataFrame, period: str | None) -> pd.DataFrame:
    """The rows of bi_gap about the same schemes and periods as these rows of bi_monitoring."""
    rows = output.read_view(office, "bi_gap", period=period)
    rows = rows[rows["period"] == rows["scheme"].map(monitoring.groupby("scheme")["period"].max())]
    return rows.sort_values(["scheme", "indicator", "unit_code", "goal"])


def _print_talk_list(console: Console, monitoring: pd.DataFrame, bound: int) -> None:
    listed = talk_list(monitoring)
    console.print(f"约谈名单（连续 {bound} 个月以上落后于序时进度）：" + ("" if len(listed) else "没有。"))
    for row in listed.itertuples():
        console.print(f"  {row.unit_name}：{escape(row.indicators)}", soft_wrap=True)


def _print_to_put_right(console: Console, monitoring: pd.DataFrame) -> None:
    listed = to_put_right(monitoring)
    console.print("整改清单：" + ("" if len(listed) else "没有。"))
    _print_by_unit(
        console,
        listed,
        [
            f"{row.indicator} {escape(row.indicator_name)} {_lamp(row.light)}（{_progress(row)}）：{escape(row.lacks)}"
            f"{_in_charge(row.office_section)}"
            for row in listed.itertuples()
        ],
    )


def _in_charge(section: str | None) -> str:
    """Which section of the office is in charge."""
    return "" if section is None or pd.isna(section) else f"（负责科室：{escape(section)}）"


def _progress(row: Any) -> str:
    """What has changed since last month: 未整改，比上月+1.14个百分点."""
    change = exact(row.month_change)
    if change is None:
        return row.rectification
    return f"{row.rectification}，" + (
        f"比上月{change_text(change, row.unit_of_measure)}" if change else "与上月持平"
    )


def _print_put_right(console: Console, monitoring: pd.DataFrame) -> None:
    done = put_right(monitoring)
    if len(done):
        items = "、".join(
            f"{row.unit_name} {row.indicator} {row.indicator_name}" for row in done.itertuples()
        )
        console.print(f"已整改（上月在清单上，本月已赶上进度）：{escape(items)}", soft_wrap=True)


def _print_gaps(console: Console, gaps: pd.DataFrame) -> None:
    listed = gaps.sort_values(["unit_code", "indicator", "goal"], key=in_order_of_codes)
    console.print("差额（其他单位不变时）：" + ("" if len(listed) else "各单位的目标都已达到。"))
    lines = [
        f"{row.indicator} {escape(row.indicator_name)}　{row.goal}：{escape(row.says)}"
        for row in listed.itertuples()
    ]
    _print_by_unit(console, listed, lines)


def _print_by_unit(console: Console, rows: pd.DataFrame, lines: Sequence[str]) -> None:
    """Print the lines, each below the name of its unit. Sentences are easier to read and to paste than narrow
    columns.
    """
    shown = None
    for unit, line in zip(rows["unit_name"], lines, strict=True):
        if unit != shown:
            console.print(f"  {unit}")
        console.print(f"    {line}", soft_wrap=True)
        shown = unit


def _lamp(light: str | None) -> str:
    return (
        "" if not light or pd.isna(light) else f"[{pass_summary.LIGHT_STYLES.get(light, 'white')}]{light}[/]"
    )
