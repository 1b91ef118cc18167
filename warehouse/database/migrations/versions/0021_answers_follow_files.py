"""Which file answers the queries about which: an answer belongs where the office decides that its file belongs."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "answering_file",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("submission_id", sa.String(120), primary_key=True),
        sa.Column("answered_id", sa.String(120), nullable=False),
    )
