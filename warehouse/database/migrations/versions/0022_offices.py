"""The office's name, for BI to show in place of its code. It is entered when the office is registered next."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
    )
