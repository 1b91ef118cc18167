"""What the figures are about, for BI to join: forms, periods, schemes and their indicators; when a period was
assessed.

Periods count as not assessed, so that their schemes are entered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "office_form",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("form", sa.String(20), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("submitters", sa.Text(), nullable=False),
        sa.Column("months", sa.Text(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("fact_table", sa.Text()),
    )
    op.create_table(
        "office_period",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
    )
    op.create_table(
        "scheme",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("scheme", sa.String(50), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("full_score", sa.Double(), nullable=False),
        sa.Column("follows", sa.String(50)),
    )
    op.create_table(
        "scheme_indicator",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("scheme", sa.String(50), primary_key=True),
        sa.Column("indicator", sa.String(50), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("indicator_name", sa.String(200), nullable=False),
        sa.Column("section", sa.String(200)),
        sa.Column("unit_of_measure", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(10), nullable=False),
        sa.Column("weight", sa.Double()),
        sa.Column("method", sa.Text()),
        sa.Column("office_section", sa.String(200)),
    )
    op.add_column("assessment", sa.Column("computed_at", sa.DateTime()))
    op.execute("DELETE FROM assessment")
