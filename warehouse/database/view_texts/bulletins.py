"""Bulletins and objections."""

from warehouse.database.view_texts.words import (
    ASSESSED_CODE,
    ASSESSED_NAME,
    FIGURE,
    INDICATOR,
    INDICATOR_NAME,
    ITEM,
    NO_UNIT,
    NUMBER,
    PERIOD_START,
    SCHEME,
    SITE,
    View,
    ViewColumn,
)

BULLETIN_VIEWS: dict[str, View] = {
    "bi_bulletin": View(
        "印发的通报",
        "一个方案的一期通报；草稿不在其中",
        {
            "scheme": SCHEME,
            "number": NUMBER,
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
                NO_UNIT,
                "kaohe bulletin --without-notice",
            ),
            "figures": ViewColumn("数据项数", "这一期印发的数据项数。", "项", "bi_bulletin_figure"),
            "revisions": ViewColumn("更正项数", "这一期修订说明中的更正项数。", "项", "bi_bulletin_revision"),
            "figures_sha256": ViewColumn(
                "数据指纹", "全部数据的 SHA-256；数据相同则指纹相同。", "十六进制", "bi_bulletin_figure"
            ),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_bulletin_figure": View(
        "印发的数据",
        "一期通报中的一个数据；印发后不再改变",
        {
            "scheme": SCHEME,
            "number": NUMBER,
            "period": ViewColumn("考核月份", "同 bi_bulletin。", "YYYY-MM", "bi_bulletin"),
            "figure": FIGURE,
            "item": ITEM,
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "value": ViewColumn(
                "数值", "印发时视图中的数；缺报、文字和不予公布的为空。", "同原视图", "印发时的各视图"
            ),
            "shown": ViewColumn(
                "印发的文字",
                "通报上印的样子，如 33.47%、≥200、缺报；＊为不予公布。",
                NO_UNIT,
                "kaohe bulletin",
            ),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_bulletin_revision": View(
        "通报的修订",
        "一期通报的修订说明中对以前某期一个数据的更正",
        {
            "scheme": SCHEME,
            "number": ViewColumn("期号", "在第几期的修订说明中公布。", "期", "kaohe bulletin --issue"),
            "revised_number": ViewColumn("被更正的期号", "更正的是第几期的数据。", "期", "bi_bulletin"),
            "period": ViewColumn("考核月份", "被更正的那一期的考核月份。", "YYYY-MM", "bi_bulletin"),
            "figure": FIGURE,
            "item": ITEM,
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "old_value": ViewColumn(
                "原数值", "此前公布的数；不是数的为空。", "同原视图", "bi_bulletin_figure"
            ),
            "old_shown": ViewColumn("原公布", "此前公布的文字。", NO_UNIT, "bi_bulletin_figure"),
            "new_value": ViewColumn("现数值", "更正后的数；不是数的为空。", "同原视图", "更正时的各视图"),
            "new_shown": ViewColumn("更正为", "更正后的文字。", NO_UNIT, "更正时的各视图"),
            "reason": ViewColumn(
                "原因",
                "由哪份报表（单位、报表、报告期、版本、文件、收到时间）引起。",
                NO_UNIT,
                "台账：印发前后有效报表的差别",
            ),
            "site": SITE,
            "period_start": PERIOD_START,
        },
    ),
    "bi_objection": View(
        "异议",
        "对一个单位一项指标的一件异议（申诉）",
        {
            "scheme": SCHEME,
            "period": ViewColumn("考核月份", "异议针对的考核月份，文本。", "YYYY-MM", "kaohe objection add"),
            "objection": ViewColumn("编号", "异议的编号，从 1 起。", NO_UNIT, "kaohe objection add"),
            "unit_code": ASSESSED_CODE,
            "unit_name": ASSESSED_NAME,
            "indicator": INDICATOR,
            "raised_on": ViewColumn("提出日期", "登记的日期。", "日期", "kaohe objection add"),
            "text": ViewColumn("内容", "异议的内容；不收身份证号、手机号。", NO_UNIT, "kaohe objection add"),
            "state": ViewColumn("状态", "open 未办结，closed 已办结。", NO_UNIT, "有没有办结日期"),
            "closed_on": ViewColumn("办结日期", "未办结的为空。", "日期", "kaohe objection close"),
            "outcome": ViewColumn(
                "办理结果", "采纳、部分采纳、不采纳；未办结的为空。", NO_UNIT, "kaohe objection close"
            ),
            "closing_reason": ViewColumn(
                "办结理由", "为什么采纳或不采纳；未办结的为空。", NO_UNIT, "kaohe objection close"
            ),
            "due_on": ViewColumn(
                "答复期限", "应在这一天前答复；没有规定期限的为空。", "日期", "site.yaml 的 objections"
            ),
            "review_of": ViewColumn(
                "复核", "对哪一号异议的答复申请复核；首次提出的为空。", NO_UNIT, "kaohe objection review"
            ),
            "site": SITE,
            "indicator_name": INDICATOR_NAME,
            "period_start": PERIOD_START,
        },
    ),
}
