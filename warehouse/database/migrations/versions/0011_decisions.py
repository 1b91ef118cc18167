"""Decisions of the office (认定)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


STATUSES = (
    "nil",
    "accepted",
    "accepted_with_queries",
    "partly_accepted",
    "accepted_by_decision",
    "returned",
)
STATES = ("open", "explained", "overruled", "superseded")


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=50)),
        sa.Column("form", sa.String(length=20)),
        sa.Column("period", sa.String(length=7)),
        *(sa.Column(name, sa.String(length=50)) for name in ("scheme", "indicator")),
        sa.Column("submission_id", sa.String(length=120)),
        *(sa.Column(name, sa.Text()) for name in ("file_name", "cell", "value")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text()),
        sa.Column("revoked_by", sa.Integer()),
        sa.PrimaryKeyConstraint("site", "number", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("submission") as submission:
        submission.add_column(sa.Column("decided", sa.Text(), nullable=False, server_default=""))
    for table, column, values in (("report", "status", STATUSES), ("finding", "state", STATES)):
        with op.batch_alter_table(table) as changed:
            name = op.f(f"ck_{table}_{column}")
            changed.drop_constraint(name, type_="check")
            changed.create_check_constraint(name, f"{column} IN ({', '.join(map(repr, values))})")
    op.create_index(op.f("ix_decision_site_kind"), "decision", ["site", "kind"], unique=False)
