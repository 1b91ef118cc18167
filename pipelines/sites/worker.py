"""The Celery application of the workers: ``python -m celery -A pipelines.sites.worker worker``, or ``kaohe
sites worker``.

KAOHE_BROKER names the Redis server, as it does for the launcher; there is no other that a worker could
silently fall back to.
"""

import os

from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_execute_job_task, create_resume_job_task

from pipelines.sites.instance import BROKER_VARIABLE
from pipelines.sites.preloading import load_once

SETTINGS = {
    # Each run has a fresh process: it reads the site's settings as they are now, and its memory goes with it.
    "worker_max_tasks_per_child": 1,
    # A run waits in Redis, where any free worker takes it, not behind another run in a worker.
    "worker_disable_prefetch": True,
    "worker_prefetch_multiplier": 1,
    # A broker that is restarted, or comes up later than the worker, is waited for.
    "broker_connection_retry_on_startup": True,
}

app = make_app(
    {"broker": os.environ[BROKER_VARIABLE], "backend": os.environ[BROKER_VARIABLE], "config_source": SETTINGS}
)

load_once()
execute_job = create_execute_job_task(app)
resume_job = create_resume_job_task(app)
