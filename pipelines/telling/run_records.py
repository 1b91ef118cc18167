"""What a run did (运行摘要), as JSON in ``<home>/runs/<run>.json``. A run that failed has one too, so scripts
and monitors need no log.
"""

import json
import resource
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from warehouse.files.durable_files import make_folder, replacing
from warehouse.office import Office
from warehouse.standing.counts import file_counts, reports_of_batches, results_of

FOLDER = "runs"
PASS = "pass"  # noqa: S105 — the kind of a run: the whole of ``kaohe run``
PASS_TAG = "kaohe/pass"  # noqa: S105 — of a run, not a word
"""The tag on the runs of a pass. A pass tells of itself, so what watches Dagster's runs leaves these runs
alone.
"""
SUCCEEDED, FAILED = 0, 1


@dataclass(frozen=True)
class StageSeconds:
    """How long a step of a job took. ``period`` is its partition, empty for the inbox."""

    job: str
    period: str
    stage: str
    seconds: float


@dataclass
class RunRecord:
    """One run: of ``kaohe run`` (``kind`` is pass) or of one job of Dagster (``kind`` is the job's name).

    ``files``: how many files the ledger has, by status; ``new_files``: how many of them are new. ``reports``:
    how many reports the run took in, by status. ``lights``: how many indicators of the assessed periods have
    which light. ``error``: the sentence that says what failed.
    """

    run: str
    site: str
    kind: str
    version: str
    as_of: str
    started_at: str
    finished_at: str | None = None
    seconds: float | None = None
    exit_status: int | None = None
    error: str | None = None
    batches: list[str] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    new_files: int = 0
    files: Mapping[str, int] = field(default_factory=dict)
    reports: Mapping[str, int] = field(default_factory=dict)
    scores: int = 0
    lights: Mapping[str, int] = field(default_factory=dict)
    stages: list[StageSeconds] = field(default_factory=list)
    seconds_by_stage: dict[str, float] = field(default_factory=dict)
    peak_memory_bytes: int = 0

    def add(self, stage: StageSeconds) -> None:
        """Enter a step that has ended."""
        self.stages.append(stage)
        self.seconds_by_stage[stage.stage] = round(
            self.seconds_by_stage.get(stage.stage, 0) + stage.seconds, 3
        )


def begin(office: Office, kind: str = PASS, at: datetime | None = None) -> RunRecord:
    """The record of a run that begins now, or that began at a known time. The names of runs sort by time."""
    started = (at or datetime.now(ZoneInfo(office.site.time_zone))).astimezone(
        ZoneInfo(office.site.time_zone)
    )
    name = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    return RunRecord(
        name,
        office.site.id,
        kind,
        version("kaohe"),
        office.as_of.isoformat(),
        started.isoformat(timespec="seconds"),
    )


def stages_of(result: dg.ExecuteInProcessResult) -> list[StageSeconds]:
    """The steps of a job that ran in this process. They come from the events of its result, so nothing is
    read again.
    """
    tags = result.dagster_run.tags
    period = tags.get("dagster/partition", "")
    return [
        StageSeconds(
            result.job_def.name, period, event.step_key, round(event.step_success_data.duration_ms / 1000, 3)
        )
        for event in result.all_events
        if event.event_type_value == dg.DagsterEventType.STEP_SUCCESS.value
    ]


def finish(record: RunRecord, office: Office, error: str | None, at: datetime | None = None) -> None:
    """Enter the end of the run: time, exit status, error and peak memory."""
    finished = (at or datetime.now(ZoneInfo(office.site.time_zone))).astimezone(
        ZoneInfo(office.site.time_zone)
    )
    record.finished_at = finished.isoformat(timespec="seconds")
    record.exit_status, record.error = (FAILED, error) if error else (SUCCEEDED, None)
    # ru_maxrss is in kilobytes on Linux. The children are the processes that read files.
    record.peak_memory_bytes = 1024 * max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


def count(record: RunRecord, office: Office) -> None:
    """Enter what the ledger holds about the run's batches and periods."""
    with office.engine.connect() as connection:
        record.files = file_counts(connection, office.site.id)
        record.reports = reports_of_batches(connection, office.site.id, record.batches)
        record.scores, record.lights = results_of(connection, office.site.id, record.periods)


def as_json(record: RunRecord) -> dict:
    """The record as data for JSON."""
    return asdict(record)


def write(home: Path, record: RunRecord) -> Path:
    """Write the record's file, which is complete or not there."""
    path = home / FOLDER / f"{record.run}.json"
    make_folder(path.parent)
    with replacing(path) as file:
        file.write(json.dumps(as_json(record), ensure_ascii=False, indent=2).encode())
    return path


def newest(home: Path, kinds: tuple[str, ...], only_successful: bool = False) -> dict | None:
    """The newest record of these kinds as data, or None if there is none."""
    for path in sorted((home / FOLDER).glob("*.json"), reverse=True):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:  # It was past its time and was deleted after the folder was read.
            continue
        if record["kind"] in kinds and (not only_successful or record["exit_status"] == SUCCEEDED):
            return record
    return None
