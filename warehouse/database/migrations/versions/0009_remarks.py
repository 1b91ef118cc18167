"""What is known of an indicator's value beside its note: that it is a lower bound, why there is none, the
remarks by kind.

What was stored before has none of it. It is computed again: no period counts as assessed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("indicator_value", sa.Column("is_lower_bound", sa.Boolean))
    op.add_column("indicator_value", sa.Column("absence", sa.String(20)))
    op.add_column("indicator_value", sa.Column("remarks", sa.Text))
    op.execute("DELETE FROM assessment")
