"""数据管理员看板: who has not reported, what went back, what is to be decided."""

from deployment.superset.charts import STATUS_COLOURS, bars, listing, matrix, number, shares
from deployment.superset.dashboard import HIGH, HIGHER, LOW, Dashboard, Filter

STATUS = (
    "MIN(CASE status WHEN 'missing' THEN 1 WHEN 'returned' THEN 1 WHEN 'partly_accepted' THEN 2 "
    "WHEN 'accepted_with_queries' THEN 3 ELSE 4 END)"
)
NOT_PASSED = "status IN ('missing', 'returned', 'partly_accepted')"

STEWARD = Dashboard(
    "steward",
    "数据管理员看板",
    "本期谁没报、谁被退回、什么要认定。",
    [
        Filter("主管部门", "bi_report_status", "office_name"),
        Filter(
            "报告期", "bi_report_status", "period", descending=True, free=("set-aside", "candidates", "files")
        ),
    ],
    [
        (
            LOW,
            [
                (2, number("reports", "报表", "bi_report_status", "COUNT(*)", about="份（应报和已报）")),
                (
                    2,
                    number(
                        "missing",
                        "缺报",
                        "bi_report_status",
                        "SUM(CASE WHEN status = 'missing' THEN 1 ELSE 0 END)",
                        about="份",
                    ),
                ),
                (
                    2,
                    number(
                        "returned",
                        "退回",
                        "bi_report_status",
                        "SUM(CASE WHEN status = 'returned' THEN 1 ELSE 0 END)",
                        about="份",
                    ),
                ),
                (2, number("late", "迟报", "bi_report_status", "SUM(late)", about="份")),
                (2, number("held", "留置的行", "bi_report_status", "SUM(rows_held)", about="行")),
                (
                    2,
                    number(
                        "set-aside",
                        "待认定文件",
                        "bi_submission",
                        "SUM(CASE WHEN status = 'set_aside' THEN 1 ELSE 0 END)",
                        about="个（各期）",
                    ),
                ),
            ],
        ),
        (
            HIGHER,
            [
                (
                    12,
                    matrix(
                        "report-matrix",
                        "报送情况：绿已通过、黄绿待核实、橙部分通过、红缺报或退回；空白不用报",
                        "bi_report_status",
                        "form_title",
                        "unit_name",
                        STATUS,
                        "报送情况（4 通过，3 待核实，2 部分通过，1 缺报或退回）",
                    ),
                )
            ],
        ),
        (
            HIGH,
            [
                (
                    7,
                    listing(
                        "to-chase",
                        "要催报和改正的报表",
                        "bi_report_status",
                        "unit_name form_title status_words due_on errors file_name",
                        "unit_name",
                        NOT_PASSED,
                    ),
                ),
                (
                    5,
                    shares(
                        "statuses",
                        "报表状态（份）",
                        "bi_report_status",
                        "status_words",
                        colours=STATUS_COLOURS,
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    12,
                    listing(
                        "open-findings",
                        "未了结的审核意见",
                        "bi_finding",
                        "unit_name form_title level_words sheet cell header message",
                        "level",
                        "state = 'open'",
                    ),
                )
            ],
        ),
        (
            HIGH,
            [
                (
                    7,
                    listing(
                        "candidates",
                        "待认定和无法处理的文件里写的单位和月份（各期）",
                        "bi_candidate",
                        "file_name source_words sheet form_title unit_text unit_name period",
                        "file_name",
                    ),
                ),
                (
                    5,
                    bars(
                        "files",
                        "各报告期的文件（个）；认不出报告期的不列",
                        "bi_submission",
                        "period",
                        "COUNT(*)",
                        "文件",
                        "period IS NOT NULL",
                        by="status_words",
                        lying=False,
                    ),
                ),
            ],
        ),
    ],
)
