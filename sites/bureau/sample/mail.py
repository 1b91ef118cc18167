"""Which files came when, every slip among them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sites.bureau.sample.forms import DROPOUT_CONTROL, SAFETY, TRAINING
from sites.writing.habits import Habits, habits
from sites.writing.inbox import Parcel
from sites.writing.people import Population
from sites.writing.sheets import Report

VILLAGES = {
    "柳河镇": (("柳河社区", 320, 150, 2, "随迁"), ("东柳村", 96, 40, 0, None), ("西柳村", 74, 33, 1, "残疾")),
    "青山镇": (("青山社区", 210, 101, 0, None), ("前山村", 60, 28, 2, "厌学")),
    "白塔乡": (("白塔村", 88, 41, 0, None), ("塔东村", 52, 20, 1, "其他"), ("塔西村", 45, 19, 0, None)),
}
"""By township: village, children of primary and of junior age, out of school, reason."""

HAZARDS = {
    "柳河镇中心校": (
        ("实验楼", "灭火器过期", "一般", date(2024, 3, 6), "是", date(2024, 3, 8), 0.2),
        ("食堂", "燃气报警器失灵", "重大", date(2024, 3, 12), "是", date(2024, 3, 13), 0.5),
        ("操场", "围墙裂缝", "较大", date(2024, 3, 20), "否", None, None),
    ),
    "青山镇中心校": (
        ("教学楼", "应急灯不亮", "一般", date(2024, 3, 5), "是", date(2024, 3, 4), 0.1),
        ("宿舍", "线路老化", "较大", date(2024, 3, 18), "是", date(2024, 3, 25), 1.8),
    ),
    "柳河镇中心幼儿园": (("门卫室", "监控有死角", "一般", date(2024, 3, 11), "是", date(2024, 3, 19), 0.6),),
}
"""By school: place, hazard, level, found on, repaired, repaired on, cost. One is repaired before it was found."""

TEACHERS = {"柳河镇中心校": 4, "青山镇中心校": 3}


def parcels() -> Iterator[Parcel]:
    """All parcels, the same every time."""
    population = Population("示例县教育局")
    for place, (township, villages) in enumerate(VILLAGES.items()):
        ways = _habits(place, township)
        yield _parcel(ways, 3, datetime(2024, 3, 22, 9, 10 + place), _dropouts(villages, population))
        yield from _april(ways, township, villages, population)
    for place, school in enumerate(HAZARDS, 3):
        ways = _habits(place, school)
        reports = [_hazards(HAZARDS[school])]
        if school in TEACHERS:
            reports.append(_training(TEACHERS[school], population))
        yield _parcel(ways, 3, datetime(2024, 4, 2, 10, place), *reports)
        yield _parcel(ways, 4, datetime(2024, 5, 6, 8, 30 + place), _hazards(()))


def _april(ways: Habits, township: str, villages: tuple, population: Population) -> Iterator[Parcel]:
    """柳河镇's subtotal is wrong and corrected; 青山镇 has a quarter more children; 白塔乡 comes late."""
    if township == "柳河镇":
        wrong = _dropouts(villages, population)
        wrong.rows[0]["school_age"] += 10
        yield _parcel(ways, 4, datetime(2024, 4, 24, 15, 0), wrong)
        corrected = _parcel(ways, 4, datetime(2024, 4, 25, 9, 0), _dropouts(villages, population))
        yield replace(corrected, file_name=corrected.file_name.replace(".xlsx", "（更正）.xlsx"))
    elif township == "青山镇":
        more = (*villages, ("新城社区", 70, 35, 0, None))
        yield _parcel(ways, 4, datetime(2024, 4, 23, 11, 0), _dropouts(more, population))
    else:
        yield _parcel(ways, 4, datetime(2024, 4, 28, 16, 0), _dropouts(villages, population))


def _habits(place: int, unit: str) -> Habits:
    """A clerk's habits; of headers in two rows all but the second's, who leaves the upper one out."""
    return replace(habits(place, unit), header_rows=1 if place == 1 else 2, codes_as_numbers=False)


def _parcel(ways: Habits, month: int, received_at: datetime, *reports: Report) -> Parcel:
    name = f"{ways.unit_name}2024年{month}月报表.xlsx"
    return Parcel(name, received_at, ways, 2024, month, reports)


def _dropouts(villages: tuple, population: Population) -> Report:
    rows = [
        {
            "village": village,
            "primary": primary,
            "junior": junior,
            "school_age": primary + junior,
            "out_of_school": missing,
            "reason": reason,
            "contact": population.name(),
        }
        for village, primary, junior, missing, reason in villages
    ]
    return Report("K01", rows, printed=DROPOUT_CONTROL)


def _hazards(hazards: tuple) -> Report:
    names = [column.name for column in SAFETY.columns]
    return Report("K02", [dict(zip(names, each, strict=True)) for each in hazards], printed=SAFETY)


def _training(count: int, population: Population) -> Report:
    teachers = [population.person(date(1970, 1, 1), date(1995, 12, 31)) for _ in range(count)]
    rows = [
        {
            "name": teacher.name,
            "resident_id": teacher.resident_id,
            "course": "信息技术应用能力提升",
            "hours": 24,
            "passed": "是",
        }
        for teacher in teachers
    ]
    return Report("K03", rows, printed=TRAINING)
