"""``kaohe run``: make one pass over the inbox."""

import json
from typing import Any

import click

from pipelines.commands import output, pass_news, pass_summary
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME,
    INBOX,
    JSON,
    PERIOD,
    SITE,
    WAREHOUSE,
    check_period,
    open_for_pass,
)
from warehouse.office import Office
from warehouse.processes.imports import importing
from warehouse.processes.side_processes import use_all_processors


@click.command("run", cls=ChineseCommand)
@SITE
@INBOX
@PERIOD
@WAREHOUSE
@HOME
@AS_OF
@JSON
def run(period: str | None, as_json: bool, **settings: Any) -> None:
    """Make one pass. With ``--period`` it assesses that period alone, whether it has changed or not."""
    use_all_processors()
    console = output.console(stderr=as_json)
    with output.progress(console) as on_progress:
        office = open_for_pass(**settings, progress=on_progress)
        check_period(office, period)
        with importing():
            _expect_work(office, period)
            # Dagster takes a second to import; `--help` should not.
            from pipelines.orchestration.execution import PassFailed
            from pipelines.telling.run_records import as_json as record_as_data
            from pipelines.telling.run_records import newest
            from pipelines.telling.watched_pass import watched_pass
        before = pass_news.standing(office)
        try:
            done, record = watched_pass(office, period)
        except PassFailed as failure:
            if as_json:
                click.echo(
                    json.dumps(
                        {"site": office.site.id, "run": newest(office.home, ("pass",))},
                        ensure_ascii=False,
                        indent=2,
                    )
                )
            raise click.ClickException(f"没有完成：{failure}。") from failure
    for fault in _receipt_faults(office):
        click.echo(f"{fault}。", err=True)
    if as_json:
        told = {**pass_summary.as_data(office, done), "run": record_as_data(record)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        pass_summary.print_summary(console, office, done, before)


def _receipt_faults(office: Office) -> list[str]:
    """Which lines of the inbox's list of receipts somebody has to correct."""
    from assets.submissions.inbox.receipt import receipt_times

    return [str(fault) for fault in receipt_times(office).faults]


def _expect_work(office: Office, period: str | None) -> None:
    """Let another process load what takes longest to load, if this pass will probably need it."""
    from assets.reviews.stage import expect_review
    from assets.submissions.inbox.receipt import seems_to_hold_new_files

    if period or seems_to_hold_new_files(office):
        expect_review()
