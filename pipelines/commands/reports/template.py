"""``kaohe template`` (空白表): write blank workbooks."""

from pathlib import Path
from typing import Any

import click

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME,
    PERIOD,
    SITE,
    WAREHOUSE,
    HomeType,
    check_period,
    open_to_read,
    read_with_schemes,
)


@click.command("template", cls=ChineseCommand)
@click.argument("forms", metavar="[FORM]...", nargs=-1)
@click.option("--unit", metavar="单位", help="单位名称或代码，不写则为全部应报单位。")
@click.option(
    "--decisions", is_flag=True, help="写主管部门用的认定表和评分录入表，填好放进设置文件夹的 decisions。"
)
@click.option(
    "-o", "--output", "folder", type=HomeType(), default="空白表", show_default=True, help="写到哪个文件夹。"
)
@SITE
@PERIOD
@WAREHOUSE
@HOME
@AS_OF
def template(
    forms: tuple[str, ...],
    unit: str | None,
    decisions: bool,
    folder: Path,
    period: str | None,
    **settings: Any,
) -> None:
    """Write one blank workbook for each unit, for a period. The default is the newest period that has
    begun.
    """
    if decisions:
        _write_decisions(forms, unit, folder, period, **settings)
        return
    from assets.submissions.blank.templates import (
        NoTemplate,
        wanted_templates,
        write_template,
    )  # Slow to import, as above.

    with output.progress(output.console(stderr=True)) as on_progress:
        office = open_to_read(**settings, progress=on_progress)
        check_period(office, period)
        period = period or office.newest_period
        try:
            wanted = wanted_templates(office, period, forms, unit)
        except NoTemplate as error:
            raise click.UsageError(str(error)) from None
        for done, each in enumerate(wanted, start=1):
            office.progress("空白表", done, len(wanted))
            written = write_template(office, each, period, folder)
    click.echo(f"已写好空白表 {len(wanted)} 个：{written if len(wanted) == 1 else folder}")


def _write_decisions(
    forms: tuple[str, ...], unit: str | None, folder: Path, period: str | None, **settings: Any
) -> None:
    """Write the blank workbook in which the office enters its decisions."""
    from assets.decisions.blank import write_decisions_blank

    if forms or unit or period:
        raise click.UsageError("--decisions 不和报表、--unit、--period 一起用")
    click.echo(f"已写好认定表：{write_decisions_blank(read_with_schemes(**settings), folder)}")
