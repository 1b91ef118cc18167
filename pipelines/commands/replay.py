"""``kaohe replay``: which reports a rule would newly return."""

from collections.abc import Sequence
from typing import Any

import click
import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME_IN_USE,
    JSON,
    SITE,
    WAREHOUSE,
    ParameterType,
    PeriodType,
    check_period,
    open_to_read,
)
from warehouse.office import Office


@click.command("replay", cls=ChineseCommand)
@click.argument("rule", metavar="规则编号")
@click.option(
    "--period", type=PeriodType(), multiple=True, required=True, help="报告期，例如 2023-12；可写多次。"
)
@click.option(
    "--set", "parameters", type=ParameterType(), multiple=True, help="改用的参数，例如 most=0.3；可写多次。"
)
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def replay(
    rule: str,
    period: tuple[str, ...],
    parameters: tuple[tuple[str, float], ...],
    as_json: bool,
    **settings: Any,
) -> None:
    """Judge past periods as if the rule were hard. What is stored stays as it is."""
    from assets.reviews.replay import UnknownRule
    from assets.reviews.replay import replay as replay_rule

    office = open_to_read(**settings)
    for each in period:
        check_period(office, each)
    try:
        rows = replay_rule(office, rule, period, dict(parameters))
    except UnknownRule as error:
        raise click.UsageError(f"没有编号为“{rule}”的审核规则，请核对编号，例如 Z03-4") from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(rows.to_json(orient="records", force_ascii=False, indent=2))
    else:
        print_replay(output.console(), office, rule, period, rows)


def print_replay(
    console: Console, office: Office, rule: str, periods: Sequence[str], rows: pd.DataFrame
) -> None:
    """Print which reports the rule would newly return in those periods, or how many of their rows it would
    hold.
    """
    months = "、".join(sorted(set(periods)))
    returned, held = rows[rows["outcome"] == "returned"], rows[rows["outcome"] == "partly_accepted"]
    also = f"，另有 {len(held)} 份报表留置 {int(held['rows_held'].sum())} 行" if len(held) else ""
    console.print(f"规则 {rule} 若定为强制性错误，{months} 将新退回 {len(returned)} 份报表{also}。")
    if len(rows):
        table = Table(box=None, padding=(0, 2, 0, 0))
        for header in ("报告期", "单位", "报表", "结果", "处数", "第一处"):
            table.add_column(header)
        for row in rows.itertuples():
            outcome = "退回" if row.outcome == "returned" else f"留置 {row.rows_held} 行"
            unit = office.site.registry.get(row.unit_code).name
            table.add_row(
                row.period, unit, office.forms.name(row.form), outcome, str(row.findings), escape(row.message)
            )
        console.print(table)
    console.print("以上只是推演，没有改动任何数据。")
