import multiprocessing
import sqlite3

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.exc import IntegrityError

from schemas.office.catalogue import BUILT_IN
from tests.support.view_contract import CONTRACT
from warehouse.database import metadata
from warehouse.database.database import default_url, migrate, open_database
from warehouse.database.fact_tables import fact_table_of
from warehouse.database.migrations.upgrading import DatabaseTooNew, migration_config
from warehouse.database.views import VIEWS


@pytest.mark.parametrize("view", CONTRACT)
def test_a_view_has_the_agreed_columns_in_the_agreed_order(engine, view):
    with engine.connect() as connection:
        assert list(connection.execute(text(f"SELECT * FROM {view}")).keys()) == CONTRACT[view].split()


def test_every_form_without_persons_has_a_fact_table_and_no_column_is_personal(engine):
    present = {
        name.removeprefix("fact_") for name in inspect(engine).get_table_names() if name.startswith("fact_")
    }
    assert present == {form.slug for form in BUILT_IN.values() if not form.has_persons}
    for form in BUILT_IN.values():
        if not form.has_persons:
            columns = {column["name"] for column in inspect(engine).get_columns(f"fact_{form.slug}")}
            assert {"site", "unit_code", "subject_code", "period", "source_sheet", "source_row"} <= columns
            assert {column.name for column in form.stored_columns} <= columns
            assert not columns & {column.name for column in form.columns if column.personal}


def test_the_migrated_schema_is_the_one_the_code_describes(engine):
    """If this fails after a change of warehouse/database/tables.py: python -m warehouse.database.migrations
    "what changes".
    """
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        facts = MetaData(naming_convention=metadata.metadata.naming_convention)
        for form in BUILT_IN.values():
            if not form.has_persons:
                fact_table_of(form).to_metadata(facts)
        assert compare_metadata(context, [metadata.metadata, facts]) == []


def test_migrating_again_changes_nothing_and_takes_no_lock(tmp_path):
    url = default_url(tmp_path / "家 100%")
    migrate(url, "s", BUILT_IN)
    writer = open_database(url)
    with writer.begin() as connection:
        connection.execute(text("INSERT INTO assessment (site, period, basis) VALUES ('a', '2023-10', 'x')"))
        migrate(url, "s", BUILT_IN)
    with writer.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM assessment")) == 1
    writer.dispose()


def _migrate_at(barrier, url):
    barrier.wait()
    migrate(url, "s", BUILT_IN)


def test_processes_that_start_at_once_all_find_a_migrated_database(tmp_path):
    url = default_url(tmp_path)
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(4)
    processes = [fork.Process(target=_migrate_at, args=(barrier, url)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert set(inspect(open_database(url)).get_view_names()) == set(VIEWS)


def test_a_failed_migration_leaves_nothing_behind(tmp_path, monkeypatch):
    url = default_url(tmp_path)
    monkeypatch.setitem(VIEWS, "bi_score", "SELECT nonsense FROM")
    with pytest.raises(Exception, match="CREATE VIEW bi_score"):
        migrate(url, "s", BUILT_IN)
    assert inspect(open_database(url)).get_table_names() == []
    monkeypatch.undo()
    migrate(url, "s", BUILT_IN)
    assert set(inspect(open_database(url)).get_view_names()) == set(VIEWS)


def test_a_new_form_or_column_and_a_changed_view_need_no_revision(tmp_path, monkeypatch):
    url = default_url(tmp_path)
    migrate(url, "s", {code: form for code, form in BUILT_IN.items() if code != "X06"})
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE fact_enrolment DROP COLUMN hours_total"))
        connection.execute(
            text(
                "INSERT INTO fact_enrolment (site, unit_code, subject_code, period, report_id, source_sheet, source_row) "
                "VALUES ('s', 'u', 'u', '2023-10', 'r', 'S', 5)"
            )
        )
        connection.execute(text("DELETE FROM schema_fingerprint"))
    monkeypatch.setitem(VIEWS, "bi_score", VIEWS["bi_score"] + " WHERE rank = 1")
    migrate(url, "s", BUILT_IN)
    with engine.connect() as connection:
        assert [
            tuple(row)
            for row in connection.execute(text("SELECT unit_code, hours_total FROM fact_enrolment"))
        ] == [("u", None)]
        assert "fact_certificates" in inspect(connection).get_table_names()
        assert "rank = 1" in connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'bi_score'"))
    engine.dispose()


def test_readers_are_not_blocked_by_a_run_that_writes(tmp_path):
    url = default_url(tmp_path)
    migrate(url, "s", BUILT_IN)
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO assessment (site, period, basis) VALUES ('a', '2023-10', 'x')"))
        reader = sqlite3.connect(tmp_path / "warehouse.db", timeout=0)
        assert reader.execute("SELECT count(*) FROM assessment").fetchone() == (0,)
        reader.close()
    engine.dispose()


def test_sqlite_is_opened_durable_and_with_foreign_keys(tmp_path):
    engine = open_database(default_url(tmp_path))
    with engine.connect() as connection:
        settings = [
            connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert settings == ["wal", 2, 1, 30_000]
    engine.dispose()


def test_the_database_itself_refuses_rows_without_a_fate(engine, site_id):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO submission (site, submission_id, sha256, file_name, received_at, size, status) "
                "VALUES (:site, 's', 'x', 'a.xlsx', '2023-11-01 08:00:00', 1, 'received')"
            ),
            {"site": site_id},
        )
    insert = (
        "INSERT INTO report (site, report_id, unit_code, form, period, version, submission_id, batch, status, rows_read, rows_accepted, "
        "rows_held, rows_skipped, errors, queries, in_force, received_at, received_on, sequence) VALUES (:site, :report, 'u', 'X01', "
        "'2023-10', 1, 's', 'b', :status, 5, :accepted, 0, 1, 0, 0, TRUE, '2023-11-01 08:00:00', '2023-11-01', 1)"
    )
    good = {"site": site_id, "report": "r1", "status": "accepted", "accepted": 4}
    for wrong in ({"accepted": 3}, {"status": "lost"}, {"site": "nowhere"}):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(insert), good | wrong)
    with engine.begin() as connection:
        connection.execute(text(insert), good)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(insert), good | {"report": "r2"})  # two in force


