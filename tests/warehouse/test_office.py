"""An office that stays open knows which day it is; opening it touches nothing, preparing it does it once."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, event, select, text

import warehouse.office
from tests.support.databases import ON_POSTGRESQL
from tests.support.offices import write_site
from tests.support.postgresql import new_database
from warehouse.database.database import lock_for_writing
from warehouse.database.dimension_tables import office_form, office_period
from warehouse.database.tables import obligation, unit
from warehouse.ledger import reports_in_force
from warehouse.office import Office, open_office


def test_reports_become_overdue_while_the_office_stays_open(sample_site, tmp_path, monkeypatch):
    class Clock(warehouse.office.datetime):
        today = date(2023, 12, 1)

        @classmethod
        def now(cls, tz=None):
            return cls(cls.today.year, cls.today.month, cls.today.day, 8, tzinfo=tz)

    monkeypatch.setattr(warehouse.office, "datetime", Clock)
    office = open_office(sample_site, tmp_path / "home")
    office = warehouse.office.Office(
        office.site, office.home, office.inbox, office.warehouse_url, stated_day=None
    )

    def periods_owed():
        office.prepare()
        with office.engine.connect() as connection:
            return set(reports_in_force.report_status(connection, office.site.id)["period"])

    assert periods_owed() == {"2023-10"}
    Clock.today = date(2023, 12, 5)
    assert periods_owed() == {"2023-10", "2023-11"}
    Clock.today = date(2024, 1, 5)
    assert periods_owed() == {"2023-10", "2023-11", "2023-12"}


def test_a_stated_day_holds_whatever_the_clock_says(tmp_path):
    assert open_office(home=tmp_path, as_of=date(2023, 11, 5)).as_of == date(2023, 11, 5)


def test_the_newest_period_is_never_one_still_to_come(sample_site, tmp_path):
    days = {
        date(2022, 3, 9): "2022-03",
        date(2023, 11, 30): "2023-11",
        date(2024, 1, 10): "2023-12",
        date(2021, 5, 1): "2022-01",
    }
    assert {day: open_office(sample_site, tmp_path, as_of=day).newest_period for day in days} == days


@pytest.fixture(params=["postgresql"] if ON_POSTGRESQL else ["sqlite", "postgresql"])
def office(request, tmp_path):
    """An office of two townships whose home and database nobody has touched yet."""
    site = write_site(tmp_path / "site", ["耿车镇", "埠子镇"])
    is_file = request.param == "sqlite"
    url = None if is_file else new_database(request.getfixturevalue("postgresql"))
    opened = open_office(site, tmp_path / "home", warehouse_url=url)
    yield opened
    opened.engine.dispose()


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is executed meanwhile, on whatever connection."""
    executed: list[str] = []

    def note(connection, cursor, statement, *rest):
        executed.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def registered(office: Office) -> tuple[set[str], set[tuple]]:
    """The names of the units and the obligations that the ledger holds."""
    with office.engine.connect() as connection:
        owed = select(obligation.c.unit_code, obligation.c.form, obligation.c.period)
        return (
            set(connection.scalars(select(unit.c.name).where(unit.c.site == office.site.id))),
            {tuple(row) for row in connection.execute(owed.where(obligation.c.site == office.site.id))},
        )


def test_reading_the_engine_touches_nothing(office):
    with statements() as executed:
        _ = office.engine
    assert executed == []
    assert not office.home.exists()


def test_what_is_prepared_is_only_looked_at_by_the_next_process_and_by_nobody_on_the_same_day(office):
    office.prepare()
    units, owed = registered(office)
    assert {"耿车镇", "埠子镇"} <= units
    assert owed
    again = Office(office.site, office.home, office.inbox, office.warehouse_url, office.stated_day)
    with office.engine.begin() as writing:
        lock_for_writing(writing, office.site.id)
        with statements() as executed:
            again.prepare()  # does not wait for who writes
    assert {each.split()[0] for each in executed} <= {"SELECT", "PRAGMA", "BEGIN", "SHOW"}
    with statements() as executed:
        again.prepare()
    assert executed == []
    again.engine.dispose()


def _prepare_at(barrier, office):
    barrier.wait()
    office.prepare()
    office.engine.dispose()


def test_processes_that_prepare_at_once_find_everything_there_once(office):
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(3)
    processes = [fork.Process(target=_prepare_at, args=(barrier, office)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    found = registered(office)
    office.prepare()
    assert registered(office) == found
    assert {period for _, _, period in found[1]} == {"2023-11"}


STORED = (obligation, unit, office_period, office_form)


def test_a_reader_of_another_day_sees_that_day_and_stores_nothing(office):
    """Before and after the day of the last pass, in the tables and in the views, also of two connections."""
    office.prepare()

    def stored():
        with office.engine.connect() as connection:
            return [sorted(map(repr, connection.execute(select(each)))) for each in STORED]

    before = stored()
    for day, due in ((date(2023, 11, 20), set()), (date(2023, 12, 20), {"2023-11"})):
        reader = open_office(
            office.site.directory, office.home, warehouse_url=office.warehouse_url, as_of=day
        )
        reader.prepare_to_read()
        with reader.engine.connect() as first, reader.engine.connect() as second:
            for connection in (first, second):
                status = reports_in_force.report_status(connection, reader.site.id)
                assert set(status["period"]) == due
                assert set(status["late"].astype(bool)) == ({True} if due else set())
                is_closed = text("SELECT is_closed FROM bi_period WHERE period = '2023-11'")
                assert connection.execute(is_closed).scalars().all() == [int(bool(due))]
        assert (registered(reader)[1] != set()) == bool(due)
        assert stored() == before
        reader.prepare()
        reader.engine.dispose()
        assert stored() != before
        office.engine.dispose()
        office._prepared.clear()
        office.prepare()
        assert stored() == before
