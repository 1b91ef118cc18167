"""The settings of a home's Dagster instance: the project's ``dagster.yaml``, changed to PostgreSQL if the
environment says so.

Dagster keeps records of its own: runs, events, ticks. If KAOHE_DAGSTER_STORAGE names a PostgreSQL database by
URL, they go there. Otherwise, if the serving database is PostgreSQL, they go beside it into a schema of the
site. Otherwise they go into files of the home folder. The settings name the variable and never hold the URL,
because it may contain a password.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import make_url

PROJECT_SETTINGS = Path(__file__).with_name("dagster.yaml")
"""The ``dagster.yaml`` of the project's root. A link leads there, so that an installed package has it too."""
STORAGE_VARIABLE, WAREHOUSE_VARIABLE = "KAOHE_DAGSTER_STORAGE", "KAOHE_WAREHOUSE"


def prepare_instance(home: Path, site: str = "", warehouse_url: str = "") -> Path:
    """Make ``<home>/dagster`` a Dagster home, name it in DAGSTER_HOME, and return it.

    ``site`` and ``warehouse_url`` are those of the office whose records are kept. Without them the records
    are files, unless KAOHE_DAGSTER_STORAGE is set. The caller that opens the instance must put the URL into
    the variable that the settings name.
    """
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "dagster.yaml", _settings(storage_settings(site, warehouse_url)))
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder


@contextmanager
def warehouse_named(warehouse_url: str) -> Iterator[None]:
    """Put the URL into KAOHE_WAREHOUSE while the block runs: Dagster reads it there when it opens the
    instance. Each office may have its own.
    """
    before = os.environ.get(WAREHOUSE_VARIABLE)
    os.environ[WAREHOUSE_VARIABLE] = warehouse_url
    try:
        yield
    finally:
        os.environ.pop(WAREHOUSE_VARIABLE)
        if before is not None:
            os.environ[WAREHOUSE_VARIABLE] = before


def storage_settings(site: str = "", warehouse_url: str = "") -> Mapping[str, Any] | None:
    """The configuration of PostgresqlStorage. None if Dagster's records are files."""
    if os.environ.get(STORAGE_VARIABLE):
        return {"url": {"env": STORAGE_VARIABLE}}
    if warehouse_url and make_url(warehouse_url).get_backend_name() == "postgresql":
        # Offices may share a database. Their assets have the same names, so each needs records of its own.
        return {"url": {"env": WAREHOUSE_VARIABLE}, "schema": f"dagster_{site.replace('-', '_')}"}
    return None


def _settings(storage: Mapping[str, Any] | None) -> str:
    settings = PROJECT_SETTINGS.read_text(encoding="utf-8")
    if storage is None:
        return settings
    place = {
        "custom": {
            "module": "pipelines.internals.postgresql_storage",
            "class": "PostgresqlStorage",
            "config": dict(storage),
        }
    }
    return yaml.safe_dump(yaml.safe_load(settings) | {"storage": place}, sort_keys=False)


def _write(path: Path, content: str) -> None:
    """Replace the file at once, because other processes may be reading it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(content, encoding="utf-8")
    draft.replace(path)
