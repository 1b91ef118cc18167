"""``kaohe database``: make the databases ready before services start, and print the script that makes the
roles of a PostgreSQL server.
"""

from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand, ChineseGroup
from pipelines.commands.options import AS_OF, HOME, SITE, WAREHOUSE, open_with_schemes


@click.group("database", cls=ChineseGroup)
def database() -> None:
    """Without a subcommand it prints the help."""


@database.command(
    "prepare",
    cls=ChineseCommand,
    help="建立或升级数据库的表和视图，以及 Dagster 自己的存储；启动服务之前、升级之后运行。",
)
@SITE
@WAREHOUSE
@HOME
@AS_OF
def prepare(**settings: Any) -> None:
    """Bring the serving database and Dagster's records up to date."""
    from pipelines.orchestration.execution import open_instance

    office = open_with_schemes(**settings)
    with open_instance(office.home, office.site.id, office.warehouse_url) as instance:
        instance.upgrade()
    click.echo(f"数据库已就绪（{office.engine.dialect.name}）：表、视图和 Dagster 的存储都是最新的。")


@database.command(
    "roles",
    cls=ChineseCommand,
    help="输出建立 kaohe_writer 和 kaohe_bi 两个角色的 SQL，交给 psql 以管理员身份执行；不含密码。",
)
def roles() -> None:
    """Print the script on standard output, to be piped into psql."""
    from warehouse.database.roles import script

    click.echo(script(), nl=False)
