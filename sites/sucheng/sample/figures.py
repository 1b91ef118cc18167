"""The figures that must come out of the workbooks.

宿城区's totals are those of its work report of 2023; how they spread over townships and schools is made up.
The two sister districts are wholly illustrative.
"""

from dataclasses import dataclass
from datetime import date, timedelta


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Township:
    """A township: its target and learners of 双提升, its people (J05), elderly education at the end of the
    year (Z03), exams (J02).
    """

    code: str
    name: str
    target: int
    learners: int
    residents: int
    elderly: int
    working_age: int
    regular_learners: int
    credit_accounts: int
    recognised_on: date | None
    self_study: dict[int, int]
    adult_exam: dict[int, int]
    plaque: bool = True

    @property
    def is_street(self) -> bool:
        return self.name.endswith("街道")


@dataclass(frozen=True)
class Destinations:
    """Where a school's graduates of one year went."""

    further: int
    employed: int
    employed_in_city: int
    founder: int
    army: int
    none: int
    undergraduate: int

    @property
    def graduates(self) -> int:
        return self.further + self.employed + self.founder + self.army + self.none


@dataclass(frozen=True)
class Conditions:
    """办学条件: staff and property of a school."""

    land_area: float
    building_area: float
    major_teachers: int
    basic_teachers: int
    dual_teachers: int
    senior_teachers: int
    part_time_teachers: int
    equipment_value: float
    books: int
    computers: int


@dataclass(frozen=True)
class School:
    """A school: enrolment by year, destinations by year, conditions, and its majors as indexes into
    ``schools.MAJORS``.
    """

    code: str
    name: str
    admitted: dict[int, int]
    students: dict[int, int]
    destinations: dict[int, Destinations]
    conditions: Conditions
    majors: tuple[int, ...]


@dataclass(frozen=True)
class District:
    """A district with its bureau, townships and schools, and the junior graduates' figures of J01."""

    code: str
    name: str
    bureau: str
    target: int
    townships: tuple[Township, ...]
    schools: tuple[School, ...]
    junior_graduates: int
    junior_not_continued: int
    junior_schools: int


def _township(
    code,
    name,
    target,
    learners,
    people,
    elderly_education,
    recognised_on,
    exams_2022,
    exams_2023,
    plaque=True,
) -> Township:
    return Township(
        code, name, target, learners, *people, *elderly_education,
        date.fromisoformat(recognised_on) if recognised_on else None,
        {2022: exams_2022[0], 2023: exams_2023[0]}, {2022: exams_2022[1], 2023: exams_2023[1]}, plaque,
    )  # fmt: skip


# fmt: off
SUCHENG_TOWNSHIPS = (
    # code, name, target and learners of 双提升, (residents, 60+, 15–59), (regular learners, accounts), day of
    # 市级达标认定, then (自考, 成考) of 2022 and of 2023
    _township("321302001", "幸福街道", 30, 38, (66297, 9812, 43889), (3855, 2012), "2022-11-18", (564, 612), (624, 649)),
    _township("321302002", "项里街道", 28, 33, (54219, 8187, 35676), (2961, 1539), "2022-11-18", (457, 461), (482, 492)),
    _township("321302003", "河滨街道", 25, 30, (39632, 6143, 25959), (2123, 1057), "2022-11-18", (405, 370), (411, 379)),
    _township("321302004", "古城街道", 25, 27, (47803, 7266, 31120), (2315, 1148), "2022-11-18", (391, 376), (414, 392)),
    _township("321302005", "双庄街道", 30, 36, (50196, 7931, 32527), (2797, 1436), "2022-11-18", (465, 375), (503, 411)),
    _township("321302006", "支口街道", 20, 18, (30081, 5174, 18921), (1488, 719), None, (282, 256), (286, 259)),
    _township("321302007", "洋北街道", 25, 24, (31864, 5608, 19883), (1472, 662), None, (243, 283), (274, 317)),
    _township("321302101", "耿车镇", 32, 40, (36107, 6427, 22278), (2370, 1138), "2022-11-18", (350, 308), (359, 333)),
    _township("321302102", "埠子镇", 35, 42, (42541, 7785, 25993), (2660, 1277), "2022-11-18", (332, 365), (364, 379)),
    _township("321302103", "龙河镇", 32, 36, (39193, 7094, 23986), (2289, 1078), "2022-11-18", (341, 340), (381, 379)),
    _township("321302107", "中扬镇", 28, 30, (31233, 5903, 18802), (1780, 868), None, (241, 271), (270, 290)),
    _township("321302109", "陈集镇", 30, 37, (36511, 6718, 22126), (2080, 961), "2023-11-20", (291, 287), (318, 324)),
    _township("321302110", "蔡集镇", 35, 45, (46701, 8266, 28628), (2957, 1496), "2023-11-20", (439, 457), (453, 479)),
    _township("321302111", "王官集镇", 30, 47, (40604, 7390, 24728), (2495, 1227), "2023-11-20", (398, 391), (442, 406)),
    _township("321302112", "屠园镇", 20, 22, (27863, 5294, 16690), (1506, 704), None, (231, 229), (245, 243)),
)

