"""Conclusions of schemes without points (达标结论), statuses of indicators, funnels (漏斗)."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass
