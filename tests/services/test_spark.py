"""The same measures on a Spark cluster: equal to DuckDB's to the last digit, in whole passes, across sites,
and when a worker dies.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pydantic import TypeAdapter

from assets.indicators.counting.measures import evaluate
from benchmarks.province import PERIODS, SITE, Province
from schemas.assessment.measures import Measure
from schemas.office.catalogue import BUILT_IN
from tests.services.spark_cluster import cluster
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook
from warehouse.facts.choosing_engine import engine_named
from warehouse.facts.measure_engines import DuckDBEngine, FactSource
from warehouse.facts.store import FactStore

pytest.importorskip("pyspark")
pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
MEASURES = {
    name: TypeAdapter(Measure).validate_python(measure)
    for name, measure in {
        "persons": {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"},
        "persons_year": {"form": "Z02", "aggregate": "distinct_persons", "span": "year_to_date"},
        "registered": {
            "form": "Z02",
            "aggregate": "distinct_persons",
            "span": "year_to_date",
            "where": [{"column": "registration", "in": ["已录入", "已注册"]}],
        },
        "online": {
            "form": "Z02",
            "aggregate": "count",
            "span": "period",
            "where": [{"column": "online", "is": "是"}],
        },
        "new": {
            "form": "Z02",
            "aggregate": "count",
            "span": "latest",
            "where": [{"column": "enrolled_on", "within": "year"}],
        },
        "new_in_month": {
            "form": "Z04",
            "aggregate": "count",
            "span": "period",
            "where": [{"column": "held_on", "within": "month"}],
        },
        "in_class": {
            "form": "Z02",
            "aggregate": "count",
            "span": "latest",
            "where": [{"column": "class_name", "filled": False}],
        },
        "learners": {
            "form": "Z03",
            "aggregate": "sum",
            "columns": ["regular_learners", "credit_accounts"],
            "span": "latest",
        },
        "plaques": {
            "form": "Z03",
            "aggregate": "units",
            "where": [{"column": "plaque", "is": "是"}],
            "span": "year_to_date",
        },
        "large": {
            "form": "Z04",
            "aggregate": "count",
            "where": [{"column": "attendances", "at_least": 50}],
            "span": "year_to_date",
        },
        "lectures": {
            "form": "Z04",
            "aggregate": "count",
            "where": [{"column": "title", "starts_with": "讲座"}],
            "span": "latest",
        },
        "named": {
            "form": "Z04",
            "aggregate": "count",
            "where": [{"column": "title", "contains": "之07"}],
            "span": "latest",
        },
        "kinds": {
            "form": "Z04",
            "aggregate": "distinct",
            "columns": ["category", "place"],
            "span": "year_to_date",
        },
        "places": {"form": "Z04", "aggregate": "distinct", "columns": ["place"], "span": "latest"},
        "listed": {
            "form": "Z04",
            "aggregate": "distinct_listed",
            "columns": ["title", "place"],
            "span": "latest",
        },
        "income": {"form": "X05", "aggregate": "sum", "columns": ["income"], "span": "year_to_date"},
        "empty": {"form": "X05", "aggregate": "sum", "columns": ["attendances"], "span": "latest"},
        "townships": {"count_units": "township"},
        "late": {"reports": "late", "span": "year_to_date"},
    }.items()
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    """A small province with its facts."""
    small, store = Province(districts=2, townships=3, schools=1), FactStore(tmp_path_factory.mktemp("facts"))
    small.write(store)
    return small, store


def values(province: Province, source: FactSource) -> pd.DataFrame:
    found = evaluate(MEASURES, province.reported(source), [PERIODS[-1], PERIODS[4]])
    return found.sort_values(["measure", "unit_code", "period"], ignore_index=True)


def _figures(office: SmallOffice) -> dict[str, pd.DataFrame]:
    views = ("bi_indicator", "bi_score", "bi_score_item")
    return {
        name: (found := office.view(name)).sort_values(list(found.columns), ignore_index=True)
        for name in views
    }


def test_a_pass_gives_the_same_indicators_and_scores_by_the_setting_alone(spark, tmp_path):
    """The first test of the cluster: while this process computes there, nobody else gets a core."""
    of_engine = {}
    for name, setting in {"duckdb": {}, "spark": {"KAOHE_MEASURES": spark.url}}.items():
        office = SmallOffice(tmp_path / name)
        for number, unit in enumerate(("耿车镇", "埠子镇")):
            workbook = township_workbook(
                unit, "2023-11", first_learner=2 * number, regular_learners=100, credit_accounts=60
            )
            office.send(f"{unit}.xlsx", workbook)
        command = [
            str(Path(sys.executable).with_name("kaohe")),
            "run",
            "--site",
            str(office.site_folder),
            "--home",
            str(office.home),
        ]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | setting, capture_output=True, text=True, timeout=400
        )
        assert done.returncode == 0, done.stdout + done.stderr
        of_engine[name] = _figures(office)
    assert len(of_engine["duckdb"]["bi_indicator"].dropna(subset="value"))
    assert len(of_engine["duckdb"]["bi_score"])
    for view, expected in of_engine["duckdb"].items():
        pd.testing.assert_frame_equal(of_engine["spark"][view], expected)


def test_every_kind_of_measure_is_equal_to_the_last_digit(spark, province):
    small, store = province
    expected = values(small, FactSource(store, (SITE,), DuckDBEngine()))
    found = values(small, FactSource(store, (SITE,), engine_named(spark.url)))
    pd.testing.assert_frame_equal(found, expected)
    income = expected.query("measure == 'income' and unit_code == '32' and period == @PERIODS[-1]")[
        "value"
    ].item()
    stored = [store.read(BUILT_IN["X05"], SITE, period)["income"].to_pylist() for period in PERIODS]
    assert income == sum((amount for month in stored for amount in month), Decimal(0))


def _written_by_two_sites(store: FactStore, shared: FactStore) -> tuple[str, ...]:
    """The facts of the province as two offices would have written them into one store, a district each; the
    ids of their sites.
    """
    sites = {"first": "320000", "second": "320001"}
    for site, district in sites.items():
        for code in ("Z02", "Z03", "Z04", "X05"):
            for period in PERIODS:
                rows = store.read(BUILT_IN[code], SITE, period)
                own = rows.filter(pc.starts_with(rows["unit_code"], district))
                place = own.schema.get_field_index("site")
                shared.write(
                    BUILT_IN[code],
                    site,
                    period,
                    own.set_column(place, "site", pa.array([site] * own.num_rows, pa.string())),
                )
    return tuple(sites)


def test_what_crosses_sites_is_computed_over_the_shared_store(spark, province, tmp_path):
    """Two offices write into one store: the figures of the province are those of one office that had it
    all.
    """
    small, store = province
    shared = FactStore(tmp_path)
    sites = _written_by_two_sites(store, shared)
    expected = values(small, FactSource(store, (SITE,), DuckDBEngine()))
    for engine in (DuckDBEngine(), engine_named(spark.url)):
        pd.testing.assert_frame_equal(values(small, FactSource(shared, sites, engine)), expected)
    counts = expected.query("measure == 'persons' and period == @PERIODS[-1]").set_index("unit_code")["value"]
    assert counts["32"] == counts["320000"] + counts["320001"] > 0


def test_a_worker_that_dies_in_the_middle_changes_nothing(spark, province):
    """The last test of the cluster: afterwards it has one worker."""
    small, store = province
    expected = values(small, FactSource(store, (SITE,), DuckDBEngine()))
    engine = engine_named(spark.url)
    done = []
    killer = threading.Thread(
        target=lambda: (time.sleep(2), done.append(time.monotonic()), spark.kill_worker())
    )
    killer.start()
    found = values(small, FactSource(store, (SITE,), engine))
    ended = time.monotonic()
    killer.join()
    assert done[0] < ended, "the worker was killed too late to matter"
    assert spark.processes[-1].returncode == -signal.SIGKILL
    pd.testing.assert_frame_equal(found, expected)
