"""The rows of the schools' forms X01–X08 and R01."""

import random
from datetime import date

from sites.sucheng.sample.figures import School, month_end
from sites.writing.people import Population, credit_code
from sites.writing.shares import split

SUCHENG_VOCATIONAL, INFORMATION_VOCATIONAL = "321302XX01", "321302XX02"

MAJORS = (
    ("660301", "机电技术应用", "装备制造大类"),
    ("660103", "数控技术应用", "装备制造大类"),
    ("660109", "激光加工技术", "装备制造大类"),
    ("660303", "工业机器人技术应用", "装备制造大类"),
    ("700206", "汽车运用与维修", "交通运输大类"),
    ("710201", "计算机应用", "电子与信息大类"),
    ("730801", "物流服务与管理", "财经商贸大类"),
    ("730701", "电子商务", "财经商贸大类"),
    ("770101", "幼儿保育", "公共管理与服务大类"),
    ("640301", "建筑工程施工", "土木建筑大类"),
    ("760204", "动漫与游戏制作", "文化艺术大类"),
    ("790303", "家政服务与管理", "公共管理与服务大类"),
    ("730301", "会计事务", "财经商贸大类"),
    ("710203", "数字媒体技术应用", "电子与信息大类"),
    ("700209", "新能源汽车运用与维修", "交通运输大类"),
    ("640302", "装配式建筑施工", "土木建筑大类"),
    ("740101", "旅游服务与管理", "旅游大类"),
    ("740201", "中餐烹饪", "旅游大类"),
    ("710207", "物联网技术应用", "电子与信息大类"),
    ("790302", "智慧健康养老服务", "公共管理与服务大类"),
    ("730602", "市场营销", "财经商贸大类"),
    ("750101", "艺术设计与制作", "文化艺术大类"),
)
SMALL_MAJORS = {SUCHENG_VOCATIONAL: (14, 15, 16, 17), INFORMATION_VOCATIONAL: (18, 19, 20, 21)}
"""The majors with few pupils: both schools together offered 21 majors, and one more is new."""
NEW_MAJOR = "工业机器人技术应用"

EMPLOYERS_IN_CITY = tuple(
    f"宿迁示例{name}有限公司"
    for name in ("宏达机械", "佳艺电子", "恒信物流", "新盛纺织", "绿源食品", "瑞丰包装", "天元激光")
)
EMPLOYERS_ELSEWHERE = tuple(
    f"苏南示例{name}有限公司" for name in ("精密制造", "智能装备", "供应链", "电子科技")
)
DIVISIONS_IN_CITY = (
    "321302",
    "321302",
    "321302",
    "321311",
    "321322",
    "321323",
    "321324",
    "321302101",
    "321302005",
)
DIVISIONS_ELSEWHERE = ("320505", "320583", "320214", "320412", "330106", "310114")


def enrolment(school: School, year: int) -> list[dict]:
    """X01: by major; the sums are the school's figures of the year."""
    source = random.Random(f"X01 {school.code}")
    small = [MAJORS[place] for place in SMALL_MAJORS.get(school.code, ())]
    large = [MAJORS[place] for place in school.majors if year == 2023 or MAJORS[place][1] != NEW_MAJOR]
    majors = [*large, *small]
    sizes = {name: source.uniform(0.6, 1.5) for _, name, _ in (MAJORS[place] for place in school.majors)}
    sizes |= {name: 0.2 for _, name, _ in small}
    admitted = split(school.admitted[year], [sizes[name] for _, name, _ in majors])
    older = split(school.students[year] - school.admitted[year], _older(majors, sizes))
    graduates = split(school.destinations[year].graduates, _older(majors, sizes))
    rows = []
    for (code, name, category), new, others, gone in zip(majors, admitted, older, graduates, strict=True):
        hours = source.choice((3180, 3240, 3300, 3360))
        rows.append(
            {
                "major_code": code,
                "major_name": name,
                "major_category": category,
                "years": 3,
                "admitted": new,
                "admitted_local": round(new * source.uniform(0.86, 0.97)),
                "students": new + others,
                "graduates": gone,
                "hours_total": hours,
                "hours_practice": round(hours * source.uniform(0.49, 0.56)),
            }
        )
    return rows


def _older(majors: list[tuple], sizes: dict[str, float]) -> list[float]:
    """The weights of majors for pupils who came in earlier years: a new major has none."""
    return [0.0 if name == NEW_MAJOR else sizes[name] for _, name, _ in majors]


