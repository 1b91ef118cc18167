"""The ``fact_`` tables in a database. They are made and changed to fit the forms of the sites that share it.

Sites share the table of a slug, and each has rows of its own in it. If the form of one site lacks a column,
the column is empty in the rows of that site. If a site's form has another type in a column of the same name,
the site has a table of its own, ``fact_<slug>__<site>``.
"""

from collections.abc import Iterable

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Dialect, Table, inspect
from sqlalchemy.types import TypeEngine

from schemas.form import Form
from warehouse.database.tables import FACT_PREFIX, fact_table_of


def follow_forms(connection: Connection, site: str, forms: Iterable[Form]) -> None:
    """Create the tables of a site's new forms and add new columns. If a form no longer has a column, the
    column stays, with the rows that it had. Forms about persons have no table.
    """
    operations = Operations(MigrationContext.configure(connection))
    present = _Present(connection)
    for form in forms:
        if form.has_persons:
            continue
        table = present.table_of(form, site)
        columns = present.columns(table.name)
        if not columns:
            table.create(connection)
            continue
        for column in table.columns:
            if column.name not in columns:
                operations.add_column(table.name, Column(column.name, column.type))


def fact_table(connection: Connection, form: Form, site: str) -> Table:
    """The table in which a site keeps the facts of a form."""
    return _Present(connection).table_of(form, site)


def fact_table_names(connection: Connection) -> list[str]:
    """The names of all ``fact_`` tables in the database."""
    return sorted(name for name in inspect(connection).get_table_names() if name.startswith(FACT_PREFIX))


class _Present:
    """The ``fact_`` tables as they are in a database now."""

    def __init__(self, connection: Connection) -> None:
        self._dialect, self._inspector = connection.dialect, inspect(connection)
        self._names = set(self._inspector.get_table_names())

    def columns(self, table: str) -> dict[str, TypeEngine]:
        """The columns of a table with their types; empty if there is no such table."""
        found = self._inspector.get_columns(table) if table in self._names else []
        return {column["name"]: column["type"] for column in found}

    def table_of(self, form: Form, site: str) -> Table:
        """The site's own table, if it has one or if the shared table does not fit. Otherwise the shared
        table.
        """
        shared, own = fact_table_of(form), fact_table_of(form, site)
        if own.name in self._names:
            return own
        present = self.columns(shared.name)
        fits = all(
            _same(self._dialect, column.type, present[column.name])
            for column in shared.columns
            if column.name in present
        )
        return shared if fits else own


def _same(dialect: Dialect, wanted: TypeEngine, present: TypeEngine) -> bool:
    return wanted.compile(dialect) == present.compile(dialect)
