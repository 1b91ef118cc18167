"""Which files came when: the society's workbooks and the school's, the late, missing, faulty and corrected
ones among them.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sites.nanzhao.sample import rows
from sites.writing.habits import habits
from sites.writing.inbox import Parcel
from sites.writing.people import Population
from sites.writing.sheets import Report

SOCIETY, SCHOOL = habits(3, "南召县中华职业教育社"), habits(5, "南召县中等职业学校")
BACKFILLED = range(1, 10)
LATE = datetime(2025, 12, 9, 15, 12)


def parcels() -> Iterator[Parcel]:
    """All parcels of the sample, in the order of the months; the same come out every time."""
    for month in BACKFILLED:
        yield _activities(2025, month, datetime(2025, 10, 13, 9, month))
    yield from _october()
    yield _activities(2025, 11, LATE)
    december = (
        Report("S02", rows.activities(2025, 12)),
        Report("S01", rows.members()),
        Report("R01", rows.tasks()),
    )
    yield Parcel("职教社2025年12月报表.xlsx", datetime(2026, 1, 5, 10, 20), SOCIETY, 2025, 12, december)
    yield Parcel(
        "南召县中等职业学校2025年12月报表.xlsx", datetime(2026, 1, 4, 16, 2), SCHOOL, 2025, 12, _of_school()
    )
    yield _activities(2026, 1, datetime(2026, 2, 4, 11, 8))


def _activities(year: int, month: int, received_at: datetime) -> Parcel:
    return Parcel(
        _name(year, month), received_at, SOCIETY, year, month, (Report("S02", rows.activities(year, month)),)
    )


def _name(year: int, month: int) -> str:
    return f"南召县中华职教社{year}年{month}月活动台账.xlsx"


def _october() -> Iterator[Parcel]:
    """October's first version leaves out how many came to the training course; the correction comes in
    time.
    """
    first = rows.activities(2025, 10)
    first[0]["attendances"] = None
    yield Parcel(_name(2025, 10), datetime(2025, 11, 3, 9, 30), SOCIETY, 2025, 10, (Report("S02", first),))
    corrected = Report("S02", rows.activities(2025, 10))
    name = _name(2025, 10).replace(".xlsx", "（更正）.xlsx")
    yield Parcel(name, datetime(2025, 11, 5, 14, 45), SOCIETY, 2025, 10, (corrected,))


def _of_school() -> tuple[Report, ...]:
    """The school leaves out R01; its roster has a line too many, whose number Excel has rounded."""
    roster = rows.graduates()
    person = Population("南召县毕业生 多出的一行").person(date(2006, 9, 1), date(2007, 8, 31))
    pupil = next(row for row in roster if row["destination"] == "升学")
    slip = pupil | {"name": person.name, "resident_id": float(person.resident_id[:15] + "000")}
    return Report("X02", [*roster[:25], slip, *roster[25:]]), Report("X08", rows.cooperation())
