"""The job that reminds (催报). It is not an asset: if somebody materialises everything, that must not write
to people's groups.
"""

import dagster as dg

from assets.bulletins.issuing.objecting import overdue_sentences
from assets.submissions.steward.reminders import reminder_text, reminders
from pipelines.telling.group_bots import PostFailed, configured_bot, post_reminders
from warehouse.office import Office
from warehouse.standing.progress import report_progress


@dg.op(
    name="remind",
    out=dg.Out(dg.Nothing),
    description="列出各单位还欠哪些报表；配置了群机器人就发到工作群，没有配置就只写在运行页上，可复制粘贴。",
)
def _remind(context: dg.OpExecutionContext, office: dg.ResourceParam[Office]) -> dg.Output[None]:
    with office.engine.connect() as connection:
        progress = report_progress(connection, office.site.id)
    late = overdue_sentences(office)
    written = reminders(progress, office.as_of, office.site.name, office.forms)
    try:
        bot = configured_bot(office.site)
        posted = post_reminders(bot, written) if bot else 0
    except PostFailed as failure:
        raise dg.Failure(str(failure), allow_retries=False) from None
    text = dg.MetadataValue.md(reminder_text(written, office.as_of).replace("\n", "  \n"))
    where = f"{bot.kind.name}群（{bot.masked_address}）" if bot else "没有配置群机器人，未发送"
    # This is for the office itself. The units' group must not read who objected to what.
    unanswered = dg.MetadataValue.md("\n".join(f"- {each}。" for each in late) or "无")
    return dg.Output(
        None,
        metadata={"催报名单": text, "逾期未答复的异议": unanswered, "发送": where, "发出条数": posted},
    )


@dg.job(name="reminders", description="催报：哪些单位还欠报表、被退回未改；配置了群机器人时发到工作群。")
def reminders_job() -> None:
    """Remind the units of what they owe."""
    _remind()
