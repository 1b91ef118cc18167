"""Reports and findings."""

from warehouse.database.view_texts.words import (
    FILE_NAME,
    FORM,
    NO_UNIT,
    PERIOD,
    PERIOD_START,
    RECEIVED_AT,
    SITE,
    UNIT_CODE,
    UNIT_NAME,
    View,
    ViewColumn,
)

REPORT_VIEWS: dict[str, View] = {
    "bi_report_status": View(
        "报送情况",
        "到期应报或已报的一份报表（一个单位、一张报表、一个报告期），取最新一版；未到期又没有报来的不列",
        {
            "site": SITE,
            "unit_code": UNIT_CODE,
            "unit_name": UNIT_NAME,
            "form": FORM,
            "period": PERIOD,
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
                RECEIVED_AT.source,
            ),
            "version": ViewColumn("版本", "最新一版的版本号；缺报为空。", "版", "台账"),
            "status": ViewColumn(
                "状态",
                "missing 缺报，nil 零报告，accepted 已通过，accepted_with_queries 通过（待核实），accepted_by_decision 特批通过，"
                "partly_accepted 部分通过，returned 退回。",
                NO_UNIT,
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
            "file_name": FILE_NAME,
            "period_start": PERIOD_START,
        },
    ),
    "bi_finding": View(
        "审核意见",
        "一条审核意见；同一栏反复出现的同一问题合为一条",
        {
            "site": SITE,
            "unit_code": UNIT_CODE,
            "unit_name": UNIT_NAME,
            "form": FORM,
            "period": PERIOD,
            "version": ViewColumn("版本", "意见所针对的版本号。", "版", "台账"),
            "level": ViewColumn(
                "级别", "hard 强制性错误，必须改正；query 核实性错误，改正或说明。", NO_UNIT, "审核规则"
            ),
            "code": ViewColumn(
                "意见代码",
                "审核规则的代码（如 X01-1）或通用意见的代码，见“审核意见目录”。",
                NO_UNIT,
                "审核规则",
            ),
            "sheet": ViewColumn("工作表", "问题所在工作表的名称。", NO_UNIT, "报来的工作簿"),
            "cell": ViewColumn(
                "单元格", "问题所在的单元格，如 F12；针对整张报表的为空。", NO_UNIT, "报来的工作簿"
            ),
            "header": ViewColumn("栏目", "问题所在栏目的表头。", NO_UNIT, "表样"),
            "message": ViewColumn("意见", "一句话：哪里有什么问题、怎么办。", NO_UNIT, "审核规则"),
            "value": ViewColumn("原值", "单元格里填的值；个人信息已掩去。", NO_UNIT, "报来的工作簿"),
            "row_count": ViewColumn("处数", "这条意见合并了几处。", "处", "审核"),
            "state": ViewColumn(
                "状态",
                "open 未了结；explained 核实说明已采纳；superseded 已有更新的一版，以新一版的意见为准。",
                NO_UNIT,
                "台账",
            ),
            "period_start": PERIOD_START,
        },
    ),
}
