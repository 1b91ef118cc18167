"""The county vocational education society (A7), run once: the year 2025 and the plan of 2026 by the views
that BI reads.
"""

import pandas as pd
import pytest

from tests.support.offices import SampleRun
from tests.support.sample_files import assert_script_makes_committed_files


@pytest.fixture(scope="module")
def year(nanzhao: SampleRun) -> pd.DataFrame:
    return nanzhao.view("bi_indicator", scheme="society-2025", period="2025-12").set_index("indicator")


@pytest.fixture(scope="module")
def plan(nanzhao: SampleRun) -> pd.DataFrame:
    return nanzhao.view("bi_indicator", scheme="society-2026", period="2026-01").set_index("indicator")


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        pytest.param("A7-1", 5, id="organisations joined"),
        pytest.param("A7-2", 12, id="persons joined"),
        pytest.param("A7-3", 2, id="studies of a theme"),
        pytest.param("A7-4", 4, id="studies of the central group"),
        pytest.param("A7-5", 3, id="training courses"),
        pytest.param("A7-6", 200, id="attendances of courses"),
        pytest.param("A7-7", 15, id="townships reached"),
        pytest.param("A7-9", 60, id="trained to order"),
        pytest.param("A7-10", 0.912, id="employed in their own field"),
        pytest.param("A7-11", 2, id="technical problems solved"),
        pytest.param("A7-12", 1, id="research reports"),
        pytest.param("A7-13", 2, id="lessons of ideology"),
        pytest.param("A7-14", 3, id="articles"),
        pytest.param("A7-15", 1, id="films"),
        pytest.param("A7-16", 8, id="messages"),
        pytest.param("A7-20", 3, id="practice bases in the school"),
        pytest.param("A7-21", 5, id="majors of its own"),
    ],
)
def test_the_year_is_that_of_the_work_report(year, indicator, value):
    assert year.loc[indicator, "value"] == value
    assert "与工作总结所称" in year.loc[indicator, "note"]
    assert "一致" in year.loc[indicator, "note"]


@pytest.mark.parametrize(("period", "townships"), [("2025-10", 13), ("2025-11", 15)])
def test_townships_of_one_cell_count_each(nanzhao, period, townships):
    """Those of September are set apart by blanks only; October names some of them again."""
    reached = nanzhao.view("bi_indicator", scheme="society-2025", indicator="A7-7", period=period)
    assert reached["value"].tolist() == [townships]


def test_sales_are_above_half_a_million(year):
    assert year.loc["A7-8", "value"] > 50
    assert year.loc["A7-8", "unit_of_measure"] == "万元"
    assert "≥52.6（含“余”数，按下限计）" in year.loc["A7-8", "note"]
    assert "与工作总结所称≥50一致" in year.loc["A7-8", "note"]


def test_lower_bounds_stay_lower_bounds(year):
    assert "≥200（含“余”数，按下限计）" in year.loc["A7-6", "note"]
    assert "≥60（含“余”数，按下限计）" in year.loc["A7-9", "note"]
    assert list(year.index[year["note"].str.contains("≥\\d")]) == ["A7-6", "A7-8", "A7-9"]


def test_messages_by_where_they_were_published(year):
    assert "省级1、市级1、政府官网2、行业平台2、教育系统2" in year.loc["A7-16", "note"]


def test_a_year_without_targets_has_no_lights(year):
    assert year[["target", "light"]].isna().all(axis=None)


def test_the_plan_shows_its_targets_and_the_first_month(plan):
    targets = {"A7-5": 6, "A7-6": 800, "A7-17": 5, "A7-18": 3, "A7-19": 2}
    assert plan["target"].dropna().to_dict() == targets
    assert plan.loc[["A7-5", "A7-6"], "value"].to_list() == [1, 46]
    assert plan.loc[["A7-5", "A7-6", "A7-18"], "light"].to_list() == ["绿", "黄", "红"]


def test_what_is_reported_by_quarter_has_no_value_in_january(plan):
    assert pd.isna(plan.loc["A7-17", "value"])
    assert "本年尚无重点任务与成果台账" in plan.loc["A7-17", "note"]


def test_the_plan_tells_what_is_still_needed_and_passes_no_verdict_in_january(nanzhao):
    gaps = nanzhao.view("bi_gap", scheme="society-2026", period="2026-01", goal="目标").set_index(
        "indicator"
    )["says"]
    assert gaps["A7-5"] == "再增加5期，达到目标6期"
    assert gaps["A7-6"] == "再增加754人次，达到目标800人次"
    assert nanzhao.view("bi_conclusion").empty


def test_each_year_is_assessed_by_its_own_scheme(nanzhao):
    periods = nanzhao.view("bi_indicator").groupby("scheme")["period"].unique().map(sorted).to_dict()
    assert periods == {"society-2025": ["2025-10", "2025-11", "2025-12"], "society-2026": ["2026-01"]}


def test_the_society_and_the_school_owe_their_own_forms(nanzhao):
    reports = nanzhao.view("bi_report_status")
    owed = reports[reports["due_on"].notna()].groupby("unit_name")["form"].unique().map(sorted).to_dict()
    assert owed == {
        "南召县中华职业教育社": ["R01", "S01", "S02"],
        "南召县中等职业学校": ["R01", "X02", "X08"],
    }


def test_late_missing_corrected_and_partly_accepted_reports(nanzhao):
    reports = nanzhao.view("bi_report_status").set_index(["unit_name", "form", "period"])
    school, society = "南召县中等职业学校", "南召县中华职业教育社"
    assert reports.loc[(school, "R01", "2025-12"), "status"] == "missing"
    assert reports.loc[(school, "X02", "2025-12"), "status"] == "partly_accepted"
    assert (
        reports.loc[(society, "S02", "2025-11"), "late"],
        reports.loc[(society, "S02", "2025-10"), "late"],
    ) == (1, 0)
    assert reports.loc[(society, "S02", "2025-10"), "version"] == 2
    assert reports.loc[(society, "S02", "2025-08"), "status"] == "nil"


def test_the_script_makes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("nanzhao", tmp_path)


def test_the_summary_shows_the_values_of_a_scheme_that_only_monitors(nanzhao):
    lines = [line.split() for line in nanzhao.output.splitlines()]
    assert ["南召县中华职业教育社", "实用技术培训人次", "≥200人次"] in lines
    assert ["南召县中华职业教育社", "实用技能培训", "1期", "6期", "绿"] in lines
