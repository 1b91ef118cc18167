"""The figures that come out of the college's workbooks. The plan's targets are public; what the departments
did is made up.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Base:
    """A training base (P02): its activities by the end of September and of the year."""

    name: str
    kind: str
    tier: str
    built_on: date
    activities: tuple[int, int]


@dataclass(frozen=True)
class Occupation:
    """An occupation (P03) of social assessment: (level, day, examined, certified) of each session held."""

    name: str
    sessions: tuple[tuple[str, date, int, int], ...] = ()


@dataclass(frozen=True)
class Department:
    """A department (二级学院): its students, and what it trained in the year that it reported.

    ``attendances`` is 培训人次 by month of report (September's covers January to September), None for a month
    without a report; ``income`` is 到账金额 in units of 100 yuan (a hundredth of 万元), spread over the
    projects; ``provincial`` and ``founding`` are the numbers of projects 省级以上 and of 创业培训, by month
    of report.
    """

    code: str
    name: str
    students: int
    attendances: dict[int, int | None]
    income: int
    provincial: dict[int, int]
    founding: dict[int, int]
    bases: tuple[Base, ...]
    occupations: tuple[Occupation, ...]


DEPARTMENTS = (
    Department(
        "HNSF01", "智能制造学院", 5200, {9: 8600, 10: 1500, 11: 1620, 12: 1280}, 61250, {9: 2, 12: 1}, {9: 2, 10: 1, 11: 1},
        (
            Base("智能制造企业职工培训基地（示例装备集团）", "职工培训基地", "市级", date(2021, 5, 18), (1, 2)),
            Base("智造社区教育基地（示例一街道）", "社区教育基地", "校级", date(2022, 3, 9), (1, 3)),
            Base("国家“双师型”教师培训基地（机电）", "双师型教师培训基地", "国家级", date(2022, 11, 30), (2, 3)),
        ),
        (
            Occupation("电工", (("中级工", date(2023, 5, 20), 120, 108), ("高级工", date(2023, 11, 18), 64, 51))),
            Occupation("钳工", (("中级工", date(2023, 6, 10), 88, 80),)),
            Occupation("车工", (("中级工", date(2023, 10, 28), 76, 69),)),
        ),
    ),
    Department(
        "HNSF02", "信息工程学院", 4600, {9: 6200, 10: 1180, 11: 1240, 12: 1040}, 48620, {11: 1}, {9: 2, 12: 1},
        (
            Base("软件企业职工培训基地（示例软件园）", "职工培训基地", "校级", date(2022, 6, 1), (1, 1)),
            Base("智慧助老教育基地（示例二街道）", "老年教育基地", "校级", date(2022, 9, 28), (2, 4)),
        ),
        (
            Occupation("计算机程序设计员", (("中级工", date(2023, 6, 17), 102, 91),)),
            Occupation("网络与信息安全管理员", (("高级工", date(2023, 12, 9), 58, 47),)),
        ),
    ),
    Department(
        "HNSF03", "现代商务学院", 4380, {9: 5980, 10: 1236, 11: 1260, 12: 1160}, 45540, {9: 1, 10: 1}, {9: 3, 10: 1, 12: 1},
        (
            Base("商贸流通职工培训基地（示例物流港）", "职工培训基地", "校级", date(2021, 10, 15), (2, 3)),
            Base("家政与财经社区教育基地（示例三街道）", "社区教育基地", "校级", date(2023, 4, 12), (1, 2)),
            Base("高素质农民培育基地（电商）", "高素质农民培育基地", "省级", date(2020, 12, 8), (3, 4)),
        ),
        (
            Occupation("电子商务师", (("中级工", date(2023, 5, 27), 132, 118), ("高级工", date(2023, 11, 25), 70, 55))),
            Occupation("互联网营销师", (("中级工", date(2023, 9, 16), 96, 84),)),
            Occupation("连锁经营管理师", (("高级工", date(2023, 10, 21), 45, 38),)),
        ),
    ),
    Department(
        "HNSF04", "文化旅游学院", 3950, {9: 4820, 10: 980, 11: 1130, 12: 970}, 31890, {9: 1}, {9: 1, 11: 2},
        (
            Base("景区职工培训基地（示例景区）", "职工培训基地", "校级", date(2023, 6, 6), (0, 0)),
            Base("非遗社区教育基地（示例四街道）", "社区教育基地", "市级", date(2021, 9, 1), (2, 2)),
            Base("茶艺书画老年教育基地（示例四街道）", "老年教育基地", "校级", date(2022, 3, 30), (1, 2)),
        ),
        (
            Occupation("中式烹调师", (("中级工", date(2023, 6, 3), 84, 79), ("高级工", date(2023, 12, 2), 40, 33))),
            Occupation("茶艺师", (("中级工", date(2023, 11, 11), 52, 48),)),
            Occupation("西式面点师"),
        ),
    ),
    Department(
        "HNSF05", "汽车工程学院", 3420, {9: 3900, 10: 980, 11: None, 12: 934}, 24160, {}, {9: 1, 12: 1},
        (
            Base("汽车后市场职工培训基地（示例汽车服务公司）", "职工培训基地", "校级", date(2022, 5, 11), (1, 1)),
            Base("车辆安全社区教育基地（示例五街道）", "社区教育基地", "校级", date(2023, 3, 22), (1, 2)),
        ),
        (
            Occupation("汽车维修工", (("中级工", date(2023, 6, 24), 90, 82),)),
            Occupation("工业机器人系统操作员", (("中级工", date(2023, 12, 16), 38, 31),)),
        ),
    ),
    Department(
        "HNSF06", "健康护理学院", 2900, {9: 2150, 10: 0, 11: 402, 12: 464}, 9640, {}, {},
        (
            Base("康养老年教育基地（示例六街道）", "老年教育基地", "校级", date(2023, 8, 30), (0, 1)),
            Base("急救培训专业技术继续教育基地", "专业技术继续教育基地", "校级", date(2021, 4, 20), (1, 2)),
        ),
        (
            Occupation("养老护理员", (("初级工", date(2023, 12, 10), 46, 43),)),
            Occupation("健康管理师"),
            Occupation("保育师"),
            Occupation("育婴员"),
        ),
    ),
)  # fmt: skip

YEAR_END = (2023, 12, 31)
# category, title, tier, quantity, due on, and the state and day of completion by the end of September and of
# the year, evidence
TASKS = {
    "HNSF01": (
        ("培训基地申报", "省级高技能人才培训基地申报", "省级", 1, YEAR_END, ("推进中", None), ("已申报", None), "申报书"),
        ("培训基地申报", "国家级高技能人才培训基地申报", "国家级", 1, (2024, 6, 30), ("未启动", None), ("推进中", None), None),
        ("培训方案", "电工、钳工、车工培训方案", "校级", 3, (2023, 9, 30), *[("已完成", (2023, 8, 31))] * 2, "培训方案3份"),
        ("其他", "承办学校社会培训年中检查", "校级", 1, (2023, 7, 31), *[("已完成", (2023, 7, 12))] * 2, "检查通报"),
        ("其他", "省级优质培训工作案例：订单式企业员工培训", "省级", 1, YEAR_END, ("推进中", None), ("已申报", None), "案例材料"),
    ),
    "HNSF02": (
        ("网络课程", "省级继续教育网络课程：信息安全基础", "省级", 1, YEAR_END, ("已申报", None), ("已完成", (2023, 11, 20)), "立项文件"),
        ("终身教育课程资源", "网络安全与数字技能系列", "国家级", 3, YEAR_END, ("已申报", None), ("已完成", (2023, 10, 26)), "入选名单"),
        ("智慧助老案例", "教智慧、助银龄工作案例", "国家级", 1, (2024, 3, 31), ("推进中", None), ("已申报", None), "案例材料"),
        ("培训方案", "计算机程序设计员、网络与信息安全管理员培训方案", "校级", 2, (2023, 9, 30), *[("已完成", (2023, 9, 20))] * 2, "培训方案2份"),
    ),
    "HNSF03": (
        ("终身教育课程资源", "直播电商与家庭理财系列", "国家级", 2, YEAR_END, ("已申报", None), ("已完成", (2023, 10, 26)), "入选名单"),
        ("网络课程", "校级网络课程：短视频运营", "校级", 1, YEAR_END, ("已完成", (2023, 9, 12)), ("已完成", (2023, 9, 12)), "立项文件"),
        ("培训方案", "电子商务师、互联网营销师培训方案", "校级", 2, (2023, 12, 31), ("推进中", None), ("已完成", (2023, 11, 30)), "培训方案2份"),
        ("其他", "社会培训典型案例：直播电商进乡村", "校级", 1, YEAR_END, ("推进中", None), ("已完成", (2023, 12, 8)), "案例集"),
    ),
    "HNSF04": (
        ("终身教育课程资源", "传统技艺系列", "国家级", 2, YEAR_END, ("推进中", None), ("已完成", (2023, 12, 5)), "入选名单"),
        ("能者为师", "省级“能者为师”特色课程：剪纸", "省级", 1, (2024, 3, 31), ("未启动", None), ("推进中", None), None),
        ("终身学习品牌", "示例四街道老年书画社", "市级", 1, YEAR_END, ("推进中", None), ("已申报", None), "申报书"),
        ("终身学习品牌", "全国终身学习品牌项目：非遗进社区", "国家级", 1, (2024, 3, 31), ("未启动", None), ("已申报", None), "申报书"),
        ("其他", "社会培训典型案例：非遗传承人研修", "校级", 1, YEAR_END, ("推进中", None), ("已完成", (2023, 12, 8)), "案例集"),
    ),
    "HNSF05": (
        ("培训方案", "汽车维修工培训方案", "校级", 1, (2023, 9, 30), *[("已完成", (2023, 9, 8))] * 2, "培训方案1份"),
    ),
}  # fmt: skip
"""R01 by department; 健康护理学院 has nothing and sends a nil report."""
