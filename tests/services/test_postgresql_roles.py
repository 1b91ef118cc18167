"""The roles of a PostgreSQL database: what the writer and BI may and may not do, and that BI never sees half
of what a run writes.
"""

import os
import subprocess
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import IsolationLevel, errors
from sqlalchemy import make_url

from schemas.office.catalogue import BUILT_IN
from tests.conftest import KAOHE
from tests.support.form_examples import VALID
from tests.support.offices import SmallOffice
from tests.support.postgresql import execute, new_database, server_programs
from tests.support.submitted_files import xlsx
from tests.support.workbooks import sheet, township_workbook
from warehouse.database.database import migrate, open_database
from warehouse.database.fact_tables import fact_table_of
from warehouse.database.metadata import metadata
from warehouse.database.roles import READER, WRITER, script
from warehouse.database.tables import schema_fingerprint
from warehouse.database.views import VIEWS

pytestmark = pytest.mark.services


def as_role(url: str, role: str) -> str:
    return make_url(url).set(username=role).render_as_string()


def make_roles(url: str) -> None:
    """As an administrator does: the script, by psql."""
    place = make_url(url)
    command = [
        server_programs() / "psql",
        "-h",
        str(place.query["host"]),
        "-U",
        place.username,
        "-d",
        place.database,
    ]
    options = ["--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"]
    done = subprocess.run([*command, *options], input=script(), text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def session(url: str, role: str, **settings: object):
    connection = psycopg.connect(
        make_url(as_role(url, role)).set(drivername="postgresql").render_as_string(),
        autocommit=True,
        **settings,
    )
    with connection:
        yield connection


@pytest.fixture(scope="module")
def database(postgresql):
    """The URL of a database with both roles."""
    url = new_database(postgresql)
    make_roles(url)
    return url


@pytest.fixture(scope="module")
def office(database, tmp_path_factory):
    """An office whose first pass the writer has made: target, denominators and a report of 2023-11."""
    office = SmallOffice(tmp_path_factory.mktemp("office"), warehouse_url=as_role(database, WRITER))
    of_bureau = {form: sheet(form, "宿城区教育局", "2023-01", [VALID[form]]) for form in ("J03", "J05")}
    office.send("教育局.xlsx", xlsx(of_bureau), "2023-02-01 09:00")
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=200))
    office.run()
    return office


def test_the_writer_makes_everything_a_pass_needs(office, database):
    assert len(office.view("bi_score")) == 2
    owners = execute(
        database, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'dagster_small')"
    )
    assert owners == [WRITER]
    assert execute(database, "SELECT DISTINCT status FROM dagster_small.runs") == ["SUCCESS"]
    assert not list((office.home / "dagster").rglob("*.db"))


FACT_TABLES = [fact_table_of(form).name for form in BUILT_IN.values() if not form.has_persons]


@pytest.mark.parametrize("name", [*VIEWS, *FACT_TABLES])
def test_bi_reads_what_the_contract_names(database, office, name):
    with session(database, READER) as bi:
        bi.execute(f"SELECT * FROM {name} LIMIT 1").fetchall()


INNER_TABLES = sorted({*metadata.tables, "alembic_version"})


@pytest.mark.parametrize(
    "statement",
    [
        *(f"SELECT 1 FROM {name}" for name in INNER_TABLES),
        "SELECT 1 FROM dagster_small.event_logs",
        "INSERT INTO bi_submission (site) VALUES ('x')",
        "UPDATE bi_submission SET reason = ''",
        "DELETE FROM bi_submission",
        "TRUNCATE fact_targets",
        "INSERT INTO fact_targets (site) VALUES ('x')",
        "UPDATE fact_targets SET site = ''",
        "DELETE FROM fact_targets",
        "BEGIN; LOCK TABLE fact_targets IN EXCLUSIVE MODE",
        "CREATE TABLE mine (number int)",
        "CREATE TEMPORARY TABLE mine (number int)",
        "CREATE VIEW mine AS SELECT 1 AS number",
        "CREATE SCHEMA mine",
        "DROP VIEW bi_score",
        "SELECT lo_create(0)",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY bi_score TO PROGRAM 'true'",
        f"SET ROLE {WRITER}",
    ],
)
def test_bi_may_do_nothing_else(database, office, statement):
    with session(database, READER) as bi:
        bi.execute("SET default_transaction_read_only = off")  # a default that anybody may change for himself
        # A view of several tables takes rows from nobody, whatever his privileges.
        refusals = (errors.InsufficientPrivilege, errors.WrongObjectType, errors.ObjectNotInPrerequisiteState)
        with pytest.raises(refusals):
            bi.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "SELECT 1 FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_writer_has_no_power_over_the_server(database, office, statement):
    with session(database, WRITER) as writer, pytest.raises(errors.InsufficientPrivilege):
        writer.execute(statement)


