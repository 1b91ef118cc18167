"""The figures that must come out of the city's workbooks.

The city's totals of 2024 and 创业率 of 2021 and 2024 are those of a published work report; how they spread
over schools and incubators, the numbers of graduates and teachers, and the awards are made up.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Destinations:
    """Where a school's graduates of one year went."""

    further: int
    employed: int
    founder: int
    army: int
    none: int


@dataclass(frozen=True)
class Staff:
    """A school's teachers (X03); of those of 专业课 how many the city recognised in 2024, were recognised
    before, were in enterprises.
    """

    major: int
    basic: int
    part_time: int
    recognised_2024: int
    recognised_before: int
    in_enterprises: int


@dataclass(frozen=True)
class School:
    """A school: destinations by year, staff, majors, and its awards (X04) by month of report: (tier, track,
    award, item, headcount).
    """

    code: str
    name: str
    destinations: dict[int, Destinations]
    staff: Staff
    majors: tuple[str, ...]
    awards: dict[int, tuple[tuple[str, str, str, str, int], ...]]


SKILLS, TEACHING, VENTURES = "学生技能", "教学能力", "创新创业"

SCHOOLS = (
    School(
        "9901XX01", "示例市职业技术学校",
        {2021: Destinations(27, 26, 2, 1, 4), 2024: Destinations(38, 31, 7, 2, 2)},
        Staff(150, 30, 10, 72, 30, 140), ("数控技术应用", "工业机器人技术应用", "电子商务", "短视频制作"),
        {
            9: (
                ("国家级", SKILLS, "二等奖", "数控综合应用技术", 2), ("省级", SKILLS, "一等奖", "数控综合应用技术", 2),
                ("省级", SKILLS, "二等奖", "工业机器人技术应用", 2), ("市级", SKILLS, "一等奖", "电子商务运营", 4),
                ("市级", SKILLS, "二等奖", "短视频制作", 3), ("校级", SKILLS, "一等奖", "零部件测绘", 1),
            ),
            11: (("省级", VENTURES, "银牌", "短视频营销工作室", 5), ("校级", SKILLS, "一等奖", "网店运营", 2)),
            12: (("校级", TEACHING, "一等奖", "说课比赛", 1), ("校级", SKILLS, "二等奖", "网店运营", 2)),
        },
    ),
    School(
        "9901XX02", "示例市建材工业学校",
        {2021: Destinations(20, 20, 1, 1, 3), 2024: Destinations(20, 28, 4, 2, 1)},
        Staff(110, 20, 4, 50, 20, 110), ("硅酸盐工艺及工业控制", "建筑工程施工", "光伏工程技术与应用"),
        {
            9: (
                ("国家级", TEACHING, "三等奖", "玻璃深加工工艺", 4), ("省级", SKILLS, "二等奖", "建筑工程识图", 2),
                ("市级", SKILLS, "一等奖", "工程测量", 4), ("市级", TEACHING, "二等奖", "课堂教学", 1),
            ),
            10: (("校级", SKILLS, "一等奖", "建筑工程识图", 1), ("校级", SKILLS, "二等奖", "建筑工程识图", 1)),
            12: (("市级", VENTURES, "三等奖", "光伏玻璃清洗", 4), ("校级", SKILLS, "一等奖", "工程测量", 4)),
        },
    ),
    School(
        "9901XX03", "示例市卫生学校",
        {2021: Destinations(20, 16, 1, 1, 2), 2024: Destinations(16, 30, 2, 1, 1)},
        Staff(90, 20, 4, 42, 16, 75), ("护理", "中医康复技术", "药剂"),
        {
            9: (
                ("国家级", SKILLS, "三等奖", "护理技能", 1), ("省级", SKILLS, "二等奖", "护理技能", 1),
                ("市级", SKILLS, "一等奖", "护理技能", 1),
            ),
            11: (("校级", SKILLS, "一等奖", "中医推拿", 1), ("校级", SKILLS, "一等奖", "护理礼仪", 6)),
        },
    ),
    School(
        "9901XX04", "示例市旅游职业学校",
        {2021: Destinations(14, 11, 1, 1, 3), 2024: Destinations(12, 17, 3, 1, 2)},
        Staff(70, 15, 2, 30, 10, 70), ("旅游服务与管理", "高星级饭店运营与管理", "中餐烹饪"),
        {
            9: (("省级", SKILLS, "三等奖", "酒店服务", 1), ("市级", SKILLS, "二等奖", "导游服务", 1)),
            10: (("校级", SKILLS, "一等奖", "中餐热菜", 1),),
            12: (("市级", SKILLS, "二等奖", "中餐热菜", 1), ("校级", SKILLS, "二等奖", "导游服务", 1)),
        },
    ),
    School(
        "9901XX05", "示例县职业技术教育中心",
        {2021: Destinations(12, 9, 1, 1, 2), 2024: Destinations(14, 11, 2, 1, 2)},
        Staff(60, 15, 0, 23, 6, 33), ("农机设备应用与维修", "现代农艺技术", "无人机操控与维护"),
        {
            9: (("省级", SKILLS, "三等奖", "农机维修", 1), ("市级", SKILLS, "三等奖", "无人机操控", 2)),
            11: (("校级", SKILLS, "一等奖", "无人机操控", 2),),
            12: (("校级", SKILLS, "一等奖", "农机维修", 1),),
        },
    ),
)  # fmt: skip

