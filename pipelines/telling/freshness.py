"""Freshness (时效): whether figures are as new as they should be. An inbox is stale if no run has taken it in
for longer than the site allows. A period is stale if all its due days have passed and nobody has assessed it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from assets.submissions.assets import INBOX_KEY
from pipelines.orchestration.namespaces import Namespace
from pipelines.telling import run_records
from schemas.office.site import Site
from warehouse.office import Office
from warehouse.standing.counts import unassessed_periods

TAKING_IN = (run_records.PASS, "nightly")
"""The kinds of runs that take in the inbox."""


def stale_hours(office: Office, now: datetime | None = None) -> float | None:
    """How many hours ago the last intake succeeded, if that is longer than the site allows; otherwise None.
    If none ever succeeded, infinite.
    """
    last = run_records.newest(office.home, TAKING_IN, only_successful=True)
    if last is None:
        return float("inf")
    passed = (now or datetime.now(ZoneInfo(office.site.time_zone))) - datetime.fromisoformat(
        last["finished_at"]
    )
    allowed = timedelta(hours=office.site.alerts.stale_after_hours)
    return passed.total_seconds() / 3600 if passed > allowed else None


def inbox_problem(office: Office, now: datetime | None = None) -> str | None:
    """Why the inbox is stale, in a sentence that says what to do; None if it is fresh."""
    hours = stale_hours(office, now)
    if hours is None:
        return None
    long = "从来没有" if hours == float("inf") else f"已有 {hours:.0f} 小时没有"
    return f"收件箱{long}成功收过件（允许 {office.site.alerts.stale_after_hours} 小时）。请在页面查看最近一次收件的运行，或执行 kaohe run。"


def assessment_problem(office: Office) -> str | None:
    """Which periods are stale, in a sentence that says what to do; None if all are assessed."""
    with office.engine.connect() as connection:
        periods = unassessed_periods(connection, office.site.id, office.as_of)
    if not periods:
        return None
    return f"{'、'.join(periods)} 的报表都已到期，却还没有考核过。请在页面查看考核运行是否失败，或执行 kaohe run --period {periods[-1]}。"


def expected_daily(
    assets: Sequence[dg.AssetsDefinition], namespace: Namespace, site: Site
) -> list[dg.AssetsDefinition]:
    """The same assets with a freshness policy: Dagster shows the inbox as overdue if it was not taken in for
    as long as the site allows.
    """
    policy = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=site.alerts.stale_after_hours))
    inbox = namespace.key(INBOX_KEY)
    return [
        each.map_asset_specs(lambda spec: dg.apply_freshness_policy(spec, policy))
        if inbox in each.keys
        else each
        for each in assets
    ]
