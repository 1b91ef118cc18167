"""``kaohe collect``, ``fill`` and ``export``: write what leaves the office."""

from pathlib import Path
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME_IN_USE,
    SITE,
    WAREHOUSE,
    HomeType,
    PeriodType,
    check_period,
    open_to_read,
    read_with_schemes,
)

OUTPUT = click.option("-o", "--output", "folder", metavar="文件夹", type=HomeType())


@click.command("collect", cls=ChineseCommand)
@click.argument("form", metavar="报表")
@click.argument("period", metavar="报告期", type=PeriodType())
@click.option("--unit", metavar="单位", help="只汇总这个单位和它下面的单位。")
@OUTPUT
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
def collect(form: str, period: str, unit: str | None, folder: Path | None, **settings: Any) -> None:
    """Write the collected table, and print how many units are in it and which are missing."""
    from assets.outgoing.collected_workbook import write_collected
    from assets.outgoing.collecting import NothingToCollect, collected
    from assets.submissions.inbox.archive import DamagedArchive

    office = open_to_read(**settings)
    check_period(office, period)
    try:
        found = collected(office, form, period, unit)
    except NothingToCollect as error:
        raise click.UsageError(str(error)) from None
    except DamagedArchive as error:
        raise click.ClickException(str(error)) from None
    path = write_collected(office, found, folder)
    rows = sum(len(each.rows) for each in found.reported)
    click.echo(f"已汇总{len(found.reported)}个单位{rows}行：{path}")
    for what, units in (("缺报", found.missing), ("退回未改", found.returned)):
        if units:
            click.echo(f"{what}{len(units)}个：{'、'.join(unit.name for unit in units)}")


@click.command("fill", cls=ChineseCommand)
@click.argument("report", metavar="上报表")
@click.argument("period", metavar="报告期", type=PeriodType())
@OUTPUT
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
def fill(report: str, period: str, folder: Path | None, **settings: Any) -> None:
    """Fill in the workbook. If some cells cannot be filled in, say which."""
    from assets.outgoing.report_filling import NotFilled, fill_report

    office = read_with_schemes(**settings)
    check_period(office, period)
    try:
        path = fill_report(office, report, period, folder)
    except NotFilled as error:
        raise click.UsageError("\n".join(error.places)) from None
    click.echo(f"已填好：{path}")


@click.command("export", cls=ChineseCommand)
@click.argument("period", metavar="报告期", type=PeriodType())
@OUTPUT
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
def export(period: str, folder: Path | None, **settings: Any) -> None:
    """Write the views of the period as files, and print where they lie."""
    from assets.outgoing.exporting import export_views

    office = open_to_read(**settings)
    check_period(office, period)
    written = export_views(office, period, folder)
    click.echo(f"已导出{period}的{len(written) // 2}个视图：{written[0].parent}")