ENTERPRISES, SCHOOLS_ON_PLATFORM, EXPERTS = 120, 11, 600
"""The members of 产教融合服务平台 (C02)."""

INCUBATORS, FOR_VOCATIONAL = 25, 7
TENANTS, JOBS = 1939, 12_000
LOANS, LOANS_VOCATIONAL = 14_500, 5_075
"""C01: incubators and those for graduates of vocational schools; tenants, jobs (a lower bound) and loans in
万元, 35% to such graduates.
"""

NEW_MAJORS = (
    ("9901XX01", "660303", "工业机器人技术应用", "高端装备"), ("9901XX01", "660501", "智能设备运行与维护", "高端装备"),
    ("9901XX01", "710207", "物联网技术应用", "数字经济"), ("9901XX01", "710206", "大数据技术应用", "数字经济"),
    ("9901XX01", "750105", "短视频制作", "文化创意"), ("9901XX02", "630303", "光伏工程技术与应用", "新能源"),
    ("9901XX02", "640302", "装配式建筑施工", "绿色建材"), ("9901XX02", "640602", "建筑智能化设备安装与运维", "绿色建材"),
    ("9901XX02", "630703", "绿色低碳技术应用", "绿色建材"), ("9901XX03", "720408", "中医康复技术", "生命健康"),
    ("9901XX03", "690203", "生物制药工艺", "生命健康"), ("9901XX03", "790302", "智慧健康养老服务", "生命健康"),
    ("9901XX03", "720803", "婴幼儿托育", "生命健康"), ("9901XX04", "740106", "康养休闲旅游服务", "文化旅游"),
    ("9901XX04", "740203", "西餐烹饪", "文化旅游"), ("9901XX04", "740108", "会展服务与管理", "文化旅游"),
    ("9901XX04", "750203", "民族工艺品设计与制作", "文化创意"), ("9901XX05", "660601", "无人机操控与维护", "低空经济"),
    ("9901XX05", "610106", "设施农业生产技术", "现代农业"), ("9901XX05", "730703", "农村电子商务", "现代农业"),
    ("9901XX05", "700209", "新能源汽车运用与维修", "新能源"),
)  # fmt: skip
"""C03: 21 new majors of 2024; the codes are illustrative."""

DROPPED_MAJORS = (
    ("9901XX01", "730301", "会计事务"), ("9901XX02", "640201", "建筑装饰技术"), ("9901XX04", "730602", "市场营销"),
    ("9901XX05", "710201", "计算机应用"),
)  # fmt: skip
