"""Dagster's Celery launcher, which also notices when the worker of a run is gone.

After a machine has died, Celery's record of its task says STARTED for ever, and Dagster's monitor would
believe that record.
"""

import warnings

import dagster as dg
from celery.exceptions import DuplicateTaskNameWarning
from dagster._core.launcher import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster_celery.launcher import CeleryRunLauncher
from dagster_celery.tags import DAGSTER_CELERY_TASK_ID_TAG

ANSWER_WITHIN_SECONDS = 10
"""How long a worker has to answer. Its main process only answers and starts runs, so it is never busy for
long.
"""


class SiteLauncher(CeleryRunLauncher):
    """Starts runs as Celery tasks. A run counts as alive only while its worker says that it works on it."""

    def launch_run(self, context: LaunchRunContext) -> None:
        """Send the run to the workers."""
        with warnings.catch_warnings():
            # dagster-celery defines the task anew for every run.
            warnings.simplefilter("ignore", DuplicateTaskNameWarning)
            super().launch_run(context)

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """What Celery's record says. If the task has started, the worker is asked as well."""
        recorded = super().check_run_worker_health(run)
        if recorded.status is not WorkerStatus.RUNNING:
            return recorded
        task = self.celery.AsyncResult(run.tags[DAGSTER_CELERY_TASK_ID_TAG])
        worker = task.info.get("hostname") if isinstance(task.info, dict) else None
        if worker is None or self._is_at_it(worker, task.id):
            return recorded
        # The task may have ended after the record was read and before the worker was asked.
        settled = super().check_run_worker_health(run)
        if settled.status is not WorkerStatus.RUNNING:
            return settled
        return CheckRunHealthResult(WorkerStatus.FAILED, f"工作进程 {worker} 没有回应，可能已经停止或断网")

    def _is_at_it(self, worker: str, task: str) -> bool:
        asked = self.celery.control.inspect(destination=[worker], timeout=ANSWER_WITHIN_SECONDS, limit=1)
        return task in (asked.query_task(task) or {}).get(worker, {})
