"""``kaohe watch``: which units are behind the pace, for how long, and what they lack."""

import json
from typing import Any

import click

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME_IN_USE,
    JSON,
    PERIOD,
    SITE,
    WAREHOUSE,
    check_period,
    read_with_schemes,
)


@click.command("watch", cls=ChineseCommand)
@click.argument("scheme", metavar="[方案]", required=False)
@PERIOD
@click.option(
    "--gaps", "with_gaps", is_flag=True, help="再列出差额：离目标、下一档、上一名还差多少，值几分。"
)
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def watch(scheme: str | None, period: str | None, with_gaps: bool, as_json: bool, **settings: Any) -> None:
    """Print the lists of a period. The JSON has the rows that the lists are made of."""
    from assets.scores.questions import NotAssessed, scheme_of
    from pipelines.commands.results import monitoring_lists

    office = read_with_schemes(**settings)
    check_period(office, period)
    try:
        chosen = (scheme_of(office, scheme),) if scheme else office.schemes
    except NotAssessed as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        click.echo(
            json.dumps(
                monitoring_lists.monitoring_data(office, chosen, period, with_gaps),
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        monitoring_lists.print_monitoring(output.console(), office, chosen, period, with_gaps)
        output.print_overdue_objections(office)
