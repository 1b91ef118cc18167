"""What the figures are about: units, forms, periods, schemes and their indicators, to be joined by code."""

from warehouse.database.view_texts.words import (
    FORM,
    INDICATOR,
    INDICATOR_NAME,
    NO_UNIT,
    OFFICE_SECTION,
    PERIOD_START,
    SCHEME,
    SITE,
    View,
    ViewColumn,
)

UNITS_FILE = "units.csv"

DIMENSION_TEXTS: dict[str, View] = {
    "bi_unit": View(
        "单位",
        "一个单位",
        {
            "site": SITE,
            "unit_code": ViewColumn("单位代码", "单位的代码。", NO_UNIT, "units.csv 的 code"),
            "unit_name": ViewColumn("单位名称", "单位的规范名称。", NO_UNIT, "units.csv 的 name"),
            "kind": ViewColumn(
                "类别", "单位的类别，如 township 镇街、school 学校。", NO_UNIT, "units.csv 的 kind"
            ),
            "parent_code": ViewColumn(
                "上级单位代码", "上级单位的代码；没有的为空。", NO_UNIT, "units.csv 的 parent"
            ),
            "parent_name": ViewColumn("上级单位名称", "上级单位的名称；没有的为空。", NO_UNIT, UNITS_FILE),
            "group_name": ViewColumn(
                "分组", "排名的分组，如 街道、镇；没有的为空。", NO_UNIT, "units.csv 的 group"
            ),
            "valid_from": ViewColumn(
                "设立日期", "从哪天起存在；空表示一直存在。", "日期", "units.csv 的 valid_from"
            ),
            "valid_to": ViewColumn("撤销日期", "到哪天为止；空表示仍存在。", "日期", "units.csv 的 valid_to"),
            "successor_code": ViewColumn(
                "承接单位代码", "撤销以后由谁承接；没有的为空。", NO_UNIT, "units.csv 的 successor"
            ),
        },
    ),
    "bi_office": View(
        "主管部门",
        "一个主管部门（一个设置文件夹）",
        {
            "site": SITE,
            "title": ViewColumn("主管部门名称", "主管部门的名称。", NO_UNIT, "site.yaml 的 name"),
        },
    ),
    "bi_form": View(
        "报表目录",
        "本办公室收的一张报表",
        {
            "site": SITE,
            "form": FORM,
            "title": ViewColumn("报表名称", "报表的名称。", NO_UNIT, "报表"),
            "submitters": ViewColumn("填报单位类别", "哪几类单位填报，以“、”隔开。", NO_UNIT, "报表"),
            "months": ViewColumn("报送月份", "哪几个月要报，以“、”隔开。", "月", "报表"),
            "is_own": ViewColumn(
                "自有报表", "1 本办公室自己的报表，0 程序自带的报表。", "1 或 0", "设置文件夹的 forms"
            ),
            "fact_table": ViewColumn(
                "明细表", "明细所在的表；含身份证号的报表没有明细表，为空。", NO_UNIT, "报表"
            ),
        },
    ),
    "bi_period": View(
        "报告期",
        "一个报告期（月）",
        {
            "site": SITE,
            "period": ViewColumn("报告期", "月份，文本。", "YYYY-MM", "site.yaml 的 periods"),
            "period_start": PERIOD_START,
            "period_end": ViewColumn("报告期末日", "报告期的最后一天。", "日期", "由 period 得出"),
            "year": ViewColumn("年", "年份。", "年", "由 period 得出"),
            "quarter": ViewColumn("季", "第几季度，1 到 4。", NO_UNIT, "由 period 得出"),
            "month": ViewColumn("月", "月份，1 到 12。", NO_UNIT, "由 period 得出"),
            "due_on": ViewColumn(
                "最迟报送日", "这一期应报的报表中最迟的应报日期；没有应报的为空。", "日期", "应报清单"
            ),
            "is_due": ViewColumn("是否到期", "1 应报的报表都已到应报日期，0 还没有。", "1 或 0", "应报清单"),
            "is_closed": ViewColumn("是否结束", "1 这个月已经过完，0 还没有。", "1 或 0", "截至日期"),
            "computed_at": ViewColumn(
                "考核时间", "最近一次考核完成的时间（UTC）；没有考核过的为空。", "日期时间", "考核运行"
            ),
        },
    ),
    "bi_scheme": View(
        "考核方案",
        "考核过的一个方案",
        {
            "site": SITE,
            "scheme": SCHEME,
            "title": ViewColumn("方案名称", "方案的名称。", NO_UNIT, "方案文件的 title"),
            "year": ViewColumn("年度", "考核的年度。", "年", "方案文件的 year"),
            "authority": ViewColumn("依据", "方案所依据的文件。", NO_UNIT, "方案文件的 authority"),
            "full_score": ViewColumn("满分", "总分的满分；0 表示不计分。", "分", "方案文件的 full_score"),
            "follows": ViewColumn(
                "上年方案", "名次与哪个方案的名次相比；没有的为空。", NO_UNIT, "方案文件的 follows"
            ),
        },
    ),
    "bi_scheme_indicator": View(
        "方案的指标",
        "考核过的方案的一项指标，以年末的规定为准",
        {
            "site": SITE,
            "scheme": SCHEME,
            "indicator": INDICATOR,
            "number": ViewColumn("次序", "指标在方案中的次序，从 1 起。", NO_UNIT, "方案文件的 indicators"),
            "indicator_name": INDICATOR_NAME,
            "section": ViewColumn(
                "一级指标", "属于哪个一级指标；没有分的为空。", NO_UNIT, "方案文件的 sections"
            ),
            "unit_of_measure": ViewColumn(
                "计量单位", "指标的计量单位。", NO_UNIT, "方案文件的 unit_of_measure"
            ),
            "direction": ViewColumn(
                "方向", "higher 越高越好，lower 越低越好。", NO_UNIT, "方案文件的 direction"
            ),
            "weight": ViewColumn("权重", "指标的分值；只监测、不计分的为空。", "分", "方案文件的 weight"),
            "method": ViewColumn("计分方法", "怎样计分；不计分的为空。", NO_UNIT, "方案文件的 score"),
            "office_section": OFFICE_SECTION,
        },
    ),
}