def graduates(school: School, year: int, population: Population) -> list[dict]:
    """X02: as many rows by major as X01 of the year says, with the school's destinations of the year."""
    source = random.Random(f"X02 {school.code} {year}")
    ways = _ways(school, year, source)
    rows = []
    for major in enrolment(school, year):
        for _ in range(major["graduates"]):
            person = population.person(date(year - 19, 9, 1), date(year - 18, 12, 31))
            row = {"name": person.name, "resident_id": person.resident_id, "major_name": major["major_name"]}
            rows.append(row | {"graduated_on": date(year, 6, 1)} | ways.pop())
    return rows


def _ways(school: School, year: int, source: random.Random) -> list[dict]:
    """What became of each graduate, in random order."""
    figures = school.destinations[year]
    ways = [{"destination": "升学", "study_path": "对口高考本科"}] * figures.undergraduate
    others = source.choices(
        ("对口高考专科", "高职单招", "五年一贯制", "其他"),
        (50, 30, 18, 2),
        k=figures.further - figures.undergraduate,
    )
    ways += [{"destination": "升学", "study_path": path} for path in others]
    ways += [_employed(source, place < figures.employed_in_city) for place in range(figures.employed)]
    ways += [{"destination": "自主创业"}] * figures.founder + [{"destination": "应征入伍"}] * figures.army
    ways += [{"destination": "未就业"}] * figures.none
    source.shuffle(ways)
    return ways


def _employed(source: random.Random, in_city: bool) -> dict:
    employers = EMPLOYERS_IN_CITY if in_city else EMPLOYERS_ELSEWHERE
    place = source.randrange(len(employers))
    return {
        "destination": "直接就业",
        "employer": employers[place],
        "employer_code": credit_code(place + (100 if in_city else 200)) if source.random() < 0.7 else None,
        "work_division": source.choice(DIVISIONS_IN_CITY if in_city else DIVISIONS_ELSEWHERE),
        "matches_major": "是" if source.random() < 0.78 else "否",
        "monthly_pay": source.randrange(32, 62) * 100,
    }


def teachers(school: School, population: Population) -> list[dict]:
    """X03: all teachers; the numbers by kind are those of X07."""
    source = random.Random(f"X03 {school.code}")
    staff = school.conditions
    kinds = (
        ["专业课"] * staff.major_teachers
        + ["公共基础课"] * staff.basic_teachers
        + ["兼职"] * staff.part_time_teachers
    )
    rows = []
    for place, kind in enumerate(kinds):
        person = population.person(date(1965, 1, 1), date(1998, 12, 31))
        row = {
            "name": person.name,
            "resident_id": person.resident_id,
            "teacher_type": kind,
            "dual_level": "未认定",
        }
        if kind != "公共基础课":
            row["major_name"] = MAJORS[source.choice(school.majors)][1]
        if place < staff.dual_teachers:
            level = source.choices(("初级", "中级", "高级"), (5, 4, 1))[0]
            row |= {
                "dual_level": level,
                "recognised_by": {"初级": "校级", "中级": "市级", "高级": "省级"}[level],
            }
            row["recognised_on"] = date(
                source.randrange(2018, 2024), source.randrange(1, 7), source.randrange(1, 28)
            )
        if kind == "专业课":
            row["enterprise_months"] = source.choices((2, 2.5, 3, 1), (6, 2, 3, 0.4))[0]
        rows.append(row)
    return rows


