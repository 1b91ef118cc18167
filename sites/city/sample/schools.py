"""The rows of the schools' forms X02–X04."""

import random
from datetime import date

from sites.city.sample.figures import School
from sites.writing.people import Population, credit_code

EMPLOYERS = tuple(
    f"示例{name}有限公司" for name in ("玻璃集团", "装备制造", "烘焙食品", "康养服务", "电子商务", "旅游度假")
)
DIVISIONS = ("990102", "990103", "990121", "990122")
STUDY_PATHS = ("对口高考本科", "对口高考专科", "高职单招", "五年一贯制")
CONTESTS = {
    "国家级": "全国职业院校技能大赛",
    "省级": "全省职业院校技能大赛",
    "市级": "全市职业院校技能大赛",
    "校级": "学校技能节",
}
MONTHS = {"国家级": 6, "省级": 3, "市级": 5, "校级": 4}
"""In which month a contest of the first report was held, by its tier."""


def graduates(school: School, year: int, population: Population) -> list[dict]:
    """X02: all graduates of a year by the school's figures, in random order."""
    source = random.Random(f"X02 {school.code} {year}")
    figures = school.destinations[year]
    ways = [{"destination": "升学", "study_path": source.choice(STUDY_PATHS)} for _ in range(figures.further)]
    ways += [_employed(source) for _ in range(figures.employed)]
    ways += [{"destination": "自主创业"}] * figures.founder + [{"destination": "应征入伍"}] * figures.army
    ways += [{"destination": "未就业"}] * figures.none
    source.shuffle(ways)
    rows = []
    for way in ways:
        person = population.person(date(year - 19, 9, 1), date(year - 18, 12, 31))
        row = {
            "name": person.name,
            "resident_id": person.resident_id,
            "major_name": source.choice(school.majors),
        }
        rows.append(row | {"graduated_on": date(year, 6, 1)} | way)
    return rows


def _employed(source: random.Random) -> dict:
    place = source.randrange(len(EMPLOYERS))
    return {
        "destination": "直接就业",
        "employer": EMPLOYERS[place],
        "employer_code": credit_code(place + 300),
        "work_division": source.choice(DIVISIONS),
        "matches_major": "是" if source.random() < 0.8 else "否",
        "monthly_pay": source.randrange(35, 68) * 100,
    }


def teachers(school: School, population: Population) -> list[dict]:
    """X03: all teachers; those of 专业课 come first, and of them those recognised as 双师型."""
    source = random.Random(f"X03 {school.code}")
    staff = school.staff
    kinds = ["专业课"] * staff.major + ["公共基础课"] * staff.basic + ["兼职"] * staff.part_time
    in_enterprises = set(source.sample(range(staff.major), staff.in_enterprises))
    rows = []
    for place, kind in enumerate(kinds):
        person = population.person(date(1966, 1, 1), date(1999, 12, 31))
        row = {"name": person.name, "resident_id": person.resident_id, "teacher_type": kind} | _recognition(
            school, place, source
        )
        if kind != "公共基础课":
            row["major_name"] = source.choice(school.majors)
        if kind == "专业课":
            row["enterprise_months"] = (
                source.choice((2, 2, 2.5, 3)) if place in in_enterprises else source.choice((0, 1, 1.5))
            )
        rows.append(row)
    source.shuffle(rows)
    return rows


def _recognition(school: School, place: int, source: random.Random) -> dict:
    """Recognised by the city in 2024, by somebody before, or not."""
    staff = school.staff
    level = source.choice(("初级", "中级"))
    if place < staff.recognised_2024:
        return {"dual_level": level, "recognised_by": "市级", "recognised_on": date(2024, 11, 15)}
    if place < staff.recognised_2024 + staff.recognised_before:
        by = source.choice(("校级", "市级", "省级"))
        return {
            "dual_level": level,
            "recognised_by": by,
            "recognised_on": date(source.choice((2022, 2023)), 12, 10),
        }
    return {"dual_level": "未认定", "recognised_by": None, "recognised_on": None}


def contest_awards(school: School, month: int, population: Population) -> list[dict]:
    """X04: the awards of a month; the first report has those since January. Empty in a month without."""
    rows = []
    for place, (tier, track, award, item, headcount) in enumerate(school.awards.get(month, ())):
        rows.append(
            {
                "contest": f"2024年{CONTESTS[tier]}",
                "tier": tier,
                "track": track,
                "item": item,
                "award": award,
                "winners": "、".join(population.name() for _ in range(headcount)),
                "headcount": headcount,
                "awarded_on": date(2024, MONTHS[tier] if month == 9 else month, 8 + place),
            }
        )
    return rows
