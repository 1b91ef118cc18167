"""The decisions (认定) that an issued bulletin stands on."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("bulletin", sa.Column("decided", sa.Text, nullable=False, server_default=""))
