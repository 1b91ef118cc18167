"""Month by month against the pace: who is behind for how long, what is lacking, what has been put right."""

import pandas as pd
import pytest

from assets.indicators.lights import RED
from assets.monitoring.markdown_tables import put_right, put_right_table, talk_list, talk_table, to_put_right
from assets.monitoring.monitoring import monitoring_of
from assets.monitoring.office_monitoring import monitor
from schemas.assessment.remarks import Remark, RemarkKind
from schemas.office.catalogue import BUILT_IN
from schemas.results import MonitoringRow
from tests.monitoring.small_scheme import COMPLETION, RATIO, REGISTRY, frame, scheme
from warehouse.office import open_office
from warehouse.results import results

COUNTED = {"target": {"kind": "number", "value": 120}}
"""120 by the end of the year, 10 a month."""


def year(assessed, months: dict[str, object], remarks: tuple = (), **parts: object) -> pd.DataFrame:
    """The indicators of 甲街道: month → what was counted."""
    parts = {"target": 120} | parts
    return pd.concat(
        [
            frame(assessed, {"甲街道": counted}, period=month, remarks=remarks, **parts)
            for month, counted in months.items()
        ]
    )


def monitored(
    months: dict[str, object],
    indicator: dict | None = None,
    remarks: tuple = (),
    changes: dict | None = None,
    **parts: object,
):
    """Month → the row of 甲街道."""
    assessed = scheme(indicator or COUNTED, **(changes or {}))
    rows = monitoring_of(assessed, BUILT_IN, year(assessed, months, remarks, **parts), REGISTRY, list(months))
    assert list(rows.columns) == MonitoringRow.columns()
    return {row.period: row for row in rows.itertuples()}


def test_completion_against_pace_and_the_change_on_the_month_before():
    rows = monitored({"2023-02": 12, "2023-03": 25})
    march = rows["2023-03"]
    assert (march.value, march.target, march.due_so_far, march.completion) == (
        25,
        120,
        30,
        pytest.approx(25 / 120),
    )
    assert (march.previous_value, march.month_change) == (12, 13)
    assert pd.isna(rows["2023-02"].previous_value) and pd.isna(rows["2023-02"].month_change)


def test_two_months_in_a_row_behind_are_talked_to_and_being_on_pace_ends_it():
    rows = monitored({"2023-02": 19, "2023-03": 29, "2023-04": 39, "2023-05": 50, "2023-06": 55})
    assert [(row.months_behind, row.talk_list) for row in rows.values()] == [
        (1, 0),
        (2, 1),
        (3, 1),
        (0, 0),
        (1, 0),
    ]


def test_how_many_months_is_the_scheme_s_to_say():
    months = {"2023-01": 9, "2023-02": 19, "2023-03": 29}
    assert [
        row.talk_list for row in monitored(months, changes={"escalation": {"months_behind": 3}}).values()
    ] == [0, 0, 1]
    assert [
        row.talk_list for row in monitored(months, changes={"escalation": {"months_behind": 1}}).values()
    ] == [1, 1, 1]


def test_a_month_without_a_value_is_neither_counted_nor_does_it_interrupt():
    rows = monitored({"2023-03": 29, "2023-04": None, "2023-05": 49})
    assert [(row.months_behind, row.talk_list) for row in rows.values()] == [(1, 0), (1, 0), (2, 1)]


def test_months_that_were_not_assessed_do_not_interrupt_either():
    assert [row.months_behind for row in monitored({"2023-03": 29, "2023-05": 49}).values()] == [1, 2]


def test_exactly_what_is_due_is_on_pace_even_where_it_is_no_decimal():
    """Ten twelfths of the rate of 1 are due in October, and 50 of 60 are there."""
    indicator = {"unit_of_measure": "%", "formula": RATIO, "target": {"kind": "number", "value": 1}}
    (row,) = monitored({"2023-10": 50}, indicator, of=60, target=1).values()
    assert (row.value, row.months_behind, row.lacks) == (pytest.approx(5 / 6), 0, "")


def test_what_is_lacking_for_the_pace_and_for_the_year():
    indicator = {"unit_of_measure": "%", "formula": RATIO, "target": {"kind": "number", "value": 0.3}}
    (row,) = monitored({"2023-10": 225}, indicator, of=1000, target="0.3").values()
    assert (
        row.lacks
        == "本月应不低于25%，现为22.5%，再增加25人（分母不变）赶上序时进度，再增加75人（分母不变）达到全年目标30%"
    )
    completion = {"unit_of_measure": "%", "formula": COMPLETION, "target": {"kind": "number", "value": 30}}
    (row,) = monitored({"2023-10": 20}, completion, of=30, target=30).values()
    assert row.lacks == "本月应不低于25人，现为20人，再增加5人赶上序时进度，再增加10人达到全年目标30人"


def test_in_december_and_on_a_constant_pace_the_year_s_target_is_said_once():
    assert (
        monitored({"2023-12": 100})["2023-12"].lacks == "本月应不低于120人，现为100人，再增加20人赶上序时进度"
    )
    reached = {"target": {"kind": "last_year"}}
    (row,) = monitored({"2023-03": 49}, reached, target=50, last_year=50).values()
    assert row.lacks == "本月应不低于上年同期的50人，现为49人，再增加1人赶上序时进度"
    (row,) = monitored({"2023-03": 50}, reached, target=50, last_year=50).values()
    assert (row.lacks, row.months_behind) == ("", 0)


