"""The history of the schema (Alembic), one revision a change of ``warehouse/database/tables.py``.

A revision is drafted with ``python -m warehouse.database.migrations "what changes"``, read, and committed;
once released it never changes. The ``fact_`` tables and the views are no part of it: they follow the code
(see ``warehouse.database.database.migrate``).
"""
