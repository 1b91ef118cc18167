"""The rows of the society's forms S01, S02 and R01 and of the school's forms X02 and X08."""

import random
from datetime import date

from sites.writing.people import Population, credit_code

TOWNSHIPS = [f"示例{number}镇" for number in "一二三四五六七八"] + [
    f"示例{number}乡" for number in "一二三四五六七"
]
"""The fifteen townships of the county, by made-up names."""

ACTIVITY = ("held_on", "kind", "title", "tier", "townships", "attendances", "sales")
LECTURES = {3: TOWNSHIPS[:4], 5: TOWNSHIPS[3:7], 7: TOWNSHIPS[7:10], 9: TOWNSHIPS[10:13], 11: TOWNSHIPS[12:]}
"""The townships that the lectures (技术宣讲) of a month reached; some saw two."""

# fmt: off
ACTIVITIES_2025 = {
    1: [(10, "信息报送", "全县职业教育工作动态", "教育系统", None, None, None)],
    2: [(18, "中心组学习", "第一季度中心组学习", None, None, 24, None)],
    3: [
        (6, "专题学习", "党的二十大精神专题学习研讨", None, None, 36, None),
        (20, "技术宣讲", "春季果树管理技术宣讲", None, "、".join(LECTURES[3]), 120, None),
        (27, "信息报送", "职教社新春走访企业", "政府官网", None, None, None),
    ],
    4: [
        (11, "思政课", "行走的思政课：中共南召第一支部旧址", None, None, 60, None),
        (22, "培训班", "直播营销实用技术培训班", None, "示例一镇", 72, 18.6),
        (29, "宣传稿件", "直播间里的新农人", "县级", None, None, None),
    ],
    5: [
        (9, "中心组学习", "第二季度中心组学习", None, None, 25, None),
        (15, "技术宣讲", "柞蚕养殖技术宣讲", None, "，".join(LECTURES[5]), 140, None),
        (23, "技术服务", "帮助农产品加工企业解决烘干工艺难题", None, None, None, None),
    ],
    6: [
        (12, "培训班", "电工焊工实用技术培训班", None, "示例五镇", 68, None),
        (20, "信息报送", "职教社举办电工焊工培训班", "行业平台", None, None, None),
        (26, "宣传稿件", "焊花里的好手艺", "县级", None, None, None),
    ],
    7: [
        (8, "调研", "县域职业教育发展瓶颈专题调研", None, None, 12, None),
        (16, "技术宣讲", "山茱萸管护技术宣讲", None, "、".join(LECTURES[7]), 95, None),
        (24, "信息报送", "政协委员专题调研职业教育", "市级", None, None, None),
    ],
    9: [
        (4, "专题学习", "习近平总书记关于职业教育的重要论述专题学习研讨", None, None, 38, None),
        (10, "中心组学习", "第三季度中心组学习", None, None, 24, None),
        (18, "技术宣讲", "秋收机具使用宣讲", None, " ".join(LECTURES[9]), 88, None),
        (25, "技术服务", "帮助新能源企业解决设备调试难题", None, None, None, None),
        (28, "信息报送", "四阶递进培养模式见成效", "省级", None, None, None),
    ],
    10: [
        (14, "培训班", "家政服务实用技术培训班", None, "示例三乡", "60余", None),
        (17, "思政课", "行走的思政课：红色故事青年说", None, None, 80, None),
        (22, "其他", "柞蚕丝制品直播助销", None, "示例四镇", None, 21.5),
        (27, "信息报送", "家政服务培训班结业", "政府官网", None, None, None),
    ],
    11: [
        (6, "中心组学习", "第四季度中心组学习", None, None, 26, None),
        (13, "技术宣讲", "冬季大棚管理宣讲", None, "、".join(LECTURES[11]), 76, None),
        (19, "其他", "山茱萸产销对接会", None, "示例六乡", None, "12.5余"),
        (26, "宣传稿件", "小小山茱萸走出大山", "县级", None, None, None),
    ],
    12: [
        (5, "专题片", "匠心南召职教专题宣传片", "县级", None, None, None),
        (11, "信息报送", "订单班学生走上岗位", "行业平台", None, None, None),
        (18, "信息报送", "职教社年度工作汇报", "教育系统", None, None, None),
    ],
}
"""S02 of 2025 by month: day, kind, title, tier of publication, townships, attendances, sales (万元). Nothing
happened in August.
"""

ACTIVITIES_2026 = {
    1: [
        (15, "培训班", "冬闲电工实用技术培训班", None, "示例二镇", 46, None),
        (22, "中心组学习", "2026年第一次中心组学习", None, None, 25, None),
        (27, "信息报送", "新年首期培训班开班", "政府官网", None, None, None),
    ],
}
# fmt: on


def activities(year: int, month: int) -> list[dict]:
    """S02: the society's activities of a month."""
    of_month = {2025: ACTIVITIES_2025, 2026: ACTIVITIES_2026}[year].get(month, [])
    return [dict(zip(ACTIVITY, (date(year, month, day), *rest), strict=True)) for day, *rest in of_month]


ORGANISATIONS = (
    "示例机电",
    "示例食品",
    "示例物流",
    "示例家政",
    "示例农业",
    "示例丝绸",
    "示例建材",
    "示例电商",
    "示例康养",
    "示例商会",
)
NEW_ORGANISATIONS, NEW_PERSONS = 5, 12


