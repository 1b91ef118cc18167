"""``kaohe ui``: open the Dagster UI on this office."""

import os
import sys
from typing import Any

import click
from rich.console import Console

from pipelines.commands import output, pass_summary
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME, INBOX, SITE, WAREHOUSE, PortType, open_for_pass


@click.command("ui", cls=ChineseCommand, help="打开 Dagster 页面（先收一遍件）：http://127.0.0.1:3000")
@SITE
@INBOX
@WAREHOUSE
@HOME
@AS_OF
@click.option("--port", type=PortType(), default=3000, help="端口（默认 3000）。")
def ui(port: int, **settings: Any) -> None:
    """Make one pass, then turn this process into ``dagster dev`` on the office."""
    from pipelines.orchestration.execution import PassFailed
    from pipelines.orchestration.instance_settings import prepare_instance
    from pipelines.telling.watched_pass import watched_pass

    console = Console()
    with output.progress(console) as on_progress:
        office = open_for_pass(**settings, progress=on_progress)
        try:
            pass_summary.print_summary(console, office, watched_pass(office)[0])
        except PassFailed as failure:
            console.print(f"收件没有完成：{failure}；页面照常打开，可在其中查看原因。")
    prepare_instance(office.home, office.site.id, office.warehouse_url)
    for name, value in {
        "KAOHE_SITE": office.site.directory,
        "KAOHE_HOME": office.home,
        "KAOHE_INBOX": office.inbox,
        "KAOHE_WAREHOUSE": office.warehouse_url,
        "KAOHE_AS_OF": settings.get("as_of"),
    }.items():
        if value:
            os.environ[name] = str(value)
    console.print(f"页面地址：http://127.0.0.1:{port} （按 Ctrl+C 结束）")
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "pipelines.definitions",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    os.execv(sys.executable, command)  # noqa: S606 — this process becomes the UI; nothing of it comes from outside