def test_nobody_else_gets_in(database):
    execute(database, "CREATE ROLE somebody LOGIN")
    with (
        pytest.raises(psycopg.OperationalError, match="permission denied for database"),
        session(database, "somebody"),
    ):
        pass
    execute(database, "DROP ROLE somebody")


def test_bi_still_reads_after_a_migration_has_made_the_views_anew(database, office):
    before = execute(database, "SELECT oid FROM pg_class WHERE relname = 'bi_score'")
    engine = open_database(as_role(database, WRITER))
    with engine.begin() as connection:
        connection.execute(schema_fingerprint.delete())
    engine.dispose()
    migrate(as_role(database, WRITER), "small", BUILT_IN)
    assert execute(database, "SELECT oid FROM pg_class WHERE relname = 'bi_score'") != before
    with session(database, READER) as bi:
        assert bi.execute("SELECT count(*) FROM bi_score").fetchone() == (2,)


def test_a_database_that_was_used_before_is_handed_over(postgresql):
    url = new_database(postgresql)
    migrate(url, "small", BUILT_IN)
    make_roles(url)
    make_roles(url)
    engine = open_database(as_role(url, WRITER))
    with engine.begin() as connection:
        connection.execute(schema_fingerprint.delete())
    engine.dispose()
    migrate(as_role(url, WRITER), "small", BUILT_IN)
    with session(url, READER) as bi:
        assert bi.execute("SELECT count(*) FROM bi_submission").fetchone() == (0,)


WRITTEN_TOGETHER = {
    "reports": {"bi_report_status": "unit_code, form, period, version, file_name"},
    "indicators": dict.fromkeys(["bi_indicator", "bi_funnel"], "*"),
    "scores": dict.fromkeys(
        ["bi_score", "bi_score_item", "bi_indicator_status", "bi_conclusion", "bi_conclusion_item"], "*"
    ),
    "facts": {"fact_elderly_education": "*"},
}
"""What a run replaces in one transaction, as BI sees it: views and their columns. What is asked across
reports is added to these later.
"""


def seen_by(bi: psycopg.Connection) -> dict[str, tuple]:
    """What BI sees of each at one moment."""
    with bi.transaction():
        return {
            name: tuple(
                tuple(sorted(map(repr, bi.execute(f"SELECT {columns} FROM {view}"))))
                for view, columns in views.items()
            )
            for name, views in WRITTEN_TOGETHER.items()
        }


def test_bi_reads_on_while_a_run_writes_and_sees_the_old_or_the_new(database, office):
    office.send(
        "耿车镇更正.xlsx",
        township_workbook("耿车镇", "2023-11", regular_learners=320, activities=9),
        "2023-12-02 09:00",
    )
    office.send(
        "埠子镇.xlsx", township_workbook("埠子镇", "2023-11", regular_learners=10), "2023-12-02 09:00"
    )
    with session(database, READER) as bi:
        bi.isolation_level = IsolationLevel.REPEATABLE_READ
        bi.execute("SET lock_timeout = '1ms'")  # waiting for a lock at all is an error
        before = seen_by(bi)
        seen = {name: {state} for name, state in before.items()}
        run = subprocess.Popen(
            [KAOHE, "run"],
            env={
                **os.environ,
                "KAOHE_SITE": str(office.site_folder),
                "KAOHE_HOME": str(office.home),
                "KAOHE_WAREHOUSE": as_role(database, WRITER),
            },
            stdout=subprocess.DEVNULL,
        )
        readings = 0
        while run.poll() is None:
            readings += 1
            for name, state in seen_by(bi).items():
                seen[name].add(state)
        assert run.returncode == 0
        after = seen_by(bi)
    assert readings > 20
    for name, states in seen.items():
        assert before[name] != after[name], name
        assert states | {after[name]} == {before[name], after[name]}, name
