"""Opening the serving database and keeping its schema up to date. SQLite by default, PostgreSQL by URL."""

import hashlib
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
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

from schemas.form import Form
from warehouse.database.fact_tables import follow_forms
from warehouse.database.roles import grant_reading
from warehouse.database.tables import fact_table_of, schema_fingerprint
from warehouse.database.views import VIEWS, drop_views, replace_views

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
POSTGRESQL_DRIVER = "postgresql+psycopg"
"""The driver whose COPY the bulk loads use, whichever the URL names."""


class DatabaseTooNew(Exception):
    """The database was made by a newer version of the program; the message says in Chinese what to do."""


def default_url(home: Path) -> str:
    """The URL of the SQLite database in a home folder."""
    return str(URL.create("sqlite", database=str(Path(home).absolute() / "warehouse.db")))


def open_database(url: str) -> Engine:
    """An engine for the database; nothing is touched before it is used.

    SQLite runs in WAL mode, so that readers (BI) never wait for a run that writes; a second writer waits up
    to 30 s. Commits are flushed to disk (synchronous FULL): a pass commits only a few large transactions, and
    after each of them workbooks go back to units on the strength of what it recorded. Foreign keys are
    enforced.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername=POSTGRESQL_DRIVER), pool_pre_ping=True)
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


def migrate(url: str, site: str, forms: Mapping[str, Form]) -> None:
    """Bring the schema up to date: the migrations, the views, the ``fact_`` tables of a site's forms.

    Doing it again changes nothing and takes no lock. Of several processes that start at once one does the
    work, in one transaction, and the others wait for it. Raises DatabaseTooNew.
    """
    engine = open_database(url)
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    _let_go_of_references(engine)
    try:
        with engine.connect() as connection:
            if _outdated(connection, site, forms) == set():
                return
        with (
            engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('kaohe schema'))"))
            _update(connection, site, forms)
            _check_references(connection)
    finally:
        engine.dispose()


def _let_go_of_references(engine: Engine) -> None:
    """SQLite changes a table by making it anew: while the old one is dropped, rows that refer to it would
    refer to nothing. What they refer to is checked when all is done.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = OFF"))


def _check_references(connection: Connection) -> None:
    """RuntimeError where a row refers to one that is not there; nothing of the migration stays then."""
    sqlite = connection.dialect.name == "sqlite"
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() if sqlite else []
    if lost:
        raise RuntimeError(f"{len(lost)} rows refer to rows that are not there, first of {lost[0][0]}")


def migration_config(connection: Connection) -> Config:
    """Alembic's settings for a connection, whatever the current folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _outdated(connection: Connection, site: str, forms: Mapping[str, Form]) -> set[str]:
    """The fingerprints of what the schema is not yet made from."""
    wanted = {_schema_fingerprint(), _forms_fingerprint(site, forms)}
    if not inspect(connection).has_table(schema_fingerprint.name):
        return wanted
    return wanted - set(connection.scalars(select(schema_fingerprint.c.fingerprint)))


def _schema_fingerprint() -> str:
    """The newest migration and the text of the views."""
    return _digest(ScriptDirectory(str(MIGRATIONS)).get_current_head(), VIEWS)


def _forms_fingerprint(site: str, forms: Mapping[str, Form]) -> str:
    """The columns of a site's forms."""
    tables = [str(CreateTable(fact_table_of(form))) for form in forms.values() if not form.has_persons]
    return _digest(site, tables)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _update(connection: Connection, site: str, forms: Mapping[str, Form]) -> None:
    outdated = _outdated(connection, site, forms)
    if _schema_fingerprint() in outdated:
        _require_known(MigrationContext.configure(connection).get_current_revision())
        drop_views(connection)
        command.upgrade(migration_config(connection), "head")
        replace_views(connection)
        connection.execute(delete(schema_fingerprint))
        outdated = _outdated(connection, site, forms)
    follow_forms(connection, site, forms.values())
    grant_reading(connection)
    for fingerprint in outdated:
        connection.execute(insert(schema_fingerprint).values(fingerprint=fingerprint))


def _require_known(revision: str | None) -> None:
    known = {each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision and revision not in known:
        raise DatabaseTooNew("数据库已由更新版本的程序升级过，请把本机的程序升级到同一版本后再运行")
