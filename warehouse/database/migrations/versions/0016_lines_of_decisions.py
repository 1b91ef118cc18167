"""The lines of workbooks (认定表) that decisions were read from, so that none is recorded twice."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("decision", sa.Column("line", sa.String(64)))
