"""The county's monthly dispatch of 双提升 (A5), run once: the figures of the work report by the views that BI
reads.
"""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from assets.indicators.indicators import calculate_indicators
from assets.indicators.office_indicators import reported_for
from assets.scores.scores import calculate_scores
from schemas.assessment.decided import Decided, Entry
from tests.support.offices import SampleRun
from tests.support.sample_files import assert_script_makes_committed_files

SCHEME, COUNTY = "dual-upgrade-2022", "示例县"
TRAINING = ["云岭镇", "木叶乡", "清溪镇"]


@pytest.fixture(scope="module")
def indicators(county: SampleRun) -> pd.DataFrame:
    """All indicators of the scheme by (period, indicator, unit)."""
    frame = county.view("bi_indicator", scheme=SCHEME)
    return frame.set_index(["period", "indicator", "unit_name"]).sort_index()


@pytest.fixture(scope="module")
def december(indicators: pd.DataFrame) -> pd.DataFrame:
    return indicators.loc["2022-12"]


def test_the_county_fulfils_its_target_of_1150_in_23_classes_of_50(december):
    learners = december.loc["A5-1", COUNTY]
    assert (learners["numerator"], learners["target"], learners["value"], learners["light"]) == (
        1150,
        1150,
        1,
        "绿",
    )
    assert december.loc["A5-1-1", COUNTY]["value"] == 23
    assert learners["numerator"] / december.loc["A5-1-1", COUNTY]["value"] == 50


@pytest.mark.parametrize("indicator", ["A5-2", "A5-3", "A5-4", "A5-6"])
def test_survey_classes_entries_and_online_learning_are_complete(december, indicator):
    assert december.loc[indicator, COUNTY]["value"] == 1


def test_the_targets_of_the_townships_add_up_to_that_of_the_county(december):
    targets = december.loc["A5-1"]["target"]
    assert targets.to_dict() == {COUNTY: 1150, "云岭镇": 400, "清溪镇": 400, "木叶乡": 350}
    assert targets[TRAINING].sum() == targets[COUNTY]


def test_registration_lags_behind_what_the_other_rates_of_100_percent_hide(december):
    registered = december.loc["A5-5"]
    assert registered["numerator"].to_dict() == {COUNTY: 860, "云岭镇": 368, "清溪镇": 300, "木叶乡": 192}
    assert round(registered.loc[COUNTY, "value"], 4) == 0.7478
    assert registered["light"].to_dict() == {COUNTY: "黄", "云岭镇": "绿", "清溪镇": "黄", "木叶乡": "红"}


def test_everybody_not_registered_lacks_a_document(december):
    lacking = december.loc["A5-7"]["value"]
    not_registered = december.loc["A5-5"]["denominator"] - december.loc["A5-5"]["numerator"]
    assert (
        lacking.to_dict()
        == not_registered.to_dict()
        == {COUNTY: 290, "云岭镇": 32, "清溪镇": 100, "木叶乡": 158}
    )
    by_kind = [december.loc[code]["value"].to_dict() for code in ("A5-7-1", "A5-7-2", "A5-7-3")]
    assert by_kind == [
        {COUNTY: 47, "云岭镇": 4, "清溪镇": 13, "木叶乡": 30},
        {COUNTY: 110, "云岭镇": 8, "清溪镇": 40, "木叶乡": 62},
        {COUNTY: 190, "云岭镇": 24, "清溪镇": 62, "木叶乡": 104},
    ]


STAGES = ["摸底", "报名", "开班", "录入", "注册", "结业"]


def test_the_funnel_from_survey_to_completion_by_township(county):
    funnel = county.view("bi_funnel", scheme=SCHEME, period="2022-12").sort_values(["unit_name", "step"])
    counts = {unit: list(rows["count"]) for unit, rows in funnel.groupby("unit_name")}
    assert counts == {
        COUNTY: [3166, 1150, 1150, 1150, 860, 150],
        "云岭镇": [619, 400, 400, 400, 368, 100],
        "清溪镇": [657, 400, 400, 400, 300, 50],
        "木叶乡": [546, 350, 350, 350, 192, 0],
    }
    assert list(funnel[funnel["unit_name"] == COUNTY]["stage"]) == STAGES
    assert [round(share, 4) for share in funnel[funnel["unit_name"] == "木叶乡"]["share"][1:]] == [
        0.641,
        1,
        1,
        0.5486,
        0,
    ]


