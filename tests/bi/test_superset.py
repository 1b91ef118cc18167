"""The bundle in a real Superset, in a real browser: it is imported, and every chart of every dashboard gets rows."""

from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from deployment.superset.bundle import DASHBOARDS
from tests.bi.superset_server import PROGRAM, logged_in, rows_of_charts, superset_over
from tests.browser.office_pages import CHROMIUM
from tests.support.databases import ON_POSTGRESQL
from tests.support.postgresql import execute
from warehouse.database.roles import READER, script

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is a development dependency")

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(
        not PROGRAM.exists(), reason="Superset is not installed here: make test-bi installs it"
    ),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def page(sample) -> Iterator["sync_api.Page"]:
    with superset_over(uri_for_superset(sample)) as superset, logged_in(superset) as page:
        yield page


def uri_for_superset(sample) -> str:
    """Where the sample's views are: on PostgreSQL they are read as the role for BI."""
    url = sample.office.engine.url
    if not ON_POSTGRESQL:
        return url.render_as_string(hide_password=False)
    execute(url.render_as_string(hide_password=False), script())
    return (
        make_url(url)
        .set(drivername="postgresql+psycopg2", username=READER)
        .render_as_string(hide_password=False)
    )


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda each: each.title)
def test_every_chart_of_a_dashboard_shows_rows(dashboard, page):
    rows = rows_of_charts(page, dashboard)
    assert {title for title, count in rows.items() if count} == {chart.title for chart in dashboard.charts}
    assert page.get_by_text("Unexpected error").count() == 0
