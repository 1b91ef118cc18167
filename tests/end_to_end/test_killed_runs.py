"""A run that is killed at any moment loses nothing: the next one gives what an undisturbed run would have given."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.execution import run_pass
from tests.conftest import KAOHE
from tests.support.contents import NAMES_OF_PASSES, database_contents, file_hashes
from tests.support.databases import about_files
from tests.support.offices import SmallOffice
from tests.support.workbooks import FAULTY, township_workbook
from warehouse.office import open_office

pytestmark = [pytest.mark.slow, about_files]

PERSON_KEY = "5a" * 32


def has_files(folder: str) -> Callable[[Path], bool]:
    return lambda home: any(path.is_file() and not path.name.startswith(".") for path in (home / folder).rglob("*"))


def has_rows(table: str) -> Callable[[Path], bool]:
    def look(home: Path) -> bool:
        try:
            with closing(sqlite3.connect(f"file:{home / 'warehouse.db'}?mode=ro", uri=True)) as connection:
                return connection.execute(f"SELECT EXISTS (SELECT * FROM {table})").fetchone() == (1,)
        except sqlite3.OperationalError:  # the database or the table is not there yet
            return False

    return look


MOMENTS = {
    "the first file is archived": has_files("archive"),
    "rows are accepted, the ledger may not know them yet": has_files("accepted"),
    "the ledger knows the reports": has_rows("report"),
    "facts are written, nothing is assessed": has_files("facts"),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory, prepared_home):
    """An office to which two townships have sent their workbooks, one in two versions."""
    office = SmallOffice(tmp_path_factory.mktemp("killed"), prepared_home=prepared_home)
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", learners=40, **FAULTY), "2023-12-01 09:00")
    office.send("耿车镇更正.xlsx", township_workbook("耿车镇", "2023-11", sheets=["Z03"]), "2023-12-04 09:00")
    office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=200, learners=40, **FAULTY), "2023-12-01 10:00")
    return office


def start(office: SmallOffice, home: Path) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KAOHE_", "DAGSTER_"))}
    return subprocess.Popen(
        [KAOHE, "run", "--site", office.site_folder, "--home", home],
        env=environment | {"KAOHE_PERSON_KEY": PERSON_KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(office: SmallOffice, home: Path) -> None:
    """Run to the end, in this process: it starts sooner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAOHE_PERSON_KEY", PERSON_KEY)
        patch.setenv("DAGSTER_HOME", "")
        run_pass(open_office(office.site_folder, home))


def result(home: Path) -> tuple[dict, dict]:
    """What counts of a run: the database and the bytes of the facts."""
    return database_contents(home, without=NAMES_OF_PASSES), file_hashes(home / "facts")


@pytest.fixture(scope="module")
def undisturbed(office, tmp_path_factory, prepared_home):
    home = tmp_path_factory.mktemp("undisturbed") / "home"
    shutil.copytree(prepared_home, home)
    finish(office, home)
    assert has_rows("score")(home)
    return result(home)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_run_again(office, undisturbed, tmp_path, prepared_home, moment):
    home = tmp_path / "home"
    shutil.copytree(prepared_home, home)
    process = start(office, home)
    deadline = time.monotonic() + 120
    while not MOMENTS[moment](home) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert process.returncode == -9, "it was to be killed in the middle"
    finish(office, home)
    assert result(home) == undisturbed


def test_two_runs_at_once(office, undisturbed, tmp_path):
    """A steward starts one by hand while the nightly one is under way."""
    both = [start(office, tmp_path) for _ in range(2)]
    errors = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    assert result(tmp_path) == undisturbed
