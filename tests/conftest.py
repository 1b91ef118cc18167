"""Fixtures for tests of whole runs. The sample office is run once for all of them.

They import the product when they are used: it takes seconds, which the tests of a single module should not
wait for.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.databases import ON_POSTGRESQL, SERVER, DatabasesOfHomes, server_for_all_processes
from tests.support.durations import Measuring, is_slow, read_record
from tests.support.shared_runs import make_once

if TYPE_CHECKING:
    import pandas as pd
    from alembic.config import Config

    from schemas.frames import FrameModel
    from tests.support.offices import SampleRun, SmallOffice

# How long an example takes says more about the machine than about the code.
settings.register_profile("kaohe", deadline=None, max_examples=50)
settings.load_profile("kaohe")

KAOHE = Path(sys.executable).with_name("kaohe")

_of_the_session = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--measure`` writes down how long the tests take that are run."""
    parser.addoption("--measure", action="store_true", help="write tests/durations.json")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark as slow what has been measured to be."""
    record = read_record()
    for item in items:
        if is_slow(item.nodeid, item.fixturenames, record):
            item.add_marker("slow")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server of the homes' databases, in the process that starts the others."""
    if config.getoption("--measure"):
        config.pluginmanager.register(Measuring())
    if ON_POSTGRESQL and not hasattr(config, "workerinput"):
        _of_the_session.enter_context(server_for_all_processes())


def pytest_unconfigure() -> None:
    """Stop it."""
    _of_the_session.close()


@pytest.fixture(autouse=True, scope="session")
def databases_of_homes() -> Iterator[DatabasesOfHomes | None]:
    """The databases of the homes that tests make, if they are not files: every home without a URL of its own
    gets one.
    """
    server = os.environ.get(SERVER)
    if not ON_POSTGRESQL or server is None:
        yield None
        return
    databases = DatabasesOfHomes(server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.database.database.default_url", databases.url)
        patch.setattr("warehouse.office.default_url", databases.url)
        yield databases


@pytest.fixture(autouse=True, scope="session")
def garbage_is_collected() -> Iterator[None]:
    """The process of the tests goes on after a command: what it leaves behind is garbage."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.processes.imports.spare_what_exists", lambda: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def frames_are_as_their_models_say() -> Iterator[None]:
    """Every frame that is made by its model is checked against it.

    A column is right if one of the same type has been right before, with or without missing values like this
    one. If its values are checked, each of them must have been right before.
    """
    from schemas.frames import FrameModel

    right: dict[type[FrameModel], set[tuple]] = {}
    values: dict[tuple[type[FrameModel], str], set] = defaultdict(set)

    def check(model: "type[FrameModel]", frame: "pd.DataFrame") -> "pd.DataFrame":
        missing = frame.isna().to_numpy().any(axis=0)
        kinds = set(zip(range(len(missing)), frame.columns, frame.dtypes, missing, strict=True))
        known = right.setdefault(model, set())
        columns = model.to_schema().columns
        if kinds <= known and len(kinds) == len(columns):
            for name, column in columns.items():
                if column.checks and not values[model, name].issuperset(given := frame[name].unique()):
                    column.validate(frame)
                    values[model, name].update(given)
            return frame
        frame = model.validate(frame)
        known |= kinds
        return frame

    with pytest.MonkeyPatch.context() as patch:
        for name in ("typed", "of_rows"):
            make = getattr(FrameModel, name).__func__
            patch.setattr(
                FrameModel,
                name,
                classmethod(lambda model, given, make=make: check(model, make(model, given))),
            )
        yield


@pytest.fixture(autouse=True, scope="session")
def processors_are_shared() -> Iterator[None]:
    """A command in the process of the tests starts no other process for a part of its work: tests run beside it.
    A command in a process of its own does.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.processes.side_processes.PROCESSORS", 1)
        yield


@pytest.fixture(autouse=True, scope="session")
def migrations_are_listed_once() -> Iterator[None]:
    """Alembic reads every file of a folder of migrations whenever a database is opened. They do not change
    while the tests run.
    """
    from alembic.script import ScriptDirectory

    read, known = ScriptDirectory.from_config, {}

    def from_config(config: "Config") -> ScriptDirectory:
        folder = config.get_main_option("script_location")
        if folder not in known:
            known[folder] = read(config)
        return known[folder]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptDirectory, "from_config", from_config)
        yield


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of the shell it was started from, or leaves its own to the next."""
    for name in [
        name for name in os.environ if name.startswith("KAOHE_") and not name.startswith("KAOHE_TEST_")
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DAGSTER_HOME", "")


Kaohe = Callable[..., subprocess.CompletedProcess]
"""The command: ``kaohe("status", "--json", home=...)``. Upper-case names set the environment."""


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fourth quarter of the sample office: the office of every command that names no other."""
    from tests.support.offices import write_sample_quarter

    return (
        make_once(tmp_path_factory, "site", lambda folder: write_sample_quarter(folder / "sucheng"))
        / "sucheng"
    )


