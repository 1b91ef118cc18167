"""``kaohe mail``: take in what units sent by mail, and send what the office has to say."""

import os
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME, INBOX, SITE, WAREHOUSE, open_for_pass

PASSWORD_VARIABLE = "KAOHE_MAIL_PASSWORD"  # noqa: S105 - the name of a variable


@click.command("mail", cls=ChineseCommand)
@SITE
@INBOX
@WAREHOUSE
@HOME
@AS_OF
@click.option("--remind", is_flag=True, help="同时给还没报齐的单位发催报邮件，一天最多一封。")
def mail(remind: bool, **settings: Any) -> None:
    """Look into the mailbox once, then send the letters that are written."""
    from desk.project import open_desk

    office = open_for_pass(**settings)
    wanted, password = office.site.mail, os.environ.get(PASSWORD_VARIABLE)
    if wanted is None:
        raise click.UsageError("site.yaml 里没有 mail，请先写收件和发件服务器")
    if not password:
        raise click.UsageError(f"没有邮箱密码，请写在环境变量 {PASSWORD_VARIABLE} 里")
    office.prepare()
    open_desk(office)
    from desk.mail.mailbox import MailFailed
    from desk.mail.round import go_round

    try:
        done = go_round(office, wanted, password, remind)
    except (MailFailed, OSError) as error:
        raise click.ClickException(f"{error}。") from None
    click.echo(f"新邮件 {done.taken} 封，发出 {done.sent} 封。")
    if done.kept:
        click.echo(f"有 {done.kept} 封陌生来信等考核管理员处理，见报送平台的“邮件”页。")
