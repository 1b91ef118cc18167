"""What the contenders know about the four forms: the names of the columns in order, written by hand as
somebody without Kaohe would.
"""

COLUMNS = {
    "15—59周岁未上学人口摸底表": [
        "village",
        "census_count",
        "surveyed_count",
        "disabled_count",
        "away_count",
        "planned_count",
    ],
    "学历技能双提升学员名册": [
        *(
            "name",
            "resident_id",
            "sex",
            "village",
            "education",
            "phone",
            "major_name",
            "teaching_point",
            "class_name",
        ),
        *("enrolled_on", "registration", "missing_documents", "online", "completion"),
    ],
    "老年教育机构月报表": [
        *("institution", "kind", "plaque", "city_recognised", "recognised_on", "activities", "attendances"),
        *("regular_learners", "credit_accounts"),
    ],
    "社区教育活动台账": ["held_on", "title", "category", "attendances", "elderly_attendances", "place"],
}
"""Sheet → the names of its columns."""

TABLES = dict(
    zip(
        COLUMNS,
        ("population_survey", "dual_upgrade_roster", "elderly_education", "community_activities"),
        strict=True,
    )
)
TITLE_ROWS = 2
FOOTER = "填表人"

SEXES = ["男", "女"]
EDUCATIONS = ["未上过学", "小学", "初中", "高中/中专", "大专及以上"]
REGISTRATIONS = ["未录入", "已录入", "已注册"]
COMPLETIONS = ["在读", "结业", "退学"]
YES_NO = ["是", "否"]
KINDS = ["镇街老年大学分校", "村（社区）学习点", "其他"]
CATEGORIES = [
    *(
        "公民素质",
        "职业能力",
        "职业技能",
        "文化技艺",
        "社区工作者",
        "创新创业",
        "健康养生",
        "家庭教育",
        "心理健康",
        "志愿服务",
        "老年教育",
    ),
]
RESIDENT_ID, PHONE = r"^\d{17}[\dX]$", r"^1[3-9]\d{9}$"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


def checks_out(number: str) -> bool:
    """Whether the check character of a resident ID is right (GB 11643)."""
    return len(number) == 18 and number[:17].isdecimal() and CHECK_CHARACTERS[_sum(number) % 11] == number[17]


def _sum(number: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
