from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.office.catalogue import BUILT_IN
from warehouse.facts.store import FactStore, FactStoreError, fact_schema, fact_table

SITES, PERIODS = ("sucheng", "county"), ("2023-11", "2023-12")
TRAINING, GRADUATES = BUILT_IN["X05"], BUILT_IN["X02"]


@pytest.fixture
def store(tmp_path):
    return FactStore(tmp_path)


def rows(form, site="sucheng", period="2023-12", number=2, **columns):
    """Accepted rows of a form; columns that are not given are empty."""
    given = {
        **{
            "report_id": "r1",
            "site": site,
            "unit_code": "321302XX01",
            "subject_code": "321302XX01",
            "period": period,
            "sheet": "培训",
        },
        **{
            "row": range(5, 5 + number),
            "person": "p",
            "lower_bounds": "",
            "name": "张三",
            "resident_id": "321399200001011234",
        },
        **columns,
    }
    frame = pd.DataFrame(given, index=range(number))
    for column in form.columns:
        if column.name not in frame:
            frame[column.name] = pd.Series([None] * number, dtype=column.type.type)
    return frame


def test_rows_keep_their_values_and_types(store):
    frame = rows(
        TRAINING,
        session_no=["1", "2"],
        started_on=pd.Series(["2023-12-01", None], dtype="datetime64[s]"),
        trainees=pd.Series([166, pd.NA], dtype="Int64"),
        income=pd.Series([0.1, 14500.1234], dtype="Float64"),
        lower_bounds=["trainees", ""],
    )
    store.accept(TRAINING, "b1", frame)
    table = store.accepted(TRAINING, ["b1"])
    assert table.schema == fact_schema(TRAINING)
    assert table["income"].to_pylist() == [Decimal("0.1000"), Decimal("14500.1234")]
    assert table["trainees"].to_pylist() == [166, None]
    assert [str(day) for day in table["started_on"].to_pylist()] == ["2023-12-01", "None"]
    assert table["lower_bounds"].to_pylist() == ["trainees", ""]


def test_what_identifies_a_person_is_not_stored(store):
    path = Path(store.accept(GRADUATES, "b1", rows(GRADUATES)))
    assert set(pq.read_schema(path).names) & {"name", "resident_id"} == set()
    assert "321399" not in path.read_bytes().decode("latin-1")
    assert store.accepted(GRADUATES, ["b1"])["person"].to_pylist() == ["p", "p"]


def test_rows_that_lack_a_column_are_refused(store):
    with pytest.raises(ValueError, match="person"):
        store.accept(GRADUATES, "b1", rows(GRADUATES).drop(columns="person"))


def test_several_batches_are_read_together_and_none_gives_an_empty_table(store):
    store.accept(TRAINING, "b1", rows(TRAINING))
    store.accept(TRAINING, "b2", rows(TRAINING, number=3))
    store.accept(TRAINING, "nil", rows(TRAINING, number=0))
    assert store.accepted(TRAINING, ["b2", "b1", "b1", "nil"]).num_rows == 5
    assert store.accepted(TRAINING, []).schema == fact_schema(TRAINING)


def test_lost_or_damaged_files_are_told_and_never_read_as_empty(store):
    with pytest.raises(FactStoreError, match=r"不见了，.*备份"):
        store.accepted(TRAINING, ["b1"])
    path = Path(store.write(TRAINING, "sucheng", "2023-12", fact_table(TRAINING, rows(TRAINING))))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FactStoreError, match=r"已损坏.*2023-12"):
        store.read(TRAINING, "sucheng", "2023-12")
    flipped = bytearray(whole)
    flipped[60] ^= 0xFF
    path.write_bytes(bytes(flipped))
    with pytest.raises(FactStoreError, match="已损坏"):
        store.read(TRAINING, "sucheng", "2023-12")


def test_facts_are_replaced_as_a_whole(store):
    for number in (5, 2):
        path = Path(
            store.write(TRAINING, "sucheng", "2023-12", fact_table(TRAINING, rows(TRAINING, number=number)))
        )
    assert (
        path
        == store.place.folder
        / "facts"
        / "training_sessions"
        / "site=sucheng"
        / "period=2023-12"
        / "part.parquet"
    )
    assert store.read(TRAINING, "sucheng", "2023-12").num_rows == 2
    assert store.read(TRAINING, "sucheng", "2023-11").num_rows == 0


def test_the_same_rows_give_the_same_bytes(store):
    table = fact_table(TRAINING, rows(TRAINING))
    first = Path(store.write(TRAINING, "sucheng", "2023-12", table)).read_bytes()
    assert Path(store.write(TRAINING, "sucheng", "2023-12", table)).read_bytes() == first


def test_a_write_that_fails_leaves_the_old_facts_and_nothing_beside_them(store, monkeypatch):
    table = fact_table(TRAINING, rows(TRAINING))
    path = Path(store.write(TRAINING, "sucheng", "2023-12", table))

    def disk_full(table, file, **settings):
        file.write(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(pq, "write_table", disk_full)
    with pytest.raises(OSError, match="No space"):
        store.write(TRAINING, "sucheng", "2023-12", table.slice(0, 0))
    assert [each.name for each in path.parent.iterdir()] == ["part.parquet"]
    assert store.read(TRAINING, "sucheng", "2023-12").num_rows == 2


def test_rows_of_another_site_or_period_and_other_columns_are_refused(store):
    table = fact_table(TRAINING, rows(TRAINING))
    for site, period in (("county", "2023-12"), ("sucheng", "2023-11")):
        with pytest.raises(ValueError, match="does not belong"):
            store.write(TRAINING, site, period, table)
    with pytest.raises(ValueError, match="not the columns"):
        store.write(TRAINING, "sucheng", "2023-12", table.drop_columns(["title"]))


@pytest.mark.parametrize("name", ["../b1", "", ".hidden", "a/b"])
def test_a_name_that_would_lead_elsewhere_is_refused(store, name):
    with pytest.raises(ValueError, match="not a name"):
        store.accept(TRAINING, name, rows(TRAINING))


def test_a_column_added_to_a_form_is_empty_in_older_files(store):
    path = Path(store.accept(TRAINING, "b1", rows(TRAINING)))
    pq.write_table(store.accepted(TRAINING, ["b1"]).drop_columns(["township"]), path)
    assert store.accepted(TRAINING, ["b1"])["township"].to_pylist() == [None, None]
    broken = store.accepted(TRAINING, ["b1"]).set_column(6, "row", pa.array(["x", "y"]))
    pq.write_table(broken, path)
    with pytest.raises(FactStoreError, match="列与现在的报表不符"):
        store.accepted(TRAINING, ["b1"])


def test_an_engine_reads_all_sites_and_periods_with_period_as_text(store):
    assert store.stored(TRAINING, SITES, PERIODS) == []
    for site in SITES:
        for period in PERIODS:
            store.write(
                TRAINING, site, period, fact_table(TRAINING, rows(TRAINING, site=site, period=period))
            )
    assert store.stored(TRAINING, SITES, PERIODS) == [
        (site, period) for site in sorted(SITES) for period in PERIODS
    ]
    assert store.stored(TRAINING, ["county"], ["2023-10", "2023-12"]) == [("county", "2023-12")]
    found = duckdb.sql(
        f"SELECT site, max(period), typeof(max(period)), count(*) FROM read_parquet('{store.glob(TRAINING)}') GROUP BY 1 ORDER BY 1"
    )
    assert found.fetchall() == [("county", "2023-12", "VARCHAR", 4), ("sucheng", "2023-12", "VARCHAR", 4)]
