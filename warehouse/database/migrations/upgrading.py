"""Brings the schema of the serving database up to date: the migrations (by Alembic), the views, the tables of
the forms.
"""

from collections.abc import Iterable, Mapping

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, delete, insert

from schemas.form import Form
from warehouse.database.fact_tables import PresentTables
from warehouse.database.migrations.fingerprints import MIGRATIONS, outdated, schema_digest
from warehouse.database.roles import grant_reading
from warehouse.database.tables import schema_fingerprint
from warehouse.database.views import drop_views, replace_views


class DatabaseTooNew(Exception):
    """A newer version of the program made the database. The message says in Chinese what to do."""


def migration_config(connection: Connection) -> Config:
    """Alembic's settings for a connection. They do not depend on the current folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, site: str, forms: Mapping[str, Form]) -> None:
    """Run the migrations that the database lacks; make the views and the ``fact_`` tables anew if they have
    changed. Raises DatabaseTooNew.
    """
    lacking = outdated(connection, site, forms)
    if schema_digest() in lacking:
        _require_known(MigrationContext.configure(connection).get_current_revision())
        drop_views(connection)
        command.upgrade(migration_config(connection), "head")
        replace_views(connection)
        connection.execute(delete(schema_fingerprint))
        lacking = outdated(connection, site, forms)
    _follow_forms(connection, site, forms.values())
    grant_reading(connection)
    for fingerprint in lacking:
        connection.execute(insert(schema_fingerprint).values(fingerprint=fingerprint))


def _follow_forms(connection: Connection, site: str, forms: Iterable[Form]) -> None:
    """Create the tables of a site's new forms and add new columns. If a form no longer has a column, the
    column stays, with the rows that it had. Forms about persons have no table.
    """
    operations = Operations(MigrationContext.configure(connection))
    present = PresentTables(connection)
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


def _require_known(revision: str | None) -> None:
    known = {each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision and revision not in known:
        raise DatabaseTooNew("数据库已由更新版本的程序升级过，请把本机的程序升级到同一版本后再运行")
