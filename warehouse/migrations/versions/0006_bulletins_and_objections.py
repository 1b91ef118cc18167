"""Issued bulletins (通报) with their frozen figures, and objections (申诉)."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
