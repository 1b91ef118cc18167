"""Loading many rows at once: every kind of value arrives as it was, in the caller's transaction, on both
databases.
"""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    select,
)
from sqlalchemy.exc import IntegrityError

from warehouse.database.bulk_loads import load_arrow, load_frame, load_rows

TRICKY = ["\\N", "\\.", "a\tb", "两\n行", "引'号\"", "\\", "", "，", "NULL", None, "=1+1", "𠮷", "x" * 5000]

everything = Table(
    "everything",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("order", Integer, nullable=False),
    Column("words", Text),
    Column("count", BigInteger),
    Column("share", Double),
    Column("amount", Numeric(12, 4, asdecimal=False)),
    Column("is_new", Boolean),
    Column("day", Date),
    Column("moment", DateTime),
    Column("origin", Text, server_default="form"),
)


@pytest.fixture
def target(engine):
    everything.metadata.drop_all(engine)
    everything.metadata.create_all(engine)
    yield everything
    everything.metadata.drop_all(engine)


def stored(engine):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(everything).order_by(everything.c.number))]


FULL = {
    "count": 2**40,
    "share": 0.1 + 0.2,
    "amount": 12.3456,
    "is_new": True,
    "day": date(2023, 12, 31),
    "moment": datetime(2023, 12, 31, 23, 59, 58, 123456),
}


def test_every_kind_of_value_arrives_as_it_was(engine, target):
    missing = dict.fromkeys(FULL)
    frame = pd.DataFrame(
        [
            {"order": place, "words": words, **(missing if place == 1 else FULL)}
            for place, words in enumerate(TRICKY)
        ]
    )
    assert frame["count"].dtype == float
    with engine.begin() as connection:
        load_frame(connection, target, frame, origin=None)
    expected = [
        (number, number - 1, words, *FULL.values(), None) for number, words in enumerate(TRICKY, start=1)
    ]
    expected[1] = (2, 1, TRICKY[1], *[None] * 7)
    assert stored(engine) == expected


def test_rows_of_dicts_and_of_arrow_tables_are_loaded_too(engine, target):
    with engine.begin() as connection:
        load_rows(connection, target, [])
        load_rows(connection, target, [{"order": 7, "words": "七"}])
        arrow = pa.table(
            {
                "order": [8],
                "words": ["八"],
                **{name: [value] for name, value in FULL.items()},
                "origin": [None],
            }
        )
        load_arrow(connection, target, arrow.set_column(4, "amount", pa.array([Decimal("12.3456")])))
    assert stored(engine) == [(1, 7, "七", *[None] * 6, "form"), (2, 8, "八", *FULL.values(), None)]


def test_a_load_is_undone_with_its_transaction(engine, target):
    with pytest.raises(RuntimeError), engine.begin() as connection:
        load_rows(connection, target, [{"order": 1, "words": "一"}])
        assert connection.execute(select(target)).all()
        raise RuntimeError
    assert stored(engine) == []


def test_a_row_that_the_database_refuses_leaves_nothing(engine, target):
    with pytest.raises(IntegrityError), engine.begin() as connection:
        load_rows(connection, target, [{"order": 1, "words": "一"}, {"order": None, "words": "二"}])
    assert stored(engine) == []


def test_a_frame_that_lacks_a_column_is_refused(engine, target):
    with engine.begin() as connection, pytest.raises(ValueError, match="words, count"):
        load_frame(
            connection,
            target,
            pd.DataFrame({"order": [1]}).assign(**{**FULL, "origin": None}).drop(columns="count"),
        )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1))
def test_any_text_arrives_as_it_was(engine, target, words):
    with engine.connect() as connection, connection.begin() as transaction:
        load_rows(connection, target, [{"order": place, "words": each} for place, each in enumerate(words)])
        assert list(connection.scalars(select(target.c.words).order_by(target.c.order))) == words
        transaction.rollback()
