"""The sample offices beside 宿城区, each run once for all tests. Tests only read them."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.support.offices import SampleRun, open_office
from tests.support.shared_runs import make_once

SITES = Path(__file__).parents[2] / "sites"


@pytest.fixture(scope="session")
def run_of(
    tmp_path_factory: pytest.TempPathFactory, kaohe: Callable[..., CompletedProcess]
) -> Callable[[str], SampleRun]:
    """The run of the site of that name, from an empty home."""

    def run_of(name: str) -> SampleRun:
        site = SITES / name

        def run(folder: Path) -> None:
            done = kaohe("run", site=site, home=folder / "home")
            assert done.returncode == 0, done.stderr
            (folder / "output.txt").write_text(done.stdout + done.stderr, encoding="utf-8")

        folder = make_once(tmp_path_factory, name, run)
        output = (folder / "output.txt").read_text(encoding="utf-8")
        return SampleRun(folder / "home", output, open_office(site, folder / "home"))

    return run_of


@pytest.fixture(scope="session")
def college(run_of: Callable[[str], SampleRun]) -> SampleRun:
    """The college of A6."""
    return run_of("college")


@pytest.fixture(scope="session")
def city(run_of: Callable[[str], SampleRun]) -> SampleRun:
    """The city of A8."""
    return run_of("city")


@pytest.fixture(scope="session")
def county(run_of: Callable[[str], SampleRun]) -> SampleRun:
    """The county of A5."""
    return run_of("county")


@pytest.fixture(scope="session")
def nanzhao(run_of: Callable[[str], SampleRun]) -> SampleRun:
    """The county vocational education society of A7."""
    return run_of("nanzhao")
