"""What the columns of the BI views mean (BI 视图说明), beside the views themselves: the text of the data
dictionary.

Every column of every view in ``warehouse/database/views.py`` is described here; a test compares the two.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewColumn:
    """One column for a reader of BI tables: what it is called, what it means, in which unit, and where its
    value comes from.
    """

    title: str
    meaning: str
    unit: str
    source: str


@dataclass(frozen=True)
class View:
    """One view: what it is called, what a row of it is, and its columns by name."""

    title: str
    row: str
    columns: dict[str, ViewColumn]


_NO_UNIT = "—"

_SITE = ViewColumn("主管部门", "主管部门的标识，如 sucheng。", _NO_UNIT, "site.yaml 的 id")
_UNIT_CODE = ViewColumn("单位代码", "填报单位的代码。", _NO_UNIT, "units.csv 的 code")
_UNIT_NAME = ViewColumn("单位名称", "填报单位的规范名称。", _NO_UNIT, "units.csv 的 name")
_FORM = ViewColumn("报表代码", "报表的代码，见“报表”一节。", _NO_UNIT, "按表头识别")
_PERIOD = ViewColumn("报告期", "报表所属的月份，文本。", "YYYY-MM", "表内的报告期，其次是文件名")
_VERSION = ViewColumn("版本", "同一单位、报表、报告期的第几版，按收到时间从 1 编号。", "版", "台账")
_RECEIVED_AT = ViewColumn(
    "收到时间", "主管部门当地时间。", "日期时间", "文件的修改时间，或收件箱中 received.csv 所写"
)
_FILE_NAME = ViewColumn(
    "文件名", "文件在收件箱中的路径和名称，其中的身份证号、手机号已掩去。", _NO_UNIT, "收件箱"
)
_SCHEME = ViewColumn("方案", "考核方案的标识。", _NO_UNIT, "方案文件的 id")
_INDICATOR = ViewColumn("指标代码", "指标在方案中的代码，如 A3-1。", _NO_UNIT, "方案文件的 indicators")
_ASSESSED_CODE = ViewColumn("单位代码", "被考核单位的代码。", _NO_UNIT, "units.csv 的 code")
_ASSESSED_NAME = ViewColumn("单位名称", "被考核单位的名称。", _NO_UNIT, "units.csv 的 name")
_ASSESSED_PERIOD = ViewColumn("考核月份", "截至这个月末的考核结果，文本。", "YYYY-MM", "考核运行")

_OWN_UNIT = "同 unit_of_measure；比率存小数"

_NUMBER = ViewColumn("期号", "这个方案的第几期通报，从 1 起。", "期", "kaohe bulletin --issue")
_FIGURE = ViewColumn(
    "数据种类",
    "score 得分，rank 名次，item_score 指标得分，value 完成值，target 目标值，completion 完成率，due_so_far 序时目标，last_year 上年同期，"
    "light 亮灯，status 状态，conclusion 结论，passed、failed、undecided 达标、未达标、无法判定的项数，verdict 判定，shortfall 差额，"
    "stage_count、stage_share 漏斗各步的人数和占上一步的比。",
    _NO_UNIT,
    "kaohe bulletin",
)
_ITEM = ViewColumn("项目", "指标代码或漏斗的一步；整个单位的数据为空文本。", _NO_UNIT, "方案文件")

VIEW_COLUMNS: dict[str, View] = {
    "bi_report_status": View(
        "报送情况",
        "应报或已报的一份报表（一个单位、一张报表、一个报告期），取最新一版",
        {
            "site": _SITE,
            "unit_code": _UNIT_CODE,
            "unit_name": _UNIT_NAME,
            "form": _FORM,
            "period": _PERIOD,
            "due_on": ViewColumn(
                "应报日期",
                "最迟报送日；空表示不在应报之列而报来的。",
                "日期",
                "site.yaml 的 due_day（另有 due_days、due_dates），遇休息日顺延到下一个工作日",
            ),
            "received_at": ViewColumn(
                "收到时间",
                "最新一版的收到时间，主管部门当地时间；缺报为空。",
                "日期时间",
                _RECEIVED_AT.source,
            ),
            "version": ViewColumn("版本", "最新一版的版本号；缺报为空。", "版", "台账"),
            "status": ViewColumn(
                "状态",
                "missing 缺报，nil 零报告，accepted 已通过，accepted_with_queries 通过（待核实），"
                "partly_accepted 部分通过，returned 退回。",
                _NO_UNIT,
                "最新一版的审核结果；没有任何一版为 missing",
            ),
            "late": ViewColumn(
                "迟报",
                "1 迟报，0 不迟。以首次报来的那一版计，不管是否退回；更正不算迟报；没有报来的以过了应报日期计。",
                "0 或 1",
                "收到日期与应报日期比较",
            ),
            "rows_accepted": ViewColumn("接收行数", "通过审核、入库的行数。", "行", "审核"),
            "rows_held": ViewColumn("留置行数", "因强制性错误没有入库的行数。", "行", "审核"),
            "errors": ViewColumn("强制性错误", "强制性错误的处数。", "处", "审核"),
            "queries": ViewColumn("核实性错误", "还没有说明的核实性错误的处数。", "处", "审核"),
            "file_name": _FILE_NAME,
        },
    ),
    "bi_finding": View(
        "审核意见",
        "一条审核意见；同一栏反复出现的同一问题合为一条",
        {
            "site": _SITE,
            "unit_code": _UNIT_CODE,
            "unit_name": _UNIT_NAME,
            "form": _FORM,
            "period": _PERIOD,
            "version": ViewColumn("版本", "意见所针对的版本号。", "版", "台账"),
            "level": ViewColumn(
                "级别", "hard 强制性错误，必须改正；query 核实性错误，改正或说明。", _NO_UNIT, "审核规则"
            ),
            "code": ViewColumn(
                "意见代码",
                "审核规则的代码（如 X01-1）或通用意见的代码，见“审核意见目录”。",
                _NO_UNIT,
                "审核规则",
            ),
            "sheet": ViewColumn("工作表", "问题所在工作表的名称。", _NO_UNIT, "报来的工作簿"),
            "cell": ViewColumn(
                "单元格", "问题所在的单元格，如 F12；针对整张报表的为空。", _NO_UNIT, "报来的工作簿"
            ),
            "header": ViewColumn("栏目", "问题所在栏目的表头。", _NO_UNIT, "表样"),
            "message": ViewColumn("意见", "一句话：哪里有什么问题、怎么办。", _NO_UNIT, "审核规则"),
            "value": ViewColumn("原值", "单元格里填的值；个人信息已掩去。", _NO_UNIT, "报来的工作簿"),
            "row_count": ViewColumn("处数", "这条意见合并了几处。", "处", "审核"),
            "state": ViewColumn(
                "状态",
                "open 未了结；explained 核实说明已采纳；superseded 已有更新的一版，以新一版的意见为准。",
                _NO_UNIT,
                "台账",
            ),
        },
    ),
    "bi_indicator": View(
        "指标",
        "一个被考核单位、一项指标、一个月份",
        {
            "scheme": _SCHEME,
            "indicator": _INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", _NO_UNIT, "方案文件的 name"),
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "numerator": ViewColumn(
                "分子",
                "比率的分子；完成率为完成数；同比增幅为增减数；加权合计为封顶前的数；合计和差与指标值相同。",
                "随度量",
                "有效报表的明细逐级汇总",
            ),
            "denominator": ViewColumn(
                "分母",
                "比率的分母；完成率为目标值；同比增幅为上年同期数；没有分母的为空。",
                "随度量",
                "有效报表的明细逐级汇总，或目标值",
            ),
            "value": ViewColumn(
                "指标值", "空表示缺报、不可比或无法计算，不是 0。", _OWN_UNIT, "方案文件的 formula"
            ),
            "unit_of_measure": ViewColumn(
                "计量单位",
                "指标的计量单位；“%”的指标存小数（33.47% 存 0.3347）。",
                _NO_UNIT,
                "方案文件的 unit_of_measure",
            ),
            "last_year": ViewColumn("上年同期", "上年同月的指标值。", _OWN_UNIT, "上年报表，同一口径"),
            "change": ViewColumn(
                "同比增减",
                "指标值减上年同期；比率为百分点差，0.042 即 4.2 个百分点。",
                _OWN_UNIT,
                "value − last_year",
            ),
            "growth": ViewColumn(
                "同比增幅",
                "同比增减除以上年同期；上年为 0 或没有数据的为空（不可比）。",
                "小数，0.1 为 10%",
                "change ÷ last_year",
            ),
            "target": ViewColumn(
                "目标值",
                "全年目标；完成率指标为下达的任务数。",
                "同被比较的数",
                "方案文件的 target，或目标任务下达表 J03",
            ),
            "completion": ViewColumn(
                "完成率",
                "完成数与全年目标之比；越低越好的指标倒过来算。",
                "小数，1 为 100%",
                "指标值（完成率指标取分子）÷ target",
            ),
            "due_so_far": ViewColumn(
                "序时目标", "按序时进度到本月末应达到的数。", "同 target", "target × pace 当月的份额"
            ),
            "light": ViewColumn(
                "亮灯",
                "绿、黄、红、蓝；含义见方案文件的 light；没有目标或没有值的为空。",
                _NO_UNIT,
                "方案文件的 light",
            ),
            "note": ViewColumn(
                "说明", "口径、分母、构成、缺报单位、不可比的原因等，各句以“；”隔开。", _NO_UNIT, "考核运行"
            ),
            "is_lower_bound": ViewColumn(
                "是否下限", "1 表示报表填的是“余”数，指标值至少为这个数。", "1 或 0", "考核运行"
            ),
            "absence": ViewColumn(
                "无值原因",
                "missing 缺报，no_target 没有目标值，zero_denominator 分母为 0，not_applicable 不适用，incomparable 不可比；"
                "有值的为空。",
                _NO_UNIT,
                "考核运行",
            ),
            "remarks": ViewColumn(
                "分项说明",
                "说明的各句及其种类和所说的数，JSON；程序判断用这一列，不要在说明的文字里查找。",
                _NO_UNIT,
                "考核运行",
            ),
        },
    ),
    "bi_base_comparison": View(
        "与基期比较",
        "一个被考核单位、一项写有 compare_with（基期年份）的指标、一个月份",
        {
            "scheme": _SCHEME,
            "indicator": _INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", _NO_UNIT, "方案文件的 name"),
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "value": ViewColumn(
                "指标值", "空表示缺报、不可比或无法计算，不是 0。", _OWN_UNIT, "方案文件的 formula"
            ),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位；“%”的指标存小数。", _NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "base_year": ViewColumn("基期年份", "除上年外另外比较的年份。", "年", "方案文件的 compare_with"),
            "base_value": ViewColumn(
                "基期值", "基期年份同月的指标值；没有数据的为空。", _OWN_UNIT, "基期年份的报表，同一口径"
            ),
            "change": ViewColumn(
                "比基期增减",
                "指标值减基期值；比率存小数，0.042 即 4.2 个百分点。",
                _OWN_UNIT,
                "value − base_value",
            ),
            "percentage_points": ViewColumn(
                "百分点差", "比率比基期增减几个百分点；不是比率的为空。", "百分点", "change × 100"
            ),
        },
    ),
    "bi_score": View(
        "得分",
        "一个方案、一个被考核单位、一个月份",
        {
            "scheme": _SCHEME,
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "group_name": ViewColumn(
                "组别", "排名的组；不分组的为“全体”。", _NO_UNIT, "方案文件的 group_by 或 groups"
            ),
            "period": _ASSESSED_PERIOD,
            "score": ViewColumn(
                "得分",
                "各指标得分（各自四舍五入）之和；有不适用的指标或系数的，折算后再四舍五入；都不适用、不计分的方案为空。",
                "分",
                "bi_score_item",
            ),
            "full_score": ViewColumn(
                "满分", "方案的满分，不计分的方案为 0；加分可使得分超过满分。", "分", "方案文件的 full_score"
            ),
            "rank": ViewColumn(
                "名次",
                "组内名次，1 为最好；并列取同一名次，下一名次空出；不计分的方案为空。",
                "名",
                "得分从高到低，同分的按方案的 ties",
            ),
            "previous_rank": ViewColumn("上月名次", "同一方案上个月的名次；没有的为空。", "名", "bi_score"),
            "rank_change": ViewColumn(
                "进位", "上月名次 − 本月名次：正数为前进，负数为后退；没有上月名次的为空。", "名", "bi_score"
            ),
            "last_year_rank": ViewColumn(
                "上年名次",
                "方案 follows 所指的上年方案同月的名次；没有写 follows、没有名次的为空。",
                "名",
                "bi_score",
            ),
        },
    ),
    "bi_score_section": View(
        "一级指标得分",
        "一个方案的一个一级指标、一个被考核单位、一个月份；没有写 sections 的方案没有",
        {
            "scheme": _SCHEME,
            "section": ViewColumn("一级指标", "一级指标的名称。", _NO_UNIT, "方案文件的 sections"),
            "unit_code": _ASSESSED_CODE,
            "period": _ASSESSED_PERIOD,
            "score": ViewColumn("得分", "其中各项指标得分之和；都不适用的为空。", "分", "bi_score_item"),
            "full_score": ViewColumn("满分", "其中适用的各项指标的权重之和。", "分", "方案文件的 weight"),
            "rank": ViewColumn("名次", "这个一级指标在组内的名次。", "名", "得分从高到低"),
        },
    ),
    "bi_grade": View(
        "等次",
        "一个方案、一个有得分的被考核单位、一个月份；没有写 grades 的方案没有",
        {
            "scheme": _SCHEME,
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "group_name": ViewColumn(
                "组别", "排名的组；不分组的为“全体”。", _NO_UNIT, "方案文件的 group_by 或 groups"
            ),
            "period": _ASSESSED_PERIOD,
            "grade": ViewColumn("等次", "方案规定的等次，例如优秀、良好。", _NO_UNIT, "方案文件的 grades"),
            "reason": ViewColumn(
                "理由", "总分、分数线和比例；降等、不得评优的写明依据。", _NO_UNIT, "方案文件的 grades"
            ),
        },
    ),
    "bi_score_item": View(
        "得分明细",
        "一个被考核单位、一项计分的指标、一个月份；只监测的指标没有",
        {
            "scheme": _SCHEME,
            "indicator": _INDICATOR,
            "unit_code": _ASSESSED_CODE,
            "period": _ASSESSED_PERIOD,
            "score": ViewColumn(
                "得分",
                "这项指标的得分；只判定、不计分的（达标、降等、不得评优）和不适用的为空。",
                "分",
                "计分方法",
            ),
            "full_score": ViewColumn(
                "满分",
                "这项指标的权重；不占满分的（加分、一票否决、达标等）和不适用的为 0。",
                "分",
                "方案文件的 weight",
            ),
            "method": ViewColumn(
                "计分方法",
                "目标达成、分档、分段、同比增长、直接计分、排名赋分、位次插值、分位、最优比、均值比、功效系数、扣分、加分、达标、"
                "一票否决、降等、不得评优之一。",
                _NO_UNIT,
                "方案文件的 score",
            ),
            "reason": ViewColumn(
                "理由", "怎么得出这个分，写出算式；缺报的写明按方案怎么处理。", _NO_UNIT, "计分方法"
            ),
        },
    ),
    "bi_conclusion": View(
        "达标结论",
        "一个不计分的方案（full_score: 0）、一个被考核单位、一个月份",
        {
            "scheme": _SCHEME,
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "conclusion": ViewColumn(
                "结论",
                "达标：各项都达标；未达标：有一项以上没有达标；无法判定：没有未达标的项，但有缺报的项。",
                _NO_UNIT,
                "bi_conclusion_item",
            ),
            "passed": ViewColumn("达标项数", "达标的项数。", "项", "bi_conclusion_item"),
            "failed": ViewColumn("未达标项数", "没有达标的项数。", "项", "bi_conclusion_item"),
            "missing": ViewColumn(
                "无法判定项数", "缺报或没有目标值、无法判定的项数。", "项", "bi_conclusion_item"
            ),
            "gaps": ViewColumn(
                "差额清单",
                "没有达标的各项：现值、要求、差多少；随后是无法判定的各项；以“；”隔开，都达标的为空。",
                _NO_UNIT,
                "bi_conclusion_item",
            ),
        },
    ),
    "bi_conclusion_item": View(
        "达标项",
        "一个不计分的方案、一个被考核单位、一项“达标”指标、一个月份",
        {
            "scheme": _SCHEME,
            "indicator": _INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", _NO_UNIT, "方案文件的 name"),
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "value": ViewColumn(
                "现值", "与要求相比的数；完成率指标为完成数；缺报为空。", _OWN_UNIT, "bi_indicator"
            ),
            "required": ViewColumn("要求", "要达到（或不能超过）的数。", _OWN_UNIT, "方案文件的 target"),
            "shortfall": ViewColumn(
                "差额",
                "离要求还差（或超出）多少；达标为 0，无法判定为空；比率为百分点差，0.05 即 5 个百分点。",
                _OWN_UNIT,
                "value 与 required 之差",
            ),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位。", _NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "conclusion": ViewColumn("结论", "达标、未达标或无法判定。", _NO_UNIT, "value 与 required 比较"),
            "says": ViewColumn("说明", "一句话：现值、要求、达标或差多少。", _NO_UNIT, "考核运行"),
        },
    ),
    "bi_indicator_status": View(
        "指标状态",
        "一个写了 statuses 的方案、一个被考核单位、一项有目标的指标、一个月份",
        {
            "scheme": _SCHEME,
            "indicator": _INDICATOR,
            "unit_code": _ASSESSED_CODE,
            "period": _ASSESSED_PERIOD,
            "status": ViewColumn(
                "状态",
                "引领：超过全年目标，超出部分不少于目标的 ahead_margin；达标；未达标；未启动：值为 0。缺报或没有下达目标的为空。",
                _NO_UNIT,
                "bi_indicator 的值与全年目标，方案文件的 statuses",
            ),
        },
    ),
    "bi_funnel": View(
        "漏斗",
        "一个写了 funnel 的方案、一个被考核单位、一步、一个月份",
        {
            "scheme": _SCHEME,
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "step": ViewColumn("步次", "第几步，从 1 起。", "步", "方案文件的 funnel"),
            "stage": ViewColumn("步骤", "这一步的名称。", _NO_UNIT, "方案文件的 funnel"),
            "count": ViewColumn("数量", "到这一步的数量；缺报为空。", "随度量", "有效报表的明细逐级汇总"),
            "share": ViewColumn(
                "占上一步",
                "数量 ÷ 上一步的数量；第一步、上一步为 0 或缺报的为空。",
                "小数，1 为 100%",
                "count",
            ),
        },
    ),
    "bi_gap": View(
        "差额",
        "一个被考核单位、一项指标、一个还没有达到的目标、一个月份",
        {
            "scheme": _SCHEME,
            "indicator": _INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", _NO_UNIT, "方案文件的 name"),
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "goal": ViewColumn(
                "目标种类",
                "目标：全年目标，没有目标的为功效系数的满意值或同比增长得满分的数；下一档：分档计分的上一档；上一名：排名赋分的前一名。",
                _NO_UNIT,
                "方案文件的 target、score",
            ),
            "goal_value": ViewColumn(
                "目标数",
                "要达到的数；上一名为前一名现在的值。",
                "随指标；比率存小数",
                "bi_indicator，方案文件",
            ),
            "needed": ViewColumn(
                "差额",
                "还要增加（越低越好的为减少）多少才达到；比率按分子计，分母不变；人、次等按整数进位；取决于其他单位的为空。",
                "同 unit_of_measure",
                "bi_indicator 的分子、分母，按方案的公式反算",
            ),
            "unit_of_measure": ViewColumn(
                "差额的单位", "差额按什么计；空表示分子由单位不同的几项相加。", _NO_UNIT, "度量所取的栏目"
            ),
            "points": ViewColumn(
                "可多得分",
                "达到后这项指标的得分减现在的得分，其他单位不变；不计分的指标为空。",
                "分",
                "方案的计分方法重算",
            ),
            "says": ViewColumn("说明", "一句话：再增加多少、达到什么、可多得几分。", _NO_UNIT, "考核运行"),
        },
    ),
    "bi_monitoring": View(
        "动态监测",
        "一个被考核单位、一项有目标的指标、一个月份",
        {
            "scheme": _SCHEME,
            "indicator": _INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", _NO_UNIT, "方案文件的 name"),
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "value": ViewColumn(
                "指标值", "同 bi_indicator；空表示缺报、不可比或无法计算，不是 0。", _OWN_UNIT, "bi_indicator"
            ),
            "target": ViewColumn(
                "目标值",
                "全年目标；完成率指标为下达的任务数；没有下达的为空。",
                "同被比较的数",
                "bi_indicator",
            ),
            "completion": ViewColumn(
                "完成率", "完成数与全年目标之比；越低越好的指标倒过来算。", "小数，1 为 100%", "bi_indicator"
            ),
            "due_so_far": ViewColumn(
                "序时目标", "按序时进度到本月末应达到的数。", "同 target", "bi_indicator"
            ),
            "light": ViewColumn("亮灯", "绿、黄、红、蓝；含义见方案文件的 light。", _NO_UNIT, "bi_indicator"),
            "previous_value": ViewColumn(
                "上月值", "上个月的指标值；本年第一个考核月为空。", _OWN_UNIT, "上月的 bi_indicator"
            ),
            "month_change": ViewColumn(
                "比上月增减", "指标值减上月值；比率为百分点差。", _OWN_UNIT, "value − previous_value"
            ),
            "months_behind": ViewColumn(
                "连续落后月数",
                "到本月为止连续几个月没有达到序时目标，达到的为 0；没有数据的月份不计入，也不中断。",
                "月",
                "本年各月的指标值与序时目标比较",
            ),
            "talk_list": ViewColumn(
                "约谈",
                "1 应约谈：连续落后月数达到方案的界限（默认 2）；0 不在约谈名单。",
                "0 或 1",
                "months_behind，方案文件的 escalation",
            ),
            "lacks": ViewColumn(
                "缺什么",
                "整改清单：没有达到序时目标的，差多少赶上进度、差多少达到全年目标；缺报的，缺哪些报表；其余为空。",
                _NO_UNIT,
                "考核运行",
            ),
            "rectification": ViewColumn(
                "整改情况",
                "与上月的整改清单相比：新列入、未整改、已整改；两个月都不在清单上的为空。",
                _NO_UNIT,
                "本月与上月的 lacks",
            ),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位；“%”的指标存小数。", _NO_UNIT, "方案文件的 unit_of_measure"
            ),
        },
    ),
    "bi_supervision": View(
        "清单式督查",
        "一个写了 statuses 的方案、一个被考核单位、一项未达标或未启动的指标、一个月份",
        {
            "scheme": _SCHEME,
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "period": _ASSESSED_PERIOD,
            "indicator": _INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", _NO_UNIT, "方案文件的 name"),
            "status": ViewColumn(
                "状态", "未达标，或未启动（值为 0，应清零）。", _NO_UNIT, "bi_indicator_status"
            ),
            "value": ViewColumn("指标值", "同 bi_indicator。", _OWN_UNIT, "bi_indicator"),
            "target": ViewColumn("目标值", "全年目标。", "同被比较的数", "bi_indicator"),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位；“%”的指标存小数。", _NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "needed": ViewColumn(
                "差额", "还要增加多少才达到全年目标；比率按分子计。", "bi_gap 的 unit_of_measure", "bi_gap"
            ),
            "lacks": ViewColumn("缺什么", "一句话：再增加多少、达到什么、可多得几分。", _NO_UNIT, "bi_gap"),
            "months_behind": ViewColumn(
                "连续落后月数", "到本月为止连续几个月没有达到序时目标。", "月", "bi_monitoring"
            ),
            "talk_list": ViewColumn("约谈", "1 应约谈；0 不在约谈名单。", "0 或 1", "bi_monitoring"),
        },
    ),
    "bi_bulletin": View(
        "印发的通报",
        "一个方案的一期通报；草稿不在其中",
        {
            "scheme": _SCHEME,
            "number": _NUMBER,
            "period": ViewColumn(
                "考核月份", "通报的是截至哪个月末的考核结果，文本。", "YYYY-MM", "kaohe bulletin"
            ),
            "issued_on": ViewColumn("印发日期", "印发（冻结）的日期。", "日期", "kaohe bulletin --issue"),
            "notice_from": ViewColumn(
                "公示起", "公示开始的日期；没有公示的为空。", "日期", "kaohe bulletin --notice"
            ),
            "notice_to": ViewColumn(
                "公示止",
                "公示的最后一天；没有公示的为空。",
                "日期",
                "site.yaml 的 bulletins.notice_days，按工作日计",
            ),
            "without_notice": ViewColumn(
                "提前印发的理由",
                "未经公示、公示未满或异议未办结而印发的理由；正常印发的为空。",
                _NO_UNIT,
                "kaohe bulletin --without-notice",
            ),
            "figures": ViewColumn("数据项数", "这一期印发的数据项数。", "项", "bi_bulletin_figure"),
            "revisions": ViewColumn("更正项数", "这一期修订说明中的更正项数。", "项", "bi_bulletin_revision"),
            "figures_sha256": ViewColumn(
                "数据指纹", "全部数据的 SHA-256；数据相同则指纹相同。", "十六进制", "bi_bulletin_figure"
            ),
        },
    ),
    "bi_bulletin_figure": View(
        "印发的数据",
        "一期通报中的一个数据；印发后不再改变",
        {
            "scheme": _SCHEME,
            "number": _NUMBER,
            "period": ViewColumn("考核月份", "同 bi_bulletin。", "YYYY-MM", "bi_bulletin"),
            "figure": _FIGURE,
            "item": _ITEM,
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "value": ViewColumn(
                "数值", "印发时视图中的数；缺报、文字和不予公布的为空。", "同原视图", "印发时的各视图"
            ),
            "shown": ViewColumn(
                "印发的文字",
                "通报上印的样子，如 33.47%、≥200、缺报；＊为不予公布。",
                _NO_UNIT,
                "kaohe bulletin",
            ),
        },
    ),
    "bi_bulletin_revision": View(
        "通报的修订",
        "一期通报的修订说明中对以前某期一个数据的更正",
        {
            "scheme": _SCHEME,
            "number": ViewColumn("期号", "在第几期的修订说明中公布。", "期", "kaohe bulletin --issue"),
            "revised_number": ViewColumn("被更正的期号", "更正的是第几期的数据。", "期", "bi_bulletin"),
            "period": ViewColumn("考核月份", "被更正的那一期的考核月份。", "YYYY-MM", "bi_bulletin"),
            "figure": _FIGURE,
            "item": _ITEM,
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "old_value": ViewColumn(
                "原数值", "此前公布的数；不是数的为空。", "同原视图", "bi_bulletin_figure"
            ),
            "old_shown": ViewColumn("原公布", "此前公布的文字。", _NO_UNIT, "bi_bulletin_figure"),
            "new_value": ViewColumn("现数值", "更正后的数；不是数的为空。", "同原视图", "更正时的各视图"),
            "new_shown": ViewColumn("更正为", "更正后的文字。", _NO_UNIT, "更正时的各视图"),
            "reason": ViewColumn(
                "原因",
                "由哪份报表（单位、报表、报告期、版本、文件、收到时间）引起。",
                _NO_UNIT,
                "台账：印发前后有效报表的差别",
            ),
        },
    ),
    "bi_objection": View(
        "异议",
        "对一个单位一项指标的一件异议（申诉）",
        {
            "scheme": _SCHEME,
            "period": ViewColumn("考核月份", "异议针对的考核月份，文本。", "YYYY-MM", "kaohe objection add"),
            "objection": ViewColumn("编号", "异议的编号，从 1 起。", _NO_UNIT, "kaohe objection add"),
            "unit_code": _ASSESSED_CODE,
            "unit_name": _ASSESSED_NAME,
            "indicator": _INDICATOR,
            "raised_on": ViewColumn("提出日期", "登记的日期。", "日期", "kaohe objection add"),
            "text": ViewColumn("内容", "异议的内容；不收身份证号、手机号。", _NO_UNIT, "kaohe objection add"),
            "state": ViewColumn("状态", "open 未办结，closed 已办结。", _NO_UNIT, "有没有办结日期"),
            "closed_on": ViewColumn("办结日期", "未办结的为空。", "日期", "kaohe objection close"),
            "outcome": ViewColumn(
                "办理结果", "采纳、部分采纳、不采纳；未办结的为空。", _NO_UNIT, "kaohe objection close"
            ),
            "closing_reason": ViewColumn(
                "办结理由", "为什么采纳或不采纳；未办结的为空。", _NO_UNIT, "kaohe objection close"
            ),
        },
    ),
    "bi_candidate": View(
        "待认定的线索",
        "一个待认定或无法处理的文件里，一处（一张工作表、文件名）对单位和报告期的说法",
        {
            "site": _SITE,
            "submission_id": ViewColumn("文件编号", "由内容和文件名得出的编号。", _NO_UNIT, "台账"),
            "file_name": _FILE_NAME,
            "received_at": _RECEIVED_AT,
            "status": ViewColumn("状态", "set_aside 待认定，rejected 无法处理。", _NO_UNIT, "bi_submission"),
            "number": ViewColumn("序号", "同一文件的第几处，从 1 起。", "处", "读表"),
            "source": ViewColumn(
                "出处",
                "sheet 工作表，file_name 文件名，content 内容与另一单位的报表相同。",
                _NO_UNIT,
                "读表、台账",
            ),
            "sheet": ViewColumn("工作表", "哪张工作表；不是工作表的为空。", _NO_UNIT, "报来的工作簿"),
            "form": ViewColumn("报表代码", "这张工作表是哪张报表；看不出的为空。", _NO_UNIT, "按表头识别"),
            "unit_code": ViewColumn(
                "单位代码", "这一处写的单位；没有写或不在名录中的为空。", _NO_UNIT, "units.csv 的 code"
            ),
            "unit_name": ViewColumn("单位名称", "这一处写的单位的规范名称。", _NO_UNIT, "units.csv 的 name"),
            "unit_text": ViewColumn(
                "原写单位", "不在单位名录中的名称；其他的为空。", _NO_UNIT, "报来的工作簿"
            ),
            "period": ViewColumn(
                "报告期",
                "这一处写的报告期，文本；没有写年份或月份的为空。",
                "YYYY-MM",
                "报来的工作簿、文件名",
            ),
            "month": ViewColumn("月份", "这一处写的月份，没有写年份的也有。", "月", "报来的工作簿、文件名"),
        },
    ),
    "bi_decision": View(
        "认定",
        "主管部门的一件认定；撤销也是一件",
        {
            "site": _SITE,
            "number": ViewColumn("编号", "从 1 起，不重用。", _NO_UNIT, "kaohe decide"),
            "kind": ViewColumn(
                "认定事项",
                "accept 特批，extend 延期，assign 认定归属，refuse 不予接收，withdraw 撤回，correct 更正，exempt 不适用，"
                "enter 录入，audit 抽查核实，revoke 撤销。",
                _NO_UNIT,
                "kaohe decide",
            ),
            "made_at": ViewColumn("认定时间", "主管部门当地时间。", "日期时间", "kaohe decide"),
            "made_by": ViewColumn("认定人", "单位或职务，不写姓名。", _NO_UNIT, "kaohe decide --by"),
            "unit_code": ViewColumn("单位代码", "认定针对的单位；没有的为空。", _NO_UNIT, "kaohe decide"),
            "unit_name": _UNIT_NAME,
            "form": ViewColumn("报表代码", "认定针对的报表；没有的为空。", _NO_UNIT, "kaohe decide"),
            "period": ViewColumn("报告期", "认定针对的月份，文本；没有的为空。", "YYYY-MM", "kaohe decide"),
            "scheme": ViewColumn("方案", "认定针对的方案；没有的为空。", _NO_UNIT, "kaohe decide"),
            "indicator": ViewColumn(
                "指标代码", "认定针对的指标或评分项；没有的为空。", _NO_UNIT, "kaohe decide"
            ),
            "file_name": ViewColumn("文件名", "认定针对的文件；没有的为空。", _NO_UNIT, "kaohe decide"),
            "cell": ViewColumn(
                "位置", "更正的单元格，写成 工作表!单元格；没有的为空。", _NO_UNIT, "kaohe decide correct"
            ),
            "value": ViewColumn(
                "值",
                "延期到的日期、更正或录入的值、抽查的核实数/上报数、被撤销的编号。",
                _NO_UNIT,
                "kaohe decide",
            ),
            "reason": ViewColumn("理由", "为什么这样认定。", _NO_UNIT, "kaohe decide --reason"),
            "basis": ViewColumn("依据", "依据的文件或文号；没有写的为空。", _NO_UNIT, "kaohe decide --basis"),
            "revoked_by": ViewColumn("撤销它的编号", "还有效的为空。", _NO_UNIT, "kaohe decide revoke"),
        },
    ),
    "bi_submission": View(
        "收到的文件",
        "一个文件；收件箱里出现过的都有，读不出来的也有",
        {
            "site": _SITE,
            "submission_id": ViewColumn("文件编号", "由内容和文件名得出的编号。", _NO_UNIT, "台账"),
            "file_name": _FILE_NAME,
            "sha256": ViewColumn(
                "内容指纹", "文件内容的 SHA-256；存档中的原件以此命名。", "十六进制", "文件内容"
            ),
            "received_at": _RECEIVED_AT,
            "unit_code": ViewColumn(
                "单位代码", "识别出的填报单位；没有识别出来的为空。", _NO_UNIT, "表内的填报单位，其次是文件名"
            ),
            "period": ViewColumn(
                "报告期",
                "识别出的报告期，文本；没有识别出来的为空。",
                "YYYY-MM",
                "表内的报告期，其次是文件名",
            ),
            "status": ViewColumn(
                "状态",
                "received 待处理，accepted 全部通过，partly_accepted 部分通过，returned 退回，set_aside 待认定，"
                "rejected 无法处理，duplicate 重复文件。",
                _NO_UNIT,
                "其中各报表的审核结果",
            ),
            "reason": ViewColumn(
                "原因", "待认定、无法处理、重复、退回或待核实的原因；没有要说的为空。", _NO_UNIT, "审核"
            ),
        },
    ),
}
"""The views by name, in the order they are documented."""

FACT_COLUMNS = {
    "site": _SITE,
    "unit_code": ViewColumn("填报单位代码", "报来这一行的单位。", _NO_UNIT, _UNIT_CODE.source),
    "subject_code": ViewColumn(
        "所属单位代码",
        "这一行说的是哪个单位；没有另写单位的表即填报单位。",
        _NO_UNIT,
        "表内写明的单位，其次是填报单位",
    ),
    "period": _PERIOD,
    "lower_bounds": ViewColumn(
        "下限栏", "以“200余”等约数填报的栏目名，用“,”隔开；入库的是下限。", _NO_UNIT, "读表"
    ),
    "report_id": ViewColumn("报表编号", "这一行所属的报表版本。", _NO_UNIT, "台账"),
    "source_sheet": ViewColumn("来源工作表", "这一行在报来的工作簿的哪张工作表。", _NO_UNIT, "报来的工作簿"),
    "source_row": ViewColumn("来源行", "在工作表的第几行，与 Excel 的行号相同。", "行号", "报来的工作簿"),
}
"""The columns that every ``fact_`` table has besides those of its form."""
