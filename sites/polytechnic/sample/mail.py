"""Which files came when, every slip among them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sites.writing.forms import ALL, PrintedColumn
from sites.writing.habits import habits
from sites.writing.inbox import Parcel
from sites.writing.sheets import Report

_BUILT_IN = next(form for form in ALL if form.code == "P01")
TRAINING = replace(
    _BUILT_IN,
    columns=(
        *_BUILT_IN.columns,
        PrintedColumn("online", "其中：线上人次", "count", 11),
        PrintedColumn("partner", "合作企业", "text", 20),
    ),
    totals=(*_BUILT_IN.totals, "online"),
)
"""The built-in form with the college's own two columns, as it is printed."""

PROJECTS = {
    ("机电工程系", 3): (("数控车工提升班", "职工培训", 40, 240, 96, "示例机床有限公司"),),
    ("机电工程系", 4): (
        ("焊工提升班", "职工培训", 50, 360, 144, "示例机床有限公司"),
        ("电工入门班", "就业培训", 30, 120, 0, None),
    ),
    ("现代服务系", 3): (("社区智能手机课", "老年培训", 60, 60, 0, None),),
    ("现代服务系", 4): (("直播电商班", "创业培训", 45, 180, 90, "示例商贸有限公司"),),
}
"""By department and month: project, category, trainees, attendances, of these online, partner."""


def parcels() -> Iterator[Parcel]:
    """All parcels, the same every time. 现代服务系's first file of March leaves a cell empty that the college
    requires, and is returned.
    """
    for (department, month), projects in PROJECTS.items():
        received_at = datetime(2024, month + 1, 2 if month == 3 else 6, 9, len(department))
        report = _report(projects, month)
        if (department, month) == ("现代服务系", 3):
            incomplete = _report(projects, month)
            incomplete.rows[0]["online"] = None
            yield _parcel(department, month, received_at, incomplete)
            corrected = _parcel(department, month, received_at.replace(day=3), report)
            yield replace(corrected, file_name=corrected.file_name.replace(".xlsx", "（补）.xlsx"))
        else:
            yield _parcel(department, month, received_at, report)


def _parcel(department: str, month: int, received_at: datetime, report: Report) -> Parcel:
    ways = replace(habits(0 if department == "机电工程系" else 1, department), codes_as_numbers=False)
    return Parcel(f"{department}2024年{month}月社会培训.xlsx", received_at, ways, 2024, month, (report,))


def _report(projects: tuple, month: int) -> Report:
    rows = [
        {
            "title": title,
            "tier": "校级",
            "category": category,
            "base": None,
            "started_on": date(2024, month, 5),
            "ended_on": date(2024, month, 20),
            "trainees": trainees,
            "attendances": attendances,
            "income": None,
            "online": online,
            "partner": partner,
        }
        for title, category, trainees, attendances, online, partner in projects
    ]
    return Report("P01", rows, printed=TRAINING)
