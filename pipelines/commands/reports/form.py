"""``kaohe form draft``: draft a form file from a workbook that an office uses already."""

from pathlib import Path

import click

from pipelines.commands.chinese_help import ChineseCommand, ChineseGroup
from pipelines.commands.options import HomeType


@click.group("form", cls=ChineseGroup)
def form() -> None:
    """Without a subcommand it prints the help."""


@form.command(
    "draft",
    cls=ChineseCommand,
    help="照空白表或已填的表起草报表文件：表头、类型、可选的值、合计、说明和签名；看不准的标“请确认”。",
)
@click.argument("workbook", metavar="WORKBOOK.xlsx", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="工作表", help="只起草这一张工作表（默认：每张有表头的）。")
@click.option(
    "-o", "--output", "folder", metavar="文件夹", type=HomeType(), default=".", show_default="当前文件夹"
)
def draft(workbook: Path, sheet: str | None, folder: Path) -> None:
    """Write the files, and print how many places in each of them somebody has to look at."""
    from assets.drafts.folder import draft_forms  # Slow to import.
    from assets.drafts.sheets import NotDrafted

    try:
        written, passed_over = draft_forms(workbook, sheet, folder)
    except NotDrafted as error:
        raise click.UsageError(str(error)) from None
    for each in written:
        click.echo(f"已起草{each.title}：{each.path}（{each.doubts}处请确认）")
    for said in passed_over:
        click.echo(f"未起草：{said}。")
