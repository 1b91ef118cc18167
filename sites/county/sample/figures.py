"""The figures that must come out of the workbooks, by township and month."""

from dataclasses import dataclass, field

MONTHS = (9, 10, 11, 12)
CLASS_SIZE = 50
PRACTICE_BASES = {
    "中餐烹饪": "示例县中等职业学校实训基地",
    "物流服务与管理": "示例县物流中心实训基地",
    "电子电器应用与维修": "示例县工业园区实训基地",
    "计算机应用与维修": "示例县工业园区实训基地",
}
"""Where those learners of a major practise who do not learn in their village."""


@dataclass(frozen=True)
class Survey:
    """The survey (摸底) of a township in a quarter: people by the census of 2020, found, disabled, away,
    willing to be trained.
    """

    census: int
    surveyed: int
    disabled: int
    away: int
    planned: int


@dataclass(frozen=True)
class Standing:
    """How far the learners of a township had come by the end of a month; each is some of those before it."""

    enrolled: int
    in_class: int
    entered: int
    registered: int
    online: int
    completed: int


@dataclass(frozen=True)
class Township:
    """A township: its surveys of September and December and, where it trains this year, its target, learners
    and first class.

    ``lacking``: what those who are not registered in December lack, and how many of them.
    """

    code: str
    name: str
    surveys: dict[int, Survey]
    target: int = 0
    first_class: int = 0
    standings: dict[int, Standing] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)


# fmt: off
TOWNSHIPS = (
    Township(
        "990121101", "云岭镇", {9: Survey(622, 588, 52, 176, 420), 12: Survey(622, 619, 55, 183, 420)}, 400, 1,
        {
            9: Standing(320, 300, 250, 120, 240, 0),
            10: Standing(370, 350, 340, 230, 330, 0),
            11: Standing(400, 400, 400, 330, 390, 50),
            12: Standing(400, 400, 400, 368, 400, 100),
        },
        {"标准像": 20, "户口册": 8, "身份证、标准像": 4},
    ),
    Township(
        "990121102", "清溪镇", {9: Survey(655, 601, 57, 190, 430), 12: Survey(655, 657, 61, 203, 430)}, 400, 9,
        {
            9: Standing(210, 200, 120, 40, 120, 0),
            10: Standing(290, 250, 220, 110, 230, 0),
            11: Standing(352, 350, 330, 210, 330, 0),
            12: Standing(400, 400, 400, 300, 400, 50),
        },
        {"标准像": 52, "户口册": 25, "身份证": 8, "户口册、标准像": 10, "身份证、户口册": 5},
    ),
    Township(
        "990121201", "木叶乡", {9: Survey(548, 470, 44, 141, 372), 12: Survey(548, 546, 50, 165, 372)}, 350, 17,
        {
            9: Standing(60, 50, 0, 0, 20, 0),
            10: Standing(130, 100, 80, 20, 90, 0),
            11: Standing(270, 250, 200, 90, 240, 0),
            12: Standing(350, 350, 350, 192, 350, 0),
        },
        {"标准像": 70, "户口册": 38, "身份证": 16, "户口册、标准像": 20, "身份证、标准像": 10, "身份证、户口册、标准像": 4},
    ),
    Township("990121103", "石桥镇", {9: Survey(441, 402, 37, 120, 0), 12: Survey(441, 489, 45, 149, 260)}),
    Township("990121202", "高岩乡", {9: Survey(512, 431, 40, 133, 0), 12: Survey(512, 470, 46, 147, 240)}),
    Township("990121203", "梨坪乡", {9: Survey(388, 350, 31, 102, 0), 12: Survey(388, 385, 35, 113, 190)}),
)
# fmt: on
"""The census of 2020 and December's survey both find 3166 people in the county: the survey is complete (100
%). Those three townships train whose surveys lie closest to the census."""
