"""Tells by fingerprints whether the schema of a database is the one that the code describes."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from schemas.form import Form
from warehouse.database.fact_tables import fact_table_parts
from warehouse.database.tables import schema_fingerprint
from warehouse.database.view_columns import VIEW_COLUMNS
from warehouse.database.views import VIEWS, complete

MIGRATIONS = Path(__file__).parent


def outdated(connection: Connection, site: str, forms: Mapping[str, Form]) -> set[str]:
    """The fingerprints that the schema should have and does not have yet."""
    wanted = {schema_digest(), _forms_fingerprint(site, forms)}
    if not inspect(connection).has_table(schema_fingerprint.name):
        return wanted
    return wanted - set(connection.scalars(select(schema_fingerprint.c.fingerprint)))


def schema_digest() -> str:
    """A digest of the newest migration, the views and what is said of them."""
    queries = {name: complete(name, query) for name, query in VIEWS.items()}
    newest = max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return _digest(newest, queries, VIEW_COLUMNS)


def _forms_fingerprint(site: str, forms: Mapping[str, Form]) -> str:
    """A digest of the columns of a site's forms."""
    return _digest(site, [fact_table_parts(form) for form in forms.values() if not form.has_persons])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
