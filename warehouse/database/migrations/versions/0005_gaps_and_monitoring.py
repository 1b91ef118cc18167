"""Gaps (差额) and monitoring (动态监测) of indicators."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "gap",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("indicator", sa.String(length=50), nullable=False),
        sa.Column("indicator_name", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("goal", sa.String(length=20), nullable=False),
        sa.Column("goal_value", sa.Double(), nullable=False),
        sa.Column("needed", sa.Double(), nullable=False),
        sa.Column("unit_of_measure", sa.String(length=50), nullable=True),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "indicator", "unit_code", "period", "goal", name=op.f("pk_gap")
        ),
    )
    op.create_table(
        "monitoring",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("indicator", sa.String(length=50), nullable=False),
        sa.Column("indicator_name", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("completion", sa.Double(), nullable=True),
        sa.Column("due_so_far", sa.Double(), nullable=True),
        sa.Column("light", sa.String(length=10), nullable=True),
        sa.Column("previous_value", sa.Double(), nullable=True),
        sa.Column("month_change", sa.Double(), nullable=True),
        sa.Column("months_behind", sa.Integer(), nullable=False),
        sa.Column("talk_list", sa.Integer(), nullable=False),
        sa.Column("lacks", sa.Text(), nullable=False),
        sa.Column("rectification", sa.String(length=20), nullable=False),
        sa.Column("unit_of_measure", sa.String(length=50), nullable=True),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "indicator", "unit_code", "period", name=op.f("pk_monitoring")
        ),
    )
