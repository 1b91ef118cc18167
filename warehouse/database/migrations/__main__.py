"""Drafts a revision: the difference between the tables in the code and the newest revision."""

import sys
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import ScriptDirectory

from warehouse.database.database import open_database
from warehouse.database.migrations.upgrading import migration_config


def main() -> None:
    """Draft the revision, with the message that follows ``python -m warehouse.database.migrations``."""
    if len(sys.argv) != 2:
        sys.exit('usage: python -m warehouse.database.migrations "what changes"')
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/scratch.db")
        with engine.begin() as connection:
            config = migration_config(connection)
            command.upgrade(config, "head")
            number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
            command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")
        engine.dispose()


if __name__ == "__main__":
    main()
