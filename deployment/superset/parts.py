"""What all parts of the bundle share: its database, its version, and identifiers that stay the same."""

from uuid import NAMESPACE_URL, uuid5

VERSION = "1.0.0"
DATABASE = "Kaohe"


def identifier(kind: str, name: str) -> str:
    """The UUID of a part. It is made of the part's name, so that importing anew replaces the part."""
    return str(uuid5(NAMESPACE_URL, f"kaohe/superset/{kind}/{name}"))
