"""Issued bulletins (通报) with their frozen figures, and objections (申诉)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("without_notice", sa.Text(), nullable=True),
        sa.Column("figures_sha256", sa.String(length=64), nullable=False),
        sa.Column("scheme_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site", "scheme", "number", name=op.f("pk_bulletin")),
    )
    op.create_table(
        "bulletin_basis",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "scheme", "number", "report_id", name=op.f("pk_bulletin_basis")),
    )
    op.create_table(
        "bulletin_figure",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figure", sa.String(length=30), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "site", "scheme", "number", "figure", "item", "unit_code", name=op.f("pk_bulletin_figure")
        ),
    )
    op.create_table(
        "bulletin_file",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site", "scheme", "number", "path", name=op.f("pk_bulletin_file")),
    )
    op.create_table(
        "bulletin_notice",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("figures_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site", "scheme", "period", name=op.f("pk_bulletin_notice")),
    )
    op.create_table(
        "bulletin_revision",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revised_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figure", sa.String(length=30), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("old_value", sa.Double(), nullable=True),
        sa.Column("old_shown", sa.Text(), nullable=False),
        sa.Column("new_value", sa.Double(), nullable=True),
        sa.Column("new_shown", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "site",
            "scheme",
            "number",
            "revised_number",
            "figure",
            "item",
            "unit_code",
            name=op.f("pk_bulletin_revision"),
        ),
    )
    op.create_table(
        "objection",
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("objection", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("unit_code", sa.String(length=50), nullable=False),
        sa.Column("indicator", sa.String(length=50), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("site", "objection", name=op.f("pk_objection")),
    )
    op.create_index(
        op.f("ix_objection_site_scheme_period"), "objection", ["site", "scheme", "period"], unique=False
    )
