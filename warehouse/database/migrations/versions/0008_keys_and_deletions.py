"""By which person key a site's pseudonyms were made, and which files were deleted when their time was
over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "person_key",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("fingerprint", sa.String(32), nullable=False),
    )
    op.create_table(
        "deleted_file",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("sha256", sa.String(64)),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("deleted_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint(
            "kind IN ('originals', 'returned', 'evidence', 'logs', 'dagster_runs')",
            name="ck_deleted_file_kind",
        ),
    )
    op.create_index("ix_deleted_file_site_sha256", "deleted_file", ["site", "sha256"])
