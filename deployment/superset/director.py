"""局长看板: what the month's assessment has given, and what would help most."""

from deployment.superset.charts import LIGHT_COLOURS, bars, lines, listing, matrix, number, shares
from deployment.superset.dashboard import HIGH, LOW, Dashboard, Filter

LIGHT = "5 - MAX(light_order)"

DIRECTOR = Dashboard(
    "director",
    "局长看板",
    "本月考核的得分、名次、亮灯、约谈名单和最能提分的事。",
    [
        Filter("主管部门", "bi_score", "office_name"),
        Filter("考核方案", "bi_score", "scheme_title", descending=True, by_count=True),
        Filter("考核月份", "bi_score", "period", descending=True, free=("score-trend", "red-trend")),
    ],
    [
        (
            LOW,
            [
                (3, number("units", "被考核单位", "bi_score", "COUNT(*)", about="个")),
                (3, number("mean-score", "平均得分", "bi_score", "AVG(score)", form=".2f", about="分")),
                (
                    3,
                    number(
                        "red",
                        "红灯",
                        "bi_indicator",
                        "SUM(CASE WHEN light = '红' THEN 1 ELSE 0 END)",
                        about="项次",
                    ),
                ),
                (
                    3,
                    number(
                        "talk",
                        "应约谈单位",
                        "bi_monitoring",
                        "COUNT(DISTINCT CASE WHEN talk_list = 1 THEN unit_code END)",
                        about="个",
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    7,
                    bars(
                        "ranking",
                        "各单位得分",
                        "bi_score",
                        "unit_name",
                        "SUM(score)",
                        "得分",
                        "score IS NOT NULL",
                    ),
                ),
                (
                    5,
                    shares(
                        "lights",
                        "本月亮灯（项次）",
                        "bi_indicator",
                        "light",
                        "light IS NOT NULL",
                        colours=LIGHT_COLOURS,
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    7,
                    matrix(
                        "light-matrix",
                        "各单位各项指标亮灯：绿、蓝、黄、红",
                        "bi_indicator",
                        "indicator_name",
                        "unit_name",
                        LIGHT,
                        "亮灯（4 绿，3 蓝，2 黄，1 红）",
                        "light IS NOT NULL",
                    ),
                ),
                (
                    5,
                    bars(
                        "red-trend",
                        "各月亮灯（项次）",
                        "bi_indicator",
                        "period",
                        "COUNT(*)",
                        "项次",
                        "light IS NOT NULL",
                        by="light",
                        lying=False,
                        colours=LIGHT_COLOURS,
                    ),
                ),
            ],
        ),
        (
            HIGH,
            [
                (
                    12,
                    lines(
                        "score-trend",
                        "各单位得分走势",
                        "bi_score",
                        "SUM(score)",
                        "得分",
                        "score IS NOT NULL",
                        by="unit_name",
                    ),
                )
            ],
        ),
        (
            HIGH,
            [
                (
                    6,
                    listing(
                        "talk-list",
                        "约谈名单：连续落后的指标",
                        "bi_monitoring",
                        "unit_name indicator_name months_behind lacks",
                        "-months_behind",
                        "talk_list = 1",
                    ),
                ),
                (
                    6,
                    listing(
                        "gaps",
                        "做什么最能提分",
                        "bi_gap",
                        "unit_name indicator_name points says",
                        "-points",
                        "points > 0",
                    ),
                ),
            ],
        ),
    ],
)
