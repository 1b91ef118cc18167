"""A PostgreSQL server of the tests' own: a real one, started from the installed programs, in a folder that goes away with it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, text

OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
"""Reached through a socket in its folder only; nothing needs to outlast the tests."""


class NoPostgresql(Exception):
    """Why no server can be started here."""


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of an empty database on a fresh server. Raises NoPostgresql where the programs or the driver are not installed."""
    programs = _programs()
    if find_spec("psycopg") is None:
        raise NoPostgresql("the driver psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="kaohe-postgresql-"))  # short, as the path of a socket must be
    try:
        user = _owner_of(folder)
        data = folder / "data"
        _run(user, programs / "initdb", "-D", data, "-U", "kaohe", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(user, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", f"-k {folder} {OPTIONS}", "-w", "start")
        try:
            yield f"postgresql+psycopg://kaohe@/postgres?host={folder}"
        finally:
            _run(user, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty_database(url: str) -> str:
    """The URL of a database from which everything was dropped."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def _programs() -> Path:
    """The folder of the server's programs, which Debian keeps off the PATH."""
    if program := shutil.which("initdb"):
        return Path(program).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if not installed:
        raise NoPostgresql("no PostgreSQL server is installed")
    return installed[-1]


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
    subprocess.run(list(map(str, command)), user=user, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
