"""``kaohe account``: the accounts of the desk."""

import secrets
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pipelines.commands.chinese_help import ChineseCommand, ChineseGroup
from pipelines.commands.options import HOME, SITE, WAREHOUSE, open_named
from schemas.office.unit import UnknownUnit
from warehouse.office import Office

ROLES = ("unit", "steward", "viewer", "admin")

ADDED = {
    "password": "已新增账号“{name}”，第一次登录的密码：{password}",
    "oidc": "已新增账号“{name}”，请用同名的统一身份认证账号登录；本平台不用密码",
    "header": "已新增账号“{name}”，代理在请求头 {header} 里写这个名称即可登录；本平台不用密码",
}
RESET = "已重置账号“{name}”，新的密码：{password}"
FREED = "已解除账号“{name}”的停用，已登录的全部退出；本平台不用密码"
"""What is said of an account; without passwords of the desk nothing is said of one."""


@click.group("account", cls=ChineseGroup)
def account() -> None:
    """Without a command it prints the help."""


def _opened(**settings: Any) -> Office:
    from desk.project import open_desk

    office = open_named(**settings)
    open_desk(office)
    return office


def _first_password() -> str:
    return secrets.token_urlsafe(12)


@account.command(
    "add",
    cls=ChineseCommand,
    help="新增账号；打印的密码只显示这一次，第一次登录必须改掉。不用密码登录的，不打印。",
)
@click.argument("name", metavar="账号")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    required=True,
    help="unit 填报单位，steward 考核管理员，viewer 分管领导，admin 系统管理员。",
)
@click.option("--unit", metavar="单位", help="填报单位账号属于哪个单位，写名称或代码。")
@SITE
@WAREHOUSE
@HOME
def add(name: str, role: str, unit: str | None, **settings: Any) -> None:
    """Add an account and print its first password."""
    office = _opened(**settings)
    from desk.accounts.models import Account
    from desk.accounts.roles import Role

    if (role == "unit") != (unit is not None):
        raise click.UsageError("填报单位的账号要用 --unit 写明单位，其他账号不写")
    try:
        code = office.site.registry.named(unit, on=office.as_of).code if unit else ""
    except UnknownUnit as error:
        raise click.UsageError(str(error)) from None
    if not name.strip() or len(name) > 60 or not name.isprintable():
        raise click.UsageError("账号要有 1 到 60 个字，不能有换行等看不见的字符")
    if Account.objects.filter(name=name).exists():
        raise click.UsageError(f"已有账号“{name}”，请换一个名称，或用 kaohe account reset 重置密码")
    password = _first_password()
    Account.objects.add(name, Role(role), password, code)
    says = ADDED[office.site.desk.login]
    click.echo(says.format(name=name, password=password, header=office.site.desk.header))


@account.command("reset", cls=ChineseCommand, help="重置密码并解除停用；已登录的全部退出。")
@click.argument("name", metavar="账号")
@SITE
@WAREHOUSE
@HOME
def reset(name: str, **settings: Any) -> None:
    """Give an account a new first password, and end its sessions."""
    office = _opened(**settings)
    from axes.utils import reset as forget_failures

    found = _known(name)
    password = _first_password()
    found.set_password(password)
    found.must_change_password, found.is_active = True, True
    found.save()
    found.end_sessions()
    forget_failures(username=name)
    says = RESET if office.site.desk.login == "password" else FREED
    click.echo(says.format(name=name, password=password))


@account.command("lock", cls=ChineseCommand, help="停用账号；已登录的立即退出。重置密码可恢复。")
@click.argument("name", metavar="账号")
@SITE
@WAREHOUSE
@HOME
def lock(name: str, **settings: Any) -> None:
    """Lock an account until it is reset."""
    _opened(**settings)
    found = _known(name)
    found.is_active = False
    found.save()
    found.end_sessions()
    click.echo(f"已停用账号“{name}”。")


@account.command("list", cls=ChineseCommand, help="列出账号。")
@SITE
@WAREHOUSE
@HOME
def list_all(**settings: Any) -> None:
    """List the accounts, never their passwords."""
    office = _opened(**settings)
    from desk.accounts.models import Account

    table = Table("账号", "角色", "单位", "状态")
    for each in Account.objects.order_by("role", "name"):
        unit = office.site.registry.get(each.unit_code).name if each.unit_code in office.site.registry else ""
        waits = each.must_change_password and office.site.desk.login == "password"
        state = "停用" if not each.is_active else "未改初始密码" if waits else "正常"
        table.add_row(each.name, each.get_role_display(), unit, state)
    if table.row_count:
        Console().print(table)
    else:
        click.echo("还没有账号，可用 kaohe account add 新增。")


def _known(name: str) -> Any:
    from desk.accounts.models import Account

    found = Account.objects.filter(name=name).first()
    if found is None:
        raise click.UsageError(f"没有账号“{name}”，可用 kaohe account list 查看")
    return found
