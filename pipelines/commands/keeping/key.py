"""``kaohe key``: change the key of the persons' pseudonyms."""

from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand, ChineseGroup
from pipelines.commands.options import HOME, SITE, WAREHOUSE, open_apart
from warehouse.persons.key_rotation import RotationRefused, rotate


@click.group("key", cls=ChineseGroup)
def key() -> None:
    """Without a subcommand it prints the help."""


@key.command(
    "rotate",
    cls=ChineseCommand,
    help="更换密钥：所有人员编号重新编过，同一个人前后仍是同一个编号，结果不变，旧密钥销毁。",
)
@SITE
@WAREHOUSE
@HOME
def rotate_key(**settings: Any) -> None:
    """Change the key. If a change was cut short, running the command again completes it."""
    office = open_apart(**settings)
    office.prepare()
    try:
        done = rotate(office)
    except RotationRefused as refusal:
        raise click.ClickException(f"密钥没有更换：{refusal}。") from None
    click.echo(f"密钥已更换：重写明细文件 {done.files} 个、审核意见和说明的编号 {done.row_keys} 个。")
    click.echo("请重新备份 person.key，并销毁旧密钥的备份。")
