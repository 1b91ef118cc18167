"""What all tables of the serving database share: their register, the kinds of columns, and the lengths of
texts.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    MetaData,
    String,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def key(name: str, length: int) -> Column:
    """A text column of the primary key."""
    return Column(name, String(length), primary_key=True)


def key_number(name: str) -> Column:
    """A number column of the primary key."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def among(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A constraint: the column has one of these values."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


SITE, FORM, IDENTIFIER, COLUMN, ROW_KEY = 50, 20, 120, 63, 32
