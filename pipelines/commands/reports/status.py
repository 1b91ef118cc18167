"""``kaohe status``: which units have reported."""

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
    open_to_read,
)
from pipelines.commands.reports import report_matrix


@click.command("status", cls=ChineseCommand)
@SITE
@PERIOD
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@click.option("--rates", "only_rates", is_flag=True, help="只看报送率、按时率和一次通过率。")
@JSON
def status(period: str | None, only_rates: bool, as_json: bool, **settings: Any) -> None:
    """Print the report matrix and the rates of a period, by default of the newest one that is due. The JSON
    is either the list of reports or the rates.
    """
    office = open_to_read(**settings)
    check_period(office, period)
    rows = report_matrix.report_status(office, period)
    progress = report_matrix.report_progress(office)
    shown = period or (rows["period"].iloc[0] if len(rows) else office.newest_period)
    if as_json and only_rates:
        click.echo(
            json.dumps(
                report_matrix.rates_as_data(progress, shown, office.as_of),
                ensure_ascii=False,
                indent=2,
            )
        )
    elif as_json:
        click.echo(rows.to_json(orient="records", force_ascii=False, indent=2, date_format="iso"))
    else:
        if not only_rates:
            report_matrix.print_status(output.console(), office, rows, progress)
            report_matrix.print_files_not_taken(output.console(), office, progress)
            output.print_overdue_objections(office)
        report_matrix.print_rates(output.console(), progress, shown, office.as_of, office.forms)
