"""``kaohe objection``: record, list and close objections to assessed figures."""

from typing import Any

import click
import pandas as pd

from pipelines.commands.chinese_help import ChineseCommand, ChineseGroup
from pipelines.commands.options import (
    AS_OF,
    HOME,
    HOME_IN_USE,
    JSON,
    SITE,
    WAREHOUSE,
    PeriodType,
    open_with_schemes,
    read_with_schemes,
)
from warehouse.results.objections import OUTCOMES


@click.group("objection", cls=ChineseGroup)
def objection() -> None:
    """Without a subcommand it prints the help."""


@objection.command(
    "add", cls=ChineseCommand, help="登记一件异议：对哪个方案、哪个月、哪个单位、哪项指标，有什么异议。"
)
@click.argument("scheme", metavar="方案")
@click.argument("period", metavar="报告期", type=PeriodType())
@click.argument("unit", metavar="单位")
@click.argument("indicator", metavar="指标")
@click.argument("text", metavar="内容")
@SITE
@WAREHOUSE
@HOME
@AS_OF
def add(scheme: str, period: str, unit: str, indicator: str, text: str, **settings: Any) -> None:
    """Record an objection, dated today."""
    from assets.bulletins.issuing.objecting import CannotObject, record_objection
    from assets.scores.questions import NotAssessed, scheme_of

    office = open_with_schemes(**settings)
    try:
        done = record_objection(office, scheme_of(office, scheme), period, unit, indicator, text)
    except (CannotObject, NotAssessed, ValueError) as error:
        raise click.UsageError(str(error)) from None
    late = f"注意：提出异议的期限已于{done.too_late}届满。" if done.too_late else ""
    due = f"请于{done.due_on}前答复。" if done.due_on else ""
    click.echo(f"已登记第{done.number}号异议：{done.unit_name}，{done.indicator_name}，{period}。{due}{late}")


@objection.command(
    "review", cls=ChineseCommand, help="单位对答复不服，申请复核：登记为新的一件，写明申请的理由。"
)
@click.argument("number", metavar="编号", type=int)
@click.argument("text", metavar="理由")
@SITE
@WAREHOUSE
@HOME
@AS_OF
def review(number: int, text: str, **settings: Any) -> None:
    """Record that a unit asks for a review of an answer."""
    from assets.bulletins.issuing.objecting import CannotObject, ask_review

    try:
        done = ask_review(open_with_schemes(**settings), number, text)
    except (CannotObject, ValueError) as error:
        raise click.UsageError(str(error)) from None
    due = f"请于{done.due_on}前答复。" if done.due_on else ""
    click.echo(
        f"已登记第{done.number}号，对第{number}号的答复申请复核：{done.unit_name}，{done.indicator_name}。{due}"
    )


@objection.command("list", cls=ChineseCommand, help="列出异议，未办结的在前。")
@click.option("--scheme", metavar="方案", help="只列这个方案的。")
@click.option("--period", type=PeriodType(), help="只列这个月的，例如 2023-12。")
@click.option("--open", "only_open", is_flag=True, help="只列未办结的。")
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def list_all(scheme: str | None, period: str | None, only_open: bool, as_json: bool, **settings: Any) -> None:
    """List the objections for the steward."""
    from assets.bulletins.issuing.objecting import steward_list

    rows = steward_list(read_with_schemes(**settings), scheme, period, only_open)
    if as_json:
        click.echo(
            rows.astype({"raised_on": str, "closed_on": "string", "due_on": "string"}).to_json(
                orient="records", force_ascii=False, indent=2
            )
        )
        return
    click.echo("\n".join(steward_line(row) for row in rows.itertuples()) or "没有异议。")


def steward_line(row: Any) -> str:
    """One objection as a steward reads it."""
    due = f"，应于{row.due_on}前答复" if not pd.isna(row.due_on) else ""
    state = (
        f"未办结，已{row.days_open:.0f}天{due}"
        if row.state == "未办结"
        else f"{row.state}，{row.closed_on}办结"
    )
    of = f"，对第{row.review_of}号的答复申请复核" if not pd.isna(row.review_of) else ""
    head = f"第{row.objection}号（{state}）{row.scheme} {row.period} {row.unit_name} {row.indicator} {row.indicator_name}{of}"
    closed = [f"  办结理由：{row.closing_reason}"] if row.state != "未办结" else []
    return "\n".join([head, f"  {row.raised_on}提出：{row.text}", *closed])


@objection.command(
    "close", cls=ChineseCommand, help="办结一件异议，写明结果和理由；要更正数据的，由单位重新报送报表。"
)
@click.argument("number", metavar="编号", type=int)
@click.option(
    "--outcome",
    metavar="结果",
    type=click.Choice(OUTCOMES),
    required=True,
    help=f"办理结果：{'、'.join(OUTCOMES)}。",
)
@click.option("--reason", metavar="理由", required=True, help="为什么采纳或不采纳，一句话。")
@SITE
@WAREHOUSE
@HOME
@AS_OF
def close(number: int, outcome: str, reason: str, **settings: Any) -> None:
    """Close an objection, dated today."""
    from assets.bulletins.issuing.objecting import CannotObject
    from assets.bulletins.issuing.objecting import close as close_objection

    try:
        close_objection(open_with_schemes(**settings), number, outcome, reason)
    except (CannotObject, ValueError) as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"已办结第{number}号异议：{outcome}。")
