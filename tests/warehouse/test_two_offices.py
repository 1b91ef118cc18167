"""Two offices in one database and one fact store, where the same code and slug mean different forms."""

import pandas as pd
import pytest
from sqlalchemy import inspect, text

from schemas.columns import Amount, Count, Text
from schemas.form import MONTHLY, OnError
from schemas.form_models import FormModel, form, required
from schemas.office.catalogue import BUILT_IN
from tests.support.postgresql import new_database
from warehouse.database.database import default_url, migrate, open_database
from warehouse.database.fact_tables import fact_table_names
from warehouse.facts.store import FactStore, fact_table
from warehouse.results import results

PERIOD = "2023-12"


def described(**columns):
    """A form K01 ``readings`` with these columns."""
    model = type(
        "Readings",
        (FormModel,),
        {
            "__annotations__": {name: kind for name, (kind, _) in columns.items()},
            **{name: required(header) for name, (_, header) in columns.items()},
        },
    )
    describe = form(
        code="K01", slug="readings", title="读书活动表", submitters=("school",), due=MONTHLY, grain="row", key=(),
        on_error=OnError.QUARANTINE,
    )  # fmt: skip
    return describe(model)


READERS = described(place=(Text, "地点"), readers=(Count, "人数"))
BOOKS = described(place=(Text, "地点"), books=(Count, "册数"))
COSTS = described(place=(Text, "地点"), readers=(Amount, "人均费用"))


def rows(kind, site, **values):
    place = dict.fromkeys(("report_id", "unit_code", "subject_code", "sheet", "lower_bounds"), "x")
    return fact_table(kind, pd.DataFrame([{**place, "site": site, "period": PERIOD, "row": 5, **values}]))


SITES = "west", "east-1"


@pytest.fixture
def own(url, request, tmp_path):
    """A database of their own, of the same kind as the shared one."""
    is_file = url.startswith("sqlite")
    address = default_url(tmp_path) if is_file else new_database(request.getfixturevalue("postgresql"))
    migrate(address, "first", BUILT_IN)
    return address


@pytest.fixture
def opened(own):
    database = open_database(own)
    yield database
    database.dispose()


def store_both(tmp_path, own, opened, forms, values):
    store = FactStore(tmp_path)
    for site, kind, value in zip(SITES, forms, values, strict=True):
        migrate(own, site, {**BUILT_IN, "K01": kind})
        facts = rows(kind, site, place="图书馆", **value)
        store.write(kind, site, PERIOD, facts)
        with opened.begin() as connection:
            results.replace_facts(connection, kind, site, PERIOD, facts)
    return [store.read(kind, site, PERIOD).to_pylist() for site, kind in zip(SITES, forms, strict=True)]


def test_other_columns_stand_beside_each_other(tmp_path, own, opened):
    read = store_both(tmp_path, own, opened, (READERS, BOOKS), ({"readers": 7}, {"books": 30}))
    assert [row[0].get("readers") or row[0].get("books") for row in read] == [7, 30]
    assert "books" not in read[0][0] and "readers" not in read[1][0]
    with opened.connect() as connection:
        found = connection.execute(
            text("SELECT readers, books FROM fact_readings WHERE site IN (:a, :b) ORDER BY site DESC"),
            dict(zip("ab", SITES, strict=True)),
        )
        assert [tuple(row) for row in found] == [(7, None), (None, 30)]


def test_a_column_of_another_type_gives_the_later_office_a_table_of_its_own(tmp_path, own, opened):
    migrate(own, "first", {"K01": READERS})
    read = store_both(tmp_path, own, opened, (READERS, COSTS), ({"readers": 7}, {"readers": 1.5}))
    assert [row[0]["readers"] for row in read] == [7, 1.5]
    with opened.connect() as connection:
        assert "fact_readings__east_1" in fact_table_names(connection)
        assert "bi_score" in inspect(opened).get_view_names()
        assert connection.scalar(text("SELECT readers FROM fact_readings__east_1")) == 1.5
        of_first = text("SELECT readers FROM fact_readings WHERE site = :site")
        assert connection.scalar(of_first, {"site": SITES[0]}) == 7
        assert connection.scalar(of_first, {"site": SITES[1]}) is None


def test_each_office_is_prepared_once(own, opened):
    for site, kind in zip(SITES, (READERS, BOOKS), strict=True):
        migrate(own, site, {"K01": kind})
    with opened.begin() as connection:
        connection.execute(
            text("UPDATE submission SET status = status WHERE FALSE")
        )  # holds the lock to write
        for site, kind in zip(SITES, (READERS, BOOKS), strict=True):
            migrate(own, site, {"K01": kind})
