"""How a clerk names the file and when it reaches the inbox."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta


def file_name(
    unit: str, year: int, month: int, wording: int, suffix: str = "", this_year: bool = True
) -> str:
    """The name of a workbook in one of five wordings; one of them leaves out the year as long as it is this
    year.
    """
    names = (
        f"{unit}{year}年{month}月{suffix or '报表'}",
        f"{unit}{month}月份{suffix}" if this_year else f"{unit}{year}年{month}月份{suffix}",
        f"{year}{month:02}{unit}{suffix}",
        f"{year}年{month}月{suffix or '报表'}（{unit}）",
        f"{unit}-{suffix or '月报表'}-{year}.{month}",
    )
    return names[wording] + ".xlsx"


def received_in_time(name: str, working_days: Sequence[date]) -> datetime:
    """A moment in the office hours of one of the days, always the same for a file of that name."""
    source = random.Random(f"received {name}")
    day = source.choice(working_days)
    return datetime(day.year, day.month, day.day, 8, 30) + timedelta(minutes=source.randrange(9 * 60))
