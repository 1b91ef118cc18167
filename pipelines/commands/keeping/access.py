"""``kaohe access``: who opened which original."""

import json
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import HOME_IN_USE, JSON, SITE, WAREHOUSE, open_apart
from warehouse.keeping.access_log import accesses

HEADERS = {"at": "时间", "who": "操作账号", "for": "命令和用途", "file": "文件", "sha256": "校验值"}


@click.command("access", cls=ChineseCommand)
@click.option("--file", "begins", metavar="校验值", help="只看这份文件（写校验值的开头几位即可）。")
@SITE
@WAREHOUSE
@HOME_IN_USE
@JSON
def access(begins: str | None, as_json: bool, **settings: Any) -> None:
    """Print the log of access to originals, the oldest entry first."""
    office = open_apart(**settings)
    entries = [entry for entry in accesses(office) if entry["sha256"].startswith((begins or "").lower())]
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    if not entries:
        click.echo("没有查阅记录。")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for header in HEADERS.values():
        table.add_column(header, overflow="fold")
    for entry in entries:
        shown = {**entry, "at": entry["at"][:16].replace("T", " "), "sha256": entry["sha256"][:12]}
        table.add_row(*(escape(shown[name]) for name in HEADERS))
    output.console().print(table)
