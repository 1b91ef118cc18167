"""``kaohe ui``: open the Dagster UI on this office."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import click

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME, INBOX, SITE, WAREHOUSE, PortType, open_for_pass
from warehouse.office import Office

LOCAL = "127.0.0.1"
LOG = Path("logs") / "ui.log"
"""Where in the home folder the messages of Dagster's processes go."""
ENDS_WITHIN_SECONDS = 20
LOOKS_EVERY_SECONDS = 0.3
ANSWERS_WITHIN_SECONDS = 5
STATE_OF_OFFICE = "{ workspaceOrError { ... on Workspace { locationEntries { loadStatus } } } }"
"""Dagster's question about the places that definitions come from; an office is one."""


@click.command("ui", cls=ChineseCommand)
@SITE
@INBOX
@WAREHOUSE
@HOME
@AS_OF
@click.option("--port", type=PortType(), default=3000, help="端口（默认 3000）。")
def ui(port: int, **settings: Any) -> None:
    """Make one pass, then serve the office's pages. Print their address when they can be opened, and nothing
    else.
    """
    _expect_free(port)
    with output.progress(output.console(stderr=True)) as on_progress:
        office = open_for_pass(**settings, progress=on_progress)
        _take_in(office)
    log = office.home / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    # A service manager ends its services with SIGTERM. Dagster's processes must end then too.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    with log.open("ab") as messages:
        server = _started(office, port, settings, messages.fileno())
        try:
            _wait_until_ready(server, port, log)
            click.echo(f"页面地址：http://{LOCAL}:{port} （按 Ctrl+C 结束）")
            server.wait()
        except KeyboardInterrupt:
            click.echo("\n页面已关闭。", err=True)
            return
        finally:
            _end(server)
    raise click.ClickException(f"页面意外停止了，原因见 {log}，改好后重新运行 kaohe ui。")


def _expect_free(port: int) -> None:
    """Refuse a port that another program listens on."""
    with socket.socket() as trial:
        # As a server would: a port that was in use a moment ago is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((LOCAL, port))
        except OSError:
            raise click.ClickException(
                f"端口 {port} 不能用，多半是另一个程序（也许是另一个 kaohe ui）占着，请关闭它，或用 --port 换一个端口。"
            ) from None


def _take_in(office: Office) -> None:
    """Make a pass. If it fails, the pages show why, so they are opened all the same."""
    from pipelines.orchestration.execution import PassFailed
    from pipelines.telling.watched_pass import watched_pass

    try:
        watched_pass(office)
    except PassFailed as failure:
        click.echo(f"收件没有完成：{failure}；页面照常打开，可在其中查看原因。", err=True)


def _started(office: Office, port: int, settings: dict[str, Any], messages: int) -> subprocess.Popen:
    """Dagster's own server on the office, in a group of processes of its own: Ctrl+C is for this process,
    which ends them in order.
    """
    from pipelines.orchestration.instance_settings import prepare_instance

    prepare_instance(office.home, office.site.id, office.warehouse_url)
    named = {
        "KAOHE_SITE": office.site.directory,
        "KAOHE_HOME": office.home,
        "KAOHE_INBOX": office.inbox,
        "KAOHE_WAREHOUSE": office.warehouse_url,
        "KAOHE_AS_OF": settings.get("as_of"),
    }
    environment = os.environ | {name: str(value) for name, value in named.items() if value}
    command = ("-m", "dagster", "dev", "-m", "pipelines.definitions", "-h", LOCAL, "-p", str(port))
    return subprocess.Popen(  # noqa: S603 — nothing of it comes from outside
        [sys.executable, *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=messages,
        stderr=messages,
        start_new_session=True,
    )


def _wait_until_ready(server: subprocess.Popen, port: int, log: Path) -> None:
    """Wait until the pages can be opened and show the office. ClickException if the server has ended
    before.
    """
    while server.poll() is None:
        if _office_is_loaded(port):
            return
        time.sleep(LOOKS_EVERY_SECONDS)
    raise click.ClickException(f"页面没有打开，原因见 {log}，改好后重新运行 kaohe ui。")


def _office_is_loaded(port: int) -> bool:
    """Whether the pages are there and Dagster has loaded the office's definitions. While it loads them, the
    pages are empty.
    """
    asked = json.dumps({"query": STATE_OF_OFFICE}).encode()
    request = urllib.request.Request(
        f"http://{LOCAL}:{port}/graphql", asked, {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=ANSWERS_WITHIN_SECONDS) as answer:  # noqa: S310
            entries = json.load(answer)["data"]["workspaceOrError"].get("locationEntries", [])
    except (OSError, ValueError):
        return False
    return bool(entries) and all(each["loadStatus"] == "LOADED" for each in entries)


def _end(server: subprocess.Popen) -> None:
    """End the server and what it has started, as Ctrl+C would; by force if that takes too long."""
    if server.poll() is not None:
        return
    os.killpg(server.pid, signal.SIGINT)
    try:
        server.wait(ENDS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
