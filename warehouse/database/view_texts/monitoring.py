"""Gaps, monitoring and supervision."""

from warehouse.database.view_texts.words import (
    ASSESSED_CODE,
    ASSESSED_NAME,
    ASSESSED_PERIOD,
    INDICATOR,
    LIGHT_ORDER,
    NO_UNIT,
    OFFICE_SECTION,
    OWN_UNIT,
    PERIOD_START,
    SCHEME,
    SITE,
    View,
    ViewColumn,
)

MONITORING_VIEWS: dict[str, View] = {
    "bi_gap": View(
        "差额",
        "一个被考核单位、一项指标、一个还没有达到的目标、一个月份",
        {
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", NO_UNIT, "方案文件的 name"),
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
            "goal": ViewColumn(
                "目标种类",
                "目标：全年目标，没有目标的为功效系数的满意值或同比增长得满分的数；下一档：分档计分的上一档；上一名：排名赋分的前一名。",
                NO_UNIT,
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
                "差额的单位", "差额按什么计；空表示分子由单位不同的几项相加。", NO_UNIT, "度量所取的栏目"
            ),
            "points": ViewColumn(
                "可多得分",
                "达到后这项指标的得分减现在的得分，其他单位不变；不计分的指标为空。",
                "分",
                "方案的计分方法重算",
            ),
            "says": ViewColumn("说明", "一句话：再增加多少、达到什么、可多得几分。", NO_UNIT, "考核运行"),
            "office_section": OFFICE_SECTION,
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_monitoring": View(
        "动态监测",
        "一个被考核单位、一项有目标的指标、一个月份",
        {
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", NO_UNIT, "方案文件的 name"),
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
            "value": ViewColumn(
                "指标值", "同 bi_indicator；空表示缺报、不可比或无法计算，不是 0。", OWN_UNIT, "bi_indicator"
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
            "light": ViewColumn("亮灯", "绿、黄、红、蓝；含义见方案文件的 light。", NO_UNIT, "bi_indicator"),
            "previous_value": ViewColumn(
                "上月值", "上个月的指标值；本年第一个考核月为空。", OWN_UNIT, "上月的 bi_indicator"
            ),
            "month_change": ViewColumn(
                "比上月增减", "指标值减上月值；比率为百分点差。", OWN_UNIT, "value − previous_value"
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
                NO_UNIT,
                "考核运行",
            ),
            "rectification": ViewColumn(
                "整改情况",
                "与上月的整改清单相比：新列入、未整改、已整改；两个月都不在清单上的为空。",
                NO_UNIT,
                "本月与上月的 lacks",
            ),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位；“%”的指标存小数。", NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "office_section": OFFICE_SECTION,
            "site": SITE,
            "period_start": PERIOD_START,
            "light_order": LIGHT_ORDER,
        },
    ),
    "bi_supervision": View(
        "清单式督查",
        "一个写了 statuses 的方案、一个被考核单位、一项未达标或未启动的指标、一个月份",
        {
            "scheme": SCHEME,
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
            "indicator": INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", NO_UNIT, "方案文件的 name"),
            "status": ViewColumn(
                "状态", "未达标，或未启动（值为 0，应清零）。", NO_UNIT, "bi_indicator_status"
            ),
            "value": ViewColumn("指标值", "同 bi_indicator。", OWN_UNIT, "bi_indicator"),
            "target": ViewColumn("目标值", "全年目标。", "同被比较的数", "bi_indicator"),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位；“%”的指标存小数。", NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "needed": ViewColumn(
                "差额", "还要增加多少才达到全年目标；比率按分子计。", "bi_gap 的 unit_of_measure", "bi_gap"
            ),
            "lacks": ViewColumn("缺什么", "一句话：再增加多少、达到什么、可多得几分。", NO_UNIT, "bi_gap"),
            "months_behind": ViewColumn(
                "连续落后月数", "到本月为止连续几个月没有达到序时目标。", "月", "bi_monitoring"
            ),
            "talk_list": ViewColumn("约谈", "1 应约谈；0 不在约谈名单。", "0 或 1", "bi_monitoring"),
            "office_section": OFFICE_SECTION,
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
}
