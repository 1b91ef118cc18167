"""What workbooks (认定表) and forms ask to be decided, so that none of it is recorded twice."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("decision", sa.Column("request", sa.String(64)))
