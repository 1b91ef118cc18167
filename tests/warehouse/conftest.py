"""A migrated database (SQLite and PostgreSQL) and a small office."""

from datetime import date, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from sqlalchemy import text

from schemas.office.catalogue import BUILT_IN
from schemas.office.site import Periods, Site
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from tests.support.databases import ON_POSTGRESQL
from tests.support.postgresql import new_database
from warehouse.database.database import migrate, open_database
from warehouse.ledger import arrivals, ledger

BEIJING = "Asia/Shanghai"


@pytest.fixture(scope="session", params=["postgresql"] if ON_POSTGRESQL else ["sqlite", "postgresql"])
def url(request, tmp_path_factory):
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('warehouse')}/warehouse.db"
    else:
        address = new_database(request.getfixturevalue("postgresql"))
    migrate(address, "s", BUILT_IN)
    return address


@pytest.fixture(scope="session")
def engine(url):
    opened = open_database(url)
    yield opened
    opened.dispose()


_numbers = count()


@pytest.fixture
def site_id():
    """A fresh site in the shared database."""
    return f"site-{next(_numbers)}"


@pytest.fixture
def site(site_id, tmp_path):
    return site_of(site_id, tmp_path)


def site_of(site_id, folder):
    units = [
        Unit("321302", "宿城区", "district"),
        Unit("321302101", "耿车镇", "township", "321302", "镇"),
        Unit("321302112", "屠园镇", "township", "321302", "镇", valid_from=date(2023, 11, 16)),
        Unit(
            "321302203",
            "屠园乡",
            "township",
            "321302",
            "镇",
            valid_to=date(2023, 11, 15),
            successor="321302112",
        ),
        Unit("321302XX01", "江苏省宿城中等专业学校", "school", "321302"),
    ]
    return Site(
        id=site_id,
        name="样例教育局",
        periods=Periods(history="2022-01", first="2023-10", last="2023-12"),
        as_of=None,
        forms=BUILT_IN,
        due_day=5,
        inbox=folder,
        time_zone=BEIJING,
        directory=folder,
        registry=UnitRegistry(units),
    )


class Post:
    """Sends files to a site's ledger and records what a review would have given."""

    def __init__(self, engine, site_id):
        self.engine, self.site = engine, site_id
        self._batches = count(1)

    def receive(self, *files):
        """Files as (name, content, 'YYYY-MM-DD HH:MM' in Beijing time)."""
        frame = pd.DataFrame(
            [
                (
                    sha256(content.encode()).hexdigest(),
                    name,
                    datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(BEIJING)),
                    True,
                    len(content),
                )
                for name, content, moment in files
            ],
            columns=["sha256", "file_name", "received_at", "is_dated", "size"],
        )
        with self.engine.begin() as connection:
            return arrivals.receive(connection, self.site, frame, BEIJING)

    def record(self, reports, findings=()):
        """What a review gives of pending files.

        Reports are (file name, unit, form, period, status[, rows accepted]), findings (file name, form,
        level, code).
        """
        with self.engine.begin() as connection:
            waiting = ledger.pending(connection, self.site).set_index("file_name")["submission_id"]
            records, identifiers = [], {}
            for name, unit_code, form, period, status, *rest in reports:
                accepted = rest[0] if rest else 0
                held = 1 if status == "partly_accepted" else 0
                identifier = ledger.report_id(waiting[name], unit_code, form, period)
                identifiers[name, form] = identifier
                errors = sum(1 for found in findings if found[:3] == (name, form, "hard"))
                queries = sum(1 for found in findings if found[:3] == (name, form, "query"))
                records.append(
                    (
                        identifier,
                        waiting[name],
                        unit_code,
                        form,
                        period,
                        status,
                        accepted + held + 2,
                        accepted,
                        held,
                        2,
                        errors,
                        queries,
                    )
                )
            return ledger.record_reports(
                connection,
                site_of(self.site, Path()),
                f"batch-{next(self._batches)}",
                pd.DataFrame(
                    records,
                    columns=[
                        *("report_id", "submission_id", "unit_code", "form", "period", "status"),
                        *("rows_read", "rows_accepted", "rows_held", "rows_skipped", "errors", "queries"),
                    ],
                ),
                pd.DataFrame(
                    [
                        (
                            identifiers[name, form],
                            level,
                            code,
                            "Sheet1",
                            "F12",
                            "招生数",
                            f"{code} 有误。",
                            "请改正。",
                            f"{code} 有误",
                            None,
                            1,
                            None,
                        )
                        for name, form, level, code in findings
                    ],
                    columns=[
                        "report_id",
                        "level",
                        "code",
                        "sheet",
                        "cell",
                        "header",
                        "wrong",
                        "advice",
                        "message",
                        "value",
                        "row_count",
                        "places",
                    ],
                ),
            )

    def view(self, name, columns="*", order="1"):
        """Rows of a BI view of this site."""
        with self.engine.connect() as connection:
            query = text(f"SELECT {columns} FROM {name} WHERE site = :site ORDER BY {order}")
            return [tuple(row) for row in connection.execute(query, {"site": self.site})]


@pytest.fixture
def post(engine, site_id):
    return Post(engine, site_id)


@pytest.fixture
def new_post(engine):
    """Makes the post of another fresh site."""
    return lambda: Post(engine, f"site-{next(_numbers)}")
