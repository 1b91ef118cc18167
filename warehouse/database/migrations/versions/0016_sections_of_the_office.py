"""The section of the office (科室) in charge of an indicator, scores that units gave themselves (自评分), the
days by which objections are answered and the second level (复核).

What was stored before has none of it. Figures are computed again: no period counts as assessed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("indicator_value", sa.Column("office_section", sa.String(200)))
    op.add_column("monitoring", sa.Column("office_section", sa.String(200)))
    op.add_column("score_item", sa.Column("self_score", sa.Double()))
    op.add_column("objection", sa.Column("due_on", sa.Date()))
    op.add_column("objection", sa.Column("review_of", sa.Integer()))
    op.execute("DELETE FROM assessment")