def upgraded(folder, version, *statements):
    """A database of that version of the schema with these rows, brought to the newest."""
    url = default_url(folder)
    folder.mkdir(exist_ok=True)
    before = open_database(url)
    with before.begin() as connection:
        command.upgrade(migration_config(connection), version)
        for statement in (
            "INSERT INTO submission (site, submission_id, sha256, file_name, received_at, size, status) "
            "VALUES ('s', 'f', 'x', 'a.xlsx', '2023-12-01 09:00:00', 1, 'accepted')",
            "INSERT INTO report (site, report_id, unit_code, form, period, version, submission_id, batch, status, "
            "rows_read, rows_accepted, rows_held, rows_skipped, errors, queries, in_force, received_at, received_on, sequence) "
            "VALUES ('s', 'r', '321302101', 'Z03', '2023-11', 1, 'f', 'b', 'accepted', 1, 1, 0, 0, 0, 1, TRUE, "
            "'2023-12-01 09:00:00', '2023-12-01', 1)",
            *statements,
        ):
            connection.execute(text(statement))
    before.dispose()
    migrate(url, "s", BUILT_IN)
    return open_database(url)


def test_a_database_of_an_earlier_version_keeps_its_ledger(tmp_path):
    """Tables that others refer to are changed too: SQLite makes them anew."""
    after = upgraded(
        tmp_path,
        "0009",
        "INSERT INTO finding (finding_id, site, report_id, submission_id, unit_code, form, period, level, code, message, "
        "row_count, state) VALUES (1, 's', 'r', 'f', '321302101', 'Z03', '2023-11', 'query', 'c', 'm', 1, 'open')",
    )
    with after.begin() as connection:
        for table in ("submission", "report", "finding"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1
        with pytest.raises(IntegrityError):
            connection.execute(text("DELETE FROM submission"))
    after.dispose()


def test_an_earlier_finding_keeps_its_sentence_as_what_is_wrong(tmp_path):
    after = upgraded(
        tmp_path,
        "0017",
        "INSERT INTO finding (finding_id, site, report_id, submission_id, unit_code, form, period, level, code, message, "
        "row_count, places, state) VALUES "
        "(1, 's', 'r', 'f', '321302101', 'Z03', '2023-11', 'query', 'c', '偏高，请核对。', 1, NULL, 'open'), "
        "(2, 's', 'r', 'f', '321302101', 'Z03', '2023-11', 'hard', 'c', '有误，请改正。（共12处：第4–15行）', 12, '第4–15行', 'open')",
    )
    with after.connect() as connection:
        told = connection.execute(text("SELECT wrong, advice, message FROM finding ORDER BY finding_id"))
        assert [tuple(row) for row in told] == [
            ("偏高，请核对。", None, "偏高，请核对。"),
            ("有误，请改正。", None, "有误，请改正。（共12处：第4–15行）"),
        ]
    after.dispose()


def test_a_database_of_a_later_version_is_left_alone(tmp_path):
    url = default_url(tmp_path)
    migrate(url, "s", BUILT_IN)
    later = open_database(url)
    with later.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DELETE FROM schema_fingerprint"))
    with pytest.raises(DatabaseTooNew, match="升级到同一版本"):
        migrate(url, "s", BUILT_IN)
    assert set(inspect(later).get_view_names()) == set(VIEWS)
    later.dispose()
