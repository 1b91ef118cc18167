"""Loads many rows at once, in the fastest way of each database: COPY into PostgreSQL, one prepared statement
into SQLite.

Both happen inside the caller's transaction. So a load counts together with the other writes of the
transaction, or not at all. Everything that loads more than a few rows uses this module.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Integer, Table, insert
from sqlalchemy.exc import DBAPIError

from warehouse.database.frames import python_values


def load_frame(connection: Connection, table: Table, frame: pd.DataFrame, **constants: Any) -> None:
    """Load the frame's rows. Missing values become NULL; ``constants`` give columns that have one value in
    every row.

    Every column of the table is loaded, except one that the database numbers itself. ValueError names the
    columns that neither the frame nor ``constants`` have. Other columns of the frame are ignored.
    """
    wanted = _given_columns(table)
    if lacking := [name for name in wanted if name not in frame.columns and name not in constants]:
        raise ValueError(f"the frame lacks the column(s) {', '.join(lacking)}")
    values = {
        name: repeat(constants[name], len(frame)) if name in constants else python_values(frame[name])
        for name in wanted
    }
    _load(connection, table, values, len(frame))


def load_arrow(connection: Connection, table: Table, rows: pa.Table) -> None:
    """Load the rows of an Arrow table. It must have the columns of the database table."""
    _load(connection, table, {name: rows[name].to_pylist() for name in _given_columns(table)}, rows.num_rows)


def load_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Load rows that all name the same columns. A column that they leave out takes its default."""
    if rows:
        _load(connection, table, {name: [row[name] for row in rows] for name in rows[0]}, len(rows))


def _given_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column is not table.autoincrement_column]


def _load(connection: Connection, table: Table, values: Mapping[str, Iterable[Any]], count: int) -> None:
    if count == 0:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, values)
    else:
        _insert(connection, table, values)


def _copy(connection: Connection, table: Table, values: Mapping[str, Iterable[Any]]) -> None:
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in values)
    statement = f"COPY {connection.dialect.identifier_preparer.format_table(table)} ({names}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in zip(*(_copied(table, name, values[name]) for name in values), strict=True):
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        # This is the error that SQLAlchemy would raise, but without the rows: they did not cause it.
        raise DBAPIError.instance(
            statement,
            None,
            error,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from error


def _copied(table: Table, name: str, values: Iterable[Any]) -> Iterable[Any]:
    """The values as COPY takes them. If a column of whole numbers has missing values, pandas holds the others
    with a decimal point; COPY needs them without.
    """
    return map(_whole, values) if isinstance(table.c[name].type, Integer) else values


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _insert(connection: Connection, table: Table, values: Mapping[str, Iterable[Any]]) -> None:
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(values))
    columns = [_bound(connection, table, name, values[name]) for name in statement.positiontup or ()]
    connection.exec_driver_sql(str(statement), list(zip(*columns, strict=True)))


def _bound(connection: Connection, table: Table, name: str, values: Iterable[Any]) -> Iterable[Any]:
    """The values as the driver takes them. SQLite keeps days and times as text."""
    process = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return map(process, values) if process else values
