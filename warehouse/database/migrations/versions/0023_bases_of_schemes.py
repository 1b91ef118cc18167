"""What each scheme's figures of a period stand on: a report assesses only the schemes that read its form.

Of the figures that are there nobody has kept it, so all schemes of a period are assessed the next time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "scheme_assessment",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("scheme", sa.String(50), primary_key=True),
        sa.Column("basis", sa.String(64), nullable=False),
    )
