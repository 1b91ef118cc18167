"""Runs the jobs from outside the UI: prepares a Dagster instance, makes a pass over the inbox, assesses the
periods that the pass changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from assets.assessment.assets import BASIS_TAG
from assets.submissions.assets import RETURNED_TAG, SUBMISSION_KEY, Partitions
from assets.submissions.assets import returned as returned_materialization
from pipelines.definitions import build_definitions
from pipelines.orchestration.instance_settings import prepare_instance, warehouse_named
from pipelines.orchestration.jobs import assess_selection
from pipelines.telling.failures import step_failure_sentence
from pipelines.telling.run_records import PASS_TAG
from warehouse.ledger import reports_in_force
from warehouse.office import Office
from warehouse.processes.turns import STORAGE, in_turn
from warehouse.results import assessments

JOB_WORDS = {"nightly": "收件", "unit_submission": "标记退回", "assess": "考核", "morning": "今日"}
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


Watch = Callable[[dg.ExecuteInProcessResult], None]
"""Is called with each job of a pass when the job has ended, well or not."""


def unwatched(_result: dg.ExecuteInProcessResult) -> None:
    """For passes that nobody watches."""


class PassFailed(Exception):
    """A pass that could not finish; the message says at which step and why."""


@dataclass(frozen=True)
class Pass:
    """What one pass did: the batch it took in and the periods it assessed."""

    batch: str
    periods: tuple[str, ...]


@contextmanager
def open_instance(home: Path, site: str = "", warehouse_url: str = "") -> Iterator[dg.DagsterInstance]:
    """The Dagster instance of a home folder, and of the office whose records it keeps (see
    ``prepare_instance``).

    The first use makes its storage. If two processes made it at once, they would fail, so they take turns.
    """
    with in_turn(home, STORAGE):
        prepare_instance(home, site, warehouse_url)
        with warehouse_named(warehouse_url):
            instance = dg.DagsterInstance.get()
    with instance:
        yield instance


def run_pass(office: Office, period: str | None = None, watch: Watch = unwatched) -> Pass:
    """Take in everything new, mark what is returned, then assess the periods that changed. If ``period`` is
    given, assess that one alone, whether it has changed or not.

    This runs the same jobs as the schedules and the sensors do, so the UI shows them. They run one after the
    other in this process. ``watch`` is called with each job that has ended.
    """
    definitions, partitions = build_definitions(office), Partitions(office.site)
    with open_instance(office.home, office.site.id, office.warehouse_url) as instance:
        intake = _run(definitions, instance, "nightly", watch=watch)
        _mark_returned(office, definitions, instance, intake.run_id, watch)
        partitions.show(instance, office, also=[period] if period else ())
        done: list[str] = []
        for each, basis, count in _to_assess(office, period):
            office.progress("考核", len(done) + 1, count)
            tags = {BASIS_TAG: basis} if basis else {}
            selection = assess_selection(office, each, every_scheme=period is not None)
            assessed = _run(definitions, instance, "assess", each, selection, tags, watch=watch)
            _mark_returned(office, definitions, instance, assessed.run_id, watch)
            done.append(each)
        _run(definitions, instance, "morning", watch=watch)
    return Pass(intake.run_id, tuple(done))


def _to_assess(office: Office, period: str | None) -> Iterator[tuple[str, str, int]]:
    """Each period to assess, with its basis (empty if it is not due) and the count of periods as far as it is
    known: ``period`` alone if it is given, otherwise all that are due, from the earliest.

    What is due is asked again after each, because the review of a period may change what later ones stand on.
    """
    done = 0
    last = ""
    while True:
        with office.engine.connect() as connection:
            due = assessments.due(connection, office)
        wanted = [period] if period else [each for each in due if each > last]
        if not wanted or (period and done):
            return
        last, done = wanted[0], done + 1
        yield last, due.get(last, ""), done - 1 + len(wanted)


def _mark_returned(
    office: Office, definitions: dg.Definitions, instance: dg.DagsterInstance, run_id: str, watch: Watch
) -> None:
    """Run each submission of which that run returned something. The run fails on purpose: so it is red and
    says why.
    """
    partitions = Partitions(office.site)
    with office.engine.connect() as connection:
        returned = reports_in_force.returned_in_batch(connection, office.site.id, run_id)
    for done, submission in enumerate(returned, start=1):
        office.progress("标记退回", done, len(returned))
        instance.report_runless_asset_event(
            returned_materialization(office, partitions, SUBMISSION_KEY, *submission)
        )
        _run(
            definitions,
            instance,
            "unit_submission",
            partitions.key(*submission),
            tags={RETURNED_TAG: run_id},
            may_fail=True,
            watch=watch,
        )


def _run(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    job: str,
    partition: str | None = None,
    selection: list[dg.AssetKey] | None = None,
    tags: dict[str, str] | None = None,
    may_fail: bool = False,
    watch: Watch = unwatched,
) -> dg.ExecuteInProcessResult:
    """Run a job to its end.

    With ``may_fail`` the run may refuse by ``dg.Failure``; that is its result. Any other error fails the
    pass. Dagster ends an interrupted run and goes on, so this raises KeyboardInterrupt if the run was
    interrupted from the keyboard.
    """
    tagged = {**(tags or {}), PASS_TAG: "1"}
    result = definitions.resolve_job_def(job).execute_in_process(
        instance=instance,
        partition_key=partition,
        asset_selection=selection,
        tags=tagged,
        run_config=QUIET,
        raise_on_error=False,
    )
    watch(result)
    if _was_interrupted(result):
        raise KeyboardInterrupt
    failure = next((event.step_failure_data for event in result.all_events if event.is_step_failure), None)
    if not result.success and not (may_fail and failure and failure.user_failure_data):
        raise PassFailed(
            f"{_doing(job, partition)}：{step_failure_sentence(failure.error if failure else None)}"
        )
    return result


def _was_interrupted(result: dg.ExecuteInProcessResult) -> bool:
    ends = (
        event.job_failure_data
        for event in result.all_events
        if event.event_type is dg.DagsterEventType.RUN_FAILURE
    )
    return any(
        end.error and end.error.cls_name == dg.DagsterExecutionInterruptedError.__name__ for end in ends
    )


def _doing(job: str, partition: str | None) -> str:
    return f"{JOB_WORDS[job]} {partition}" if partition else JOB_WORDS[job]
