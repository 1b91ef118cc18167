"""The rows of the city's own forms T01–T03, and the forms as they are printed.

The city's totals and rates are those of the published speech; how they spread over schools is made up, and so
is how many enterprises are content.
"""

from sites.writing.forms import PrintedColumn, PrintedForm


def _printed(code: str, title: str, *columns: tuple[str, str, str]) -> PrintedForm:
    return PrintedForm(
        code, title, "见表头", tuple(PrintedColumn(name, header, kind, 14) for name, header, kind in columns)
    )


COLLABORATION = _printed(
    "T01",
    "产教协同年度情况表",
    ("founding_sessions", "近三年创业培训（场）", "count"),
    ("founding_attendances", "近三年创业培训人次（人次）", "count"),
    ("teachers_trained", "本年参加国家级、省级培训教师（人）", "count"),
    ("teachers_in_research", "近三年参与企业技术研发教师（人）", "count"),
    ("saved", "技术研发为企业节约成本（万元）", "amount"),
    ("engineers", "企业选派兼职教师（人）", "count"),
    ("medics", "医疗机构选派兼职教师（人）", "count"),
    ("surveyed", "受访合作企业（家）", "count"),
    ("satisfied", "其中：满意（家）", "count"),
)
PROGRAMMES = _printed(
    "T02",
    "校企协同育人情况表",
    ("programme", "名称", "text"),
    ("kind", "形式", "text"),
    ("partner", "合作单位", "text"),
    ("graduates", "毕业生（冠名班填累计输送）（人）", "count"),
    ("employed", "就业（人）", "count"),
    ("with_partner", "其中：合作企业及上下游就业（人）", "count"),
    ("large", "其中：规上企业就业（人）", "count"),
    ("leading", "技术骨干和管理人员（人）", "count"),
    ("starting_pay", "就业毕业生月起薪合计（元）", "amount"),
    ("usual_pay", "同样人数按普通毕业生平均起薪计（元）", "amount"),
)
PLATFORM = _printed(
    "T03",
    "产教融合服务平台运行情况表",
    ("enterprises", "入驻企业（家）", "count"),
    ("schools", "入驻院校（所）", "count"),
    ("experts", "入驻专家（名）", "count"),
)

COLLEGE, COLLEGE_CODE = "示例市建材职业技术学院", "9901XY01"

_YEARS = {
    "9901XX01": ("60余", 4500, 38, None, None, None, None, 30, 27),
    "9901XX02": (30, 2200, 24, None, None, None, None, 22, 20),
    "9901XX03": (20, 1500, 30, None, None, None, 50, 18, 17),
    "9901XX04": (25, 1800, 16, None, None, None, None, 16, 14),
    "9901XX05": (15, 1000, 12, None, None, None, None, 10, 8),
    COLLEGE_CODE: (50, 4000, 30, 87, "300余", 20, None, 24, 22),
}
"""T01 by unit: over 200 sessions of founding with 15,000 attendances, 150 teachers trained, 87 in research that
saved over 3 million yuan, 20 engineers and 50 of hospitals who teach, 108 of 120 enterprises content.
"""

_PROGRAMMES = {
    "9901XX01": (
        ("烘焙冠名班", "冠名班", "示例烘焙食品有限公司", "1500余", None, None, None, "1350余", None, None),
        ("工程实践贯通培养班", "贯通培养", "示例理工大学", 40, 40, None, 32, None, None, None),
    ),
    COLLEGE_CODE: (
        ("玻璃产业学院", "产业学院", "示例玻璃集团有限公司", 200, 190, 133, None, None, 1_026_000, 855_000),
    ),
}
"""T02 by unit: 95 % of the industry college's graduates have work, 70 % of these with its partner, and they start
with a fifth more pay than others (5,400 against 4,500 yuan a month; the speech says only the fifth); 90 % of the
named class lead; all of the joint course have work, 80 % in large enterprises.
"""


def _rows(form: PrintedForm, *lines: tuple) -> list[dict]:
    return [dict(zip([column.name for column in form.columns], line, strict=True)) for line in lines]


def year_of(unit_code: str) -> list[dict]:
    """T01: one row."""
    return _rows(COLLABORATION, _YEARS[unit_code])


def programmes(unit_code: str) -> list[dict]:
    """T02: a row for each programme; empty where there is none."""
    return _rows(PROGRAMMES, *_PROGRAMMES.get(unit_code, ()))


def platform() -> list[dict]:
    """T03: the figures that the platform publishes, 余 as it writes them."""
    return _rows(PLATFORM, ("120余", 11, "600余"))
