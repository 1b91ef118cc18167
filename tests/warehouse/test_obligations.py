from dataclasses import replace
from datetime import date

import pytest

from schemas.form import DueOn
from schemas.office.catalogue import BUILT_IN, Catalogue
from warehouse.ledger.obligations import obligations


def owed(site, unit_code, as_of):
    frame = obligations(site, BUILT_IN.values(), as_of)
    own = frame[frame["unit_code"] == unit_code]
    return {(form, period) for form, period in zip(own["form"], own["period"], strict=True)}


def test_a_unit_owes_the_forms_of_its_kind_in_their_due_months(site):
    school = owed(site, "321302XX01", date(2023, 11, 30))
    assert school == {
        ("X01", "2023-10"),
        ("X07", "2023-10"),
        *(("X04", period) for period in ("2023-10", "2023-11")),
        *(("X05", period) for period in ("2023-10", "2023-11")),
    }


def test_nothing_is_owed_before_a_period_has_ended_and_nothing_after_the_last(site):
    assert obligations(site, BUILT_IN.values(), date(2023, 10, 30)).empty
    assert set(obligations(site, BUILT_IN.values(), date(2030, 1, 1))["period"]) == {
        "2023-10",
        "2023-11",
        "2023-12",
    }


def test_a_unit_owes_for_the_periods_at_whose_end_it_existed(site):
    assert {period for _, period in owed(site, "321302203", date(2024, 1, 10))} == {"2023-10"}
    assert {period for _, period in owed(site, "321302112", date(2024, 1, 10))} == {"2023-11", "2023-12"}


def test_units_that_only_are_assessed_owe_nothing(site):
    assert owed(site, "321302", date(2024, 1, 10)) == set()


def test_due_days_are_working_days(site):
    frame = obligations(site, BUILT_IN.values(), date(2024, 1, 10))
    assert dict(zip(frame["period"], frame["due_on"], strict=True)) == {
        "2023-10": date(2023, 11, 6),
        "2023-11": date(2023, 12, 5),
        "2023-12": date(2024, 1, 5),
    }


def test_a_form_and_a_report_may_have_due_days_of_their_own(site):
    calendar = replace(site, due_days={"Z04": 15}, due_dates={"2023-12": {"Z02": date(2024, 1, 8)}})
    frame = obligations(calendar, BUILT_IN.values(), date(2024, 1, 10))
    town = frame[(frame["unit_code"] == "321302101") & (frame["period"] == "2023-12")]
    assert dict(zip(town["form"], town["due_on"], strict=True)) == {
        "Z01": date(2024, 1, 5),
        "Z02": date(2024, 1, 8),
        "Z03": date(2024, 1, 5),
        "Z04": date(2024, 1, 15),
    }


@pytest.mark.parametrize(
    ("day", "is_owed"), [("2023-11-24", False), ("2023-11-25", False), ("2023-11-27", True)]
)
def test_a_form_that_is_due_within_its_month_is_owed_from_that_day_on(site, day, is_owed):
    """The 25th is a Saturday, so that it is due on Monday."""
    forms = {**BUILT_IN, "Z04": replace(BUILT_IN["Z04"], due_on=DueOn(25, "same_month"))}
    within = replace(site, forms=Catalogue(forms.values()))
    frame = obligations(within, forms.values(), date.fromisoformat(day))
    town = frame[(frame["unit_code"] == "321302101") & (frame["period"] == "2023-11")]
    assert dict(zip(town["form"], town["due_on"], strict=True)) == (
        {"Z04": date(2023, 11, 27)} if is_owed else {}
    )


def test_what_the_office_does_not_collect_is_owed_by_nobody(site):
    frame = obligations(replace(site, collected=("Z02", "X05")), BUILT_IN.values(), date(2024, 1, 10))
    assert set(frame["form"]) == {"Z02", "X05"}
