"""A fact store at a URL: what fsspec keeps in memory stands for an object store, which takes a file wholly or
not at all.
"""

import uuid

import fsspec
import pyarrow.parquet as pq
import pytest

from schemas.office.catalogue import BUILT_IN
from tests.warehouse.test_fact_store import TRAINING, rows
from warehouse.facts.measure_engines import DuckDBEngine, FactSource
from warehouse.facts.places import FactPlaceError, LocalPlace
from warehouse.facts.store import FactStore, FactStoreError, fact_schema, fact_table


@pytest.fixture
def store():
    return FactStore(f"memory://{uuid.uuid4().hex}/facts-of-all")


def table(number: int = 2, **columns):
    return fact_table(TRAINING, rows(TRAINING, number=number, **columns))


def test_rows_come_back_as_they_were_written(store):
    store.accept(TRAINING, "b1", rows(TRAINING, number=3))
    assert store.accepted(TRAINING, ["b1"]).num_rows == 3
    assert store.read(TRAINING, "sucheng", "2023-12").num_rows == 0
    assert store.rows_stored(TRAINING, "sucheng", "2023-12") is None
    for number in (5, 2):
        place = store.write(TRAINING, "sucheng", "2023-12", table(number))
    assert place.startswith("memory://")
    assert place.endswith("/facts/training_sessions/site=sucheng/period=2023-12/part.parquet")
    assert store.read(TRAINING, "sucheng", "2023-12").equals(table(2))
    assert store.rows_stored(TRAINING, "sucheng", "2023-12") == 2
    assert store.is_stored(TRAINING, "sucheng", "2023-12")


def test_a_write_that_fails_leaves_the_old_facts(store, monkeypatch):
    store.write(TRAINING, "sucheng", "2023-12", table(2))

    def broken(*_, **settings):
        raise OSError("connection lost")

    monkeypatch.setattr(type(store.place.filesystem), "pipe_file", broken)
    with pytest.raises(OSError, match="connection lost"):
        store.write(TRAINING, "sucheng", "2023-12", table(5))
    assert store.read(TRAINING, "sucheng", "2023-12").num_rows == 2


def test_lost_damaged_and_unreachable_files_are_told_apart(store, monkeypatch):
    with pytest.raises(FactStoreError, match=r"不见了，.*备份"):
        store.accepted(TRAINING, ["b1"])
    place = store.write(TRAINING, "sucheng", "2023-12", table())
    with fsspec.open(place, "rb") as file:
        whole = file.read()
    with fsspec.open(place, "wb") as file:
        file.write(whole[: len(whole) // 2])
    with pytest.raises(FactStoreError, match=r"已损坏.*2023-12"):
        store.read(TRAINING, "sucheng", "2023-12")

    def refused(*_, **settings):
        raise PermissionError("Forbidden")

    monkeypatch.setattr(type(store.place.filesystem), "cat_file", refused)
    with pytest.raises(FactStoreError, match="取不到，请检查网络和权限"):
        store.read(TRAINING, "sucheng", "2023-12")


def test_duckdb_reads_it_and_tells_a_damaged_file(store):
    store.write(TRAINING, "sucheng", "2023-12", table(4))
    source = FactSource(store, ("sucheng",), DuckDBEngine())
    from assets.indicators.counting.rolled_up import FACTS, fact_rows

    rows = fact_rows(fact_schema(BUILT_IN["X05"]))
    counted = rows.aggregate(rows=rows.count())
    files = source.facts(BUILT_IN["X05"], ["2023-11", "2023-12"])
    assert source.engine.compute(counted, {FACTS: files}) == [{"rows": 4}]
    with fsspec.open(store.location(TRAINING, "sucheng", "2023-12"), "wb") as file:
        file.write(b"PAR1 no more")
    with pytest.raises(FactStoreError, match="已损坏"):
        source.engine.compute(counted, {FACTS: files})


def test_a_folder_may_be_named_by_its_url(tmp_path):
    store = FactStore(tmp_path.as_uri())
    assert isinstance(store.place, LocalPlace)
    assert (
        pq.read_table(store.write(TRAINING, "sucheng", "2023-12", table()), partitioning=None).num_rows == 2
    )


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("s3://name:secret@bucket/facts", "不能写用户名、密码或密钥"),
        ("s3://bucket/facts?key=secret", "不能写用户名、密码或密钥"),
        ("nowhere://bucket/facts", "不认识事实库的存储方式“nowhere”"),
    ],
)
def test_urls_that_cannot_be_are_refused_without_being_shown(url, says):
    with pytest.raises(FactPlaceError, match=says) as told:
        FactStore(url)
    assert "secret" not in str(told.value)