def test_every_month_has_its_row_for_every_township(indicators):
    """一月一调度: learners so far and those new in the month."""
    enrolled = indicators.xs("A5-1", level="indicator")["numerator"].unstack("unit_name")
    assert enrolled[COUNTY].to_dict() == {"2022-09": 590, "2022-10": 790, "2022-11": 1022, "2022-12": 1150}
    assert list(enrolled["木叶乡"]) == [60, 130, 270, 350]
    new = indicators.xs("A5-1-2", level="indicator")["value"].unstack("unit_name")
    assert (new.iloc[1:] == enrolled.diff().iloc[1:]).all(axis=None)
    lights = indicators.xs("A5-1", level="indicator")["light"].unstack("unit_name")
    assert list(lights["云岭镇"]) == ["绿"] * 4
    assert list(lights["清溪镇"]) == ["黄", "黄", "黄", "绿"]
    assert list(lights["木叶乡"]) == ["红", "红", "黄", "绿"]


def test_the_two_quarters_can_be_summed_up(county):
    """一季度一总结: the funnel at the end of both quarters, so that what the quarter added can be told."""
    ends = county.view("bi_funnel", scheme=SCHEME, unit_name=COUNTY).pivot_table("count", "step", "period")
    assert list(ends["2022-12"] - ends["2022-09"]) == [674, 560, 600, 780, 700, 150]


def test_majors_teaching_points_and_practice_bases(december):
    """Four majors; a teaching point in each of six villages of three townships; the three practice bases are
    shared, so that those of the townships are not added up.
    """
    assert december.loc["A5-8"]["value"].to_dict() == {COUNTY: 4, "云岭镇": 4, "清溪镇": 4, "木叶乡": 4}
    assert "与工作总结所称4一致" in december.loc["A5-8", COUNTY]["note"]
    assert december.loc["A5-9"]["value"].to_dict() == {COUNTY: 18, "云岭镇": 6, "清溪镇": 6, "木叶乡": 6}
    assert december.loc["A5-10"]["value"].to_dict() == {COUNTY: 3, "云岭镇": 3, "清溪镇": 3, "木叶乡": 3}


def test_survey_against_census_by_township(county):
    rows = county.view("bi_indicator", scheme="survey-2022", period="2022-12").pivot_table(
        "value", "unit_name", "indicator"
    )
    assert rows.loc[COUNTY, ["M-1", "M-2", "M-3", "M-4"]].to_list() == [3166, 3166, 0, 1]
    assert rows["M-3"].drop(COUNTY).to_dict() == {
        "云岭镇": -3,
        "清溪镇": 2,
        "木叶乡": -2,
        "石桥镇": 48,
        "高岩乡": -42,
        "梨坪乡": -3,
    }
    distance = (rows["M-4"].drop(COUNTY) - 1).abs().sort_values()
    assert sorted(distance.index[:3]) == TRAINING, (
        "those are trained as a whole whose survey lies closest to the census"
    )


def test_conclusions_name_the_gap(county):
    found = county.view("bi_conclusion", scheme=SCHEME, period="2022-12").set_index("unit_name")
    assert found["conclusion"].to_dict() == {
        COUNTY: "未达标",
        "云岭镇": "达标",
        "清溪镇": "未达标",
        "木叶乡": "未达标",
    }
    assert "学籍注册率54.86%，要求不低于90%" in found.loc["木叶乡", "gaps"]


def test_townships_owe_only_what_the_county_collects(county):
    reports = county.view("bi_report_status")
    owed = reports[reports["due_on"].notna()]
    assert set(owed["form"]) == {"Z01", "Z02"}
    assert owed.groupby("form").size().to_dict() == {"Z01": 6 * 2, "Z02": 6 * 4}


