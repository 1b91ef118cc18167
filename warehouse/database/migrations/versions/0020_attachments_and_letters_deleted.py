"""What units attached at the desk, and letters that were not taken in, are deleted at the end of their time too."""

from alembic import op

revision = "0020"
down_revision = "0019"

KINDS = ("originals", "returned", "evidence", "attachments", "letters", "logs", "dagster_runs")


def upgrade() -> None:
    with op.batch_alter_table("deleted_file") as deleted_file:
        deleted_file.drop_constraint(op.f("ck_deleted_file_ck_deleted_file_kind"), type_="check")
        deleted_file.create_check_constraint(
            op.f("ck_deleted_file_kind"), f"kind IN ({', '.join(map(repr, KINDS))})"
        )