def test_an_overdue_report_is_lacking_and_one_that_is_not_due_is_not():
    said = (
        Remark(RemarkKind.EXPLANATION, "口径"),
        Remark(RemarkKind.OVERDUE, "缺报：甲街道 2023-03 老年教育机构月报表"),
        Remark(RemarkKind.GROWTH, "上年无数据，同比不可比"),
    )
    row = monitored({"2023-03": None}, remarks=said)["2023-03"]
    assert (row.lacks, row.months_behind) == ("缺报：甲街道 2023-03 老年教育机构月报表，请补报", 0)
    not_due = Remark(RemarkKind.NOT_DUE_YET, "尚未到期：甲街道 2023-03 老年教育机构月报表")
    row = monitored({"2023-03": None}, remarks=(not_due,))["2023-03"]
    assert (row.lacks, row.rectification) == ("", "")


def test_the_next_month_s_values_close_the_loop():
    rows = monitored({"2023-01": 9, "2023-02": 19, "2023-03": 30, "2023-04": 40, "2023-05": None})
    assert [row.rectification for row in rows.values()] == ["新列入", "未整改", "已整改", "", ""]
    not_due = Remark(RemarkKind.NOT_DUE_YET, "尚未到期：甲街道 2023-02 报表")
    unknown = monitored({"2023-01": 9, "2023-02": None}, remarks=(not_due,))["2023-02"]
    assert unknown.rectification == "", "nobody can tell yet"


def test_without_a_target_handed_down_there_is_nothing_to_be_behind():
    row = monitored({"2023-03": 5}, target=None)["2023-03"]
    assert pd.isna(row.due_so_far)
    assert (row.months_behind, row.talk_list, row.lacks) == (0, 0, "")


def test_indicators_without_a_target_are_not_monitored():
    assert monitored({"2023-03": 5}, {"score": {"method": "排名赋分", "step": 1}}) == {}


def test_the_lists_that_the_steward_reads():
    assessed = scheme(COUNTED)
    months = {
        "2023-01": {"甲街道": 9, "乙街道": 9, "丁镇": 10},
        "2023-02": {"甲街道": 19, "乙街道": 20, "丁镇": 15},
    }
    frames = pd.concat(
        [frame(assessed, counted, target=120, period=month) for month, counted in months.items()]
    )
    rows = monitoring_of(assessed, BUILT_IN, frames.assign(light=RED), REGISTRY, ["2023-02"])
    assert [(row.unit_name, row.items, row.months) for row in talk_list(rows).itertuples()] == [
        ("甲街道", 1, 2)
    ]
    assert set(to_put_right(rows)["unit_name"]) == {"甲街道", "丁镇"}
    assert list(put_right(rows)["unit_name"]) == ["乙街道"]
    assert "A 指标（2个月）" in talk_table(rows)
    assert "再增加5人赶上序时进度" in put_right_table(rows, is_done=False)
    assert "已整改，已赶上序时进度" in put_right_table(rows, is_done=True)
    empty = rows.iloc[:0]
    assert talk_table(empty) == put_right_table(empty, is_done=True) == "无。"


@pytest.fixture
def office(tmp_path, prepared_home):
    """The sample's office, of which nothing has been assessed yet."""
    office = open_office(home=prepared_home, warehouse_url=f"sqlite:///{tmp_path}/warehouse.db")
    office.prepare()
    return office


def test_when_an_earlier_month_changes_the_later_ones_follow(office):
    """A township that turns out to have been on pace in November is not behind for a second month in
    December.
    """
    (assessed,) = (each for each in office.schemes if each.id == "township-2023")

    def assess(period: str, learners: float) -> None:
        indicators = frame(
            scheme({"formula": COMPLETION, **COUNTED}),
            {"甲街道": learners},
            of=120,
            target=120,
            period=period,
        )
        indicators = indicators.assign(
            indicator="A3-1",
            unit_code="321302101",
            unit_name="耿车镇",
            scheme=assessed.id,
            unit_of_measure="%",
        )
        with office.engine.begin() as connection:
            results.replace_indicators(connection, office.site.id, assessed.id, period, indicators)
        gaps, months = monitor(office, assessed, period)
        with office.engine.begin() as connection:
            results.replace_gaps(connection, office.site.id, assessed.id, period, gaps)
            for month, rows in months.items():
                results.replace_monitoring(connection, office.site.id, assessed.id, month, rows)

    def stored(columns: str, view: str) -> list[tuple]:
        with office.engine.connect() as connection:
            return [
                tuple(row)
                for row in connection.exec_driver_sql(f"SELECT {columns} FROM {view} ORDER BY period")
            ]

    for period, learners in (("2023-10", 100), ("2023-11", 105), ("2023-12", 110)):
        assess(period, learners)
    behind = "period, months_behind, talk_list, rectification"
    assert stored(behind, "bi_monitoring") == [
        ("2023-10", 0, 0, ""),
        ("2023-11", 1, 0, "新列入"),
        ("2023-12", 2, 1, "未整改"),
    ]
    assess("2023-11", 112)
    assert stored(behind, "bi_monitoring") == [
        ("2023-10", 0, 0, ""),
        ("2023-11", 0, 0, ""),
        ("2023-12", 1, 0, "新列入"),
    ]
    assert stored("period, goal, needed", "bi_gap") == [
        ("2023-10", "目标", 20),
        ("2023-11", "目标", 8),
        ("2023-12", "目标", 10),
    ]


def test_a_period_that_a_scheme_does_not_assess_has_no_rows(office):
    gaps, months = monitor(office, office.schemes[0], "2022-12")
    assert gaps.empty
    assert {month: len(rows) for month, rows in months.items()} == {"2022-12": 0}