def test_late_missing_returned_and_nil_reports_are_told_apart(county):
    reports = county.view("bi_report_status").set_index(["unit_name", "form", "period"])
    assert reports["status"].value_counts().to_dict() == {
        "accepted": 18,
        "nil": 11,
        "accepted_with_queries": 4,
        "partly_accepted": 2,
        "missing": 1,
        "returned": 1,
    }
    assert reports.loc[("高岩乡", "Z02", "2022-11"), "status"] == "missing"
    assert reports.loc[("梨坪乡", "Z01", "2022-09"), "status"] == "returned"
    assert reports.loc[("石桥镇", "Z02", "2022-10"), "status"] == "nil"
    late = reports[(reports["late"] == 1) & (reports["status"] != "missing")]
    assert sorted(late.index) == [
        ("木叶乡", "Z02", "2022-10"),
        ("梨坪乡", "Z01", "2022-12"),
        ("梨坪乡", "Z02", "2022-12"),
    ]


def test_a_learner_of_two_rosters_counts_for_the_first_only(county):
    (finding,) = county.view("bi_finding", code="Z02-4").itertuples()
    assert (finding.unit_name, finding.period, finding.level) == ("木叶乡", "2022-11", "hard")
    assert "该学员已在云岭镇的名册中" in finding.message


def test_the_script_makes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("county", tmp_path)


ANNUAL = "township-annual-2022"


def test_the_account_of_the_year(county):
    """Three townships with a task: 30 each for it; by rank of registration (92, 75, 54.86 %) 30, 27, 24 of 30; 12
    of 20 without a survey of satisfaction; 2 of 20 less for every report late or missing. What does not apply
    to the others is taken over: 32, 30 and 28 of 40 are 80, 75 and 70 of 100.
    """
    items = county.view("bi_score_item", scheme=ANNUAL, period="2022-12")
    points = items.pivot_table("score", "unit_code", "indicator").round(2).T.to_dict()
    assert {unit: each for unit, each in points.items() if each["Y-1"] == each["Y-1"]} == {
        "990121101": {"Y-1": 30, "Y-2": 30, "Y-3": 12, "Y-4": 20},
        "990121102": {"Y-1": 30, "Y-2": 27, "Y-3": 12, "Y-4": 20},
        "990121201": {"Y-1": 30, "Y-2": 24, "Y-3": 12, "Y-4": 18},
    }
    scores = county.view("bi_score", scheme=ANNUAL, period="2022-12").set_index("unit_name")
    assert scores["score"].to_dict() == {
        "云岭镇": 92,
        "清溪镇": 89,
        "木叶乡": 84,
        "石桥镇": 80,
        "高岩乡": 75,
        "梨坪乡": 70,
    }
    without_task = county.view("bi_indicator", scheme=ANNUAL, period="2022-12", unit_name="石桥镇")
    absent = without_task.set_index("indicator")["absence"]
    assert (absent["Y-1"], absent["Y-2"]) == ("not_applicable", "not_applicable")


def test_what_the_office_enters_counts(county):
    """云岭镇 has a satisfaction of 95, 19 of 20, and five honours, of which three count: 30 + 30 + 19 + 20 + 3."""
    office, period = county.office, "2022-12"
    scheme = next(each for each in office.schemes if each.id == ANNUAL)
    entries = [("satisfaction", 95), ("honours", 5)]
    made = Decided(
        entries=tuple(Entry(ANNUAL, name, "990121101", period, Fraction(value)) for name, value in entries)
    )
    frame = calculate_indicators(scheme, replace(reported_for(office, period), decided=made), period)
    totals = calculate_scores(scheme, frame, office.site.registry, period).totals.set_index("unit_code")
    assert totals.loc["990121101", ["score", "rank"]].tolist() == [102, 1]
    assert totals.loc["990121102", "score"] == 89
