"""Alembic runs this module. It runs the revisions on the connection, and in the transaction, that
``warehouse.database.database`` hands over.
"""

from alembic import context

from warehouse.database import dimension_tables, result_tables, tables  # noqa: F401 - importing them registers their tables
from warehouse.database.metadata import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
