from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.periods import (
    add_months,
    due_on,
    is_working_day,
    months_of_year_to,
    parse_period,
    period_end,
    period_of,
    periods_between,
    same_period_last_year,
)

periods = st.builds("{:04d}-{:02d}".format, st.integers(1990, 2090), st.integers(1, 12))


@pytest.mark.parametrize(
    "written",
    ["2023-09", "2023-9", "2023/9", "202309", "2023年9月", "2023年09月", "２０２３－０９", " 2023 年 9 月 "],
)
def test_a_period_is_read_however_it_is_written(written):
    assert parse_period(written) == "2023-09"


@pytest.mark.parametrize(
    "written", ["", "2023", "2023-13", "2023-00", "202313", "2023.1", "2023-9-3", "九月", "0000-01"]
)
def test_what_is_no_period_is_refused_with_an_example(written):
    with pytest.raises(ValueError, match="请写成 YYYY-MM"):
        parse_period(written)


def test_the_last_day_knows_leap_years():
    assert [period_end(period) for period in ("2023-02", "2024-02", "2023-12")] == [
        date(2023, 2, 28),
        date(2024, 2, 29),
        date(2023, 12, 31),
    ]


def test_spans():
    assert months_of_year_to("2023-03") == ["2023-01", "2023-02", "2023-03"]
    assert periods_between("2023-11", "2024-02") == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert periods_between("2024-02", "2023-11") == []
    assert same_period_last_year("2024-02") == "2023-02"


@given(periods, st.integers(-600, 600))
def test_adding_months_and_taking_them_away_again_leads_back(period, months):
    assert add_months(add_months(period, months), -months) == period


@given(periods)
def test_a_period_ends_on_the_day_before_the_next_begins(period):
    end = period_end(period)
    assert period_of(end) == period
    assert period_of(date.fromordinal(end.toordinal() + 1)) == add_months(period, 1)


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2023-10", date(2023, 11, 6)),  # the 5th is a Sunday
        ("2023-12", date(2024, 1, 5)),  # a Friday
        (
            "2023-09",
            date(2023, 10, 7),
        ),  # the 5th is in the National Day week; Saturday the 7th is worked in exchange
        ("2024-01", date(2024, 2, 5)),
        ("2023-04", date(2023, 5, 5)),
        ("2022-03", date(2022, 4, 6)),  # Qingming
    ],
)
def test_a_due_date_moves_to_the_next_working_day(period, due):
    assert due_on(period, 5) == due


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 1, 5), True),
        (date(2024, 1, 6), False),
        (date(2024, 2, 12), False),
        (date(2024, 2, 4), True),
    ],
    ids=["Friday", "Saturday", "Spring Festival", "Sunday worked in exchange"],
)
def test_working_days_are_those_of_the_state_council(day, works):
    assert is_working_day(day) is works
