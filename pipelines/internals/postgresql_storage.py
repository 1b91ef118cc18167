"""Dagster's own storage on PostgreSQL: in a database of its own, or in a schema of its own beside the serving
tables.

dagster-postgres leaves three things to the operator, and they are done here. The driver that it needs is set.
The schema is made. One process makes the tables, and others that start at the same time wait for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster._config.config_schema import UserConfigSchema
from dagster._serdes import ConfigurableClassData
from dagster_postgres.event_log import PostgresEventLogStorage
from dagster_postgres.storage import DagsterPostgresStorage
from sqlalchemy import URL, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from pipelines.internals.plain_failures import without_stack

DRIVER = "postgresql+psycopg2"
"""The driver that dagster-postgres is written for. SQLAlchemy's default is another one."""

POOL_SECONDS, MORE_CONNECTIONS = 3600, 20
"""How long a connection is kept, and how many may be open at once besides the first."""


class EventLog(PostgresEventLogStorage):
    """The event log, without the stack of a refusal."""

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Store an event. Of a refusal only the reason is kept."""
        super().store_event(without_stack(event))


class PostgresqlStorage(DagsterPostgresStorage):
    """The storages of runs, events and schedules in one schema. ``dagster.yaml`` names this class."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """``url``: the database, as any PostgreSQL URL of SQLAlchemy. ``schema``: the schema, unless the URL
        says it.
        """
        return {"url": dg.StringSource, "schema": dg.Field(dg.StringSource, is_required=False)}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "PostgresqlStorage":
        """Called by Dagster with its settings. Afterwards the tables exist."""
        url, schema = (
            connection_url(config_value["url"], config_value.get("schema")),
            config_value.get("schema"),
        )
        with _made_by_one(url, schema):
            storage = cls(url.render_as_string(hide_password=False), inst_data=inst_data)
        # Dagster's own class makes its parts itself and offers no way to name another one.
        storage.event_log_storage.__class__ = EventLog
        for part in (storage.run_storage, storage.event_log_storage, storage.schedule_storage):
            # Otherwise Dagster opens a new connection for each event.
            part.optimize_for_webserver(
                statement_timeout=0, pool_recycle=POOL_SECONDS, max_overflow=MORE_CONNECTIONS
            )
        return storage


def connection_url(url: str, schema: str | None = None) -> URL:
    """The URL as dagster-postgres needs it. Its tables lie in ``schema``."""
    parsed = make_url(url).set(drivername=DRIVER)
    return parsed.update_query_dict({"options": f"-csearch_path={schema}"}) if schema else parsed


@contextmanager
def _made_by_one(url: URL, schema: str | None) -> Iterator[None]:
    """Hold the lock for making the tables, and make the schema first. The lock ends with its connection,
    however the connection ends.
    """
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(hashtext('kaohe dagster'))"))
        if schema and not inspect(connection).has_schema(schema):
            connection.execute(CreateSchema(schema))
        yield
