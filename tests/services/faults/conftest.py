"""The office that the faults befall, and what a run of it gives that nothing disturbed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.faults.on_postgresql import contents, run_on
from tests.services.faults.results import Result, result
from tests.services.faults.runs import Run
from tests.support.offices import SmallOffice
from tests.support.postgresql import new_database
from tests.support.workbooks import FAULTY, township_workbook


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    """An office to which two townships have sent their workbooks, one in two versions. Tests that change its
    inbox make their own.
    """
    return townships_report(SmallOffice(tmp_path_factory.mktemp("office")))


def townships_report(office: SmallOffice) -> SmallOffice:
    """The office with the files in its inbox that all faults are tried with."""
    office.send(
        "耿车镇.xlsx", township_workbook("耿车镇", "2023-11", learners=40, **FAULTY), "2023-12-01 09:00"
    )
    office.send("耿车镇更正.xlsx", township_workbook("耿车镇", "2023-11", sheets=["Z03"]), "2023-12-04 09:00")
    office.send(
        "埠子镇.xlsx",
        township_workbook("埠子镇", "2023-11", first_learner=200, learners=40, **FAULTY),
        "2023-12-01 10:00",
    )
    return office


@pytest.fixture
def own_office(office: SmallOffice, tmp_path: Path) -> SmallOffice:
    """The same with the same files, for one test alone."""
    own = SmallOffice(tmp_path)
    shutil.copytree(office.inbox, own.inbox, dirs_exist_ok=True)
    return own


@pytest.fixture
def home(tmp_path: Path, prepared_home: Path) -> Path:
    """A home folder in which nothing was run yet."""
    return shutil.copytree(prepared_home, tmp_path / "run")


@pytest.fixture(scope="session")
def whole_run(
    office: SmallOffice, tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> tuple[Path, list[str]]:
    """The home of a run that nothing disturbed, and the steps it came to. Tests copy the home before they
    change it.
    """
    home = shutil.copytree(prepared_home, tmp_path_factory.mktemp("whole") / "run")
    ended = Run(home, ["run", "--site", office.site_folder]).ended()
    assert ended.code == 0, ended.errors
    return home, ended.steps


@pytest.fixture(scope="session")
def undisturbed(whole_run: tuple[Path, list[str]]) -> Result:
    """What a run gives that nothing disturbed."""
    return result(whole_run[0])


@pytest.fixture
def assert_completes(office: SmallOffice, undisturbed: Result) -> Callable[[Path], None]:
    """The next run of a home finishes, and what is there then is what an undisturbed run gives."""

    def check(home: Path) -> None:
        ended = Run(home, ["run", "--site", office.site_folder]).ended()
        assert ended.code == 0, ended.errors
        assert result(home) == undisturbed

    return check


@pytest.fixture
def on_postgresql(postgresql: str) -> str:
    return new_database(postgresql)


@pytest.fixture(scope="session")
def undisturbed_on_postgresql(
    postgresql: str, office, tmp_path_factory, prepared_home: Path
) -> dict[str, list[tuple]]:
    url = new_database(postgresql)
    ended = run_on(
        url, office, shutil.copytree(prepared_home, tmp_path_factory.mktemp("whole") / "run")
    ).ended()
    assert ended.code == 0, ended.errors
    return contents(url)