def contest_awards(school: School, month: int, population: Population) -> list[dict]:
    """X04: 宿城中专 reports the year's great contests in October; the others have what the city and they
    themselves held.
    """
    if (school.code, month) == (SUCHENG_VOCATIONAL, 10):
        return _great_contests(population)
    rows = {
        (SUCHENG_VOCATIONAL, 11): (
            ("市级", "学生技能", "电子商务技能", "一等奖", 2),
            ("市级", "学生技能", "汽车机电维修", "二等奖", 2),
        ),
        (SUCHENG_VOCATIONAL, 12): (
            ("校级", "创新创业", "创新创业大赛", "一等奖", 3),
            ("校级", "学生技能", "文明礼仪", "三等奖", 1),
        ),
        (INFORMATION_VOCATIONAL, 10): (
            ("市级", "学生技能", "动画片制作", "二等奖", 2),
            ("市级", "教学能力", "公共基础课程组", "三等奖", 3),
        ),
        (INFORMATION_VOCATIONAL, 11): (("校级", "学生技能", "计算机组装与维护", "一等奖", 1),),
        (SUCHENG_VOCATIONAL, 4): (("校级", "学生技能", "征文演讲", "二等奖", 1),),
        (SUCHENG_VOCATIONAL, 6): (("市级", "教学能力", "专业课程组", "二等奖", 3),),
        (INFORMATION_VOCATIONAL, 5): (("校级", "学生技能", "网络搭建", "一等奖", 1),),
        (INFORMATION_VOCATIONAL, 7): (("市级", "创新创业", "创新创业大赛", "三等奖", 2),),
    }.get((school.code, month), ())
    holder = {"市级": "2023年宿迁市职业学校技能大赛", "校级": "2023年校技能节"}
    return [
        _award(holder[tier], tier, track, item, award, count, date(2023, month, 18), population)
        for tier, track, item, award, count in rows
    ]


def _great_contests(population: Population) -> list[dict]:
    items = (
        ("机电一体化设备组装与调试", "金牌", 2),
        ("工业机器人应用编程", "银牌", 2),
        ("激光加工技术应用", "银牌", 1),
        ("数控车加工", "铜牌", 1),
        ("物流综合作业", "铜牌", 4),
        ("液压与气动系统装调", "铜牌", 2),
        ("建筑工程测量", "铜牌", 2),
        ("车身修理", "铜牌", 1),
        ("幼儿保育技能", "铜牌", 1),
    )
    skills, teaching = "2023年江苏省职业院校技能大赛", "2023年江苏省职业院校教学能力大赛"
    rows = [
        _award(skills, "省级", "学生技能", item, award, count, date(2023, 3, 19), population)
        for item, award, count in items
    ]
    national = "2022年全国职业院校技能大赛教学能力比赛"
    rows.append(
        _award(
            national, "国家级", "教学能力", "中职专业技能课程组", "一等奖", 4, date(2022, 12, 16), population
        )
    )
    rows.append(
        _award(teaching, "省级", "教学能力", "专业技能课程组", "银牌", 4, date(2023, 6, 10), population)
    )
    rows.append(
        _award(teaching, "省级", "教学能力", "公共基础课程组", "铜牌", 4, date(2023, 6, 10), population)
    )
    return rows


def _award(contest, tier, track, item, award, headcount, awarded_on, population: Population) -> dict:
    winners = "、".join(population.name() for _ in range(headcount))
    return {
        "contest": contest,
        "tier": tier,
        "track": track,
        "item": item,
        "award": award,
        "winners": winners if headcount < 4 else f"{winners.split('、')[0]}团队",
        "headcount": headcount,
        "awarded_on": awarded_on,
    }


