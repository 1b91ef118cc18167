"""The Superset bundle (可导入的看板): database, datasets, charts and dashboards as YAML.

``python -m deployment.superset.bundle FOLDER`` writes its files, ``… FILE.zip`` the file that Superset
imports; ``make superset`` does both.
"""

import shutil
import sys
import zipfile
from pathlib import Path

import yaml

from deployment.superset.datasets import dataset
from deployment.superset.director import DIRECTOR
from deployment.superset.parts import DATABASE, VERSION, identifier
from deployment.superset.quality import QUALITY
from deployment.superset.steward import STEWARD
from warehouse.database.view_columns import VIEW_COLUMNS

DASHBOARDS = (DIRECTOR, STEWARD, QUALITY)
FOLDER = Path(__file__).parent / "bundle"
URI = "postgresql+psycopg2://kaohe_bi:XXXXXXXXXX@127.0.0.1:5432/kaohe"
"""Superset asks for a password that is written like this when it imports."""

WRITTEN = "2024-01-01T00:00:00+00:00"
"""A bundle says when it was exported; this one is the same as long as nothing in it changes."""


def documents(uri: str = URI) -> dict[str, dict[str, object]]:
    """The documents of the bundle by the paths of their files; ``uri`` is where the views are."""
    charts = {chart.name: chart for dashboard in DASHBOARDS for chart in dashboard.charts}
    return {
        "metadata.yaml": {"version": VERSION, "type": "Dashboard", "timestamp": WRITTEN},
        f"databases/{DATABASE}.yaml": _database(uri),
        **{f"datasets/{DATABASE}/{name}.yaml": dataset(name) for name in VIEW_COLUMNS},
        **{f"charts/{name}.yaml": chart.document() for name, chart in charts.items()},
        **{f"dashboards/{each.name}.yaml": each.document() for each in DASHBOARDS},
    }


def _database(uri: str) -> dict[str, object]:
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": uri,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": identifier("database", DATABASE),
        "version": VERSION,
    }


def texts(uri: str = URI) -> dict[str, str]:
    """The files of the bundle by their paths, as text."""
    return {
        path: yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
        for path, content in documents(uri).items()
    }


def write_zip(path: Path, uri: str = URI) -> None:
    """Write the file that Superset imports."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in texts(uri).items():
            bundle.writestr(f"kaohe/{name}", text)


def write_folder(folder: Path) -> None:
    """Write the files of the bundle into a folder, in place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in texts().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for target in map(Path, sys.argv[1:]):
        write_zip(target) if target.suffix == ".zip" else write_folder(target)
