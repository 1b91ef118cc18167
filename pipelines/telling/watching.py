"""Watches the runs of Dagster: writes down what each run did, and alerts the steward if a run failed or
figures grow stale.

A pass of the command tells of itself (``pipelines/telling/watched_pass.py``), so of its runs only a failure
is told here.
"""

import json
import logging
from contextlib import nullcontext
from datetime import UTC, datetime

import dagster as dg

from assets.assessment.assets import ASSESSMENT_KEY
from assets.submissions.assets import INBOX_KEY
from pipelines.orchestration.jobs import Job
from pipelines.orchestration.namespaces import Namespace
from pipelines.telling import metrics, run_records
from pipelines.telling.alerts import alert
from pipelines.telling.failures import step_failure_sentence
from pipelines.telling.freshness import assessment_problem, inbox_problem
from pipelines.telling.run_records import PASS_TAG, StageSeconds
from pipelines.telling.structured_log import logged
from pipelines.telling.unsent_alerts import alert_or_keep, post_unsent
from warehouse.office import Office

WATCH_EVERY_SECONDS = 30
FRESHNESS_EVERY_SECONDS = 600
WORDS = {
    "nightly": "收件",
    "assess": "考核",
    "unit_submission": "单独处理一个单位的报送",
    "reminders": "催报",
    "retention": "按期限清理",
}
"""The names of the jobs for a steward."""
WATCHED = {INBOX_KEY: inbox_problem, ASSESSMENT_KEY: assessment_problem}
"""For each asset the function that finds its problem."""

_log = logging.getLogger(__name__)


def build_watching(namespace: Namespace, jobs: list[Job]) -> list[dg.SensorDefinition]:
    """The sensors that watch. All run by default. ``jobs``: the jobs whose runs they write down and whose
    failures they tell.
    """
    return [_record_sensor(jobs), _failure_sensor(jobs), _freshness_sensor(namespace)]


def _record_sensor(jobs: list[Job]) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        name="run_record_sensor",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=jobs,
        minimum_interval_seconds=WATCH_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="运行结束后，把用时写进运行日志和运行摘要，并更新监控指标。",
    )
    def sensor(context: dg.RunStatusSensorContext, office: dg.ResourceParam[Office]) -> None:
        _write_record(context, office, None)

    return sensor


def _failure_sensor(jobs: list[Job]) -> dg.SensorDefinition:
    @dg.run_failure_sensor(
        name="run_failure_sensor",
        monitored_jobs=jobs,
        minimum_interval_seconds=WATCH_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="运行失败时，向管理员告警（群机器人或告警地址），说明哪一步失败、怎么办；单位的报表被退回不算失败。",
    )
    def sensor(context: dg.RunFailureSensorContext, office: dg.ResourceParam[Office]) -> None:
        reason = _reason(context)
        if reason is not None:
            _write_record(context, office, reason)
            run = context.dagster_run
            word = WORDS.get(run.job_name, run.job_name)
            alert_or_keep(office, f"{office.site.name}：{word}失败", _advice(word, run, reason))

    return sensor


def _freshness_sensor(namespace: Namespace) -> dg.SensorDefinition:
    @dg.sensor(
        name="freshness_sensor",
        minimum_interval_seconds=FRESHNESS_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="太久没有成功收件，或某月已到期却没有考核时告警；恢复后也说一声；以前没有发出的告警在这里补发。",
    )
    def sensor(context: dg.SensorEvaluationContext, office: dg.ResourceParam[Office]) -> dg.SensorResult:
        post_unsent(office)
        told = json.loads(context.cursor) if context.cursor else {}
        problems: dict[str, str | None] = {}
        events = []
        for key, ask in WATCHED.items():
            asset = key.to_user_string()
            problem = problems[asset] = ask(office)
            if bool(problem) == bool(told.get(asset)):
                continue
            said = problem or "已恢复正常，不用处理。"
            alert(office.site, f"{office.site.name}：{'数据可能过时' if problem else '数据已更新'}", said)
            events.append(dg.AssetObservation(namespace.key(key), description=said))
        metrics.write(office, lambda: nullcontext(context.instance))
        skip = dg.SkipReason(" ".join(filter(None, problems.values())) or "数据是新的。")
        return dg.SensorResult(
            skip_reason=skip, asset_events=events, cursor=json.dumps(problems, ensure_ascii=False)
        )

    return sensor


def _reason(context: dg.RunFailureSensorContext) -> str | None:
    """Why a run failed, in the sentence that a pass would give. None if a step failed only because reports
    were returned: that is no fault.
    """
    failures = [event.step_failure_data for event in context.get_step_failure_events()]
    if failures and all(each.user_failure_data for each in failures):
        return None
    error = next((each.error for each in failures if each.error and not each.user_failure_data), None)
    return step_failure_sentence(error) if error else "运行进程中断，没有留下原因"


def _advice(word: str, run: dg.DagsterRun, reason: str) -> str:
    period = f"（{partition}）" if (partition := run.tags.get("dagster/partition")) else ""
    return (
        f"{word}{period}没有完成：{reason}。\n请打开页面，在 Runs 里找到运行 {run.run_id[:8]} 查看；"
        "处理办法见运行手册（docs/handbook/runbook.md）。排除原因后重新运行即可，不会丢失，也不会重复。"
    )


def _write_record(context: dg.RunStatusSensorContext, office: Office, error: str | None) -> None:
    """Write the record of a run of which no pass tells, one line in the log for each step, and the
    metrics.
    """
    run, instance = context.dagster_run, context.instance
    if PASS_TAG in run.tags:
        return
    stats = instance.get_run_stats(run.run_id)
    began, ended = (
        datetime.fromtimestamp(at, UTC) if at else datetime.now(UTC)
        for at in (stats.start_time, stats.end_time)
    )
    record = run_records.begin(office, run.job_name, began)
    record.batches, record.seconds = [run.run_id], round((ended - began).total_seconds(), 3)
    period = run.tags.get("dagster/partition", "")
    record.periods = [period] if run.job_name == "assess" else []
    with logged(office, run=record.run):
        for step in instance.get_run_step_stats(run.run_id):
            took = (
                round((step.end_time or 0) - (step.start_time or 0), 3)
                if step.end_time and step.start_time
                else 0.0
            )
            stage = StageSeconds(run.job_name, period, step.step_key, took)
            record.add(stage)
            fields = {
                "job": stage.job,
                "period": period,
                "stage": stage.stage,
                "seconds": took,
                "batch": run.run_id,
            }
            _log.info("step finished", extra={"fields": fields})
        run_records.finish(record, office, error, ended)
        run_records.count(record, office)
        run_records.write(office.home, record)
        metrics.write(office, lambda: nullcontext(context.instance))
        outcome = {
            "job": run.job_name,
            "seconds": record.seconds,
            "exit_status": record.exit_status,
            "error": error,
        }
        _log.log(
            logging.ERROR if error else logging.INFO,
            "run failed" if error else "run finished",
            extra={"fields": outcome},
        )
