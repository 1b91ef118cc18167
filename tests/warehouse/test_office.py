"""An office that stays open knows which day it is."""

from datetime import date

import warehouse.office
from warehouse.ledger import reports_in_force
from warehouse.office import open_office


def test_reports_become_overdue_while_the_office_stays_open(tmp_path, monkeypatch):
    class Clock(warehouse.office.datetime):
        today = date(2023, 12, 1)

        @classmethod
        def now(cls, tz=None):
            return cls(cls.today.year, cls.today.month, cls.today.day, 8, tzinfo=tz)

    monkeypatch.setattr(warehouse.office, "datetime", Clock)
    office = open_office(home=tmp_path / "home")
    office = warehouse.office.Office(
        office.site, office.home, office.inbox, office.warehouse_url, stated_day=None
    )

    def periods_owed():
        with office.engine.connect() as connection:
            return set(reports_in_force.report_status(connection, office.site.id)["period"])

    assert periods_owed() == {"2023-10", "2023-11"}
    Clock.today = date(2024, 1, 2)
    assert periods_owed() == {"2023-10", "2023-11", "2023-12"}


def test_a_stated_day_holds_whatever_the_clock_says(tmp_path):
    assert open_office(home=tmp_path, as_of=date(2023, 11, 5)).as_of == date(2023, 11, 5)


def test_the_newest_period_is_never_one_still_to_come(tmp_path):
    days = {
        date(2022, 3, 9): "2022-03",
        date(2023, 11, 30): "2023-11",
        date(2024, 1, 10): "2023-12",
        date(2021, 5, 1): "2022-01",
    }
    assert {day: open_office(home=tmp_path, as_of=day).newest_period for day in days} == days
