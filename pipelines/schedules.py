"""When things run by themselves at a fixed hour."""

import dagster as dg

from pipelines.jobs import Job
from schemas.site import Site

AT_TWO_IN_THE_MORNING = "0 2 * * *"


def build_schedules(site: Site, nightly: Job) -> list[dg.ScheduleDefinition]:
    """The nightly intake, at 02:00 in the site's time zone (Asia/Shanghai)."""
    return [
        dg.ScheduleDefinition(
            name="nightly_at_two",
            job=nightly,
            cron_schedule=AT_TWO_IN_THE_MORNING,
            execution_timezone=site.time_zone,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="每天凌晨两点收件。",
        )
    ]
