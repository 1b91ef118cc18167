"""Gaps (差额) and monitoring (动态监测) of indicators."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
