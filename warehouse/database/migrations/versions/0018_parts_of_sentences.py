"""What is wrong and what to do about it, beside the message that says both.

What was recorded before is not taken apart: all of its message stands as what is wrong, until the file is
reviewed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("finding", sa.Column("wrong", sa.Text, nullable=False, server_default=""))
    op.add_column("finding", sa.Column("advice", sa.Text))
    op.execute("UPDATE finding SET wrong = message WHERE places IS NULL")
    op.execute(
        "UPDATE finding SET wrong = replace(message, '（共' || row_count || '处：' || places || '）', '')"
        " WHERE places IS NOT NULL"
    )
