"""The ledger, indicators and scores: the first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site", "period", name=op.f("pk_assessment")),
    )
    op.create_table(
        "indicator_value",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("indicator", sa.String(length=50), nullable=False),
        sa.Column("indicator_name", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("unit_of_measure", sa.String(length=50), nullable=True),
        sa.Column("last_year", sa.Double(), nullable=True),
        sa.Column("change", sa.Double(), nullable=True),
        sa.Column("growth", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("completion", sa.Double(), nullable=True),
        sa.Column("due_so_far", sa.Double(), nullable=True),
        sa.Column("light", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "indicator", "unit_code", "period", name=op.f("pk_indicator_value")
        ),
    )
    op.create_table(
        "obligation",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("site", "unit_code", "form", "period", name=op.f("pk_obligation")),
    )
    op.create_table(
        "schema_fingerprint",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_schema_fingerprint")),
    )
    op.create_table(
        "score",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("group_name", sa.String(length=200), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("full_score", sa.Double(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("site", "scheme", "unit_code", "period", name=op.f("pk_score")),
    )
    op.create_table(
        "score_item",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("indicator", sa.String(length=50), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("full_score", sa.Double(), nullable=True),
        sa.Column("method", sa.String(length=50), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "indicator", "unit_code", "period", name=op.f("pk_score_item")
        ),
    )
    op.create_table(
        "submission",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("submission_id", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('received', 'accepted', 'partly_accepted', 'returned', 'rejected', 'duplicate')",
            name=op.f("ck_submission_status"),
        ),
        sa.PrimaryKeyConstraint("site", "submission_id", name=op.f("pk_submission")),
    )
    op.create_index(op.f("ix_submission_site_sha256"), "submission", ["site", "sha256"], unique=False)
    op.create_index(op.f("ix_submission_site_status"), "submission", ["site", "status"], unique=False)
    op.create_table(
        "unit",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("parent", sa.String(length=50), nullable=True),
        sa.Column("group_name", sa.String(length=200), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=50), nullable=True),
        sa.PrimaryKeyConstraint("site", "code", name=op.f("pk_unit")),
    )
    op.create_table(
        "report",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("report_id", sa.String(length=120), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=120), nullable=False),
        sa.Column("batch", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("rows_held", sa.Integer(), nullable=False),
        sa.Column("rows_skipped", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("queries", sa.Integer(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('nil', 'accepted', 'accepted_with_queries', 'partly_accepted', 'returned')",
            name=op.f("ck_report_status"),
        ),
        sa.CheckConstraint(
            "rows_read = rows_accepted + rows_held + rows_skipped", name=op.f("ck_report_rows_accounted_for")
        ),
        sa.ForeignKeyConstraint(
            ["site", "submission_id"],
            ["submission.site", "submission.submission_id"],
            name=op.f("fk_report_submission"),
        ),
        sa.PrimaryKeyConstraint("site", "report_id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_site_batch"), "report", ["site", "batch"], unique=False)
    op.create_index(
        op.f("ix_report_site_period_form_unit_code"),
        "report",
        ["site", "period", "form", "unit_code"],
        unique=False,
    )
    op.create_index(op.f("ix_report_site_submission_id"), "report", ["site", "submission_id"], unique=False)
    op.create_index(
        "uq_report_in_force",
        "report",
        ["site", "unit_code", "form", "period"],
        unique=True,
        sqlite_where=sa.text("in_force"),
        postgresql_where=sa.text("in_force"),
    )
    op.create_table(
        "finding",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("report_id", sa.String(length=120), nullable=False),
        sa.Column("submission_id", sa.String(length=120), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("header", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.CheckConstraint("level IN ('hard', 'query')", name=op.f("ck_finding_level")),
        sa.CheckConstraint("state IN ('open', 'superseded')", name=op.f("ck_finding_state")),
        sa.ForeignKeyConstraint(
            ["site", "report_id"], ["report.site", "report.report_id"], name=op.f("fk_finding_report")
        ),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
    )
    op.create_index(
        op.f("ix_finding_site_period_unit_code"), "finding", ["site", "period", "unit_code"], unique=False
    )
    op.create_index(op.f("ix_finding_site_report_id"), "finding", ["site", "report_id"], unique=False)