SUCHENG = District(
    "321302", "宿城区", "321302JYJ", 425, SUCHENG_TOWNSHIPS,
    (
        School(
            "321302XX01", "江苏省宿城中等专业学校", {2022: 1542, 2023: 1630}, {2022: 4236, 2023: 4480},
            {
                2022: Destinations(further=565, employed=175, employed_in_city=127, founder=10, army=14, none=16, undergraduate=6),
                2023: Destinations(further=690, employed=190, employed_in_city=148, founder=12, army=15, none=13, undergraduate=15),
            },
            Conditions(128000, 86500, 128, 90, 79, 52, 12, 1049.6, 141200, 690), (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        ),
        School(
            "321302XX02", "宿迁信息中等专业学校", {2022: 1180, 2023: 1275}, {2022: 3198, 2023: 3420},
            {
                2022: Destinations(further=390, employed=190, employed_in_city=136, founder=12, army=10, none=18, undergraduate=2),
                2023: Destinations(further=490, employed=172, employed_in_city=131, founder=14, army=12, none=12, undergraduate=6),
            },
            Conditions(96000, 71200, 98, 73, 55, 38, 9, 810.4, 98600, 470), (5, 6, 7, 10, 11, 12, 13),
        ),
    ),
    junior_graduates=7846, junior_not_continued=53, junior_schools=12,
)

SUYU = District(
    "321311", "宿豫区", "321311JYJ", 60,
    (
        _township("321311901", "宿豫示例一街道", 24, 25, (41200, 7230, 26100), (2250, 1080), "2022-11-18", (302, 288), (315, 284)),
        _township("321311902", "宿豫示例二镇", 20, 19, (33500, 6120, 20500), (1760, 830), "2022-11-18", (251, 246), (262, 243)),
        _township("321311903", "宿豫示例三镇", 16, 14, (27900, 5240, 16900), (1530, 710), None, (237, 236), (243, 233)),
    ),
    (
        School(
            "321311XX01", "宿豫示例中等专业学校", {2022: 206, 2023: 221}, {2022: 590, 2023: 615},
            {
                2022: Destinations(further=104, employed=28, employed_in_city=20, founder=2, army=2, none=4, undergraduate=1),
                2023: Destinations(further=112, employed=30, employed_in_city=22, founder=2, army=3, none=3, undergraduate=2),
            },
            Conditions(41500, 21300, 18, 13, 9, 7, 2, 168.5, 19200, 96), (0, 5, 7),
        ),
    ),
    junior_graduates=1364, junior_not_continued=11, junior_schools=3,
)

SHUYANG = District(
    "321322", "沭阳县", "321322JYJ", 90,
    (
        _township("321322901", "沭阳示例一街道", 36, 39, (58300, 9980, 36900), (2710, 1260), "2022-11-18", (430, 402), (421, 391)),
        _township("321322902", "沭阳示例二镇", 30, 32, (46800, 8640, 28400), (2290, 1040), None, (391, 377), (382, 362)),
        _township("321322903", "沭阳示例三镇", 24, 24, (38900, 7410, 23300), (1890, 850), None, (359, 341), (347, 327), plaque=False),
    ),
    (
        School(
            "321322XX01", "沭阳示例中等专业学校", {2022: 262, 2023: 251}, {2022: 764, 2023: 741},
            {
                2022: Destinations(further=141, employed=38, employed_in_city=25, founder=2, army=3, none=4, undergraduate=3),
                2023: Destinations(further=138, employed=42, employed_in_city=27, founder=3, army=4, none=3, undergraduate=2),
            },
            Conditions(39800, 25100, 22, 16, 10, 8, 3, 176.0, 23100, 108), (1, 6, 12),
        ),
    ),
    junior_graduates=2210, junior_not_continued=31, junior_schools=4,
)
# fmt: on

DISTRICTS = (SUCHENG, SUYU, SHUYANG)
