"""Section scores (一级指标得分), grades (等次), the scheme that a scheme follows, and gaps that nobody can
foresee.

What was stored before has none of it. It is computed again: no period counts as assessed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def _key(name: str, length: int = 50) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    op.add_column("score", sa.Column("follows", sa.String(50)))
    op.create_table(
        "score_section",
        *map(_key, ("site", "scheme")),
        _key("section", 200),
        _key("unit_code"),
        _key("period", 7),
        sa.Column("score", sa.Double()),
        sa.Column("full_score", sa.Double()),
        sa.Column("rank", sa.Integer()),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "section", "unit_code", "period", name=op.f("pk_score_section")
        ),
    )
    op.create_table(
        "grade",
        *map(_key, ("site", "scheme", "unit_code")),
        _key("unit_name", 200),
        sa.Column("group_name", sa.String(length=200)),
        _key("period", 7),
        sa.Column("grade", sa.String(length=50), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "scheme", "unit_code", "period", name=op.f("pk_grade")),
    )
    with op.batch_alter_table("gap") as gap:
        gap.alter_column("goal_value", existing_type=sa.Double(), nullable=True)
        gap.alter_column("needed", existing_type=sa.Double(), nullable=True)
    op.execute("DELETE FROM assessment")
