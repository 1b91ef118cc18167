"""What the rows of a report are known by, to see that a file holds what another unit reports."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "report_content",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("report_id", sa.String(120), primary_key=True),
        sa.Column("keys_digest", sa.String(32)),
        sa.Column("rows_digest", sa.String(32), nullable=False),
    )
    for name in ("keys_digest", "rows_digest"):
        op.create_index(f"ix_report_content_site_{name}", "report_content", ["site", name])
