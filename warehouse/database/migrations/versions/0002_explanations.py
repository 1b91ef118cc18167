"""Explanations of findings, and by what a finding is known from one version of a report to the next."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "explanation",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("submission_id", sa.String(length=120), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("column", sa.String(length=63), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site", "submission_id"],
            ["submission.site", "submission.submission_id"],
            name=op.f("fk_explanation_submission"),
        ),
        sa.PrimaryKeyConstraint(
            "site", "submission_id", "form", "code", "column", "row_key", name=op.f("pk_explanation")
        ),
    )
    op.create_index(
        op.f("ix_explanation_site_unit_code_form_row_key"),
        "explanation",
        ["site", "unit_code", "form", "row_key"],
        unique=False,
    )
    op.add_column("report", sa.Column("queries_explained", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("finding") as finding:
        finding.add_column(sa.Column("column", sa.String(length=63), nullable=True))
        finding.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))
        finding.add_column(sa.Column("explained_by", sa.String(length=120), nullable=True))
        finding.drop_constraint(op.f("ck_finding_state"), type_="check")
        finding.create_check_constraint(
            op.f("ck_finding_state"), "state IN ('open', 'explained', 'superseded')"
        )
