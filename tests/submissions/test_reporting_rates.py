from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.submissions.steward.reporting_rates import (
    COUNTS,
    FORMS,
    UNITS,
    percentage,
    rates_of_period_and_year,
    rates_table,
    reporting_rates,
)
from schemas.office.catalogue import BUILT_IN
from tests.submissions.report_progress import progress, row

TODAY = date(2024, 1, 10)


def rates(frame, period="2023-12", as_of=TODAY, by=()):
    return reporting_rates(frame, [period], as_of, by)


def only(frame, **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    (found,) = frame.to_dict("records")
    return found


@pytest.mark.parametrize(
    ("report", "reported", "on_time", "passed_first"),
    [
        (row("accepted"), 1, 1, 1),
        (row("nil"), 1, 1, 1),
        (row("accepted_with_queries"), 1, 1, 1),
        (row("accepted", late=1), 1, 0, 1),
        (row("partly_accepted"), 1, 1, 0),
        (row("returned"), 0, 0, 0),
        (row("missing", late=1), 0, 0, None),
        (row("accepted", first_status="returned"), 1, 1, 0),
        (row("returned", first_status="accepted", usable=True), 1, 1, 1),
    ],
    ids=[
        "accepted",
        "nil",
        "with queries",
        "late",
        "rows to correct",
        "returned",
        "missing",
        "second attempt",
        "only its correction returned",
    ],
)
def test_what_a_report_counts_for(report, reported, on_time, passed_first):
    found = only(rates(progress(report)))
    submitted = 0 if passed_first is None else 1
    assert {name: found[name] for name in COUNTS} == {
        "owed": 1,
        "due": 1,
        "reported": reported,
        "on_time": on_time,
        "submitted": submitted,
        "passed_first": passed_first or 0,
    }
    assert (found["report_rate"], found["on_time_rate"]) == (reported, on_time)
    assert (
        pd.isna(found["first_pass_rate"])
        if passed_first is None
        else found["first_pass_rate"] == passed_first
    )


def test_a_report_counts_from_the_day_after_it_is_due():
    frame = progress(
        row("accepted", due_on=date(2024, 1, 10)), row("missing", form="Z03", due_on=date(2024, 1, 10))
    )
    on_the_day, after = only(rates(frame)), only(rates(frame, as_of=date(2024, 1, 11)))
    assert (on_the_day["owed"], on_the_day["due"]) == (2, 0)
    assert pd.isna(on_the_day["report_rate"])
    assert after["report_rate"] == 0.5


def test_reports_that_nobody_owed_are_left_out():
    assert only(rates(progress(row("accepted", due_on=None), row("missing", form="Z03"))))["report_rate"] == 0


def test_rates_are_per_unit_or_form_for_the_month_and_the_year_so_far():
    frame = progress(
        row("returned", "埠子镇", "Z02"),
        row("accepted", "埠子镇", "Z03"),
        row("accepted", "耿车镇", "Z02"),
        row("accepted", "耿车镇", "Z03", "2023-11", late=1),
        row("missing", "埠子镇", "Z03", "2024-01", due_on=date(2024, 2, 5)),
        row("missing", "埠子镇", "Z02", "2022-12"),
    )
    units = rates_of_period_and_year(frame, "2023-12", TODAY, UNITS)
    towns = only(units, unit_name="埠子镇"), only(units, unit_name="耿车镇")
    assert [(town["report_rate"], town["year_report_rate"], town["year_on_time_rate"]) for town in towns] == [
        (0.5, 0.5, 0.5),
        (1, 1, 0.5),
    ]
    forms = rates_of_period_and_year(frame, "2023-12", TODAY, FORMS)
    assert dict(zip(forms["form"], forms["year_due"], strict=True)) == {"Z02": 2, "Z03": 2}
    (total,) = rates_of_period_and_year(frame, "2023-12", TODAY).to_dict("records")
    assert (total["report_rate"], total["year_on_time_rate"]) == (pytest.approx(2 / 3), 0.5)


def test_the_table_ends_with_all_units_and_stays_a_sentence_where_nothing_is_owed():
    table = rates_table(
        progress(row("returned", "埠子镇"), row("accepted", "耿车镇", late=1)),
        "2023-12",
        TODAY,
        UNITS,
        BUILT_IN,
    )
    assert table.splitlines()[-1] == "| 合计 | 2 | 1 | 0 | 50.0% | 0% | 50.0% | 50.0% | 0% | 50.0% |"
    assert rates_table(progress(), "2023-12", TODAY, UNITS, BUILT_IN) == "本期没有应报的报表。"


@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_a_percentage_claims_all_or_nothing_only_of_all_or_nothing(part, whole):
    rate = min(part, whole) / whole
    assert (percentage(rate) == "100%") == (rate == 1)
    assert (percentage(rate) == "0%") == (rate == 0)
    assert abs(float(percentage(rate)[:-1]) - rate * 100) <= 0.1


def test_where_nothing_is_due_there_is_no_percentage():
    assert percentage(float("nan")) == "—"