# school, month: sessions as (category, title, first day, last day, trainees, hours, income in 万元, township)
SESSIONS = {
    (SUCHENG_VOCATIONAL, 10): (
        ("学历技能双提升", "青年农民学历技能双提升机电班", 9, 27, 120, 80, None, "埠子镇"),
        ("学历技能双提升", "青年农民学历技能双提升电商班", 11, 28, 85, 80, None, "耿车镇"),
        ("民兵职业技能培训", "民兵职业技能培训第一期", 16, 20, 88, 40, 5.28, "河滨街道"),
        ("企业新型学徒制", "企业新型学徒制数控车工班", 8, 31, 160, 120, 48.0, "双庄街道"),
    ),
    (SUCHENG_VOCATIONAL, 11): (
        ("学历技能双提升", "青年农民学历技能双提升家政班", 3, 25, 100, 80, None, "蔡集镇"),
        ("民兵职业技能培训", "民兵职业技能培训第二期", 13, 17, 78, 40, 4.68, "河滨街道"),
        ("企业新型学徒制", "企业新型学徒制电工班", 6, 30, 132, 120, 39.6, "双庄街道"),
        ("职工培训", "箭鹿职工岗位技能提升", 20, 22, 64, 24, 3.2, "幸福街道"),
    ),
    (SUCHENG_VOCATIONAL, 12): (
        ("创业培训", "返乡创业SYB培训", 4, 13, 30, 80, 3.0, "龙河镇"),
        ("社区培训", "激光加工科普进社区", 16, 16, 56, 4, None, "古城街道"),
    ),
    (INFORMATION_VOCATIONAL, 10): (
        ("学历技能双提升", "青年农民学历技能双提升计算机班", 12, 30, 90, 80, None, "王官集镇"),
        ("老年培训", "老年人智能手机应用", 19, 20, 45, 8, None, "项里街道"),
    ),
    (INFORMATION_VOCATIONAL, 11): (
        ("残疾人培训", "残疾人电子商务培训", 6, 15, 86, 64, 8.6, "支口街道"),
        ("企业新型学徒制", "企业新型学徒制计算机维修工班", 7, 30, 120, 120, 36.0, "洋北街道"),
    ),
    (INFORMATION_VOCATIONAL, 12): (
        ("学历技能双提升", "青年农民学历技能双提升物流班", 1, 22, 110, 80, None, "陈集镇"),
        ("残疾人培训", "残疾人手工艺制作培训", 4, 13, 80, 64, 8.0, "中扬镇"),
        ("企业新型学徒制", "企业新型学徒制仓储管理员班", 5, 29, 80, 120, 24.0, "洋北街道"),
    ),
}
EARLIER_SESSIONS = {
    SUCHENG_VOCATIONAL: (
        ("职工培训", "企业职工安全生产培训", 4, 18, 72, 40, 3.6, "双庄街道"),
        ("职工培训", "机械加工岗位提升", 6, 24, 64, 60, 3.2, "耿车镇"),
        ("创业培训", "返乡创业SYB培训", 6, 23, 60, 80, 6.0, "埠子镇"),
        ("老年培训", "老年人智能手机应用", 10, 26, 76, 40, None, "幸福街道"),
        ("职工培训", "数控机床操作岗位提升", 8, 25, 66, 60, 3.3, "耿车镇"),
        ("社区培训", "家庭电工安全入社区", 5, 20, 68, 40, None, "龙河镇"),
        ("职工培训", "企业技术骨干研修", 10, 28, 52, 80, 5.2, "双庄街道"),
        ("创业培训", "电商创业培训", 7, 25, 62, 80, 6.2, "王官集镇"),
        ("职工培训", "物流仓储岗位提升", 4, 22, 64, 60, 3.2, "蔡集镇"),
    ),
    INFORMATION_VOCATIONAL: (
        ("社区培训", "个人信息安全讲座", 11, 11, 40, 4, None, "项里街道"),
        ("老年培训", "老年人智能手机应用", 15, 16, 36, 8, None, "洋北街道"),
        ("职工培训", "办公软件应用培训", 13, 16, 42, 32, 2.1, "项里街道"),
        ("社区培训", "短视频制作入门", 18, 19, 38, 8, None, "支口街道"),
        ("职工培训", "社区网格员信息化培训", 16, 18, 50, 24, 2.0, "河滨街道"),
        ("老年培训", "老年人防诈骗课堂", 13, 13, 46, 4, None, "中扬镇"),
        ("创业培训", "网店运营培训", 10, 19, 32, 80, 3.2, "陈集镇"),
        ("社区培训", "少年编程体验营", 14, 18, 35, 30, None, "屠园镇"),
        ("职工培训", "企业财税软件应用", 19, 22, 44, 32, 2.2, "洋北街道"),
    ),
}
"""January to September, a session a month: nothing of what the work report counts."""


