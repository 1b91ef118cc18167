"""``kaohe desk``: serve the desk."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME, INBOX, SITE, WAREHOUSE, PortType, open_for_pass
from warehouse.office import Office


@click.command("desk", cls=ChineseCommand)
@SITE
@INBOX
@WAREHOUSE
@HOME
@AS_OF
@click.option("--port", type=PortType(), default=8100, help="端口（默认 8100）。")
@click.option("--sample", is_flag=True, help="演示样例：一并打开 Dagster 页面，打印两个演示账号。")
def desk(port: int, sample: bool, **settings: Any) -> None:
    """Serve the desk of an office on this machine until it is stopped."""
    from desk.commands.sample import UI_PORT, dagster_beside, demonstration_accounts, is_sample, own_inbox
    from desk.project import DAGSTER
    from desk.server import serving

    office = open_for_pass(**settings)
    if sample:
        if not is_sample(office):
            raise click.UsageError("--sample 只用于样例办公室，自己的办公室请用 kaohe account add 新增账号")
        office = replace(office, inbox=own_inbox(office.home))
        os.environ.setdefault(DAGSTER, f"http://127.0.0.1:{UI_PORT}")
    server = _listening(serving, office, port)
    if not sample:
        click.echo(f"报送平台：http://127.0.0.1:{port} （按 Ctrl+C 结束）")
        server.run()
        return
    address = f"http://127.0.0.1:{port}"
    with dagster_beside(office, address):
        click.echo(f"报送平台：{address} （按 Ctrl+C 结束）；Dagster 页面打开后另行显示地址")
        for name, password in demonstration_accounts(office):
            click.echo(f"  {name}　密码 {password}")
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
        server.run()


def _listening(serving: Callable[[Office, int], Any], office: Office, port: int) -> Any:
    from desk.accounts.provider import NoProvider

    try:
        return serving(office, port)
    except NoProvider as error:
        raise click.ClickException(f"{error}。") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise click.ClickException(f"端口 {port} 已被占用，请用 --port 换一个端口。") from None
