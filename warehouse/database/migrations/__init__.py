"""The history of the schema (Alembic): one revision for each change of ``warehouse/database/tables.py`` and
``result_tables.py``.

``python -m warehouse.database.migrations "what changes"`` drafts a revision. Read the draft before you commit
it. A released revision never changes. The ``fact_`` tables and the views are not part of the history: they
follow the code (see ``warehouse.database.database.migrate``).
"""
