"""The ``fact_`` tables in a database. ``upgrading`` makes and changes them to fit the forms of the sites that
share it.

Sites share the table of a slug, and each has rows of its own in it. If the form of one site lacks a column,
the column is empty in the rows of that site. If a site's form has another type in a column of the same name,
the site has a table of its own, ``fact_<slug>__<site>``.
"""

from collections.abc import Sequence
from functools import cache

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Dialect,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    inspect,
)
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

from schemas.form import Form
from schemas.results import CODE, PERIOD
from warehouse.database.metadata import IDENTIFIER, SITE, metadata

FACT_PREFIX = "fact_"


def fact_table_name(form: Form, site: str | None = None) -> str:
    """The name of the table of a form's facts. ``site`` gives a site a table of its own."""
    own = f"__{site.replace('-', '_')}" if site else ""
    return f"{FACT_PREFIX}{form.slug}{own}"


def fact_table_of(form: Form, site: str | None = None) -> Table:
    """The table of a form's facts, which BI may read.

    The ``fact_`` tables follow the forms, not the migrations: a new form or column needs no revision.
    """
    return _fact_table(
        fact_table_name(form, site),
        [Column(column.name, _sql_type(column.type.arrow)) for column in form.stored_columns],
    )


def fact_table_parts(form: Form) -> tuple[str, str, list[tuple[str, str]]]:
    """All that decides how the table of a form's facts is made: its name, what every such table has, the
    names and types of its own columns. It is much faster to tell than the table is to make.
    """
    own = [(column.name, str(column.type.arrow)) for column in form.stored_columns]
    return fact_table_name(form), _of_every_fact_table(), own


@cache
def _of_every_fact_table() -> str:
    return str(CreateTable(_fact_table(FACT_PREFIX, [])))


def _fact_table(name: str, columns: Sequence[Column]) -> Table:
    return Table(
        name,
        MetaData(naming_convention=metadata.naming_convention),
        Column("site", String(SITE), nullable=False),
        Column("unit_code", String(CODE), nullable=False),
        Column("subject_code", String(CODE), nullable=False),
        Column("period", String(PERIOD), nullable=False),
        *columns,
        Column("lower_bounds", Text),
        Column("report_id", String(IDENTIFIER), nullable=False),
        Column("source_sheet", Text, nullable=False),
        Column("source_row", Integer, nullable=False),
        Index(None, "site", "period", "unit_code"),
    )


def _sql_type(arrow: pa.DataType) -> TypeEngine:
    if pa.types.is_decimal(arrow):
        return Numeric(arrow.precision, arrow.scale, asdecimal=False)
    kinds: dict[pa.DataType, TypeEngine] = {
        pa.string(): Text(),
        pa.int64(): BigInteger(),
        pa.date32(): Date(),
        pa.bool_(): Boolean(),
    }
    return kinds[arrow]


def fact_table(connection: Connection, form: Form, site: str) -> Table:
    """The table in which a site keeps the facts of a form."""
    return PresentTables(connection).table_of(form, site)


def fact_table_names(connection: Connection) -> list[str]:
    """The names of all ``fact_`` tables in the database."""
    return sorted(name for name in inspect(connection).get_table_names() if name.startswith(FACT_PREFIX))


class PresentTables:
    """The ``fact_`` tables as they are in a database now."""

    def __init__(self, connection: Connection) -> None:
        """What the tables are is read when somebody asks for one."""
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
