"""The rows of the townships' forms Z01–Z04."""

import random
from datetime import date, timedelta

from sites.sucheng.sample.figures import Township, month_end
from sites.writing.people import Population
from sites.writing.shares import split

VILLAGES = (
    "前进", "新庄", "大兴", "和平", "朱庄", "陈圩", "幸福里", "双河",
    "刘圩", "振兴", "夏庄", "张圩", "河东", "王集", "富康", "东风",
)  # fmt: skip
MAJORS = (
    "计算机应用",
    "电子商务",
    "机电技术应用",
    "家政服务与管理",
    "物流服务与管理",
    "幼儿保育",
    "农产品营销与储运",
)
SHARE_BY_MONTH = {10: 0.72, 11: 0.88, 12: 1.0}
REGULAR_BY_MONTH = {10: 0.92, 11: 0.96, 12: 1.0}
ACCOUNTS_BY_MONTH = {10: 0.86, 11: 0.94, 12: 1.0}
REGULAR_OF_LAST_YEAR, REGULAR_BY_SEPTEMBER, ACCOUNTS_BY_SEPTEMBER = 0.45, 0.88, 0.80
LATER_THAN_OTHERS = {
    "幸福街道": 1.1,
    "项里街道": 1.3,
    "古城街道": 0.8,
    "支口街道": 1.4,
    "洋北街道": 1.2,
    "耿车镇": 1.35,
    "龙河镇": 0.65,
    "中扬镇": 0.8,
    "陈集镇": 0.75,
    "蔡集镇": 1.5,
    "王官集镇": 1.6,
    "屠园镇": 1.3,
}
"""How a township's elderly education grew up to September: above 1 it began slowly and caught up, below 1 it
was early.
"""
ACTIVITIES = (
    ("智能手机使用培训", "老年教育"),
    ("太极拳公益课堂", "健康养生"),
    ("书法国画体验课", "文化技艺"),
    ("家庭教育大讲堂", "家庭教育"),
    ("冬季防诈骗知识讲座", "公民素质"),
    ("电商直播技能培训", "职业技能"),
    ("心理健康进社区", "心理健康"),
    ("柳编技艺传承班", "文化技艺"),
    ("返乡青年创业沙龙", "创新创业"),
    ("社区工作者能力提升班", "社区工作者"),
    ("志愿服务“银龄行动”", "志愿服务"),
    ("家政服务技能培训", "职业能力"),
    ("银龄合唱团展演", "老年教育"),
    ("高血压防治健康讲座", "健康养生"),
)


