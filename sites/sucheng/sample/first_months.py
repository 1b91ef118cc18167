"""January to September of 2023: what every unit sent before the fourth quarter, in a folder of its own.

The rosters of learners are the first rows of the fourth quarter's. Nothing here changes the figures of the
work report: the schools' trainings, awards and certificates are of other kinds than those it counts.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sites.sucheng.sample import schools, townships
from sites.sucheng.sample.figures import SUCHENG, School, Township, month_end
from sites.writing.habits import Habits, habits
from sites.writing.inbox import Parcel
from sites.writing.people import Population, with_wrong_check
from sites.writing.sending import file_name, received_in_time
from sites.writing.sheets import Report

FOLDER = "2023年前三季度"
MONTHS = range(1, 10)
QUARTERS = (3, 6, 9)
WORKING_DAYS = {
    1: (date(2023, 2, 2), date(2023, 2, 3)),
    2: (date(2023, 3, 1), date(2023, 3, 2), date(2023, 3, 3)),
    3: (date(2023, 4, 3), date(2023, 4, 4)),
    4: (date(2023, 5, 4), date(2023, 5, 5)),
    5: (date(2023, 6, 1), date(2023, 6, 2), date(2023, 6, 5)),
    6: (date(2023, 7, 3), date(2023, 7, 4), date(2023, 7, 5)),
    7: (date(2023, 8, 1), date(2023, 8, 2), date(2023, 8, 4)),
    8: (date(2023, 9, 1), date(2023, 9, 4), date(2023, 9, 5)),
    9: (date(2023, 10, 7),),
}
"""The days on which reports of a month came in time. After the National Day the 7th of October is the first
working day.
"""
LATE = {
    ("321302006", 3): datetime(2023, 4, 11, 10, 5),
    ("321302112", 5): datetime(2023, 6, 8, 16, 30),
    ("321302007", 6): datetime(2023, 7, 10, 9, 40),
    ("321302109", 7): datetime(2023, 8, 9, 11, 15),
    ("321302XX02", 8): datetime(2023, 9, 7, 15, 2),
}
MISSING = {("321302006", 7)}
NO_ACTIVITIES = {("321302006", 1), ("321302007", 1), ("321302112", 1), ("321302112", 8)}
CORRECTED = {
    ("耿车镇", 4): datetime(2023, 5, 5, 16, 20),
    ("中扬镇", 8): datetime(2023, 9, 6, 10, 30),
}
"""Townships whose elderly education came back, and when the corrected report came: 耿车镇's in time, 中扬镇's
late.
"""
FAULTY_ROSTER = {("蔡集镇", 6)}
STRANGER, STRANGER_CAME = "城南新区", datetime(2023, 7, 4, 14, 12)
"""It is no unit of the office, so that its workbook of June is set aside."""


def from_township(
    township: Township, learners: list[dict], ways: Habits, short_name: str
) -> Iterator[Parcel]:
    """The township's workbooks, those corrected among them."""
    for month in MONTHS:
        key = (township.name, month)
        if (township.code, month) in MISSING:
            continue
        correct = townships.elderly_education(township, month)
        sent = [dict(row) for row in correct]
        if key in CORRECTED:
            sent[-1] |= {"activities": 0, "attendances": 42}
        activities = (
            [] if (township.code, month) in NO_ACTIVITIES else townships.community_activities(township, month)
        )
        reports = [
            Report("Z02", _roster(township, month, learners)),
            Report("Z03", sent),
            Report("Z04", activities),
        ]
        if month in QUARTERS:
            reports.insert(0, Report("Z01", townships.survey(township)))
        yield _parcel(township.code, month, reports, ways, short_name)
        if key in CORRECTED:
            again = [Report("Z03", correct)]
            yield _parcel(township.code, month, again, ways, short_name, "老年教育更正", CORRECTED[key])


def _roster(township: Township, month: int, learners: list[dict]) -> list[dict]:
    """Who had enrolled by the end of the month; 蔡集镇 makes one slip in June."""
    rows = [dict(row) for row in learners if row["enrolled_on"] <= month_end(2023, month)]
    if (township.name, month) in FAULTY_ROSTER:
        rows[1]["resident_id"] = with_wrong_check(rows[1]["resident_id"])
    return rows


def from_school(school: School, ways: Habits, short_name: str) -> Iterator[Parcel]:
    """The school's contests and trainings; certificates, enterprises and tasks each quarter."""
    population = Population(f"{school.code} 2023年前三季度")
    for month in MONTHS:
        reports = [
            Report("X04", schools.contest_awards(school, month, population)),
            Report("X05", schools.training_sessions(school, month)),
        ]
        if month in QUARTERS:
            reports += [
                Report("X06", schools.certificates(school, month)),
                Report("X08", schools.cooperation(school, month)),
                Report("R01", schools.tasks(school.code, month)),
            ]
        yield _parcel(school.code, month, reports, ways, short_name)


def from_bureau(code: str, ways: Habits, short_name: str) -> Iterator[Parcel]:
    """The bureau's tasks, each quarter."""
    for month in QUARTERS:
        yield _parcel(code, month, [Report("R01", schools.tasks(code, month))], ways, short_name)


def stray() -> Iterator[Parcel]:
    """The workbook of somebody who owes no reports."""
    stranger = replace(SUCHENG.townships[0], code="321302998", name=STRANGER)
    yield Parcel(
        f"{FOLDER}/{STRANGER}2023年6月报表.xlsx",
        STRANGER_CAME,
        habits(11, STRANGER),
        2023,
        6,
        (Report("Z03", townships.elderly_education(stranger, 6)),),
    )


def _parcel(
    code: str,
    month: int,
    reports: list[Report],
    ways: Habits,
    short_name: str,
    suffix: str = "",
    received_at: datetime | None = None,
) -> Parcel:
    name = file_name(short_name, 2023, month, ways.file_name, suffix)
    came = received_at or LATE.get((code, month)) or received_in_time(name, WORKING_DAYS[month])
    return Parcel(f"{FOLDER}/{name}", came, ways, 2023, month, tuple(reports))
