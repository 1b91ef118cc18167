"""The three dashboards: 局长看板 for the director, 数据管理员看板 for the steward, 数据质量看板 for both.

A dashboard is rows of charts with their widths (of 12 columns), and filters at its top. Each filter begins
with its first value: the newest month, the scheme that assesses most units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deployment.superset.charts import (
    LEVEL_COLOURS,
    LIGHT_COLOURS,
    Chart,
    bars,
    lines,
    listing,
    matrix,
    number,
    shares,
)
from deployment.superset.parts import VERSION, identifier

WIDTH = 12
LOW, HIGH, HIGHER = 16, 50, 62
"""Heights of rows, in Superset's units of 8 pixels."""


@dataclass(frozen=True)
class Filter:
    """A choice at the top of a dashboard: a column of a view. Charts in ``free`` take no notice of it."""

    title: str
    view: str
    column: str
    descending: bool = False
    by_count: bool = False
    required: bool = True
    free: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dashboard:
    """A dashboard: its rows are a height and charts with their widths."""

    name: str
    title: str
    about: str
    filters: Sequence[Filter]
    rows: Sequence[tuple[int, Sequence[tuple[int, Chart]]]]

    @property
    def charts(self) -> list[Chart]:
        """All its charts, in the order in which they are read."""
        return [chart for _, row in self.rows for _, chart in row]

    def document(self) -> dict[str, object]:
        """The dashboard, as Superset imports it."""
        return {
            "dashboard_title": self.title,
            "description": self.about,
            "css": "",
            "slug": f"kaohe-{self.name}",
            "uuid": identifier("dashboard", self.name),
            "published": True,
            "position": self._position(),
            "metadata": {
                "native_filter_configuration": [self._filter(each) for each in self.filters],
                "filter_bar_orientation": "HORIZONTAL",
                "label_colors": LIGHT_COLOURS | LEVEL_COLOURS,
                "color_scheme": "supersetColors",
                "cross_filters_enabled": False,
                "refresh_frequency": 0,
            },
            "version": VERSION,
        }

    def _numbers(self) -> dict[str, int]:
        """The numbers by which the parts of this document name its charts; an import gives them others."""
        return {chart.name: number for number, chart in enumerate(self.charts, 1)}

    def _filter(self, choice: Filter) -> dict[str, object]:
        numbers = self._numbers()
        return {
            "id": f"NATIVE_FILTER-{self.name}-{choice.column}",
            "name": choice.title,
            "filterType": "filter_select",
            "type": "NATIVE_FILTER",
            "targets": [
                {"column": {"name": choice.column}, "datasetUuid": identifier("dataset", choice.view)}
            ],
            "controlValues": {
                "multiSelect": not choice.required,
                "enableEmptyFilter": choice.required,
                "defaultToFirstItem": choice.required,
                "sortAscending": not choice.descending,
                "inverseSelection": False,
                "searchAllOptions": False,
            },
            **({"sortMetric": "count"} if choice.by_count else {}),
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "requiredFirst": choice.required,  # no chart is drawn before the choice has its first value
            "cascadeParentIds": [],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": [numbers[name] for name in choice.free]},
            "description": "",
        }

    def _position(self) -> dict[str, object]:
        position: dict[str, object] = {
            "DASHBOARD_VERSION_KEY": "v2",
            "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
            "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": self.title}},
        }
        rows = [f"ROW-{number}" for number, _ in enumerate(self.rows, 1)]
        grid = {"type": "GRID", "id": "GRID_ID", "parents": ["ROOT_ID"], "children": rows}
        return position | {"GRID_ID": grid} | dict(self._placed())

    def _placed(self) -> Iterator[tuple[str, dict[str, object]]]:
        above = ["ROOT_ID", "GRID_ID"]
        for row, (height, charts) in enumerate(self.rows, 1):
            name = f"ROW-{row}"
            yield (
                name,
                {
                    "type": "ROW",
                    "id": name,
                    "parents": above,
                    "children": [f"CHART-{chart.name}" for _, chart in charts],
                    "meta": {"background": "BACKGROUND_TRANSPARENT"},
                },
            )
            for width, chart in charts:
                yield (
                    f"CHART-{chart.name}",
                    {
                        "type": "CHART",
                        "id": f"CHART-{chart.name}",
                        "parents": [*above, name],
                        "children": [],
                        "meta": {
                            "uuid": chart.uuid,
                            "chartId": self._numbers()[chart.name],
                            "sliceName": chart.title,
                            "width": width,
                            "height": height,
                        },
                    },
                )


LIGHT = "5 - MAX(light_order)"
STATUS = (
    "MIN(CASE status WHEN 'missing' THEN 1 WHEN 'returned' THEN 1 WHEN 'partly_accepted' THEN 2 "
    "WHEN 'accepted_with_queries' THEN 3 ELSE 4 END)"
)
NOT_PASSED = "status IN ('missing', 'returned', 'partly_accepted')"

DIRECTOR = Dashboard(
    "director",
    "局长看板",
    "本月考核的得分、名次、亮灯、约谈名单和最能提分的事。",
    [
        Filter("主管部门", "bi_score", "site"),
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

STEWARD = Dashboard(
    "steward",
    "数据管理员看板",
    "本期谁没报、谁被退回、什么要认定。",
    [
        Filter("主管部门", "bi_report_status", "site"),
        Filter("报告期", "bi_report_status", "period", descending=True, free=("files",)),
    ],
    [
        (
            LOW,
            [
                (2, number("reports", "应报和已报的报表", "bi_report_status", "COUNT(*)", about="份")),
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
                        "待认定和无法处理的文件",
                        "bi_submission",
                        "SUM(CASE WHEN status IN ('set_aside', 'rejected') THEN 1 ELSE 0 END)",
                        about="个",
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
                    shares("statuses", "报表状态（份）", "bi_report_status", "status_words"),
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
                        "待认定的文件里写的单位和月份",
                        "bi_candidate",
                        "file_name source_words sheet form_title unit_text unit_name period",
                        "file_name",
                    ),
                ),
                (
                    5,
                    bars(
                        "files",
                        "各月收到的文件（个）",
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

FINDINGS = "SUM(row_count)"
QUALITY = Dashboard(
    "quality",
    "数据质量看板",
    "哪些报表、哪些栏目、哪些单位错得多，迟报多不多，哪些指标算不出来。",
    [
        Filter("主管部门", "bi_report_status", "site"),
        Filter("报告期", "bi_report_status", "period", descending=True, required=False),
    ],
    [
        (
            LOW,
            [
                (3, number("all-reports", "报表", "bi_report_status", "COUNT(*)", about="份")),
                (
                    3,
                    number(
                        "late-share",
                        "迟报占比",
                        "bi_report_status",
                        "1.0 * SUM(late) / COUNT(*)",
                        form=".1%",
                        about="迟报 ÷ 报表",
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
                        "1.0 * SUM(late) / COUNT(*)",
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

DASHBOARDS = (DIRECTOR, STEWARD, QUALITY)
