"""What a reader sees whose day is not the day of the last pass: the obligations of his day, without storing
them.

Every connection gets temporary views with the names of the ledger's tables and of the views that rest on
them. The database looks up temporary names first. So each query reads as if the day had been registered, and
what is stored stays as the last pass left it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, event, text

from warehouse.database.bulk_loads import load_rows
from warehouse.database.views import VIEWS, complete

Rows = Sequence[Mapping[str, Any]]


def show(engine: Engine, site: str, wanted: Mapping[Table, Rows]) -> None:
    """Let the engine's connections see these rows of a site in place of those that the tables hold."""

    def stand_in(connection: Connection) -> None:
        if not connection.info.get(show):
            for table, rows in wanted.items():
                _stand_in(connection, table, site, rows)
            for name, query in VIEWS.items():
                connection.execute(text(f"CREATE TEMPORARY VIEW {name} AS {complete(name, query)}"))
            connection.commit()
            connection.info[show] = True

    event.listen(engine, "engine_connect", stand_in)


def _stand_in(connection: Connection, table: Table, site: str, rows: Rows) -> None:
    """A temporary view in place of a table: the site's rows from here, those of other sites from there."""
    shown = table.to_metadata(MetaData(), name=f"shown_{table.name}")
    connection.execute(
        text(f"CREATE TEMPORARY TABLE {shown.name} AS SELECT * FROM {table.name} WHERE 1 = 0")  # noqa: S608
    )
    load_rows(connection, shown, rows)
    stored = (
        "main" if connection.dialect.name == "sqlite" else connection.scalar(text("SELECT current_schema()"))
    )
    other = site.replace("'", "''")
    columns = ", ".join(table.c.keys())
    connection.exec_driver_sql(
        f"CREATE TEMPORARY VIEW {table.name} AS SELECT {columns} FROM {stored}.{table.name} "  # noqa: S608
        f"WHERE site <> '{other}' UNION ALL SELECT {columns} FROM {shown.name}"
    )
