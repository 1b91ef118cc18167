"""The Celery application of the workers: ``python -m celery -A pipelines.sites.worker worker``, or ``kaohe
sites worker``.

KAOHE_BROKER names the Redis server, for the workers as for the launcher. There is no default server, so a
worker cannot silently fall back to another one.
"""

import os

from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_execute_job_task, create_resume_job_task

from pipelines.sites.instance import BROKER_VARIABLE
from pipelines.sites.preloading import load_once

SETTINGS = {
    # Each run has a fresh process. It reads the site's settings as they are now, and then frees its memory.
    "worker_max_tasks_per_child": 1,
    # A run waits in Redis, where any free worker can take it, and not in a worker behind another run.
    "worker_disable_prefetch": True,
    "worker_prefetch_multiplier": 1,
    # The worker waits for a broker that restarts, or that starts later than the worker.
    "broker_connection_retry_on_startup": True,
}

app = make_app(
    {"broker": os.environ[BROKER_VARIABLE], "backend": os.environ[BROKER_VARIABLE], "config_source": SETTINGS}
)

load_once()
execute_job = create_execute_job_task(app)
resume_job = create_resume_job_task(app)
