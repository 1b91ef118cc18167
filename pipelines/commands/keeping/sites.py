"""``kaohe sites``: many sites on one Dagster instance, run by Celery workers."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
from rich.table import Column, Table

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand, ChineseGroup
from pipelines.commands.options import HOME, WAREHOUSE, FolderType
from warehouse.office import DEFAULT_HOME

NEEDED = {
    "KAOHE_DAGSTER_STORAGE": "Dagster 记录所在的 PostgreSQL 数据库地址",
    "KAOHE_BROKER": "Redis 地址，例如 redis://127.0.0.1:6379/0",
}
"""What every process of a deployment must find in its environment."""
PACKAGES = ("dagster_celery", "redis", "dagster_postgres", "psycopg2")
"""What the extras celery and postgresql install."""

SITES = click.option(
    "--sites", type=FolderType(), envvar="KAOHE_SITES", help="各单位的设置所在文件夹，每个单位一个子文件夹。"
)


@click.group("sites", cls=ChineseGroup)
def sites() -> None:
    """Without a subcommand it prints the help."""


@sites.command(
    "prepare",
    cls=ChineseCommand,
    help="准备各单位的数据库和 Dagster 的设置；新增单位或升级程序后再运行一次。",
)
@SITES
@HOME
@WAREHOUSE
@click.option(
    "--slots",
    type=click.IntRange(min=1),
    required=True,
    metavar="个数",
    help="全部工作进程合计同时运行几个任务。",
)
def prepare(slots: int, **settings: Any) -> None:
    """Prepare every site and the Dagster instance. The exit code is 1 if a site cannot be run."""
    from pipelines.sites.folders import SitesError, site_names, sites_folder
    from pipelines.sites.preparation import prepare_dagster, prepare_sites

    home = _name_in_environment(**settings)
    try:
        names = site_names(sites_folder())
    except SitesError as error:
        raise click.UsageError(str(error)) from None
    readiness = prepare_sites(names)
    prepare_dagster(home / "dagster", names, slots)
    table = Table("单位", Column("状态", overflow="fold"))
    for each in readiness:
        table.add_row(each.site, each.problem or "可以运行")
    console = output.console()
    console.print(table)
    console.print(
        f"Dagster 的设置：{home / 'dagster'}；同时运行至多 {slots} 个任务，每个单位一次一个。", soft_wrap=True
    )
    if faulty := [each.site for each in readiness if each.problem]:
        raise click.ClickException(
            f"有 {len(faulty)} 个单位不能运行（{'、'.join(faulty)}），其他单位不受影响；请改好后再运行一次。"
        )


@sites.command("worker", cls=ChineseCommand, help="启动一个工作进程，运行各单位的任务，直到停止它。")
@SITES
@HOME
@WAREHOUSE
@click.option(
    "--slots",
    type=click.IntRange(min=1),
    required=True,
    metavar="个数",
    help="这个工作进程同时运行几个任务，一般等于处理器核数。",
)
@click.option(
    "--name", default="kaohe", metavar="名称", help="工作进程的名称，同一台机器上不能重复（默认 kaohe）。"
)
def worker(slots: int, name: str, **settings: Any) -> None:
    """Turn this process into a Celery worker."""
    from pipelines.sites.folders import SitesError, sites_folder

    home = _name_in_environment(**settings)
    try:
        sites_folder()
    except SitesError as error:
        raise click.UsageError(str(error)) from None
    if not (home / "dagster" / "dagster.yaml").is_file():
        raise click.UsageError(f"{home / 'dagster'} 里还没有设置，请先运行 kaohe sites prepare")
    command = [sys.executable, "-m", "celery", "-A", "pipelines.sites.worker", "worker"]
    options = ["--concurrency", str(slots), "--hostname", f"{name}@%h", "--loglevel", "INFO"]
    os.execv(sys.executable, [*command, *options])  # noqa: S606 — this process becomes the worker; nothing of it comes from outside


def _name_in_environment(sites: Path | None, home: Path | None, warehouse: str | None) -> Path:
    """Put the values of the options into the environment, where the process of every run finds them. Return
    the home folder. It is a usage error if a package or a variable is missing.
    """
    if lacking := [package for package in PACKAGES if find_spec(package) is None]:
        raise click.UsageError(f"没有安装 {'、'.join(lacking)}，请安装 kaohe[celery,postgresql]")
    if missing := [f"{name}（{meaning}）" for name, meaning in NEEDED.items() if not os.environ.get(name)]:
        raise click.UsageError(f"没有设置环境变量 {'、'.join(missing)}")
    folder = (home or DEFAULT_HOME).absolute()
    for name, value in {"KAOHE_SITES": sites, "KAOHE_HOME": folder, "KAOHE_WAREHOUSE": warehouse}.items():
        if value:
            os.environ[name] = str(value)
    os.environ["DAGSTER_HOME"] = str(folder / "dagster")
    return folder
