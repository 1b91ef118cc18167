"""A pass with everything that it tells: one line in the log for each step, its summary as JSON, the metrics
for a monitor.
"""

import logging
import time

import dagster as dg

from pipelines.orchestration.execution import Pass, PassFailed, open_instance, run_pass
from pipelines.telling import metrics, run_records
from pipelines.telling.run_records import RunRecord
from pipelines.telling.structured_log import logged
from schemas.texts.faults import place_of
from warehouse.office import Office
from warehouse.standing.counts import file_counts

_log = logging.getLogger(__name__)


def watched_pass(office: Office, period: str | None = None) -> tuple[Pass, RunRecord]:
    """Do ``run_pass``, and tell of it. Raises what ``run_pass`` raises."""
    record, began = run_records.begin(office), time.monotonic()
    with logged(office, run=record.run):
        _log.info("pass started", extra={"fields": {"as_of": record.as_of, "version": record.version}})
        before = _files(office)
        done, error = None, None
        try:
            done = run_pass(office, period, lambda result: _take(record, result))
            record.batches, record.periods = [done.batch], list(done.periods)
            return done, record
        except BaseException as failure:
            error = str(failure) if isinstance(failure, PassFailed) else place_of(failure)
            raise
        finally:
            record.seconds = round(time.monotonic() - began, 3)
            _close(office, record, before, error)


def _take(record: RunRecord, result: dg.ExecuteInProcessResult) -> None:
    """Enter a job that has ended, and log one line for each of its steps."""
    for stage in run_records.stages_of(result):
        record.add(stage)
        fields = {
            "job": stage.job,
            "period": stage.period,
            "stage": stage.stage,
            "seconds": stage.seconds,
            "batch": result.run_id,
        }
        _log.info("step finished", extra={"fields": fields})


def _files(office: Office) -> dict[str, int]:
    with office.engine.connect() as connection:
        return file_counts(connection, office.site.id)


def _close(office: Office, record: RunRecord, before: dict[str, int], error: str | None) -> None:
    """Tell of the pass, however it ended. If telling fails, that must not hide why the pass failed."""
    run_records.finish(record, office, error)
    try:
        run_records.count(record, office)
        record.new_files = sum(record.files.values()) - sum(before.values())
        run_records.write(office.home, record)
        metrics.write(office, lambda: open_instance(office.home, office.site.id, office.warehouse_url))
    except Exception:
        _log.exception("the record of the pass could not be written")
        if error is None:
            raise
    counts = {
        "files": record.files,
        "new_files": record.new_files,
        "reports": record.reports,
        "periods": record.periods,
    }
    fields = {**counts, "seconds": record.seconds, "exit_status": record.exit_status, "error": error}
    _log.log(
        logging.ERROR if error else logging.INFO,
        "pass failed" if error else "pass finished",
        extra={"fields": fields},
    )
