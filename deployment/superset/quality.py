"""数据质量看板: which forms, columns and units have most findings, and which indicators have no value."""

from deployment.superset.charts import LEVEL_COLOURS, bars, lines, listing, number, shares
from deployment.superset.dashboard import HIGH, LOW, Dashboard, Filter

LATE = "1.0 * SUM(late) / NULLIF(COUNT(due_on), 0)"
FINDINGS = "SUM(row_count)"

QUALITY = Dashboard(
    "quality",
    "数据质量看板",
    "哪些报表、哪些栏目、哪些单位错得多，迟报多不多，哪些指标算不出来。",
    [
        Filter("主管部门", "bi_report_status", "office_name"),
        Filter("报告期", "bi_report_status", "period", descending=True, required=False),
    ],
    [
        (
            LOW,
            [
                (3, number("owed", "到期应报的报表", "bi_report_status", "COUNT(due_on)", about="份")),
                (
                    3,
                    number(
                        "late-share",
                        "迟报占比",
                        "bi_report_status",
                        LATE,
                        form=".1%",
                        about="迟报 ÷ 到期应报",
                    ),
                ),
                (
                    3,
                    number(
                        "hard", "强制性错误", "bi_finding", FINDINGS, "level = 'hard'", about="处，含已改正的"
                    ),
                ),
                (
                    3,
                    number(
                        "query",
                        "核实性错误",
                        "bi_finding",
                        FINDINGS,
                        "level = 'query'",
                        about="处，含已说明的",
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    6,
                    bars(
                        "findings-by-form",
                        "各报表的错误（处）",
                        "bi_finding",
                        "form_title",
                        FINDINGS,
                        "处数",
                        by="level_words",
                        colours=LEVEL_COLOURS,
                    ),
                ),
                (
                    6,
                    bars(
                        "findings-by-unit",
                        "各单位的错误（处）",
                        "bi_finding",
                        "unit_name",
                        FINDINGS,
                        "处数",
                        by="level_words",
                        colours=LEVEL_COLOURS,
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    6,
                    bars(
                        "findings-by-period",
                        "各月的错误（处）",
                        "bi_finding",
                        "period",
                        FINDINGS,
                        "处数",
                        by="level_words",
                        lying=False,
                        colours=LEVEL_COLOURS,
                    ),
                ),
                (
                    6,
                    lines(
                        "late-by-period",
                        "各月迟报占比",
                        "bi_report_status",
                        LATE,
                        "迟报占比",
                        form=".0%",
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    6,
                    bars(
                        "late-by-unit",
                        "各单位迟报（份）",
                        "bi_report_status",
                        "unit_name",
                        "SUM(late)",
                        "份数",
                        "late = 1",
                    ),
                ),
                (
                    6,
                    bars(
                        "headers",
                        "错得最多的栏目（处）",
                        "bi_finding",
                        "header",
                        FINDINGS,
                        "处数",
                        "header IS NOT NULL",
                        most=12,
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    5,
                    shares(
                        "absences",
                        "算不出来的指标：为什么（项次）",
                        "bi_indicator",
                        "absence_words",
                        "absence IS NOT NULL",
                    ),
                ),
                (
                    7,
                    listing(
                        "absent",
                        "算不出来的指标",
                        "bi_indicator",
                        "scheme_title period unit_name indicator_name absence_words note",
                        "-period",
                        "absence IS NOT NULL",
                    ),
                ),
            ],
        ),
    ],
)