def villages(township: Township) -> list[str]:
    """The villages of a township, the same in every form; their names are made up."""
    source = random.Random(f"villages {township.code}")
    ending = "社区" if township.is_street else "村"
    return [name + ending for name in source.sample(VILLAGES, 5 + township.residents // 15_000)]


def survey(township: Township) -> list[dict]:
    """Z01: census and survey by village; as many are to be trained as the roster needs, and some more."""
    source = random.Random(f"Z01 {township.code}")
    places = villages(township)
    planned = split(round(township.learners * 1.3) + 3, [source.uniform(0.6, 1.4) for _ in places])
    rows = []
    for village, willing in zip(places, planned, strict=True):
        census = willing * source.randrange(4, 7) + source.randrange(6, 20)
        surveyed = round(census * source.uniform(0.95, 1.03))
        rows.append(
            {
                "village": village,
                "census_count": census,
                "surveyed_count": surveyed,
                "disabled_count": round(surveyed * source.uniform(0.08, 0.16)),
                "away_count": round(surveyed * source.uniform(0.3, 0.45)),
                "planned_count": willing,
            }
        )
    return rows


def learners(township: Township, population: Population) -> list[dict]:
    """Z02 at the end of the year: one row a learner in the order in which they enrolled. Earlier months are
    its first rows.
    """
    source = random.Random(f"Z02 {township.code}")
    days = _days_of_enrolment(township, source)
    class_size = 20 if township.learners > 30 else 35
    rows = []
    for place, enrolled_on in enumerate(days):
        person = population.person(date(enrolled_on.year - 56, 1, 1), date(enrolled_on.year - 18, 1, 1))
        registration = source.choices(("未录入", "已录入", "已注册"), (1, 4, 8))[0]
        missing = (
            []
            if registration == "已注册"
            else source.sample(("身份证", "户口册", "标准像"), source.choice((0, 1, 1, 2)))
        )
        rows.append(
            {
                "name": person.name,
                "resident_id": person.resident_id,
                "sex": person.sex,
                "village": source.choice(villages(township)),
                "education": source.choices(("小学", "初中", "未上过学", "高中/中专"), (3, 10, 1, 1))[0],
                "phone": person.phone if source.random() > 0.08 else None,
                "major_name": MAJORS[(place // class_size + int(township.code[-1])) % len(MAJORS)],
                "teaching_point": f"{township.name}成人教育中心校",
                "class_name": f"2023级{place // class_size + 1}班",
                "enrolled_on": enrolled_on,
                "registration": registration,
                "missing_documents": source.choice("、,").join(missing) or None,
                "online": "是" if source.random() < 0.85 else "否",
                "completion": source.choices(("在读", "结业"), (9, 1))[0],
            }
        )
    return rows


def _days_of_enrolment(township: Township, source: random.Random) -> list[date]:
    """A day for each learner such that the roster of a month holds nobody who came later."""
    days = []
    for month, start in ((10, date(2023, 3, 6)), (11, date(2023, 11, 1)), (12, date(2023, 12, 1))):
        count = enrolled_by(township, month) - len(days)
        span = (date(2023, month, 27) - start).days
        days += sorted(start + timedelta(days=source.randrange(span)) for _ in range(count))
    return days


def enrolled_by(township: Township, month: int) -> int:
    """How many learners the roster of a month of 2023 holds."""
    return round(township.learners * SHARE_BY_MONTH[month])


def regular_by(township: Township, month: int) -> float:
    """The share of the year's regular learners by the end of a month. Some were there last year."""
    grown = REGULAR_BY_SEPTEMBER - REGULAR_OF_LAST_YEAR
    return REGULAR_BY_MONTH.get(month) or REGULAR_OF_LAST_YEAR + grown * _way_to_september(township, month)


def accounts_by(township: Township, month: int) -> float:
    """The share of the year's accounts by the end of a month."""
    return ACCOUNTS_BY_MONTH.get(month) or ACCOUNTS_BY_SEPTEMBER * _way_to_september(township, month)


def _way_to_september(township: Township, month: int) -> float:
    return (month / 9) ** LATER_THAN_OTHERS.get(township.name, 1.0)


def elderly_education(township: Township, month: int) -> list[dict]:
    """Z03: the township's branch of the university for the elderly and its learning points."""
    source = random.Random(f"Z03 {township.code}")
    points = villages(township)[: 2 + township.residents // 20_000]
    weights = [2.0 * len(points)] + [source.uniform(0.8, 1.6) for _ in points]
    regular = split(township.regular_learners, weights)
    accounts = split(township.credit_accounts, weights)
    recognised_on = (
        township.recognised_on
        if township.recognised_on and township.recognised_on <= month_end(2023, month)
        else None
    )
    monthly = random.Random(f"Z03 {township.code} {month}")
    rows = []
    for place, (learners_, accounts_) in enumerate(zip(regular, accounts, strict=True)):
        is_branch = place == 0
        activities = monthly.randrange(6, 14) if is_branch else monthly.randrange(0, 5)
        rows.append(
            {
                "institution": f"{township.name}老年大学分校"
                if is_branch
                else f"{points[place - 1]}老年学习点",
                "kind": "镇街老年大学分校" if is_branch else "村（社区）学习点",
                "plaque": "是" if township.plaque and (is_branch or place % 3) else "否",
                "city_recognised": "是" if is_branch and recognised_on else "否",
                "recognised_on": recognised_on if is_branch else None,
                "activities": activities,
                "attendances": sum(monthly.randrange(24, 90) for _ in range(activities)),
                "regular_learners": round(learners_ * regular_by(township, month)),
                "credit_accounts": round(accounts_ * accounts_by(township, month)),
            }
        )
    return rows


def community_activities(township: Township, month: int) -> list[dict]:
    """Z04: what the township's community education centre held in the month."""
    source = random.Random(f"Z04 {township.code} {month}")
    rows = []
    for title, category in source.sample(ACTIVITIES, 3 + township.residents // 13_000):
        attendances = source.randrange(28, 160)
        share = source.uniform(0.6, 1.0) if category in ("老年教育", "健康养生") else source.uniform(0.1, 0.4)
        place = source.choice(
            [f"{village}新时代文明实践站" for village in villages(township)] + [f"{township.name}文化站"]
        )
        rows.append(
            {
                "held_on": date(2023, month, source.randrange(1, 29)),
                "title": title,
                "category": category,
                "attendances": attendances,
                "elderly_attendances": round(attendances * share),
                "place": place,
            }
        )
    return sorted(rows, key=lambda row: row["held_on"])
