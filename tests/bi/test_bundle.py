"""The Superset bundle: the committed files are what the program writes, and every chart's SQL gives rows of the
sample.
"""

import re

import pytest
import yaml
from sqlalchemy import text

from deployment.superset.bundle import DASHBOARDS, FOLDER, URI, documents, texts
from deployment.superset.charts import Chart
from deployment.superset.datasets import dataset, query
from warehouse.database.roles import READER
from warehouse.database.view_columns import VIEW_COLUMNS

CHARTS = [chart for dashboard in DASHBOARDS for chart in dashboard.charts]


def test_the_committed_bundle_is_up_to_date():
    committed = {
        path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*.yaml")
    }
    assert committed == texts(), "run `make superset` and commit deployment/superset/bundle"


def test_superset_reads_as_the_role_for_bi_and_asks_for_its_password():
    assert f"//{READER}:XXXXXXXXXX@" in URI


def test_every_view_is_a_dataset_with_its_columns_in_words():
    for name, view in VIEW_COLUMNS.items():
        columns = {each["column_name"]: each["verbose_name"] for each in dataset(name)["columns"]}
        assert columns.items() >= {(column, about.title) for column, about in view.columns.items()}


def test_parts_refer_to_parts_of_the_bundle():
    parts = {document["uuid"] for document in documents().values() if "uuid" in document}
    used = set(re.findall(r"[Uu]uid: ([0-9a-f-]{36})", "\n".join(texts().values())))
    assert used <= parts
    assert len(parts) == 1 + len(VIEW_COLUMNS) + len(CHARTS) + len(DASHBOARDS)


def sql_of(chart: Chart) -> str:
    """The chart's question in SQL: what it groups by, its numbers, its conditions."""
    shows = chart.shows
    columns = [shows.get("x_axis"), *_several(shows.get("groupby")), *shows.get("all_columns", [])]
    columns = [column for column in columns if column]
    numbers = [*shows.get("metrics", []), *_several(shows.get("metric"))]
    selected = [*columns, *("COUNT(*)" if each == "count" else each["sqlExpression"] for each in numbers)]
    where = f" WHERE {' AND '.join(f'({sql})' for sql in chart.where)}" if chart.where else ""
    grouped = f" GROUP BY {', '.join(columns)}" if columns and numbers else ""
    return f"SELECT {', '.join(selected)} FROM ({query(chart.view)}) AS asked{where}{grouped}"


def _several(value: object) -> list:
    return value if isinstance(value, list) else [value] if value else []


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_every_chart_has_something_to_show_of_the_sample(chart, sample):
    with sample.office.engine.connect() as connection:
        rows = connection.execute(text(sql_of(chart))).fetchall()
    assert rows
    assert any(value is not None for row in rows for value in row)


def test_every_filter_is_of_a_column_of_its_dataset():
    for dashboard in DASHBOARDS:
        for choice in dashboard.filters:
            assert choice.column in {each["column_name"] for each in dataset(choice.view)["columns"]}
            assert set(choice.free) <= {chart.name for chart in dashboard.charts}


def test_offices_are_chosen_by_their_names_not_by_their_codes():
    chosen = [
        choice.column
        for dashboard in DASHBOARDS
        for choice in dashboard.filters
        if choice.title == "主管部门"
    ]
    assert chosen == ["office_name"] * 3


def test_a_document_is_read_back_as_it_was_written():
    for path, content in texts().items():
        assert yaml.safe_load(content) == documents()[path]
