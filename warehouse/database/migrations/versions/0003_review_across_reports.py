"""The review across reports: its share in a report's outcome, its findings, the rows it sets aside."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "row_set_aside",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("report_id", sa.String(length=120), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("site", "report_id", "sheet", "row", name=op.f("pk_row_set_aside")),
    )
    op.create_index(
        op.f("ix_row_set_aside_site_period_form"), "row_set_aside", ["site", "period", "form"], unique=False
    )
    op.add_column("finding", sa.Column("is_cross", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("report", sa.Column("form_status", sa.String(length=30), server_default="", nullable=False))
    op.add_column("report", sa.Column("cross_rows_held", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("cross_errors", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("cross_queries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("report", sa.Column("cross_review", sa.String(length=120), nullable=True))
    op.execute("UPDATE report SET form_status = status")
    op.execute(
        "UPDATE report SET form_status = 'accepted_with_queries' WHERE status = 'accepted' AND queries_explained > 0"
    )
