"""``kaohe desk``: serve the desk."""

import errno
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME, INBOX, SITE, WAREHOUSE, PortType, open_for_pass


@click.command(
    "desk", cls=ChineseCommand, help="打开报送平台：http://127.0.0.1:8100，各单位在这里检查和报送。"
)
@SITE
@INBOX
@WAREHOUSE
@HOME
@AS_OF
@click.option("--port", type=PortType(), default=8100, help="端口（默认 8100）。")
def desk(port: int, **settings: Any) -> None:
    """Serve the desk of an office on this machine until it is stopped."""
    from desk.server import serving

    office = open_for_pass(**settings)
    try:
        server = serving(office, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise click.ClickException(f"端口 {port} 已被占用，请用 --port 换一个端口。") from None
    click.echo(f"报送平台：http://127.0.0.1:{port} （按 Ctrl+C 结束）")
    server.run()
