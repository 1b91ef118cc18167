"""The rows of the departments' forms P01–P04 and R01."""

import random
from datetime import date, timedelta
from itertools import accumulate

from sites.college.sample.figures import TASKS, Department

TOPICS = {
    "HNSF01": ("数控加工", "工业机器人", "电气控制", "增材制造"),
    "HNSF02": ("网络安全", "软件测试", "大数据应用", "数字办公"),
    "HNSF03": ("直播电商", "智慧物流", "财税实务", "门店运营"),
    "HNSF04": ("导游服务", "茶艺", "非遗传承", "酒店管理"),
    "HNSF05": ("汽车检测", "新能源汽车", "二手车评估", "车身修复"),
    "HNSF06": ("养老护理", "急救", "母婴照护", "康复保健"),
}
ORDINARY = (
    ("职工培训", "校级", "职工技能提升班"),
    ("社区培训", "校级", "社区公益课堂"),
    ("技能等级培训", "市级", "技能等级培训班"),
    ("老年培训", "校级", "银龄学堂"),
    ("就业培训", "校级", "“宏志助航计划”就业能力培训班"),
)
PROVINCIAL = (("师资培训", "省级", "省级骨干教师研修班"), ("师资培训", "国家级", "国家级教师素养提高研修班"))
FOUNDING = ("创业培训", "校级", "创业培训班")
FREE = ("社区培训", "老年培训")
"""Trainings that nobody pays for."""


def projects(department: Department) -> dict[int, list[dict]]:
    """P01 by month of report: the projects of the department, whose 培训人次 and 到账金额 are its figures;
    none in a month without.
    """
    source = random.Random(f"P01 {department.code}")
    found = {
        month: _month(department, month, source)
        for month, attendances in department.attendances.items()
        if attendances
    }
    rows = [row for month in found.values() for row in month]
    paid = [row for row in rows if row["category"] not in FREE]
    for row, hundreds in zip(
        paid, _split(department.income, [row["attendances"] for row in paid]), strict=True
    ):
        row["income"] = hundreds / 100
    for number, row in enumerate(rows, 1):
        row["title"] = f"{row['title']}第{number}期"
    return {
        month: found.get(month, [])
        for month, attendances in department.attendances.items()
        if attendances is not None
    }


def _month(department: Department, month: int, source: random.Random) -> list[dict]:
    provincial = [PROVINCIAL[place % 2] for place in range(department.provincial.get(month, 0))]
    kinds = [*provincial, *[FOUNDING] * department.founding.get(month, 0)]
    kinds += [ORDINARY[place % len(ORDINARY)] for place in range(6 if month == 9 else 2)]
    sizes = _split(department.attendances[month], [source.uniform(0.6, 1.4) for _ in kinds])
    rows = []
    for (category, tier, title), attendances in zip(kinds, sizes, strict=True):
        started_on = _start(month, source)
        rows.append(
            {
                "title": source.choice(TOPICS[department.code]) + title,
                "tier": tier,
                "category": category,
                "base": next((base.name for base in department.bases if base.kind[:2] == category[:2]), None),
                "started_on": started_on,
                "ended_on": started_on + timedelta(days=source.randrange(1, 6)),
                "trainees": attendances // source.choice((1, 2, 3, 5)),
                "attendances": attendances,
                "income": None,
            }
        )
    return sorted(rows, key=lambda row: row["started_on"])


def _start(month: int, source: random.Random) -> date:
    """A day of the month; the first report covers January to September."""
    return date(2023, source.randrange(2, 10) if month == 9 else month, source.randrange(1, 24))


def _split(total: int, weights: list[float]) -> list[int]:
    """``total`` in whole numbers in proportion to the weights."""
    bounds = [round(total * part / sum(weights)) for part in accumulate(weights)]
    return [upper - lower for lower, upper in zip([0, *bounds], bounds, strict=False)]


def bases(department: Department, month: int) -> list[dict]:
    """P02: the bases there are by September or December, with their activities of the year so far."""
    place = 0 if month == 9 else 1
    names = ("base", "kind", "tier", "built_on", "activities")
    return [
        dict(
            zip(names, (base.name, base.kind, base.tier, base.built_on, base.activities[place]), strict=True)
        )
        for base in department.bases
    ]


def assessments(department: Department, month: int) -> list[dict]:
    """P03: the sessions since the last report; September's covers January to September."""
    names = ("occupation", "level", "assessed_on", "examined", "certified")
    return [
        dict(zip(names, (occupation.name, *session), strict=True))
        for occupation in department.occupations
        for session in occupation.sessions
        if (session[1].month <= 9) == (month == 9)
    ]


def students(department: Department) -> list[dict]:
    """P04: one row."""
    return [{"students": department.students, "occupations": len(department.occupations)}]


def tasks(department: Department, month: int) -> list[dict]:
    """R01 as it stood in September or December; empty where there is nothing to report."""
    rows = []
    for category, title, tier, quantity, due_on, september, december, evidence in TASKS.get(
        department.code, ()
    ):
        state, done_on = september if month == 9 else december
        rows.append(
            {
                "category": category,
                "title": title,
                "tier": tier,
                "state": state,
                "quantity": quantity,
                "due_on": date(*due_on),
                "done_on": date(*done_on) if done_on else None,
                "evidence": evidence if state in ("已申报", "已完成") else None,
            }
        )
    return rows
