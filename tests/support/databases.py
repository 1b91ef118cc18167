"""Where the serving databases of the tests' homes are: in their folders, or with
KAOHE_TEST_DATABASE=postgresql on one server.

There every home has a database of its own, named after its folder, and Dagster's records lie in the same
database. The server is started by the first of the processes that the tests run in, for all of them.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.support.postgresql import (
    PREFIX,
    database_url,
    drop_databases,
    execute,
    new_database,
    postgresql_server,
    server_programs,
)

ON_POSTGRESQL = os.environ.get("KAOHE_TEST_DATABASE") == "postgresql"
SERVER = "KAOHE_TEST_POSTGRESQL"
"""Names the server to use, one on which databases may be made; without it one is started."""

PREPARED = f"{PREFIX}prepared"
"""The database whose copies the homes get: making tables takes longer than most passes."""

about_files = pytest.mark.skipif(ON_POSTGRESQL, reason="about databases that are files")


@contextmanager
def server_for_all_processes() -> Iterator[None]:
    """The server, its URL in the environment, where the processes of pytest-xdist find it."""
    with ExitStack() as stack:
        if SERVER not in os.environ:
            os.environ[SERVER] = stack.enter_context(postgresql_server())
            stack.callback(os.environ.pop, SERVER)
        server = os.environ[SERVER]
        stack.callback(drop_databases, server)
        _prepare(server)
        yield


def _prepare(server: str) -> None:
    """In a process of its own: whoever is connected keeps a database from being copied."""
    url = new_database(server, PREPARED)
    code = (
        "import tempfile; from pathlib import Path; from pipelines.orchestration.execution import open_instance; from schemas.office.catalogue import BUILT_IN; from warehouse.database.database import migrate\n"
        f"migrate({url!r}, 'small', BUILT_IN)\n"
        f"with tempfile.TemporaryDirectory() as home, open_instance(Path(home), 'small', {url!r}): pass"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class DatabasesOfHomes:
    """One database a home folder on a server."""

    def __init__(self, server: str) -> None:
        self.server = server

    def url(self, home: Path) -> str:
        """The URL of the home's database, which is made when it is first asked for."""
        name = self._name(home)
        if not execute(self.server, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            new_database(self.server, name, PREPARED)
        return database_url(self.server, name)

    def copy(self, source: Path, home: Path) -> None:
        """Make the home's database a copy of another's, which may be in use."""
        place = ["--username", "kaohe", "--host", str(make_url(self.server).query["host"])]
        copy = database_url(self.server, self._name(home))
        new_database(self.server, self._name(home))
        dump = subprocess.run(
            [server_programs() / "pg_dump", *place, "-Fc", self._name(source)],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [server_programs() / "pg_restore", *place, "-d", make_url(copy).database],
            input=dump.stdout,
            check=True,
        )

    def _name(self, home: Path) -> str:
        return PREFIX + sha256(str(Path(home).absolute()).encode()).hexdigest()[:24]


def copy_home(source: Path, home: Path) -> Path:
    """A copy of a home folder with all that its database holds."""
    shutil.copytree(source, home)
    if ON_POSTGRESQL:
        DatabasesOfHomes(os.environ[SERVER]).copy(source, home)
    return home
