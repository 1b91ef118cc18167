"""Four sites on two Celery workers, one of which is killed in the middle of a run: PostgreSQL, Redis, daemon
and workers are real.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from pipelines.internals.queue import SITE_TAG
from pipelines.orchestration.execution import run_pass
from pipelines.sites.folders import open_site
from tests.support.deployments import Deployment, instance_of, wait_for
from tests.support.offices import send, write_site
from tests.support.pipelines import dots
from tests.support.postgresql import PREFIX, database_url, new_database
from tests.support.redis import NoRedis, redis_server
from tests.support.workbooks import FAULTY, township_workbook
from warehouse.office import open_office
from warehouse.results import assessments

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(find_spec("dagster_celery") is None, reason="dagster-celery is not installed"),
]

SITES = ("beihe", "dongshan", "nanhu", "xicheng")
FAULTY_SITE = "zhongxin"
PERIOD = "2023-11"
TOWNSHIPS = ("耿车镇", "埠子镇")
STARTS_WITHIN, ENDS_WITHIN = 240, 420
"""Seconds. So long only where the machine has much else to do."""

VIEWS = {
    "bi_report_status": [],
    "bi_submission": ["submission_id"],
    "bi_finding": [],
    "bi_indicator": [],
    "bi_score": [],
    "bi_score_item": [],
    "bi_conclusion": [],
    "bi_monitoring": [],
    "fact_elderly_education": ["report_id"],
    "fact_community_activities": ["report_id"],
}
"""What is compared, without columns that are made up anew by every run."""


@dataclass
class Outcome:
    """What has happened: what ``prepare`` said, the databases of ordinary passes by site, the runs of all
    sites in the order in which they were asked for, and the id of the one whose worker was killed."""

    deployment: Deployment
    prepared: str
    ordinary: dict[str, str]
    runs: list[dg.RunRecord]
    killed: str
    workers: dict[str, str]
    """The worker of each run, by the run's id."""


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory, postgresql: str) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    storage = new_database(postgresql)
    for site in SITES:
        new_database(postgresql, f"{PREFIX}{site}")
    try:
        with redis_server() as broker:
            made = Deployment(
                folder,
                broker,
                storage,
                database_url(postgresql, f"{PREFIX}site").replace(f"{PREFIX}site", f"{PREFIX}{{site}}"),
            )
            try:
                yield made
            finally:
                made.close()
    except NoRedis as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def outcome(deployment: Deployment, postgresql: str, prepared_home: Path) -> Outcome:
    """Workbooks of all sites arrive; while one's intake runs, its worker is killed; then all comes to
    rest.
    """
    for number, site in enumerate(SITES):
        _write_site(deployment, site, number)
    (deployment.sites / FAULTY_SITE).mkdir()
    (deployment.sites / FAULTY_SITE / "site.yaml").write_text("id: zhongxin\nname: [", encoding="utf-8")
    prepared = deployment.prepare(slots=2)
    assert prepared.returncode == 1, prepared.stdout + prepared.stderr
    deployment.monitor_every(seconds=3)
    deployment.start_daemon()
    # Its sensors look twice before they take a file for complete. Meanwhile the same files are taken in by
    # ordinary passes.
    ordinary = {site: _ordinary_pass(deployment, site, postgresql, prepared_home) for site in SITES}
    deployment.start_worker("first")
    deployment.start_worker("second")
    with instance_of(deployment) as instance:
        victim = wait_for(
            deployment,
            "an intake of the first worker",
            lambda: _intake_of(deployment, instance, "first"),
            STARTS_WITHIN,
        )
        deployment.kill("first")
        deployment.start_worker("third")
        wait_for(deployment, "all sites assessed and at rest", lambda: _is_at_rest(instance), ENDS_WITHIN)
        runs = list(reversed(instance.get_run_records()))
    workers = {record.dagster_run.run_id: deployment.worker_of(record.dagster_run) for record in runs}
    return Outcome(deployment, prepared.stdout + prepared.stderr, ordinary, runs, victim.run_id, workers)


def _write_site(deployment: Deployment, name: str, number: int) -> None:
    folder = write_site(deployment.sites / name, TOWNSHIPS)
    settings = folder / "site.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("id: small", f"id: {name}"), encoding="utf-8"
    )
    for place, township in enumerate(TOWNSHIPS):
        changes = FAULTY if (number, place) == (3, 1) else {}
        workbook = township_workbook(
            township,
            PERIOD,
            learners=100 + number,
            first_learner=1 + 150 * place,
            events=2 + number,
            **changes,
        )
        send(folder / "inbox", f"{township}11月报表.xlsx", workbook, f"2023-12-01 09:0{number}")


def _intake_of(deployment: Deployment, instance: dg.DagsterInstance, worker: str) -> dg.DagsterRun | None:
    started = instance.get_runs(dg.RunsFilter(job_name="nightly", statuses=[dg.DagsterRunStatus.STARTED]))
    return next((run for run in started if deployment.worker_of(run) == worker), None)


