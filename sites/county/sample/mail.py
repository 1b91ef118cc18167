"""Which files came when: every unit's workbooks, the late, missing, faulty and corrected ones among them."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sites.county.sample.figures import MONTHS, TOWNSHIPS, Township
from sites.county.sample.rows import Roster, survey, targets
from sites.writing.habits import Habits, habits
from sites.writing.inbox import Parcel
from sites.writing.people import Population, with_wrong_check
from sites.writing.sheets import Report

WORKING_DAYS = {
    9: (date(2022, 9, 30), date(2022, 10, 8)),
    10: (date(2022, 11, 1), date(2022, 11, 2), date(2022, 11, 3), date(2022, 11, 4)),
    11: (date(2022, 12, 1), date(2022, 12, 2), date(2022, 12, 5)),
    12: (date(2023, 1, 3), date(2023, 1, 4), date(2023, 1, 5)),
}
"""The days on which reports of a month came in time; those of September were due after the holidays of
October.
"""

LATE = {("990121201", 10): datetime(2022, 11, 9, 15, 20), ("990121203", 12): datetime(2023, 1, 9, 10, 5)}
MISSING = {("990121202", 11)}


def parcels() -> Iterator[Parcel]:
    """All parcels of the sample. People are made in a fixed order, so the same parcels come out every
    time.
    """
    population = Population("示例县")
    bureau = habits(9, "示例县教育和科技局")
    yield Parcel(
        "2022年双提升目标任务分解.xlsx",
        datetime(2022, 3, 28, 9, 40),
        bureau,
        2022,
        1,
        (Report("J03", targets()),),
    )
    rosters = {township.code: Roster(township, population) for township in TOWNSHIPS if township.target}
    for place, township in enumerate(TOWNSHIPS):
        ways = habits(place, township.name)
        for month in MONTHS:
            if (township.code, month) not in MISSING:
                rows = rosters[township.code].rows(month) if township.target else []
                yield from _month(
                    township, month, ways, _with_slips(township, month, rows, rosters, population)
                )


def _month(township: Township, month: int, ways: Habits, roster: list[dict]) -> Iterator[Parcel]:
    reports = [Report("Z02", roster)]
    if month in township.surveys:
        reports.insert(0, Report("Z01", _survey(township, month)))
    name = f"{township.name}2022年{month}月双提升报表.xlsx"
    received_at = LATE.get((township.code, month)) or _in_time(name, month)
    if (township.name, month) == ("云岭镇", 11):
        first = Report("Z02", _with_hard_errors(roster))
        yield Parcel(name, received_at, ways, 2022, month, (first,))
        corrected_at = datetime(2022, 12, 5, 16, 30)
        yield Parcel(name.replace(".xlsx", "（更正）.xlsx"), corrected_at, ways, 2022, month, tuple(reports))
    else:
        yield Parcel(name, received_at, ways, 2022, month, tuple(reports))


def _in_time(file_name: str, month: int) -> datetime:
    source = random.Random(f"received {file_name}")
    day = source.choice(WORKING_DAYS[month])
    return datetime(day.year, day.month, day.day, 8, 30) + timedelta(minutes=source.randrange(7 * 60))


def _survey(township: Township, month: int) -> list[dict]:
    """梨坪乡's first survey plans for more people in one village than were found there, and goes back."""
    rows = survey(township, month)
    if (township.name, month) == ("梨坪乡", 9):
        rows[2]["planned_count"] = rows[2]["surveyed_count"] + 10
    return rows


def _with_slips(
    township: Township, month: int, rows: list[dict], rosters: dict[str, Roster], population: Population
) -> list[dict]:
    """Slips that cost no learner: a class of 51, somebody of another township's roster, a number that Excel
    has rounded.
    """
    if (township.name, month) == ("清溪镇", 10):
        rows[150]["class_name"] = rows[0]["class_name"]
    if (township.name, month) == ("木叶乡", 11):
        stranger = rosters["990121101"].rows(9)[7]
        rows = [*rows[:20], stranger | {"village": rows[20]["village"], "class_name": None}, *rows[20:]]
    if (township.name, month) == ("木叶乡", 12):
        person = population.person(date(1970, 1, 1), date(1999, 12, 31))
        typed_as_number = float(person.resident_id[:15] + "000")
        slip = rows[-1] | {
            "name": person.name,
            "resident_id": typed_as_number,
            "sex": person.sex,
            "phone": person.phone,
        }
        slip["class_name"] = None
        rows = [*rows[:30], slip, *rows[30:]]
    return rows


def _with_hard_errors(rows: list[dict]) -> list[dict]:
    """云岭镇's first version of November: a wrong check character, a wrong sex, somebody registered who still
    lacks a picture.
    """
    wrong = [dict(row) for row in rows]
    wrong[12]["resident_id"] = with_wrong_check(wrong[12]["resident_id"])
    wrong[40]["sex"] = "女" if wrong[40]["sex"] == "男" else "男"
    registered = next(row for row in wrong[100:] if row["registration"] == "已注册")
    registered["missing_documents"] = "标准像"
    return wrong
