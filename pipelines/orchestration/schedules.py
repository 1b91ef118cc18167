"""What runs by itself at a fixed hour."""

from zoneinfo import ZoneInfo

import dagster as dg

from pipelines.orchestration.jobs import Job
from pipelines.telling.group_bots import PostFailed, configured_bot
from schemas.office.site import Site
from schemas.periods import is_working_day

AT_TWO_IN_THE_MORNING = "0 2 * * *"
AT_FOUR_IN_THE_MORNING = "0 4 * * *"
AT_SIX_IN_THE_MORNING = "0 6 * * *"
AT_NINE_IN_THE_MORNING = "0 9 * * *"


def build_schedules(
    site: Site, nightly: Job, today: Job, reminders: Job, retention: Job
) -> list[dg.ScheduleDefinition]:
    """The nightly intake at 02:00, what is new at 06:00, and the reminders at 09:00 on working days, in the
    site's time zone (Asia/Shanghai).

    If the site limits how long anything is kept, what is past its time is deleted at 04:00.
    """
    return [
        dg.ScheduleDefinition(
            name="nightly_at_two",
            job=nightly,
            cron_schedule=AT_TWO_IN_THE_MORNING,
            execution_timezone=site.time_zone,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="每天凌晨两点收件。",
        ),
        dg.ScheduleDefinition(
            name="today_at_six",
            job=today,
            cron_schedule=AT_SIX_IN_THE_MORNING,
            execution_timezone=site.time_zone,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="每天早上六点更新“今日”。",
        ),
        _reminders_schedule(site, reminders),
        dg.ScheduleDefinition(
            name="retention_at_four",
            job=retention,
            cron_schedule=AT_FOUR_IN_THE_MORNING,
            execution_timezone=site.time_zone,
            default_status=_running_if(site.retention.limits_anything),
            description="每天凌晨四点清理超过保存期限的文件；没有写保存期限时默认停用。",
        ),
    ]


def _reminders_schedule(site: Site, reminders: Job) -> dg.ScheduleDefinition:
    """By default the schedule runs only if there is a group to post to. Cron does not know working days, so
    the schedule checks them itself: a weekend worked in exchange (调休) counts as one.
    """

    @dg.schedule(
        name="reminders_at_nine",
        job=reminders,
        cron_schedule=AT_NINE_IN_THE_MORNING,
        execution_timezone=site.time_zone,
        default_status=_running_if(_has_bot(site)),
        description="工作日上午九点催报；没有配置群机器人时默认停用。",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        day = context.scheduled_execution_time.astimezone(ZoneInfo(site.time_zone)).date()
        if not is_working_day(day):
            return dg.SkipReason(f"{day} 不是工作日，不催报。")
        return dg.RunRequest()

    return schedule


def _running_if(wanted: bool) -> dg.DefaultScheduleStatus:
    return dg.DefaultScheduleStatus.RUNNING if wanted else dg.DefaultScheduleStatus.STOPPED


def _has_bot(site: Site) -> bool:
    try:
        return configured_bot(site) is not None
    except PostFailed:
        return True  # The run says what is wrong with the bot's settings.
