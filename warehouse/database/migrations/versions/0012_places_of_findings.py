"""Where a fault stands that is told once with a count, in words, beside the message that ends with it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("finding", sa.Column("places", sa.Text))
