"""``kaohe replay``: what a rule would newly return."""

from typing import Any

import click
from rich.console import Console

from pipelines.commands import report
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME,
    JSON,
    SITE,
    WAREHOUSE,
    ParameterType,
    PeriodType,
    check_period,
    open_named,
)


@click.command(
    "replay",
    cls=ChineseCommand,
    help="推演：某条审核规则若定为强制性错误（或改用别的参数），以前各期会新退回哪些报表；不改动任何数据。",
)
@click.argument("rule", metavar="规则编号")
@click.option(
    "--period", type=PeriodType(), multiple=True, required=True, help="报告期，例如 2023-12；可写多次。"
)
@click.option(
    "--set", "parameters", type=ParameterType(), multiple=True, help="改用的参数，例如 most=0.3；可写多次。"
)
@SITE
@WAREHOUSE
@HOME
@AS_OF
@JSON
def replay(
    rule: str,
    period: tuple[str, ...],
    parameters: tuple[tuple[str, float], ...],
    as_json: bool,
    **settings: Any,
) -> None:
    """Judge a rule on past periods as if it were hard; stored state is not touched."""
    from assets.reviews.replay import UnknownRule
    from assets.reviews.replay import replay as replay_rule

    office = open_named(**settings)
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
        report.print_replay(Console(), office, rule, period, rows)
