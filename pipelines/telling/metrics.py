"""Metrics (监控指标) in the text format of Prometheus: for ``kaohe metrics`` and, after every run, for
``<home>/metrics/kaohe.prom``.

The textfile collector of node_exporter reads the file (``--collector.textfile.directory``). Alert rules rely
on the names and labels (``deployment/prometheus/kaohe.rules.yml``), so these do not change. Times are Unix
seconds, sizes are bytes.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import dagster as dg
from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from assets.submissions.inbox.listing import inbox_files
from pipelines.telling import run_records
from pipelines.telling.freshness import TAKING_IN, stale_hours
from schemas.privacy import mask_text
from warehouse.files.durable_files import make_folder, replacing
from warehouse.office import Office
from warehouse.standing.counts import OfficeCounts, file_names, standing

OpenInstance = Callable[[], AbstractContextManager[dg.DagsterInstance]]
"""Opens the office's Dagster records, or returns those that are open already."""

FILE = Path("metrics") / "kaohe.prom"
Labelled = tuple[tuple[str, ...], float]
"""The values of the labels after ``site``, and the figure."""
HELP = {
    "last_success_timestamp_seconds": "When the last successful intake ended.",
    "last_run_timestamp_seconds": "When the last intake ended, well or not.",
    "last_run_success": "1 if the last intake ended well, else 0.",
    "last_run_seconds": "How long the last intake took.",
    "last_run_stage_seconds": "How long each of its steps took.",
    "last_run_peak_memory_bytes": "Its peak memory.",
    "stale": "1 if no intake has succeeded for longer than the site allows, else 0.",
    "files_waiting": "Files in the inbox that no run has looked at, and archived ones that wait for review.",
    "files": "Files that ever arrived, by what became of them.",
    "reports": "Reports owed or sent, by what became of them.",
    "reports_overdue": "Reports past their due day that are missing or returned.",
    "findings_open": "Open findings by level.",
    "rows": "Accepted rows in force by form.",
    "period_unassessed": "1 for each period whose due days have all passed and that was never assessed.",
    "home_free_bytes": "Free space where the home folder lies.",
    "database_bytes": "Size of the serving database.",
    "dagster_runs": "Runs of Dagster by status; queued ones wait.",
}
COUNTED_STATUSES = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.SUCCESS,
)


class OfficeCollector(Collector):
    """The metrics of an office, as they are when somebody asks for them."""

    def __init__(self, office: Office, instance: OpenInstance) -> None:
        """Nothing is read before somebody asks for the first time."""
        self._office, self._instance = office, instance

    def collect(self) -> Iterator[Metric]:
        """All metrics, each with the label ``site``. They are right even if the office has been open for
        weeks.
        """
        office = self._office
        office.prepare_to_read()
        with office.engine.connect() as connection:
            found = standing(connection, office.site.id, office.as_of)
        yield from _of_runs(office)
        yield from _of_standing(office, found)
        yield from _of_storage(office, found, self._instance)


def exposition(office: Office, instance: OpenInstance) -> bytes:
    """The metrics as text."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(OfficeCollector(office, instance))
    return generate_latest(registry)


def serve(office: Office, instance: OpenInstance, address: str, port: int) -> None:
    """Serve the metrics at ``/metrics`` from a thread. They are computed anew for each request."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(OfficeCollector(office, instance))
    start_http_server(port, address, registry)


def write(office: Office, instance: OpenInstance) -> Path:
    """Write the file for node_exporter, as a whole or not at all. Other accounts may read it, because it
    holds nothing personal.
    """
    path = office.home / FILE
    make_folder(path.parent)
    with replacing(path) as file:
        file.write(exposition(office, instance))
    return path


def _gauge(office: Office, name: str, values: Iterable[Labelled], *labels: str) -> Metric:
    family = GaugeMetricFamily(f"kaohe_{name}", HELP[name], labels=("site", *labels))
    for among, value in values:
        family.add_metric((office.site.id, *among), value)
    return family


def _of_runs(office: Office) -> Iterator[Metric]:
    last = run_records.newest(office.home, TAKING_IN)
    good = run_records.newest(office.home, TAKING_IN, only_successful=True)
    yield _gauge(office, "last_success_timestamp_seconds", _time_of(good))
    yield _gauge(office, "last_run_timestamp_seconds", _time_of(last))
    yield _gauge(office, "stale", [((), float(stale_hours(office) is not None))])
    if last:
        yield _gauge(office, "last_run_success", [((), float(last["exit_status"] == run_records.SUCCEEDED))])
        yield _gauge(office, "last_run_seconds", [((), last["seconds"] or 0)])
        yield _gauge(
            office,
            "last_run_stage_seconds",
            [((name,), took) for name, took in last["seconds_by_stage"].items()],
            "stage",
        )
        yield _gauge(office, "last_run_peak_memory_bytes", [((), last["peak_memory_bytes"])])


def _time_of(record: dict | None) -> list[Labelled]:
    return [((), datetime.fromisoformat(record["finished_at"]).timestamp())] if record else []


def _of_standing(office: Office, found: OfficeCounts) -> Iterator[Metric]:
    yield _gauge(office, "files_waiting", [((), _waiting(office, found))])
    yield _gauge(office, "files", _by_label(found.files), "status")
    yield _gauge(office, "reports", sorted(found.reports.items()), "period", "status")
    yield _gauge(office, "reports_overdue", _by_label(found.overdue), "period")
    yield _gauge(office, "findings_open", _by_label(found.findings), "level")
    yield _gauge(office, "rows", _by_label(found.rows), "form")
    yield _gauge(office, "period_unassessed", [((period,), 1.0) for period in found.unassessed], "period")


def _by_label(counts: Mapping[str, int]) -> list[Labelled]:
    return [((label,), count) for label, count in sorted(counts.items())]


def _waiting(office: Office, found: OfficeCounts) -> int:
    """How many files no run has looked at. They are told apart by name, so only the next run sees new content
    under a known name.
    """
    names = (
        {mask_text(path.relative_to(office.inbox).as_posix()) for path in inbox_files(office.inbox)}
        if office.inbox.is_dir()
        else set()
    )
    with office.engine.connect() as connection:
        known = file_names(connection, office.site.id)
    return len(names - known) + found.files.get("received", 0)


def _of_storage(office: Office, found: OfficeCounts, opened: OpenInstance) -> Iterator[Metric]:
    yield _gauge(office, "home_free_bytes", [((), shutil.disk_usage(office.home).free)])
    yield _gauge(office, "database_bytes", [((), found.database_bytes)])
    with opened() as instance:
        counts = {
            each.value.lower(): instance.get_runs_count(dg.RunsFilter(statuses=[each]))
            for each in COUNTED_STATUSES
        }
    yield _gauge(office, "dagster_runs", _by_label(counts), "status")
