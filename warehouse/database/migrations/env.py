"""What Alembic runs: the revisions, on the connection and in the transaction that
``warehouse.database.database`` hands over.
"""

from alembic import context

from warehouse.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