def training_sessions(school: School, month: int) -> list[dict]:
    """X05: the sessions that ended in the month; the sister districts' schools hold one small one."""
    small = (("社区培训", f"家政服务技能{month}月班", 10, 14, 32, 24, 1.2, None),)
    earlier = EARLIER_SESSIONS.get(school.code, ())[month - 1 : month]
    sessions = SESSIONS.get((school.code, month)) or earlier or small
    rows = []
    for place, (category, title, first, last, trainees, hours, income, township) in enumerate(sessions, 1):
        rows.append(
            {
                "session_no": f"PX2023{month:02}{place:02}",
                "title": title,
                "category": category,
                "started_on": date(2023, month, first),
                "ended_on": date(2023, month, last),
                "trainees": trainees,
                "hours": hours,
                "attendances": trainees * max(1, (last - first + 1) // 2),
                "income": income,
                "township": township,
            }
        )
    return rows


CERTIFICATES = {
    SUCHENG_VOCATIONAL: (
        ("1+X证书", "工业机器人操作与运维", "初级", (10, 21), 96, 88),
        ("1+X证书", "数控车铣加工", "初级", (10, 28), 118, 105),
        ("1+X证书", "物流管理", "初级", (11, 18), 92, 85),
        ("1+X证书", "建筑信息模型（BIM）", "初级", (12, 2), 80, 66),
        ("职业技能等级证书", "电工", "中级", (11, 25), 143, 131),
        ("职业技能等级证书", "钳工", "中级", (11, 26), 87, 80),
    ),
    INFORMATION_VOCATIONAL: (
        ("1+X证书", "Web前端开发", "初级", (11, 11), 104, 82),
        ("1+X证书", "网店运营推广", "初级", (11, 18), 98, 90),
        ("1+X证书", "智能财税", "初级", (12, 9), 74, 69),
        ("职业技能等级证书", "计算机程序设计员", "中级", (12, 10), 96, 84),
    ),
}


EARLIER_CERTIFICATES = {
    (SUCHENG_VOCATIONAL, 3): (
        ("职业技能等级证书", "电工", "初级", (3, 25), 68, 61),
        ("职业技能等级证书", "钳工", "初级", (3, 26), 52, 45),
    ),
    (SUCHENG_VOCATIONAL, 6): (("职业技能等级证书", "焊工", "中级", (6, 10), 104, 92),),
    (SUCHENG_VOCATIONAL, 9): (("职业技能等级证书", "汽车维修工", "中级", (9, 16), 118, 107),),
    (INFORMATION_VOCATIONAL, 6): (("职业技能等级证书", "电子商务师", "中级", (6, 17), 34, 26),),
}


def certificates(school: School, month: int = 12) -> list[dict]:
    """X06: what the school examined in the quarter up to the month."""
    fourth = CERTIFICATES.get(school.code, (("1+X证书", "网店运营推广", "初级", (11, 18), 36, 31),))
    rows = fourth if month == 12 else EARLIER_CERTIFICATES.get((school.code, month), ())
    names = ("kind", "certificate", "level", "assessed_on", "examined", "certified")
    return [dict(zip(names, row, strict=True)) | {"assessed_on": date(2023, *row[3])} for row in rows]


def conditions(school: School) -> list[dict]:
    """X07: one row. Land and equipment a student lie below the standard, as the work report complains."""
    staff = school.conditions
    return [
        {
            "land_area": staff.land_area,
            "building_area": staff.building_area,
            "students": school.students[2023],
            "teachers": staff.major_teachers + staff.basic_teachers,
            "major_teachers": staff.major_teachers,
            "dual_teachers": staff.dual_teachers,
            "senior_teachers": staff.senior_teachers,
            "part_time_teachers": staff.part_time_teachers,
            "equipment_value": staff.equipment_value,
            "books": staff.books,
            "computers": staff.computers,
        }
    ]


# enterprise, number of its made-up credit code, form of cooperation, major, signed on, students, integrated
# tier, recognised on
COOPERATION = {
    SUCHENG_VOCATIONAL: (
        ("江苏德顺", 1, "订单班", "机电技术应用", (2021, 9, 10), 46, "市级", (2023, 6, 20)),
        ("江苏沃绿宝生物科技", 2, "校外实训基地", "机电技术应用", (2022, 3, 18), 30, "市级", (2023, 6, 20)),
        ("江苏箭鹿", 4, "企业新型学徒制", "数控技术应用", (2022, 11, 8), 132, "市级", (2023, 6, 20)),
        ("江苏佩捷", 5, "产业学院", "数控技术应用", (2023, 4, 12), 58, "市级", (2023, 10, 30)),
        ("宿迁示例天元激光有限公司", 106, "现代学徒制", "激光加工技术", (2022, 9, 1), 40, "否", None),
        ("宿迁示例恒信物流有限公司", 102, "校外实训基地", "物流服务与管理", (2020, 12, 5), 24, "否", None),
    ),
    INFORMATION_VOCATIONAL: (
        ("宿迁力士乐", 3, "订单班", "计算机应用", (2022, 5, 16), 38, "市级", (2023, 10, 30)),
        ("江苏箭鹿", 4, "企业新型学徒制", "计算机应用", (2023, 10, 9), 120, "市级", (2023, 6, 20)),
        ("宿迁示例佳艺电子有限公司", 101, "校内实训基地", "数字媒体技术应用", (2021, 6, 30), 35, "否", None),
    ),
}


def cooperation(school: School, month: int = 12) -> list[dict]:
    """X08 as of a month's end: enterprises by their names in the work report; one of them works with both
    schools and counts once.
    """
    sister = (
        (
            "宿迁示例瑞丰包装有限公司",
            105,
            "校外实训基地",
            MAJORS[school.majors[0]][1],
            (2022, 6, 1),
            12,
            "否",
            None,
        ),
    )
    rows, end = [], month_end(2023, month)
    for name, number, form, major, signed_on, students, tier, recognised_on in COOPERATION.get(
        school.code, sister
    ):
        recognised = bool(recognised_on) and date(*recognised_on) <= end
        rows.append(
            {
                "enterprise": name,
                "enterprise_code": credit_code(number),
                "cooperation": form,
                "major_name": major,
                "signed_on": date(*signed_on),
                "students": students,
                "integrated_tier": tier if recognised else "否",
                "recognised_on": date(*recognised_on) if recognised else None,
            }
        )
    return [row for row in rows if row["signed_on"] <= end]


# category, title, tier, state, quantity, due on, done on, evidence
TASKS = {
    SUCHENG_VOCATIONAL: (
        (
            "双师型基地",
            "机电技术应用“双师型”教师培养培训基地",
            "市级",
            "已完成",
            1,
            (2023, 12, 31),
            (2023, 9, 15),
            "市教育局认定文件",
        ),
        (
            "优质专业（群）",
            "省优质专业群：机电技术应用专业群",
            "省级",
            "已申报",
            1,
            (2024, 6, 30),
            None,
            "申报书",
        ),
        ("优质专业（群）", "省优质专业：物流服务与管理", "省级", "已申报", 1, (2024, 6, 30), None, "申报书"),
        ("技能体验中心", "省职业技能体验中心：激光加工", "省级", "已申报", 1, (2024, 6, 30), None, "申报书"),
        ("领航学校", "江苏省中等职业学校领航学校建设", "省级", "推进中", 1, (2023, 12, 31), None, None),
        ("产教融合实训基地", "智能制造产教融合实训基地", "省级", "已申报", 1, (2024, 3, 31), None, "申报书"),
        (
            "生产性实训基地",
            "协助企业申报生产性实训基地（德顺、箭鹿）",
            "市级",
            "已申报",
            2,
            (2024, 3, 31),
            None,
            "申报材料",
        ),
        ("其他", "江苏沃绿宝申报省级产教融合型企业", "省级", "已申报", 1, (2024, 6, 30), None, "申报材料"),
    ),
    INFORMATION_VOCATIONAL: (
        (
            "技能体验中心",
            "市职业技能体验中心：动漫制作、家政服务",
            "市级",
            "已申报",
            2,
            (2024, 6, 30),
            None,
            "申报书2份",
        ),
        ("产教融合实训基地", "信息技术产教融合实训基地", "省级", "已申报", 1, (2024, 3, 31), None, "申报书"),
        (
            "生产性实训基地",
            "协助企业申报生产性实训基地（力士乐）",
            "市级",
            "已申报",
            1,
            (2024, 3, 31),
            None,
            "申报材料",
        ),
    ),
    "321302JYJ": (
        (
            "建议提案主办",
            "关于加快职业学校办学条件达标的建议",
            "区县级",
            "已完成",
            1,
            (2023, 6, 30),
            (2023, 6, 12),
            "答复函",
        ),
        (
            "建议提案主办",
            "关于推进老年教育提质扩面的提案",
            "区县级",
            "已完成",
            1,
            (2023, 6, 30),
            (2023, 6, 20),
            "答复函",
        ),
        (
            "建议提案协办",
            "职业教育校企合作相关建议提案（3件）",
            "区县级",
            "已完成",
            3,
            (2023, 7, 31),
            (2023, 7, 10),
            "会办意见3份",
        ),
    ),
}


def tasks(unit_code: str, month: int = 12) -> list[dict]:
    """R01 as of a month's end; empty for the sister districts, who send a nil report. What is not done by
    then is under way.
    """
    names = ("category", "title", "tier", "state", "quantity", "due_on", "done_on", "evidence")
    rows = [dict(zip(names, task, strict=True)) for task in TASKS.get(unit_code, ())]
    for row in rows:
        row |= {name: date(*row[name]) if row[name] else None for name in ("due_on", "done_on")}
        is_done = row["done_on"] and row["done_on"] <= month_end(2023, month)
        if month < 12 and not is_done:
            row |= {"state": "推进中", "done_on": None, "evidence": None}
    return rows
