"""The value of the base year (基期) that an indicator is compared with beside the last."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("indicator_value", sa.Column("base_year", sa.Integer))
    op.add_column("indicator_value", sa.Column("base_value", sa.Double))
    op.add_column("indicator_value", sa.Column("base_change", sa.Double))
