"""Which files came when: every unit's workbooks, and the late, missing, faulty and corrected ones among
them.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sites.city.sample import collaboration, schools, services
from sites.city.sample.figures import SCHOOLS, School
from sites.writing.habits import Habits, habits
from sites.writing.inbox import Parcel
from sites.writing.people import Population
from sites.writing.sending import file_name, received_in_time
from sites.writing.sheets import Report

CENTRE = "示例市产教融合服务中心"
MONTHS = (9, 10, 11, 12)
WORKING_DAYS = {
    (2021, 12): (date(2022, 1, 4), date(2022, 1, 5)),
    (2024, 9): (date(2024, 9, 30), date(2024, 10, 8)),
    (2024, 10): (date(2024, 11, 1), date(2024, 11, 4), date(2024, 11, 5)),
    (2024, 11): (date(2024, 12, 2), date(2024, 12, 3), date(2024, 12, 4), date(2024, 12, 5)),
    (2024, 12): (date(2025, 1, 2), date(2025, 1, 3), date(2025, 1, 6)),
}
"""The days on which reports of a month came in time; the 5th of January 2025 is a Sunday, so the 6th still
is.
"""

LATE = {("9901XX05", 12): datetime(2025, 1, 8, 10, 40)}
MISSING = {("9901XX04", 11)}
CORRECTED_AT = datetime(2025, 1, 6, 15, 35)


def parcels() -> Iterator[Parcel]:
    """All parcels of the sample. People are made in a fixed order, so the same parcels come out every
    time.
    """
    population = Population("示例市")
    for place, school in enumerate(SCHOOLS):
        yield from _from_school(school, habits(place, school.name), population)
    yield from _from_centre(habits(7, CENTRE), population)
    college = _collaboration(collaboration.COLLEGE_CODE)
    ways = habits(8, collaboration.COLLEGE)
    yield _parcel(collaboration.COLLEGE, collaboration.COLLEGE_CODE, (2024, 12), ways, college)


def _collaboration(unit_code: str) -> list[Report]:
    return [
        Report("T01", collaboration.year_of(unit_code), printed=collaboration.COLLABORATION),
        Report("T02", collaboration.programmes(unit_code), printed=collaboration.PROGRAMMES),
    ]


def _parcel(
    name: str,
    code: str,
    period: tuple[int, int],
    ways: Habits,
    reports: list[Report],
    suffix: str = "",
    at: datetime | None = None,
) -> Parcel:
    year, month = period
    file = file_name(name, year, month, ways.file_name, suffix, this_year=year == 2024)
    late = LATE.get((code, month)) if year == 2024 else None
    return Parcel(
        file, at or late or received_in_time(file, WORKING_DAYS[period]), ways, year, month, tuple(reports)
    )


def _from_school(school: School, ways: Habits, population: Population) -> Iterator[Parcel]:
    """The graduates of 2021, then month by month; 示例市旅游职业学校 sends nothing for November."""
    earlier = Report("X02", schools.graduates(school, 2021, population))
    yield _parcel(school.name, school.code, (2021, 12), ways, [earlier])
    for month in MONTHS:
        if (school.code, month) in MISSING:
            continue
        reports = [Report("X04", schools.contest_awards(school, month, population))]
        if month == 12:
            reports += [
                Report("X02", schools.graduates(school, 2024, population)),
                Report("X03", _teachers(school, population)),
                *_collaboration(school.code),
            ]
        yield _parcel(school.name, school.code, (2024, month), ways, reports)


def _teachers(school: School, population: Population) -> list[dict]:
    """X03: 示例市卫生学校 lists one teacher more whose number Excel has rounded; the row is held back."""
    rows = schools.teachers(school, population)
    if school.name != "示例市卫生学校":
        return rows
    person = population.person(date(1975, 1, 1), date(1995, 12, 31))
    slip = rows[0] | {"name": person.name, "resident_id": float(person.resident_id[:15] + "000")}
    return [*rows[:12], slip, *rows[12:]]


def _from_centre(ways: Habits, population: Population) -> Iterator[Parcel]:
    """The majors in September, members and incubators in December; one incubator lends more to some than to
    all, and corrects it.
    """
    yield _parcel(CENTRE, "9901CJ", (2024, 9), ways, [Report("C03", services.major_changes())])
    incubators = services.incubators()
    slip = incubators[4] | {"loans_vocational": incubators[4]["loans"] + 150}
    first = Report("C01", [*incubators[:4], slip, *incubators[5:]])
    members = Report("C02", services.platform_members(population))
    platform = Report("T03", collaboration.platform(), printed=collaboration.PLATFORM)
    yield _parcel(CENTRE, "9901CJ", (2024, 12), ways, [first, members, platform])
    yield _parcel(
        CENTRE, "9901CJ", (2024, 12), ways, [Report("C01", incubators)], "孵化基地（更正）", CORRECTED_AT
    )
