"""The figures of the work report (工作总结) of 宿城区 for 2023 come out of the sample's workbooks."""

import pandas as pd
import pytest

DISTRICT, BUREAU = "321302", "321302JYJ"

FIGURES = [
    # indicator, unit, what it is, value, numerator, denominator
    ("A1-1", DISTRICT, "初中升学率", 7793 / 7846, 7793, 7846),
    ("A1-2", DISTRICT, "中职升学人数", 1180, 1180, None),
    ("A1-3", DISTRICT, "中职毕业生本地就业率", 279 / 362, 279, 362),
    ("A1-4", DISTRICT, "自考成考报名人数", 11558, 11558, None),
    ("A1-4-1", DISTRICT, "其中：自考报名人数", 5826, 5826, None),
    ("A1-4-2", DISTRICT, "其中：成考报名人数", 5732, 5732, None),
    ("A1-5", DISTRICT, "学历技能双提升完成率", 505 / 425, 505, 425),
    ("A1-6", DISTRICT, "老年教育机构覆盖率", 1, 15, 15),
    ("A1-7", DISTRICT, "市级达标认定率", 11 / 15, 11, 15),
    ("A1-8", DISTRICT, "老年教育参与率", 35148 / 104998, 35148, 104998),
    ("A1-9", DISTRICT, "学分银行存入率", 17322 / 104998, 17322, 104998),
    ("A2-1", BUREAU, "职教招生数", 2905, 2905, None),
    ("A2-2", BUREAU, "毕业生当地就业率", 279 / 362, 279, 362),
    ("A2-3", BUREAU, "农民培训人数", 837, 837, None),
    ("A2-4", BUREAU, "企业新型学徒制培训人数", 492, 492, None),
    ("A2-5", BUREAU, "1+X证书考证人数", 662, 662, None),
    ("A2-6", BUREAU, "市级及以上产教融合型企业", 5, 5, None),
    ("A2-6-1", BUREAU, "其中：已申报省级及以上产教融合型企业", 1, 1, None),
    ("A2-7", BUREAU, "省级学生技能大赛银牌及以上", 3, 3, None),
    ("A2-8", BUREAU, "国赛教学能力一等奖", 1, 1, None),
    ("A2-8-1", BUREAU, "省赛教学能力奖牌", 2, 2, None),
    ("A2-8-2", BUREAU, "其中：获奖日期在上年的国赛教学能力一等奖", 1, 1, None),
    ("A2-9", BUREAU, "对口高考本科上线人数", 21, 21, None),
    ("A2-10-1", BUREAU, "双师型基地", 1, 1, None),
    ("A2-10-2", BUREAU, "优质专业（群）", 2, 2, None),
    ("A2-10-3", BUREAU, "技能体验中心", 3, 3, None),
    ("A2-10-4", BUREAU, "产教融合实训基地", 2, 2, None),
    ("A2-10-5", BUREAU, "生产性实训基地", 3, 3, None),
    ("A2-10-6", BUREAU, "建议提案", 5, 5, None),
    ("A2-10-7", BUREAU, "领航学校建设", 1, 1, None),
    ("A2-11", BUREAU, "开设专业", 22, 22, None),
    ("A2-11-1", BUREAU, "其中：比上年增加的专业", 1, 1, None),
]


@pytest.fixture(scope="module")
def december(sample):
    """bi_indicator of 2023-12, a row an indicator and unit."""
    return sample.view("bi_indicator", period="2023-12").set_index(["indicator", "unit_code"])


@pytest.mark.parametrize(
    ("indicator", "unit", "name", "value", "numerator", "denominator"),
    FIGURES,
    ids=[figure[0] for figure in FIGURES],
)
def test_figures_of_the_work_report(december, indicator, unit, name, value, numerator, denominator):
    found = december.loc[indicator, unit]
    assert found["indicator_name"] == name
    assert found["value"] == pytest.approx(value, rel=1e-12)
    assert found["numerator"] == numerator
    assert found["denominator"] == denominator if denominator else pd.isna(found["denominator"])


def test_ratios_are_fractions_as_the_work_report_prints_them(december):
    printed = {
        code: f"{december.loc[code, DISTRICT]['value']:.2%}" for code in ("A1-5", "A1-7", "A1-8", "A1-9")
    }
    assert printed == {"A1-5": "118.82%", "A1-7": "73.33%", "A1-8": "33.47%", "A1-9": "16.50%"}


def test_growth_on_last_year(december):
    """1180 entered higher education against 955 the year before; 21 undergraduates against 8."""
    further, undergraduates = december.loc["A1-2", DISTRICT], december.loc["A2-9", BUREAU]
    assert (further["last_year"], further["change"], round(further["growth"], 4)) == (955, 225, 0.2356)
    assert (undergraduates["last_year"], undergraduates["change"]) == (8, 13)


def test_a_figure_without_a_figure_of_last_year_cannot_be_compared(december):
    learners = december.loc["A1-5", DISTRICT]
    assert pd.isna(learners["last_year"])
    assert pd.isna(learners["growth"])
    assert "上年无数据，同比不可比" in learners["note"]