def members() -> list[dict]:
    """S01 at the end of 2025: organisations and persons, those of earlier years first."""
    source = random.Random("S01 411321ZJS")
    population = Population("南召县职教社社员")
    organisations = [
        {"member": f"南召{name}有限公司", "kind": "团体", "credit_code": credit_code(300 + place)}
        for place, name in enumerate(ORGANISATIONS)
    ]
    organisations[2]["credit_code"] = None  # the society has to fill it in or explain
    persons = [{"member": name, "kind": "个人", "credit_code": None} for name in _names(population, 34)]
    return [
        *_joining(organisations, len(organisations) - NEW_ORGANISATIONS, source),
        *_joining(persons, len(persons) - NEW_PERSONS, source),
    ]


def _names(population: Population, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[population.name()] = None
    return list(names)


def _joining(rows: list[dict], earlier: int, source: random.Random) -> list[dict]:
    """The first ``earlier`` joined before 2025, the others in 2025."""
    joined = [
        date(2025 if place >= earlier else source.randrange(2019, 2025), source.randrange(1, 13), 15)
        for place in range(len(rows))
    ]
    return [row | {"joined_on": day, "active": "是"} for row, day in zip(rows, joined, strict=True)]


TASK = ("category", "title", "tier", "state", "quantity", "due_on", "done_on", "evidence")


def tasks() -> list[dict]:
    """R01 of December 2025."""
    report = "关于优化南召县职业教育专业结构对接产业需求的建议"
    lines = (
        ("调研报告", report, "区县级", "已完成", 1, date(2025, 10, 31), date(2025, 9, 30), "调研报告文本"),
        (
            "其他",
            "编印职教社知识普及手册",
            "区县级",
            "已完成",
            1,
            date(2025, 12, 31),
            date(2025, 11, 20),
            "手册样本",
        ),
        (
            "优质专业（群）",
            "县中等职业学校康养特色专业：护理、药剂、康复技术、智慧健康养老服务等",
            "区县级",
            "已完成",
            5,
            date(2025, 9, 30),
            date(2025, 9, 1),
            "专业备案表",
        ),
        ("其他", "培育电商助农示范团队", "区县级", "推进中", 5, date(2026, 12, 31), None, None),
    )
    return [dict(zip(TASK, line, strict=True)) for line in lines]


DESTINATIONS = {"升学": 70, "直接就业": 125, "自主创业": 8, "应征入伍": 4, "未就业": 3}
MATCHING = 114
"""So many of the 125 employed work in what they learned: 91.2 %."""

MAJORS = ("汽车运用与维修", "电子技术应用", "护理", "药剂", "康复技术", "智慧健康养老服务")
EMPLOYERS = (
    "郑州示例汽车有限公司",
    "南阳示例电子有限公司",
    "南召示例医院",
    "南召示例宾馆",
    "洛阳示例机械有限公司",
)
DIVISIONS = ("410102", "411303", "411321", "411321", "410305")


def graduates() -> list[dict]:
    """X02 of 2025: where the graduates of the county's vocational school went."""
    source = random.Random("X02 411321XX01")
    population = Population("南召县毕业生")
    ways = [way for way, count in DESTINATIONS.items() for _ in range(count)]
    matching = iter([place < MATCHING for place in range(DESTINATIONS["直接就业"])])
    rows = []
    for way in ways:
        person = population.person(date(2006, 9, 1), date(2007, 12, 31))
        row = {
            "name": person.name,
            "resident_id": person.resident_id,
            "major_name": source.choice(MAJORS),
            "graduated_on": date(2025, 6, 1),
        }
        rows.append(row | {"destination": way} | _details(way, source, matching))
    source.shuffle(rows)
    return rows


def _details(way: str, source: random.Random, matching) -> dict:
    if way == "升学":
        return {"study_path": source.choice(("高职单招", "对口高考专科", "对口高考本科"))}
    if way != "直接就业":
        return {}
    place = source.randrange(len(EMPLOYERS))
    return {
        "employer": EMPLOYERS[place],
        "work_division": DIVISIONS[place],
        "matches_major": "是" if next(matching) else "否",
        "monthly_pay": source.randrange(28, 62) * 100,
    }


COOPERATION = (
    "enterprise",
    "enterprise_code",
    "cooperation",
    "major_name",
    "signed_on",
    "students",
    "integrated_tier",
    "recognised_on",
)


def cooperation() -> list[dict]:
    """X08 of December 2025: classes to order (订单班) with two enterprises, practice bases with three."""
    lines = (
        ("宇通公司", credit_code(401), "订单班", "汽车运用与维修", date(2024, 9, 10), 38, "否", None),
        ("南召宾馆", credit_code(402), "订单班", "电子技术应用", date(2025, 3, 12), "22余", "否", None),
        (
            "河南中尚同行科技有限公司",
            credit_code(403),
            "校内实训基地",
            "电子技术应用",
            date(2025, 4, 18),
            30,
            "否",
            None,
        ),
        (
            "南召示例机电有限公司",
            credit_code(300),
            "校内实训基地",
            "汽车运用与维修",
            date(2025, 5, 20),
            26,
            "否",
            None,
        ),
        (
            "南召示例康养有限公司",
            credit_code(308),
            "校内实训基地",
            "智慧健康养老服务",
            date(2025, 9, 8),
            28,
            "否",
            None,
        ),
    )
    return [dict(zip(COOPERATION, line, strict=True)) for line in lines]
