"""Opening the serving database and keeping its schema up to date. SQLite by default, PostgreSQL by URL."""

import hashlib
import sqlite3
import time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.schema import CreateTable

from warehouse.database.roles import grant_reading
from warehouse.database.tables import FACT_TABLES, fact_metadata, schema_fingerprint
from warehouse.database.views import VIEWS, drop_views, replace_views

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
POSTGRESQL_DRIVER = "postgresql+psycopg"
"""The driver whose COPY the bulk loads use, whichever the URL names."""


def default_url(home: Path) -> str:
    """The URL of the SQLite database in a home folder."""
    return str(URL.create("sqlite", database=str(Path(home).absolute() / "warehouse.db")))


def open_database(url: str) -> Engine:
    """An engine for the database.

    SQLite runs in WAL mode, so that readers (BI) never wait for a run that writes; a second writer waits up
    to 30 s. Commits are flushed to disk (synchronous FULL): a pass commits only a few large transactions, and
    after each of them workbooks go back to units on the strength of what it recorded. Foreign keys are
    enforced.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername=POSTGRESQL_DRIVER), pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transactions begin late and leave CREATE TABLE outside; ``_begin`` begins them instead.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            # Two processes that open a new file at once: SQLite does not wait by itself when the journal mode
            # changes.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def lock_for_writing(connection: Connection, site: str) -> None:
    """Wait until this transaction is the only one that writes the site's ledger; it stays so until it ends.

    What a writer then reads first is still true when it writes. Must come before any reading in the
    transaction.
    """
    if connection.dialect.name == "sqlite":
        # Any write takes the lock, also one that changes nothing.
        connection.execute(text("UPDATE submission SET status = status WHERE FALSE"))
    else:
        # Else PostgreSQL waits for ever, for this lock and for those of the tables.
        connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:site))"), {"site": f"kaohe ledger {site}"}
        )


def refresh_statistics(connection: Connection, *tables: Table) -> None:
    """Tell PostgreSQL what was just loaded: until then it plans joins as if the tables were empty, and takes
    minutes for seconds.

    Only one transaction at a time may do so, until it ends. Where offices share the tables those of another
    are waited for as long as there are no statistics at all; later ones are near enough.
    """
    if connection.dialect.name == "postgresql":
        known = text(
            "SELECT EXISTS (SELECT FROM pg_stats WHERE schemaname = current_schema() AND tablename = :table)"
        )
        for table in tables:
            options = "(SKIP_LOCKED) " if connection.scalar(known, {"table": table.name}) else ""
            connection.execute(text(f"ANALYZE {options}{table.name}"))


def migrate(url: str) -> None:
    """Bring the schema up to date: the migrations, the ``fact_`` tables of the forms, the views.

    Doing it again changes nothing and takes no lock. Of several processes that start at once one does the
    work, in one transaction, and the others wait for it.
    """
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            if _is_current(connection):
                return
        with (
            engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('kaohe schema'))"))
            if not _is_current(connection):
                _update(connection)
    finally:
        engine.dispose()


def migration_config(connection: Connection) -> Config:
    """Alembic's settings for a connection, whatever the current folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table(schema_fingerprint.name):
        return False
    return connection.scalar(select(schema_fingerprint.c.fingerprint)) == _fingerprint()


def _fingerprint() -> str:
    """What the schema in the database is made from: the newest migration, the forms' columns and the text of
    the views.
    """
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    tables = [str(CreateTable(table)) for table in FACT_TABLES.values()]
    return hashlib.sha256(repr((head, tables, VIEWS)).encode()).hexdigest()


def _update(connection: Connection) -> None:
    drop_views(connection)
    command.upgrade(migration_config(connection), "head")
    _follow_forms(connection)
    replace_views(connection)
    grant_reading(connection)
    connection.execute(delete(schema_fingerprint))
    connection.execute(insert(schema_fingerprint).values(fingerprint=_fingerprint()))


def _follow_forms(connection: Connection) -> None:
    """Create the tables of new forms and add new columns; a column that a form no longer has stays, with the
    rows it had.
    """
    existing = {
        table: {column["name"] for column in inspect(connection).get_columns(table)}
        for table in _present_fact_tables(connection)
    }
    fact_metadata.create_all(connection)
    operations = Operations(MigrationContext.configure(connection))
    for table in FACT_TABLES.values():
        for column in table.columns:
            if table.name in existing and column.name not in existing[table.name]:
                operations.add_column(table.name, Column(column.name, column.type))


def _present_fact_tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) & set(fact_metadata.tables)