@pytest.fixture(scope="session")
def kaohe_process(databases_of_homes: DatabasesOfHomes | None, sample_site: Path) -> Kaohe:
    """The command in a process of its own, as a user starts it."""

    def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess:
        typed, environment = as_typed(arguments, settings, databases_of_homes, sample_site)
        return subprocess.run([KAOHE, *typed], env=environment, capture_output=True, text=True, timeout=600)

    return run


@pytest.fixture(scope="session")
def kaohe(databases_of_homes: DatabasesOfHomes | None, sample_site: Path) -> Kaohe:
    """The command in the process of the tests: a process of its own takes seconds to import the product."""
    from desk.command_line import run_command

    def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess:
        typed, environment = as_typed(arguments, settings, databases_of_homes, sample_site)
        with pytest.MonkeyPatch.context() as patch, redirected() as (output, errors):
            before = dict(os.environ)
            patch.setattr(sys, "argv", ["kaohe", *typed])
            replace_environment(environment)
            try:
                code = run_command()
            finally:
                replace_environment(before)
        return subprocess.CompletedProcess(typed, code, output.getvalue(), errors.getvalue())

    return run


def as_typed(
    arguments: tuple[object, ...],
    settings: dict[str, object],
    databases: DatabasesOfHomes | None,
    sample_site: Path,
) -> tuple[list[str], dict[str, str]]:
    """The arguments of the command with its options, and the environment."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("KAOHE_", "DAGSTER_"))
    }
    environment |= {"COLUMNS": "200"} | {
        name: str(value) for name, value in settings.items() if name.isupper()
    }
    if arguments[:1] != ("sites",):  # which are about no single office
        environment.setdefault("KAOHE_SITE", str(sample_site))
    if databases and "home" in settings and "warehouse" not in settings:
        environment.setdefault("KAOHE_WAREHOUSE", databases.url(Path(str(settings["home"]))))
    options = [
        part
        for name, value in settings.items()
        if not name.isupper()
        for part in (f"--{name.replace('_', '-')}", str(value))
    ]
    return [*map(str, arguments), *options], environment


@contextmanager
def redirected() -> Iterator[tuple[StringIO, StringIO]]:
    """What is written to the standard output and error in this block."""
    output, errors = StringIO(), StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        yield output, errors


def replace_environment(environment: dict[str, str]) -> None:
    """Let the process have this environment and nothing else in it."""
    os.environ.clear()
    os.environ.update(environment)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, kaohe_process: Kaohe, sample_site: Path) -> "SampleRun":
    """The sample office's fourth quarter, run once from an empty home. Tests only read it."""
    from tests.support.offices import SampleRun, open_office

    def run(folder: Path) -> None:
        done = kaohe_process("run", home=folder / "home")
        assert done.returncode == 0, done.stderr
        (folder / "output.txt").write_text(done.stdout + done.stderr, encoding="utf-8")

    folder = make_once(tmp_path_factory, "sample", run)
    return SampleRun(
        folder / "home",
        (folder / "output.txt").read_text(encoding="utf-8"),
        open_office(sample_site, folder / "home"),
    )


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with an empty database and an empty storage of Dagster: making them takes longer than
    most passes.
    """
    from pipelines.orchestration.execution import open_instance
    from schemas.office.catalogue import BUILT_IN
    from warehouse.database.database import default_url, migrate

    def prepare(folder: Path) -> None:
        if ON_POSTGRESQL:
            (folder / "home").mkdir()
            return
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DAGSTER_HOME", "")
            with open_instance(folder / "home"):
                migrate(default_url(folder / "home"), "small", BUILT_IN)

    return make_once(tmp_path_factory, "prepared", prepare) / "home"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL server: the one KAOHE_TEST_POSTGRESQL names, else one of our own.

    Whoever uses it makes a database of its own there (``new_database``).
    """
    from tests.support.postgresql import NoPostgresql, drop_databases, postgresql_server

    if server := os.environ.get(SERVER):
        yield server
        if not ON_POSTGRESQL:
            drop_databases(server)
        return
    try:
        with postgresql_server() as url:
            yield url
    except NoPostgresql as reason:
        pytest.skip(str(reason))


@pytest.fixture
def small_office(tmp_path: Path, prepared_home: Path) -> "SmallOffice":
    """An office of 耿车镇 and 埠子镇 with an empty inbox."""
    from tests.support.offices import SmallOffice

    return SmallOffice(tmp_path, prepared_home=prepared_home)
