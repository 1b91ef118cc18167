"""Files that are set aside (待认定) until somebody decides whose they are and for when, and what each place says.

Files without a unit or period that could be told were refused before; they are set aside now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

STATUSES = ("received", "accepted", "partly_accepted", "returned", "set_aside", "rejected", "duplicate")


def upgrade() -> None:
    with op.batch_alter_table("submission") as submission:
        submission.drop_constraint(op.f("ck_submission_status"), type_="check")
        submission.create_check_constraint(
            op.f("ck_submission_status"), f"status IN ({', '.join(map(repr, STATUSES))})"
        )
    op.create_table(
        "candidate",
        sa.Column("site", sa.String(50), primary_key=True),
        sa.Column("submission_id", sa.String(120), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("sheet", sa.Text),
        sa.Column("form", sa.String(20)),
        sa.Column("unit_code", sa.String(50)),
        sa.Column("unit_text", sa.Text),
        sa.Column("period", sa.String(7)),
        sa.Column("month", sa.Integer),
        sa.ForeignKeyConstraint(
            ["site", "submission_id"],
            ["submission.site", "submission.submission_id"],
            name=op.f("fk_candidate_submission"),
        ),
        sa.CheckConstraint("source IN ('sheet', 'file_name', 'content')", name="ck_candidate_source"),
    )
