"""What all tables of the serving database share: their register, kinds of columns, and how long texts are."""

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
    """A text of the primary key."""
    return Column(name, String(length), primary_key=True)


def key_number(name: str) -> Column:
    """A number of the primary key."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def among(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """That a column has one of these values."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


SITE, FORM, IDENTIFIER, COLUMN, ROW_KEY = 50, 20, 120, 63, 32
