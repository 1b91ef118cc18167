"""The roles of accounts.

Nothing of the framework is needed to name them, so a module can do so before the desk is opened.
"""

from enum import StrEnum


class Role(StrEnum):
    """What an account may do."""

    UNIT = "unit"
    STEWARD = "steward"
    VIEWER = "viewer"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.UNIT: "填报单位",
    Role.STEWARD: "考核管理员",
    Role.VIEWER: "分管领导",
    Role.ADMIN: "系统管理员",
}

FULL_DAGSTER = (Role.STEWARD, Role.ADMIN)
"""Who may start runs in Dagster."""
MAY_OPEN_DAGSTER = (*FULL_DAGSTER, Role.VIEWER)
"""Who may look at Dagster's pages."""
