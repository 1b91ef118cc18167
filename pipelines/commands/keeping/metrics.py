"""``kaohe metrics``: the metrics of an office, for a monitor."""

import threading
from functools import partial
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME_IN_USE, INBOX, SITE, WAREHOUSE, PortType, open_to_read

LOCAL = "127.0.0.1"


@click.command("metrics", cls=ChineseCommand)
@SITE
@INBOX
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@click.option(
    "--serve",
    "port",
    type=PortType(),
    help="不打印，而在 127.0.0.1 的这个端口提供，供 Prometheus 直接抓取（按 Ctrl+C 结束）。",
)
def metrics(port: int | None, **settings: Any) -> None:
    """Print the metrics, or serve them until interrupted."""
    from pipelines.orchestration.execution import (
        open_instance,
    )  # Dagster takes a second to import; `--help` should not.
    from pipelines.telling.metrics import exposition, serve

    office = open_to_read(**settings)
    opened = partial(open_instance, office.home, office.site.id, office.warehouse_url)
    if port is None:
        click.echo(exposition(office, opened), nl=False)
        return
    serve(office, opened, LOCAL, port)
    click.echo(f"监控指标：http://{LOCAL}:{port}/metrics", err=True)
    threading.Event().wait()
