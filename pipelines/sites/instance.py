"""The settings of the Dagster instance that all sites share: the project's own settings with a common
storage, one queue, and Celery workers.

No secret is written. The addresses of the database and of the broker stay in KAOHE_DAGSTER_STORAGE and
KAOHE_BROKER.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipelines.internals.queue import SITE_TAG
from pipelines.orchestration.instance_settings import PROJECT_SETTINGS, STORAGE_VARIABLE
from warehouse.files.durable_files import replacing

BROKER_VARIABLE = "KAOHE_BROKER"
SETTINGS_FILE, WORKSPACE_FILE = "dagster.yaml", "workspace.yaml"
MONITOR_EVERY_SECONDS = 30
RETRIES = 2
"""How often a run starts again by itself after its worker was lost. If a report or a rule made the run fail,
it is never retried.
"""
DEQUEUE_EVERY_SECONDS = 2
DAEMON_THREADS = 4
"""How many sites' sensors and schedules the daemon evaluates at a time."""


def instance_settings(slots: int) -> dict[str, Any]:
    """The settings for workers that together can run ``slots`` runs at once.

    More runs must not leave the queue: a run that waits in Celery counts as starting, and Dagster gives it up
    after the start timeout.
    """
    own = yaml.safe_load(PROJECT_SETTINGS.read_text(encoding="utf-8"))
    return {
        **own,
        "storage": {
            "custom": {
                "module": "pipelines.internals.postgresql_storage",
                "class": "PostgresqlStorage",
                "config": {"url": {"env": STORAGE_VARIABLE}},
            },
        },
        "run_launcher": {
            "module": "pipelines.internals.launcher",
            "class": "SiteLauncher",
            "config": {"broker": {"env": BROKER_VARIABLE}, "backend": {"env": BROKER_VARIABLE}},
        },
        "run_coordinator": {
            "module": "pipelines.internals.queue",
            "class": "SiteQueue",
            "config": {"dequeue_interval_seconds": DEQUEUE_EVERY_SECONDS},
        },
        "concurrency": {
            "runs": {
                "max_concurrent_runs": slots,
                "tag_concurrency_limits": [
                    {"key": SITE_TAG, "value": {"applyLimitPerUniqueValue": True}, "limit": 1}
                ],
            }
        },
        # A worker prints nothing about its runs. What they tell is in their events, and events of every
        # level are kept.
        "python_logs": {"python_log_level": "CRITICAL"},
        "sensors": {"use_threads": True, "num_workers": DAEMON_THREADS},
        "schedules": {"use_threads": True, "num_workers": DAEMON_THREADS},
        "run_monitoring": {**own["run_monitoring"], "poll_interval_seconds": MONITOR_EVERY_SECONDS},
        "run_retries": {"enabled": True, "max_retries": RETRIES, "retry_on_asset_or_op_failure": False},
    }


def workspace(sites: Sequence[str]) -> dict[str, Any]:
    """The code locations, one for each site."""
    modules = [
        {"module_name": "pipelines.sites.locations", "attribute": name, "location_name": name}
        for name in sites
    ]
    return {"load_from": [{"python_module": module} for module in modules]}


def write_instance(folder: Path, sites: Sequence[str], slots: int) -> None:
    """Write the settings and the workspace into DAGSTER_HOME."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / SETTINGS_FILE, instance_settings(slots))
    _write(folder / WORKSPACE_FILE, workspace(sites))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with replacing(path) as file:
        file.write(yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True).encode())
