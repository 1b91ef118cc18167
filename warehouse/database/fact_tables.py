"""The ``fact_`` tables in a database: made and changed as the forms of the sites that share it are.

Sites share the table of a slug, each with rows of its own; a column that one site's form has not is empty in
its rows. Where a site's form holds another type in a column of the same name, the site has a table of its
own, ``fact_<slug>__<site>``.
"""

from collections.abc import Iterable

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Dialect, Table, inspect
from sqlalchemy.types import TypeEngine

from schemas.form import Form
from warehouse.database.tables import FACT_PREFIX, fact_table_of


def follow_forms(connection: Connection, site: str, forms: Iterable[Form]) -> None:
    """Create the tables of a site's new forms and add new columns; a column that a form no longer has stays,
    with the rows it had. Forms about persons have no table.
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
    """The names of all ``fact_`` tables there are."""
    return sorted(name for name in inspect(connection).get_table_names() if name.startswith(FACT_PREFIX))


class _Present:
    """The ``fact_`` tables as they are in a database."""

    def __init__(self, connection: Connection) -> None:
        self._dialect, self._inspector = connection.dialect, inspect(connection)
        self._names = set(self._inspector.get_table_names())

    def columns(self, table: str) -> dict[str, TypeEngine]:
        """The columns of a table with their types; empty if there is no such table."""
        found = self._inspector.get_columns(table) if table in self._names else []
        return {column["name"]: column["type"] for column in found}

    def table_of(self, form: Form, site: str) -> Table:
        """The site's own table where there is one or the shared one does not fit, else the shared one."""
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