def _ordinary_pass(deployment: Deployment, site: str, server: str, prepared_home: Path) -> str:
    """The URL of the database of a site that was run by itself, as ``kaohe run`` does."""
    url, home = new_database(server), deployment.folder / "ordinary" / site
    shutil.copytree(prepared_home, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        run_pass(open_office(deployment.sites / site, home, warehouse_url=url))
    return url


def _is_at_rest(instance: dg.DagsterInstance) -> bool:
    """Every inbox was taken in, no month waits to be assessed, what was returned is red, and nothing runs or
    waits.
    """
    runs = instance.get_runs()
    taken_in = {_site(run) for run in runs if run.job_name == "nightly" and run.is_success}
    shown = any(run.job_name == "unit_submission" for run in runs)
    return (
        taken_in == set(SITES)
        and shown
        and all(run.is_finished for run in runs)
        and not any(map(_is_due, SITES))
    )


def _is_due(site: str) -> bool:
    office = open_site(site)
    with office.engine.connect() as connection:
        return bool(assessments.due(connection, office))


def _site(run: dg.DagsterRun) -> str:
    return run.tags[SITE_TAG]


def test_a_site_with_faulty_settings_is_named_and_holds_up_no_other(outcome: Outcome) -> None:
    lines = outcome.prepared.splitlines()
    assert any(FAULTY_SITE in line and "设置有误" in line for line in lines)
    assert all(any(site in line and "可以运行" in line for line in lines) for site in SITES)
    assert {_site(record.dagster_run) for record in outcome.runs} == set(SITES)


def test_the_run_of_the_killed_worker_fails_and_is_run_again_by_itself(outcome: Outcome) -> None:
    records = {record.dagster_run.run_id: record.dagster_run for record in outcome.runs}
    again = [run for run in records.values() if run.parent_run_id == outcome.killed]
    assert records[outcome.killed].status is dg.DagsterRunStatus.FAILURE
    assert [(run.job_name, run.status, _site(run)) for run in again] == [
        ("nightly", dg.DagsterRunStatus.SUCCESS, _site(records[outcome.killed]))
    ]
    assert outcome.workers[outcome.killed] == "first"
    assert outcome.workers[again[0].run_id] != "first"


def test_only_what_was_killed_or_returned_to_a_unit_has_failed(outcome: Outcome) -> None:
    failed = [record.dagster_run for record in outcome.runs if not record.dagster_run.is_success]
    assert {(run.job_name, _site(run)) for run in failed if run.run_id != outcome.killed} == {
        ("unit_submission", "xicheng")
    }


def test_both_remaining_workers_have_run_something(outcome: Outcome) -> None:
    assert set(outcome.workers.values()) == {"first", "second", "third"}


def test_a_site_has_one_run_at_a_time_while_others_run_beside_it(outcome: Outcome) -> None:
    spans = {
        site: sorted(_span(record) for record in outcome.runs if _site(record.dagster_run) == site)
        for site in SITES
    }
    assert all(before[1] <= after[0] for of_site in spans.values() for before, after in pairwise(of_site))
    everything = [(span, site) for site, of_site in spans.items() for span in of_site]
    assert any(
        one[0] < other[1] and other[0] < one[1]
        for one, site in everything
        for other, another in everything
        if site != another
    )


def _span(record: dg.RunRecord) -> tuple[float, float]:
    return record.start_time, record.end_time


def test_every_site_has_what_an_ordinary_pass_gives_it(outcome: Outcome) -> None:
    compared = set()
    for site, ordinary in outcome.ordinary.items():
        for view, without in VIEWS.items():
            expected = _rows(ordinary, view, without)
            assert _rows(outcome.deployment.warehouse.replace("{site}", site), view, without) == expected, (
                f"{site}: {view}"
            )
            compared |= {view} if expected else set()
    assert compared >= {
        "bi_report_status",
        "bi_submission",
        "bi_finding",
        "bi_indicator",
        "bi_score",
        "fact_elderly_education",
    }


def _rows(url: str, view: str, without: list[str]) -> list[dict]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        frame = pd.read_sql(f"SELECT * FROM {view}", connection).drop(columns=without)
    return sorted(frame.astype(object).where(frame.notna(), None).to_dict("records"), key=repr)


def test_the_dots_of_a_site_are_its_own(outcome: Outcome) -> None:
    with instance_of(outcome.deployment) as instance:
        passed = {site: dots(instance, dg.AssetKey([site, "submission"]))[0] for site in SITES}
    both = {f"{PERIOD} {township}" for township in TOWNSHIPS}
    assert passed == dict.fromkeys(SITES[:3], both) | {"xicheng": {f"{PERIOD} 耿车镇"}}
