"""What starts by itself when something has happened: a file has arrived, a report was returned, a period has
new reports.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

import dagster as dg

from assets.assessment.assets import BASIS_TAG
from assets.decisions.folder import decision_files
from assets.submissions.assets import RETURNED_TAG, SUBMISSION_KEY, Partitions, batches_of, returned
from assets.submissions.inbox.listing import inbox_files
from pipelines.orchestration.jobs import Job, assess_selection
from pipelines.orchestration.namespaces import Namespace
from warehouse.ledger import reports_in_force
from warehouse.office import Office
from warehouse.results import assessments

INBOX_EVERY_SECONDS = 30
LEDGER_EVERY_SECONDS = 30


def fingerprint(files: list[Path]) -> dict[str, list[int]]:
    """Size and time of the last change of every file, by path. They show whether somebody is still writing
    the file.
    """
    marks = {}
    for path in files:
        with suppress(FileNotFoundError):  # It was removed after the folder was read.
            stat = path.lstat()
            marks[str(path)] = [stat.st_size, stat.st_mtime_ns]
    return marks


def build_sensors(
    partitions: Partitions, namespace: Namespace, nightly: Job, submission: Job, assess: Job
) -> list[dg.SensorDefinition]:
    """The sensors of one site. All run by default."""
    return [
        _inbox_sensor(nightly),
        _returned_sensor(partitions, namespace, nightly, assess, submission),
        _assessment_sensor(partitions, namespace, assess),
    ]


def _inbox_sensor(nightly: Job) -> dg.SensorDefinition:
    @dg.sensor(
        name="inbox_sensor",
        job=nightly,
        minimum_interval_seconds=INBOX_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="收件箱或认定表文件夹里有新文件、且文件已经停止变化时，立即收件。",
    )
    def sensor(
        context: dg.SensorEvaluationContext, office: dg.ResourceParam[Office]
    ) -> dg.SensorResult | dg.SkipReason:
        cursor = json.loads(context.cursor) if context.cursor else {"seen": {}, "taken": {}}
        try:
            now = fingerprint([*inbox_files(office.inbox), *decision_files(office)])
        except OSError:
            return dg.SkipReason(
                f"收件箱文件夹“{office.inbox}”打不开，请检查它是否已连接、有没有读的权限；连上后自动收件。"
            )
        settled = {path: mark for path, mark in now.items() if cursor["seen"].get(path) == mark}
        fresh = {path: mark for path, mark in settled.items() if cursor["taken"].get(path) != mark}
        taken = {path: mark for path, mark in {**cursor["taken"], **fresh}.items() if path in now}
        context.update_cursor(json.dumps({"seen": now, "taken": taken}, ensure_ascii=False))
        if not fresh:
            return dg.SkipReason("没有新文件，或文件还在变化。")
        key = hashlib.sha256(json.dumps(fresh, sort_keys=True).encode()).hexdigest()
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)])

    return sensor


def _returned_sensor(
    partitions: Partitions, namespace: Namespace, nightly: Job, assess: Job, submission: Job
) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        name="returned_sensor",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[nightly, assess],
        request_job=submission,
        minimum_interval_seconds=LEDGER_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="收件和表间、跨期审核后，把有报表被退回的单位逐个标红，运行页上写明退回原因。",
    )
    def sensor(
        context: dg.RunStatusSensorContext, office: dg.ResourceParam[Office]
    ) -> Iterator[dg.RunRequest]:
        batch = context.dagster_run.run_id
        with office.engine.connect() as connection:
            of_batches = [
                reports_in_force.returned_in_batch(connection, office.site.id, each)
                for each in batches_of(context.dagster_run)
            ]
        for period, unit_code in sorted(set(chain.from_iterable(of_batches))):
            context.instance.report_runless_asset_event(
                returned(office, partitions, namespace.key(SUBMISSION_KEY), period, unit_code)
            )
            yield dg.RunRequest(
                run_key=f"{batch}:{period}:{unit_code}",
                partition_key=partitions.key(period, unit_code),
                tags={RETURNED_TAG: batch},
            )

    return sensor


def _assessment_sensor(partitions: Partitions, namespace: Namespace, assess: Job) -> dg.SensorDefinition:
    @dg.sensor(
        name="assessment_sensor",
        job=assess,
        minimum_interval_seconds=LEDGER_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="某月的有效报表有了变化，就重新计算该月及受其影响的月份；有单位被退回也照常计算。",
    )
    def sensor(
        context: dg.SensorEvaluationContext, office: dg.ResourceParam[Office]
    ) -> Iterator[dg.RunRequest]:
        with office.engine.connect() as connection:
            due = assessments.due(connection, office)
            last = assessments.last_assessments(connection, office.site.id)
        if due:  # A period may have become overdue since the last intake.
            partitions.show(context.instance, office)
        for period, basis in due.items():
            yield dg.RunRequest(
                # What was withdrawn makes a period due on a basis that it has had before.
                run_key=f"{period}:{basis}:{last.get(period, '')}",
                partition_key=period,
                asset_selection=[namespace.key(key) for key in assess_selection(office, period)],
                tags={BASIS_TAG: basis},
            )

    return sensor
