"""Which files came when: every department's workbooks, and the late, missing, faulty and corrected ones among
them.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sites.college.sample import rows
from sites.college.sample.figures import DEPARTMENTS, Department
from sites.writing.habits import Habits, habits
from sites.writing.inbox import Parcel
from sites.writing.sending import file_name, received_in_time
from sites.writing.sheets import Report

MONTHS = (9, 10, 11, 12)
WORKING_DAYS = {
    9: (date(2023, 10, 7),),
    10: (date(2023, 11, 1), date(2023, 11, 2), date(2023, 11, 3), date(2023, 11, 6)),
    11: (date(2023, 12, 1), date(2023, 12, 4), date(2023, 12, 5)),
    12: (date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4), date(2024, 1, 5)),
}
"""The days on which reports of a month came in time; those of September were due on the working Saturday
after the holidays.
"""

LATE = {("HNSF03", 10): datetime(2023, 11, 10, 9, 25), ("HNSF06", 12): datetime(2024, 1, 8, 14, 50)}
CORRECTED_AT = datetime(2024, 1, 5, 16, 12)


def parcels() -> Iterator[Parcel]:
    """All parcels of the sample; the same ones every time."""
    for place, department in enumerate(DEPARTMENTS):
        ways = habits(place, department.name)
        projects = rows.projects(department)
        for month in MONTHS:
            if reports := _reports(department, month, projects):
                yield _parcel(department, month, ways, reports)
        if department.name == "文化旅游学院":
            corrected = Report("P03", rows.assessments(department, 12))
            yield _parcel(department, 12, ways, [corrected], "等级认定（更正）", CORRECTED_AT)


def _parcel(
    department: Department,
    month: int,
    ways: Habits,
    reports: list[Report],
    suffix: str = "",
    received_at: datetime | None = None,
) -> Parcel:
    name = file_name(department.name, 2023, month, ways.file_name, suffix)
    moment = received_at or LATE.get((department.code, month)) or received_in_time(name, WORKING_DAYS[month])
    return Parcel(name, moment, ways, 2023, month, tuple(reports))


def _reports(department: Department, month: int, projects: dict[int, list[dict]]) -> list[Report]:
    """The reports of a month; 汽车工程学院 sends nothing for November."""
    if month not in projects:
        return []
    reports = [Report("P01", _with_dates_swapped(department, month, projects[month]))]
    if month == 10:
        reports.append(Report("P04", rows.students(department)))
    if month in (9, 12):
        reports.append(Report("P02", rows.bases(department, month)))
        reports.append(Report("P03", _with_too_many_certified(department, month)))
        reports.append(Report("R01", rows.tasks(department, month)))
    return reports


def _with_dates_swapped(department: Department, month: int, projects: list[dict]) -> list[dict]:
    """健康护理学院 adds a project in December that ends before it begins: the row is held back, the others
    count.
    """
    if (department.name, month) != ("健康护理学院", 12):
        return projects
    slip = projects[-1] | {
        "title": "急救员初级培训班",
        "started_on": date(2023, 12, 18),
        "ended_on": date(2023, 12, 8),
        "trainees": 40,
        "attendances": 80,
    }
    return [*projects, slip]


def _with_too_many_certified(department: Department, month: int) -> list[dict]:
    """In December two departments report more certificates than candidates: 文化旅游学院 corrects it,
    汽车工程学院 does not.
    """
    assessed = rows.assessments(department, month)
    if month == 12 and department.name in ("文化旅游学院", "汽车工程学院"):
        assessed[0] = assessed[0] | {"certified": assessed[0]["examined"] + 3}
    return assessed
