"""``kaohe remind`` (催报): print the reminders as text, or post them through a group bot."""

import json
from typing import Any

import click
import pandas as pd

from assets.submissions.steward.reminders import Reminder, open_reports, reminder_text, reminders
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME_IN_USE,
    JSON,
    PERIOD,
    SITE,
    WAREHOUSE,
    check_period,
    open_to_read,
)
from pipelines.commands.output import print_overdue_objections
from pipelines.commands.reports import report_matrix
from pipelines.telling.group_bots import ADDRESS_VARIABLE, PostFailed, configured_bot, post_reminders
from warehouse.office import Office


@click.command("remind", cls=ChineseCommand)
@SITE
@PERIOD
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@click.option("--post", is_flag=True, help="由群机器人（企业微信或钉钉）发到工作群。")
@JSON
def remind(period: str | None, post: bool, as_json: bool, **settings: Any) -> None:
    """Print who owes what, unit by unit. Without a period it covers every period in which something is
    open.
    """
    office = open_to_read(**settings)
    check_period(office, period)
    progress = report_matrix.report_progress(office)
    written = reminders(progress, office.as_of, office.site.name, office.forms, period)
    if not as_json:
        click.echo(reminder_text(written, office.as_of))
        print_overdue_objections(office)
    posted = _post(office, written) if post else None
    if as_json:
        click.echo(
            json.dumps(reminders_as_data(office, progress, written, posted), ensure_ascii=False, indent=2)
        )


def _post(office: Office, written: list[Reminder]) -> int:
    """Post the reminders, and say so on stderr. Return the number of messages."""
    try:
        bot = configured_bot(office.site)
        if bot is None:
            raise PostFailed(
                "还没有配置群机器人：请在 site.yaml 写 webhook: {kind: wecom}（钉钉写 dingtalk），"
                f"并把机器人的 Webhook 地址放进环境变量 {ADDRESS_VARIABLE}"
            )
        posted = post_reminders(bot, written)
    except PostFailed as failure:
        raise click.ClickException(f"{failure}。") from None
    said = (
        f"已发到{bot.kind.name}群，共 {posted} 条（{bot.masked_address}）。"
        if posted
        else "没有需要催报的，没有发送。"
    )
    click.echo(said, err=True)
    return posted


def reminders_as_data(
    office: Office, progress: pd.DataFrame, written: list[Reminder], posted: int | None
) -> dict[str, Any]:
    """The reminders, for a script. ``posted`` is the number of messages that went to the group, None if
    nobody asked to post them.
    """
    listed = open_reports(progress, office.as_of, office.forms)
    listed["due_on"] = [day.isoformat() if day else None for day in listed["due_on"]]
    reports = {
        period: rows.drop(columns="period").to_dict("records") for period, rows in listed.groupby("period")
    }
    return {
        "site": office.site.id,
        "as_of": office.as_of.isoformat(),
        "posted": posted,
        "periods": [
            {"period": each.period, "text": each.text, "reports": reports.get(each.period, [])}
            for each in written
        ],
    }
