"""How a view and a column are described, and the columns that several views share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewColumn:
    """One column, for a reader of BI tables: its name in words, its meaning, its unit, and where its value
    comes from.
    """

    title: str
    meaning: str
    unit: str
    source: str


@dataclass(frozen=True)
class View:
    """One view: its name in words, what one of its rows is, and its columns by name."""

    title: str
    row: str
    columns: dict[str, ViewColumn]


NO_UNIT = "—"

SITE = ViewColumn("主管部门", "主管部门的标识，如 sucheng。", NO_UNIT, "site.yaml 的 id")
UNIT_CODE = ViewColumn("单位代码", "填报单位的代码。", NO_UNIT, "units.csv 的 code")
UNIT_NAME = ViewColumn("单位名称", "填报单位的规范名称。", NO_UNIT, "units.csv 的 name")
FORM = ViewColumn("报表代码", "报表的代码，见“报表”一节。", NO_UNIT, "按表头识别")
PERIOD = ViewColumn("报告期", "报表所属的月份，文本。", "YYYY-MM", "表内的报告期，其次是文件名")
VERSION = ViewColumn("版本", "同一单位、报表、报告期的第几版，按收到时间从 1 编号。", "版", "台账")
RECEIVED_AT = ViewColumn(
    "收到时间", "主管部门当地时间。", "日期时间", "文件的修改时间，或收件箱中 received.csv 所写"
)
FILE_NAME = ViewColumn(
    "文件名", "文件在收件箱中的路径和名称，其中的身份证号、手机号已掩去。", NO_UNIT, "收件箱"
)
SCHEME = ViewColumn("方案", "考核方案的标识。", NO_UNIT, "方案文件的 id")
INDICATOR = ViewColumn("指标代码", "指标在方案中的代码，如 A3-1。", NO_UNIT, "方案文件的 indicators")
ASSESSED_CODE = ViewColumn("单位代码", "被考核单位的代码。", NO_UNIT, "units.csv 的 code")
ASSESSED_NAME = ViewColumn("单位名称", "被考核单位的名称。", NO_UNIT, "units.csv 的 name")
ASSESSED_PERIOD = ViewColumn("考核月份", "截至这个月末的考核结果，文本。", "YYYY-MM", "考核运行")

PERIOD_START = ViewColumn(
    "报告期首日", "报告期的第一天，供 BI 按日期排列和筛选；没有报告期的为空。", "日期", "由 period 得出"
)
LIGHT_ORDER = ViewColumn(
    "亮灯次序", "从好到差：1 绿，2 蓝，3 黄，4 红；没有亮灯的为空。", NO_UNIT, "由 light 得出"
)
INDICATOR_NAME = ViewColumn("指标名称", "指标的名称。", NO_UNIT, "方案文件的 name")

OFFICE_SECTION = ViewColumn(
    "负责科室", "负责这项指标的科室；方案没有写的为空。", NO_UNIT, "方案文件的 office_section"
)

OWN_UNIT = "同 unit_of_measure；比率存小数"

NUMBER = ViewColumn("期号", "这个方案的第几期通报，从 1 起。", "期", "kaohe bulletin --issue")
FIGURE = ViewColumn(
    "数据种类",
    "score 得分，rank 名次，item_score 指标得分，value 完成值，target 目标值，completion 完成率，due_so_far 序时目标，last_year 上年同期，"
    "light 亮灯，status 状态，conclusion 结论，passed、failed、undecided 达标、未达标、无法判定的项数，verdict 判定，shortfall 差额，"
    "stage_count、stage_share 漏斗各步的人数和占上一步的比。",
    NO_UNIT,
    "kaohe bulletin",
)
ITEM = ViewColumn("项目", "指标代码或漏斗的一步；整个单位的数据为空文本。", NO_UNIT, "方案文件")
