"""Files that arrived, and what was decided about them."""

from warehouse.database.view_texts.words import (
    FILE_NAME,
    NO_UNIT,
    PERIOD_START,
    RECEIVED_AT,
    SITE,
    UNIT_NAME,
    View,
    ViewColumn,
)

ARRIVAL_VIEWS: dict[str, View] = {
    "bi_candidate": View(
        "待认定的线索",
        "一个待认定或无法处理的文件里，一处（一张工作表、文件名）对单位和报告期的说法",
        {
            "site": SITE,
            "submission_id": ViewColumn("文件编号", "由内容和文件名得出的编号。", NO_UNIT, "台账"),
            "file_name": FILE_NAME,
            "received_at": RECEIVED_AT,
            "status": ViewColumn("状态", "set_aside 待认定，rejected 无法处理。", NO_UNIT, "bi_submission"),
            "number": ViewColumn("序号", "同一文件的第几处，从 1 起。", "处", "读表"),
            "source": ViewColumn(
                "出处",
                "sheet 工作表，file_name 文件名，content 内容与另一单位的报表相同。",
                NO_UNIT,
                "读表、台账",
            ),
            "sheet": ViewColumn("工作表", "哪张工作表；不是工作表的为空。", NO_UNIT, "报来的工作簿"),
            "form": ViewColumn("报表代码", "这张工作表是哪张报表；看不出的为空。", NO_UNIT, "按表头识别"),
            "unit_code": ViewColumn(
                "单位代码", "这一处写的单位；没有写或不在名录中的为空。", NO_UNIT, "units.csv 的 code"
            ),
            "unit_name": ViewColumn("单位名称", "这一处写的单位的规范名称。", NO_UNIT, "units.csv 的 name"),
            "unit_text": ViewColumn(
                "原写单位", "不在单位名录中的名称；其他的为空。", NO_UNIT, "报来的工作簿"
            ),
            "period": ViewColumn(
                "报告期",
                "这一处写的报告期，文本；没有写年份或月份的为空。",
                "YYYY-MM",
                "报来的工作簿、文件名",
            ),
            "month": ViewColumn("月份", "这一处写的月份，没有写年份的也有。", "月", "报来的工作簿、文件名"),
            "period_start": PERIOD_START,
        },
    ),
    "bi_decision": View(
        "认定",
        "主管部门的一件认定；撤销也是一件",
        {
            "site": SITE,
            "number": ViewColumn("编号", "从 1 起，不重用。", NO_UNIT, "kaohe decide"),
            "kind": ViewColumn(
                "认定事项",
                "accept 特批，extend 延期，assign 认定归属，refuse 不予接收，withdraw 撤回，correct 更正，exempt 不适用，"
                "enter 录入，audit 抽查核实，revoke 撤销。",
                NO_UNIT,
                "kaohe decide",
            ),
            "made_at": ViewColumn("认定时间", "主管部门当地时间。", "日期时间", "kaohe decide"),
            "made_by": ViewColumn("认定人", "单位或职务，不写姓名。", NO_UNIT, "kaohe decide --by"),
            "unit_code": ViewColumn("单位代码", "认定针对的单位；没有的为空。", NO_UNIT, "kaohe decide"),
            "unit_name": UNIT_NAME,
            "form": ViewColumn("报表代码", "认定针对的报表；没有的为空。", NO_UNIT, "kaohe decide"),
            "period": ViewColumn("报告期", "认定针对的月份，文本；没有的为空。", "YYYY-MM", "kaohe decide"),
            "scheme": ViewColumn("方案", "认定针对的方案；没有的为空。", NO_UNIT, "kaohe decide"),
            "indicator": ViewColumn(
                "指标代码", "认定针对的指标或评分项；没有的为空。", NO_UNIT, "kaohe decide"
            ),
            "file_name": ViewColumn("文件名", "认定针对的文件；没有的为空。", NO_UNIT, "kaohe decide"),
            "cell": ViewColumn(
                "位置", "更正的单元格，写成 工作表!单元格；没有的为空。", NO_UNIT, "kaohe decide correct"
            ),
            "value": ViewColumn(
                "值",
                "延期到的日期、更正或录入的值、抽查的核实数/上报数、被撤销的编号。",
                NO_UNIT,
                "kaohe decide",
            ),
            "reason": ViewColumn("理由", "为什么这样认定。", NO_UNIT, "kaohe decide --reason"),
            "basis": ViewColumn("依据", "依据的文件或文号；没有写的为空。", NO_UNIT, "kaohe decide --basis"),
            "revoked_by": ViewColumn("撤销它的编号", "还有效的为空。", NO_UNIT, "kaohe decide revoke"),
            "period_start": PERIOD_START,
        },
    ),
    "bi_submission": View(
        "收到的文件",
        "一个文件；收件箱里出现过的都有，读不出来的也有",
        {
            "site": SITE,
            "submission_id": ViewColumn("文件编号", "由内容和文件名得出的编号。", NO_UNIT, "台账"),
            "file_name": FILE_NAME,
            "sha256": ViewColumn(
                "内容指纹", "文件内容的 SHA-256；存档中的原件以此命名。", "十六进制", "文件内容"
            ),
            "received_at": RECEIVED_AT,
            "unit_code": ViewColumn(
                "单位代码", "识别出的填报单位；没有识别出来的为空。", NO_UNIT, "表内的填报单位，其次是文件名"
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
                NO_UNIT,
                "其中各报表的审核结果",
            ),
            "reason": ViewColumn(
                "原因", "待认定、无法处理、重复、退回或待核实的原因；没有要说的为空。", NO_UNIT, "审核"
            ),
            "unit_name": UNIT_NAME,
            "period_start": PERIOD_START,
        },
    ),
}
