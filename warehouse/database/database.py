"""Opens the serving database and keeps its schema up to date. It is SQLite by default, PostgreSQL if a URL
says so.
"""

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    make_url,
    text,
)

from schemas.form import Form
from warehouse.database.migrations.fingerprints import outdated

BUSY_SECONDS = 30
POSTGRESQL_DRIVER = "postgresql+psycopg"
"""The driver whose COPY the bulk loads use. It is used even if the URL names another one."""


def default_url(home: Path) -> str:
    """The URL of the SQLite database in a home folder."""
    return str(URL.create("sqlite", database=str(Path(home).absolute() / "warehouse.db")))


def open_database(url: str) -> Engine:
    """An engine for the database. It opens no connection before it is used.

    SQLite runs in WAL mode, so that readers (BI) never wait for a run that writes. A second writer waits up
    to 30 s. Foreign keys are enforced. Commits are flushed to disk (synchronous FULL). That is affordable,
    because a pass commits only a few large transactions. It is necessary, because after each of them
    workbooks go back to units and rest on what the transaction recorded.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername=POSTGRESQL_DRIVER), pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver begins its transactions late and leaves CREATE TABLE outside. So ``_begin`` begins them.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            # Two processes may open a new file at once. SQLite does not wait by itself while the journal mode
            # changes.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def lock_for_writing(connection: Connection, site: str) -> None:
    """Wait until no other transaction writes the site's ledger. No other one writes it before this
    transaction ends.

    What a writer reads after this is still true when it writes. So this call must come before the first
    reading in the transaction.
    """
    if connection.dialect.name == "sqlite":
        # Any write takes the lock, even one that changes nothing.
        connection.execute(text("UPDATE submission SET status = status WHERE FALSE"))
    else:
        # Otherwise PostgreSQL waits for ever, for this lock and for the locks of the tables.
        connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:site))"), {"site": f"kaohe ledger {site}"}
        )


def refresh_statistics(connection: Connection, *tables: Table) -> None:
    """Let PostgreSQL count what was just loaded. Before that it plans joins as if the tables were empty, and
    a query of seconds takes minutes.

    Only one transaction at a time may do this, until it ends. Offices may share the tables. While a table has
    no statistics at all, this waits for the transaction of another office. Later it skips the table then,
    because the old statistics are near enough.
    """
    if connection.dialect.name == "postgresql":
        known = text(
            "SELECT EXISTS (SELECT FROM pg_stats WHERE schemaname = current_schema() AND tablename = :table)"
        )
        for table in tables:
            options = "(SKIP_LOCKED) " if connection.scalar(known, {"table": table.name}) else ""
            connection.execute(text(f"ANALYZE {options}{table.name}"))


def migrate(url: str, site: str, forms: Mapping[str, Form]) -> None:
    """Bring the schema up to date: the migrations, the views, the ``fact_`` tables of a site's forms.

    If all is up to date, this changes nothing and takes no lock. If several processes start at once, one of
    them does the work in one transaction, and the others wait for it. Raises DatabaseTooNew.
    """
    engine = open_database(url)
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    _let_go_of_references(engine)
    try:
        with engine.connect() as connection:
            if outdated(connection, site, forms) == set():
                return
        with (
            engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('kaohe schema'))"))
            # Alembic takes a while to import, and few commands find something to do for it.
            from warehouse.database.migrations.upgrading import upgrade

            upgrade(connection, site, forms)
            _check_references(connection)
    finally:
        engine.dispose()


def _let_go_of_references(engine: Engine) -> None:
    """Do not enforce foreign keys in SQLite while tables change. SQLite changes a table by making it anew.
    While the old one is dropped, rows that refer to it would refer to nothing. ``_check_references`` checks
    them at the end.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = OFF"))


def _check_references(connection: Connection) -> None:
    """RuntimeError if a row refers to a row that does not exist. Then nothing of the migration stays."""
    sqlite = connection.dialect.name == "sqlite"
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() if sqlite else []
    if lost:
        raise RuntimeError(f"{len(lost)} rows refer to rows that are not there, first of {lost[0][0]}")
