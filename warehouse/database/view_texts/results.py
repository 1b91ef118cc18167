"""Indicators, scores and conclusions."""

from warehouse.database.view_texts.words import (
    ASSESSED_CODE,
    ASSESSED_NAME,
    ASSESSED_PERIOD,
    INDICATOR,
    INDICATOR_NAME,
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

RESULT_VIEWS: dict[str, View] = {
    "bi_indicator": View(
        "指标",
        "一个被考核单位、一项指标、一个月份",
        {
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", NO_UNIT, "方案文件的 name"),
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
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
                "指标值", "空表示缺报、不可比或无法计算，不是 0。", OWN_UNIT, "方案文件的 formula"
            ),
            "unit_of_measure": ViewColumn(
                "计量单位",
                "指标的计量单位；“%”的指标存小数（33.47% 存 0.3347）。",
                NO_UNIT,
                "方案文件的 unit_of_measure",
            ),
            "last_year": ViewColumn("上年同期", "上年同月的指标值。", OWN_UNIT, "上年报表，同一口径"),
            "change": ViewColumn(
                "同比增减",
                "指标值减上年同期；比率为百分点差，0.042 即 4.2 个百分点。",
                OWN_UNIT,
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
                NO_UNIT,
                "方案文件的 light",
            ),
            "note": ViewColumn(
                "说明", "口径、分母、构成、缺报单位、不可比的原因等，各句以“；”隔开。", NO_UNIT, "考核运行"
            ),
            "is_lower_bound": ViewColumn(
                "是否下限", "1 表示报表填的是“余”数，指标值至少为这个数。", "1 或 0", "考核运行"
            ),
            "absence": ViewColumn(
                "无值原因",
                "missing 缺报，no_target 没有目标值，zero_denominator 分母为 0，not_applicable 不适用，incomparable 不可比；"
                "有值的为空。",
                NO_UNIT,
                "考核运行",
            ),
            "remarks": ViewColumn(
                "分项说明",
                "说明的各句及其种类和所说的数，JSON；程序判断用这一列，不要在说明的文字里查找。",
                NO_UNIT,
                "考核运行",
            ),
            "office_section": OFFICE_SECTION,
            "site": SITE,
            "period_start": PERIOD_START,
            "light_order": LIGHT_ORDER,
        },
    ),
    "bi_base_comparison": View(
        "与基期比较",
        "一个被考核单位、一项写有 compare_with（基期年份）的指标、一个月份",
        {
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", NO_UNIT, "方案文件的 name"),
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
            "value": ViewColumn(
                "指标值", "空表示缺报、不可比或无法计算，不是 0。", OWN_UNIT, "方案文件的 formula"
            ),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位；“%”的指标存小数。", NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "base_year": ViewColumn("基期年份", "除上年外另外比较的年份。", "年", "方案文件的 compare_with"),
            "base_value": ViewColumn(
                "基期值", "基期年份同月的指标值；没有数据的为空。", OWN_UNIT, "基期年份的报表，同一口径"
            ),
            "change": ViewColumn(
                "比基期增减",
                "指标值减基期值；比率存小数，0.042 即 4.2 个百分点。",
                OWN_UNIT,
                "value − base_value",
            ),
            "percentage_points": ViewColumn(
                "百分点差", "比率比基期增减几个百分点；不是比率的为空。", "百分点", "change × 100"
            ),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_score": View(
        "得分",
        "一个方案、一个被考核单位、一个月份",
        {
            "scheme": SCHEME,
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "group_name": ViewColumn(
                "组别", "排名的组；不分组的为“全体”。", NO_UNIT, "方案文件的 group_by 或 groups"
            ),
            "period": ASSESSED_PERIOD,
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
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_score_section": View(
        "一级指标得分",
        "一个方案的一个一级指标、一个被考核单位、一个月份；没有写 sections 的方案没有",
        {
            "scheme": SCHEME,
            "section": ViewColumn("一级指标", "一级指标的名称。", NO_UNIT, "方案文件的 sections"),
            "unit_code": ASSESSED_CODE,
            "period": ASSESSED_PERIOD,
            "score": ViewColumn("得分", "其中各项指标得分之和；都不适用的为空。", "分", "bi_score_item"),
            "full_score": ViewColumn("满分", "其中适用的各项指标的权重之和。", "分", "方案文件的 weight"),
            "rank": ViewColumn("名次", "这个一级指标在组内的名次。", "名", "得分从高到低"),
            "site": SITE,
            "unit_name": ASSESSED_NAME,
            "period_start": PERIOD_START,
        },
    ),
    "bi_grade": View(
        "等次",
        "一个方案、一个有得分的被考核单位、一个月份；没有写 grades 的方案没有",
        {
            "scheme": SCHEME,
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "group_name": ViewColumn(
                "组别", "排名的组；不分组的为“全体”。", NO_UNIT, "方案文件的 group_by 或 groups"
            ),
            "period": ASSESSED_PERIOD,
            "grade": ViewColumn("等次", "方案规定的等次，例如优秀、良好。", NO_UNIT, "方案文件的 grades"),
            "reason": ViewColumn(
                "理由", "总分、分数线和比例；降等、不得评优的写明依据。", NO_UNIT, "方案文件的 grades"
            ),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_score_item": View(
        "得分明细",
        "一个被考核单位、一项计分的指标、一个月份；只监测的指标没有",
        {
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "unit_code": ASSESSED_CODE,
            "period": ASSESSED_PERIOD,
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
                "一票否决、自评可信度、降等、不得评优之一。",
                NO_UNIT,
                "方案文件的 score",
            ),
            "reason": ViewColumn(
                "理由", "怎么得出这个分，写出算式；缺报的写明按方案怎么处理。", NO_UNIT, "计分方法"
            ),
            "self_score": ViewColumn(
                "自评分",
                "单位自己对这项指标评的分；没有录入的为空。",
                "分",
                "录入项的 of，kaohe decide enter",
            ),
            "site": SITE,
            "unit_name": ASSESSED_NAME,
            "indicator_name": INDICATOR_NAME,
            "period_start": PERIOD_START,
        },
    ),
    "bi_conclusion": View(
        "达标结论",
        "一个不计分的方案（full_score: 0）、一个被考核单位、一个月份",
        {
            "scheme": SCHEME,
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
            "conclusion": ViewColumn(
                "结论",
                "达标：各项都达标；未达标：有一项以上没有达标；无法判定：没有未达标的项，但有缺报的项。",
                NO_UNIT,
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
                NO_UNIT,
                "bi_conclusion_item",
            ),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_conclusion_item": View(
        "达标项",
        "一个不计分的方案、一个被考核单位、一项“达标”指标、一个月份",
        {
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "indicator_name": ViewColumn("指标名称", "指标的名称。", NO_UNIT, "方案文件的 name"),
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
            "value": ViewColumn(
                "现值", "与要求相比的数；完成率指标为完成数；缺报为空。", OWN_UNIT, "bi_indicator"
            ),
            "required": ViewColumn("要求", "要达到（或不能超过）的数。", OWN_UNIT, "方案文件的 target"),
            "shortfall": ViewColumn(
                "差额",
                "离要求还差（或超出）多少；达标为 0，无法判定为空；比率为百分点差，0.05 即 5 个百分点。",
                OWN_UNIT,
                "value 与 required 之差",
            ),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位。", NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "conclusion": ViewColumn("结论", "达标、未达标或无法判定。", NO_UNIT, "value 与 required 比较"),
            "says": ViewColumn("说明", "一句话：现值、要求、达标或差多少。", NO_UNIT, "考核运行"),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_indicator_status": View(
        "指标状态",
        "一个写了 statuses 的方案、一个被考核单位、一项有目标的指标、一个月份",
        {
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "unit_code": ASSESSED_CODE,
            "period": ASSESSED_PERIOD,
            "status": ViewColumn(
                "状态",
                "引领：超过全年目标，超出部分不少于目标的 ahead_margin；达标；未达标；未启动：值为 0。缺报或没有下达目标的为空。",
                NO_UNIT,
                "bi_indicator 的值与全年目标，方案文件的 statuses",
            ),
            "site": SITE,
            "unit_name": ASSESSED_NAME,
            "indicator_name": INDICATOR_NAME,
            "period_start": PERIOD_START,
        },
    ),
    "bi_funnel": View(
        "漏斗",
        "一个写了 funnel 的方案、一个被考核单位、一步、一个月份",
        {
            "scheme": SCHEME,
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "period": ASSESSED_PERIOD,
            "step": ViewColumn("步次", "第几步，从 1 起。", "步", "方案文件的 funnel"),
            "stage": ViewColumn("步骤", "这一步的名称。", NO_UNIT, "方案文件的 funnel"),
            "count": ViewColumn("数量", "到这一步的数量；缺报为空。", "随度量", "有效报表的明细逐级汇总"),
            "share": ViewColumn(
                "占上一步",
                "数量 ÷ 上一步的数量；第一步、上一步为 0 或缺报的为空。",
                "小数，1 为 100%",
                "count",
            ),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
}
