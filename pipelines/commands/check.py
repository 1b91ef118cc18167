"""``kaohe check`` (检查设置): every mistake in an office's folder. It runs nothing."""

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from assets.submissions.inbox.listing import RECEIPTS
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import SITE
from schemas.documents import DocumentError, Problem
from schemas.office.check import office_problems
from schemas.office.site import load_site
from warehouse.office import DEFAULT_SITE, open_office

UNVERIFIED_MAIL = (
    "提醒：site.yaml 的 mail 没有写 authenticated_by，每封来信都要等考核管理员认定才收；"
    "请写上本单位邮件服务器的名称（任意一封来信原文里 Authentication-Results: 后面的第一个词）。"
)
FOUND = 2
"""The exit code if something is wrong."""


def _shown(path: Path) -> Path:
    """A path as people would write it. If it lies below the current folder, it is relative to that folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _receipt_problems(directory: Path) -> list[Problem]:
    """What is wrong with the list of receipts in the office's inbox, if the office can be opened."""
    from assets.submissions.inbox.receipt_times import UnreadableReceipts, read_receipt_times

    try:
        office = open_office(directory)
    except DocumentError:
        return []
    path = office.inbox / RECEIPTS
    now = datetime.combine(office.as_of, time.max, ZoneInfo(office.site.time_zone))
    try:
        faults = read_receipt_times(path, now).faults
    except UnreadableReceipts as error:
        return [Problem(path, 1, str(error))]
    return [Problem(path, fault.line, f"这一行{fault.says}") for fault in faults]


@click.command("check", cls=ChineseCommand)
@SITE
@click.pass_context
def check(context: click.Context, site: Path | None) -> None:
    """Print one line for each mistake. The exit code is 2 if there is one."""
    directory = (site or DEFAULT_SITE).absolute()
    problems = [*office_problems(directory), *_receipt_problems(directory)]
    for problem in problems:
        click.echo(f"{_shown(problem.path)}:{problem.line}：{problem.sentence}")
    if problems:
        click.echo(f"共 {len(problems)} 处要改。", err=True)
        context.exit(FOUND)
    office = load_site(directory)
    collected = sum(office.collects(code) for code in office.forms)
    click.echo(
        f"没有发现错误：{office.name}，单位 {len(office.registry)} 个，收报表 {collected} 张，"
        f"方案 {len(office.scheme_paths)} 个。"
    )
    if office.mail and not office.mail.authenticated_by:
        click.echo(UNVERIFIED_MAIL)
