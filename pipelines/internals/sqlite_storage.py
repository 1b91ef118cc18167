"""Dagster's own storage on SQLite, made for passes that log a thousand partitions.

Dagster's default opens the database anew for every event, keeps one file for each run and writes each asset
event twice. That takes 13 ms for an event. Here connections stay open and all runs share one file. An event
with all that belongs to it is one transaction, and so is a batch of asset events. That takes 2 ms for an
event. Several processes may use it at once, because SQLite keeps a write-ahead log.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.events import BATCH_WRITABLE_EVENTS
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.consolidated_sqlite_event_log import (
    ConsolidatedSqliteEventLogStorage,
    ConsolidatedSqliteEventLogStorageWatchdog,
)
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect
from sqlalchemy.engine.interfaces import DBAPIConnection

from pipelines.internals.plain_failures import without_stack

BUSY_SECONDS = 60


def held_engine(url: str) -> Engine:
    """An engine that keeps its connections. A power cut may lose the newest events. That does no harm: the
    ledger does not rest on them.
    """
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _without_waiting_for_the_disk)
    return engine


def _without_waiting_for_the_disk(connection: DBAPIConnection, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")


class EventLog(ConsolidatedSqliteEventLogStorage):
    """The event log of all runs in one file."""

    _obs: Any

    @cached_property
    def _engine(self) -> Engine:
        return held_engine(self._conn_string)

    @cached_property
    def _tables(self) -> frozenset[str]:
        return frozenset(inspect(self._engine).get_table_names())

    @cached_property
    def _storing(self) -> threading.local:
        """``connection``: the transaction in which this thread stores an event."""
        return threading.local()

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        if connection := getattr(self._storing, "connection", None):
            yield connection
            return
        with self._engine.begin() as connection:
            yield connection

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Store an event with its tags and what is known of its asset and its check. Of a refusal only the
        reason is kept.
        """
        with self._connect() as connection:
            self._storing.connection = connection
            try:
                super().store_event(without_stack(event))
            finally:
                self._storing.connection = None

    def has_table(self, table_name: str) -> bool:
        """Looked up once: the tables do not change after they were made."""
        return table_name in self._tables

    def has_asset_key_col(self, column_name: str) -> bool:
        """Of the tables as they are made now, yes."""
        return True

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        return True

    def store_event_batch(self, events: Sequence[dg.EventLogEntry]) -> None:
        """Store asset events of one asset in one transaction."""
        batch = [each for each in events if not each.get_dagster_event().is_asset_failed_to_materialize]
        kinds = {each.get_dagster_event().event_type for each in batch}
        if (
            not kinds <= BATCH_WRITABLE_EVENTS
            or len({each.get_dagster_event().asset_key for each in batch}) > 1
        ):
            super().store_event_batch(batch)
            return
        with self._connect() as connection:
            rows = [self._event_to_row(each) for each in batch]
            identifiers = connection.scalars(
                insert(SqlEventLogStorageTable).returning(
                    SqlEventLogStorageTable.c.id, sort_by_parameter_order=True
                ),
                rows,
            ).all()
            self._store_asset_event_tags(connection, batch, identifiers)
            self._store_asset_event(connection, batch[-1], identifiers[-1])

    def watch(self, run_id: str, cursor: str | None, callback: Callable) -> None:
        """Tell the callback of new events. Watch the write-ahead log too: events reach it long before they
        reach the database itself.
        """
        if not self._obs:
            super().watch(run_id, cursor, callback)
            self._obs.unschedule_all()
            self._obs.schedule(_Watchdog(self), self._base_dir, recursive=True)
        self._watchers[run_id][callback] = cursor

    def dispose(self) -> None:
        """Also close the connections that stay open."""
        super().dispose()
        self._engine.dispose()


class _Watchdog(ConsolidatedSqliteEventLogStorageWatchdog):
    def __init__(self, storage: EventLog) -> None:
        super().__init__(storage)
        self._patterns = [self._log_path, f"{self._log_path}-wal"]

    def on_modified(self, event: Any) -> None:
        self._event_log_storage.on_modified()


class RunLog(SqliteRunStorage):
    """The records of all runs, on connections that stay open."""

    @cached_property
    def _engine(self) -> Engine:
        return held_engine(self._conn_string)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection with a transaction of its own."""
        with self._engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Also close the connections that stay open."""
        self._engine.dispose()
        super().dispose()


class SqliteStorage(DagsterSqliteStorage):
    """The storages of runs, events and schedules in one folder. ``dagster.yaml`` names this class."""

    _event_log_storage: Any

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """``base_dir``: the folder. It is made if it is missing."""
        folder = Path(base_dir)
        folder.mkdir(parents=True, exist_ok=True)
        super(DagsterSqliteStorage, self).__init__()
        self.base_dir = base_dir
        self._run_storage = RunLog.from_local(str(folder))
        self._event_log_storage = EventLog(str(folder))
        self._schedule_storage = SqliteScheduleStorage.from_local(str(folder))
        self._inst_data = inst_data

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "SqliteStorage":
        """Called by Dagster with its settings."""
        return cls(config_value["base_dir"], inst_data)
