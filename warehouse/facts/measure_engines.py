"""Where measures are computed. An engine reads fact files and tables that it is given, and runs Ibis
expressions over them.

An expression refers to its tables by name (``ibis.table(schema, name=…)``). What each name stands for is said
only when the expression is computed. So an expression is made and compiled once, and serves every period,
scheme, store and engine.
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from schemas.form import Form
from warehouse.facts.store import FactStore, fact_schema
from warehouse.files.private_files import own_temporary_folder

MEMORY_LIMIT = "1GB"
"""How much memory DuckDB may use before it uses the disk. With this the process, including its result, stays
below 2 GB.
"""


@dataclass(frozen=True)
class FactFiles:
    """Some of a form's fact files. Together they are a table with the columns of ``fact_schema``."""

    store: FactStore
    form: Form
    files: tuple[tuple[str, str], ...]
    """The site and period of each file."""

    @property
    def locations(self) -> list[str]:
        """The paths or URLs of the files."""
        return [self.store.location(self.form, site, period) for site, period in self.files]

    def check(self) -> None:
        """Read the files one after the other. FactStoreError names the first that cannot be read."""
        for site, period in self.files:
            self.store.read(self.form, site, period)


Content: TypeAlias = pa.Table | FactFiles
"""What the name of a table in an expression may stand for."""


@lru_cache(maxsize=1024)
def _compiled(relation: ops.Relation, dialect: str) -> str:
    return ibis.to_sql(relation.to_expr(), dialect=dialect)


class MeasureEngine(ABC):
    """Computes expressions. The database is told what a name stands for only if that has changed."""

    dialect: str
    reading_errors: tuple[type[Exception], ...]
    """The exceptions that it raises if a file cannot be read. It raises them for other reasons, too."""

    def __init__(self) -> None:
        """Nothing is opened before the first use."""
        self._bound: dict[str, Content] = {}

    def compute(self, expression: ir.Table, contents: Mapping[str, Content]) -> list[dict[str, Any]]:
        """The rows of an expression. ``contents`` says what the names of its tables stand for."""
        try:
            for name, content in contents.items():
                self._bind_if_new(name, content)
            return self._run(_compiled(expression.op(), self.dialect)).to_pylist()
        except self.reading_errors:
            # The engine may not say which file it was. We read them ourselves to say so in Chinese.
            for content in contents.values():
                if isinstance(content, FactFiles):
                    content.check()
            raise

    def _bind_if_new(self, name: str, content: Content) -> None:
        bound = self._bound.get(name)
        if bound is not content and (isinstance(content, pa.Table) or bound != content):
            self._bind(name, content)
            self._bound[name] = content

    @abstractmethod
    def _bind(self, name: str, content: Content) -> None: ...

    @abstractmethod
    def _run(self, sql: str) -> pa.Table: ...


class DuckDBEngine(MeasureEngine):
    """DuckDB in memory. What does not fit goes to a temporary folder that only we can read."""

    dialect, reading_errors = "duckdb", (duckdb.Error,)

    def __init__(self, **settings: str) -> None:
        """``settings`` are settings of DuckDB that override ours."""
        super().__init__()
        self._settings = settings
        self._filesystems: list[object] = []

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            # DuckDB makes this folder when it first needs it, and removes it at the end. One that we made
            # ourselves would stay after a process that is ended at once.
            "temp_directory": str(own_temporary_folder() / f"measures-{secrets.token_hex(8)}"),
            "preserve_insertion_order": "false",
        }
        return duckdb.connect(config=settings | self._settings)

    def _bind(self, name: str, content: Content) -> None:
        if isinstance(content, pa.Table):
            self._connection.register(name, content)
            return
        filesystem = content.store.place.filesystem
        if filesystem is not None and filesystem not in self._filesystems:
            self._connection.register_filesystem(filesystem)
            self._filesystems.append(filesystem)
        facts = self._connection.read_parquet(content.locations, hive_partitioning=False, union_by_name=True)
        wanted = fact_schema(content.form)
        if set(wanted.names) - set(facts.columns):
            # Some files are older than a column of the form. They are read as if the column had been empty.
            self._connection.register("all_columns", wanted.empty_table())
            facts = self._connection.sql("FROM facts UNION ALL BY NAME FROM all_columns")
        facts.create_view(name, replace=True)

    def _run(self, sql: str) -> pa.Table:
        return self._connection.sql(sql).to_arrow_table()


@dataclass(frozen=True)
class FactSource:
    """The facts of some sites in a store, and the engine that computes from them."""

    store: FactStore
    sites: tuple[str, ...]
    engine: MeasureEngine

    def facts(self, form: Form, periods: Collection[str]) -> FactFiles | None:
        """A form's facts of the periods. None if none were written."""
        files = self.store.stored(form, self.sites, periods)
        return FactFiles(self.store, form, tuple(files)) if files else None
