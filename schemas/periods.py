"""Periods (报告期): a month, always written 'YYYY-MM', so that periods sort and compare as text."""

import re
import unicodedata
from datetime import date, timedelta
from functools import cache

import holidays

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:[-/年](?P<month>\d{1,2})月?|(?P<digits>\d{2}))")

LAST_MONTHS = 3
"""How many months back, across a new year, a comparison with earlier months may reach. The last report of a
quarterly form is at most so far back.
"""


def parse_period(text: str) -> str:
    """The period, as 'YYYY-MM', that a text such as 2023-10, 2023-9, 2023/10, 202310 or 2023年10月 names.

    ValueError with a Chinese sentence if it names none. 2023.1 is refused: it may be January, or October
    stored as a number.
    """
    written = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", str(text)).replace(" ", ""))
    month = int(written["month"] or written["digits"]) if written else 0
    if not written or not 1 <= month <= 12 or written["year"] == "0000":
        raise ValueError(f"“{text}”不是月份，请写成 YYYY-MM，例如 2023-10")
    return f"{written['year']}-{month:02d}"


def add_months(period: str, months: int) -> str:
    """The period so many months later, or earlier if the number is negative."""
    year, month = divmod(int(period[:4]) * 12 + int(period[5:]) - 1 + months, 12)
    return f"{year:04d}-{month + 1:02d}"


def period_of(day: date) -> str:
    """The period in which a day lies."""
    return f"{day:%Y-%m}"


def period_end(period: str) -> date:
    """The last day of a period."""
    following = add_months(period, 1)
    return date(int(following[:4]), int(following[5:]), 1) - timedelta(days=1)


def same_period_last_year(period: str) -> str:
    """The period with which growth (同比) compares."""
    return add_months(period, -12)


def same_period_in(year: int, period: str) -> str:
    """The same month of another year."""
    return f"{year:04d}-{period[5:]}"


def months_of_year_to(period: str) -> list[str]:
    """The months from January to the period itself: "year to date" (本年累计)."""
    return periods_between(f"{period[:4]}-01", period)


def periods_between(first: str, last: str) -> list[str]:
    """All periods from first to last, both included. None if last is before first."""
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:])
    return [add_months(first, step) for step in range(months + 1)]


@cache
def due_on(period: str, due_day: int, within: bool = False) -> date:
    """The day on which reports of a period are due: that day of the next month (``within``: of the month
    itself), moved on to the next working day in China.

    Working days follow the State Council's holiday calendar. Public holidays do not count; weekends worked in
    exchange (调休) do.
    """
    month = period if within else add_months(period, 1)
    day = date(int(month[:4]), int(month[5:]), due_day)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def is_working_day(day: date) -> bool:
    """Whether offices in China work on that day, by the State Council's holiday calendar."""
    return bool(_calendar().is_working_day(day))


def working_days_after(day: date, count: int) -> date:
    """The day that lies so many working days after a day. That day itself does not count (开始当日不计). For
    0 it is the day itself.
    """
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.China()