def test_the_work_report_says_833_where_the_workbooks_say_837(december):
    """The discrepancy is shown, not hidden."""
    note = december.loc["A2-3", BUREAU]["note"]
    assert "学历技能双提升505、残疾人培训166、民兵职业技能培训166" in note
    assert "与工作总结所称833相差+4" in note


@pytest.mark.parametrize(
    ("indicator", "unit", "says"),
    [
        ("A2-1", BUREAU, "宿城中专1630、信息中专1275"),
        ("A2-7", BUREAU, "金牌1、银牌2、铜牌6"),
        ("A2-8", BUREAU, "一等奖1"),
        ("A2-8-1", BUREAU, "银牌1、铜牌1"),
        ("A2-10-6", BUREAU, "建议提案主办2、建议提案协办3"),
        ("A2-10-7", BUREAU, "推进中1"),
        ("A2-11", BUREAU, "与工作总结所称≥21一致"),
        ("A1-4-1", DISTRICT, "与工作总结所称5826一致"),
        ("A1-4-2", DISTRICT, "与工作总结所称5732一致"),
        ("A1-3", DISTRICT, "分母：直接就业的中职毕业生（不含升学）"),
        ("A1-8", DISTRICT, "分母：60周岁以上常住老年人口"),
        ("A1-5", DISTRICT, "有记录待更正未计入：耿车镇 2023-12、埠子镇 2023-12、陈集镇 2023-12"),
    ],
)
def test_notes_tell_what_a_figure_consists_of(december, indicator, unit, says):
    assert says in december.loc[indicator, unit]["note"]


def test_targets_completion_and_lights(december):
    learners, silver = december.loc["A1-5", DISTRICT], december.loc["A2-7", BUREAU]
    assert (learners["target"], round(learners["completion"], 4), learners["light"]) == (425, 1.1882, "绿")
    assert (silver["target"], silver["completion"], silver["light"]) == (2, 1.5, "绿")
    assert pd.isna(december.loc["A1-7", DISTRICT]["light"]), (
        "without a target there is nothing to be behind of"
    )


def test_a_national_award_of_last_december_earns_its_points_in_the_year_that_reports_it(sample, december):
    """Won on 2022-12-16, reported for October 2023: the points are 2023's, and the date is told beside them."""
    (points,) = sample.view("bi_score_item", indicator="A2-8", unit_code=BUREAU, period="2023-12")["score"]
    assert points == 15
    (award,) = sample.view("fact_contest_awards", tier="国家级").to_dict("records")
    assert (award["period"], str(award["awarded_on"])[:10]) == ("2023-10", "2022-12-16")
    assert "随报送的年度计分" in december.loc["A2-8-2", BUREAU]["note"]


def test_districts_are_ranked_by_their_scores(sample):
    scores = sample.view("bi_score", scheme="district-quality-2023", period="2023-12").sort_values("rank")
    assert list(scores["unit_name"]) == ["宿城区", "宿豫区", "沭阳县"]
    assert scores["score"].is_monotonic_decreasing


def test_townships_are_ranked_within_their_groups(sample):
    scores = sample.view("bi_score", scheme="township-2023", period="2023-12")
    assert scores["group_name"].value_counts().to_dict() == {"镇": 8, "街道": 7}
    for _, group in scores.groupby("group_name"):
        expected = group["score"].rank(ascending=False, method="min").astype(int)
        assert (group["rank"] == expected).all(), "equal scores share the better rank"


def test_the_items_of_a_score_add_up_to_it(sample):
    sums = (
        sample.view("bi_score_item")
        .groupby(["scheme", "unit_code", "period"])["score"]
        .sum(min_count=1)
        .dropna()
        .round(2)
    )
    totals = sample.view("bi_score").set_index(["scheme", "unit_code", "period"])["score"].dropna()
    assert len(totals) == len(sums) == 3 * (15 + 3 + 1 + 2), (
        "three months of fifteen townships, three districts, the bureau, two schools"
    )
    assert (totals - sums).abs().max() < 0.005


def test_every_point_has_a_reason(sample):
    items = sample.view("bi_score_item")
    assert items["reason"].str.len().min() > 0
    assert items["method"].str.len().min() > 0


def test_what_was_never_reported_has_no_value_and_says_why(sample):
    """中扬镇's first report on elderly education went back: its figure for October is missing, never 0."""
    (october,) = sample.view(
        "bi_indicator", indicator="A3-2", unit_name="中扬镇", period="2023-10"
    ).itertuples()
    assert pd.isna(october.value)
    assert "中扬镇 2023-10 老年教育机构月报表" in october.note


def test_a_cumulative_figure_that_was_not_reported_is_last_months_and_says_so(sample):
    """屠园镇 sent nothing for November."""
    october, november = (
        sample.view("bi_indicator", indicator="A3-1", unit_name="屠园镇", period=month).iloc[0]
        for month in ("2023-10", "2023-11")
    )
    assert november["numerator"] == october["numerator"] == 16
    assert "缺报：屠园镇 2023-11 学历技能双提升学员名册（沿用2023-10数）" in november["note"]
