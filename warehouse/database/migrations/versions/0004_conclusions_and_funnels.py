"""Conclusions of schemes without points (达标结论), statuses of indicators, funnels (漏斗)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "conclusion",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("conclusion", sa.String(length=20), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "scheme", "unit_code", "period", name=op.f("pk_conclusion")),
    )
    op.create_table(
        "conclusion_item",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("indicator", sa.String(length=50), nullable=False),
        sa.Column("indicator_name", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("required", sa.Double(), nullable=True),
        sa.Column("shortfall", sa.Double(), nullable=True),
        sa.Column("unit_of_measure", sa.String(length=50), nullable=True),
        sa.Column("conclusion", sa.String(length=20), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "indicator", "unit_code", "period", name=op.f("pk_conclusion_item")
        ),
    )
    op.create_table(
        "indicator_status",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("indicator", sa.String(length=50), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "indicator", "unit_code", "period", name=op.f("pk_indicator_status")
        ),
    )
    op.create_table(
        "funnel_stage",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("count", sa.Double(), nullable=True),
        sa.Column("share", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "unit_code", "period", "step", name=op.f("pk_funnel_stage")
        ),
    )
    # What has been assessed already has no rows in these tables: without its basis it is assessed anew.
    op.execute("DELETE FROM assessment")
