"""The city of A8: the figures of the published speech come out of the workbooks of its schools and its
service centre.
"""

import pandas as pd
import pytest

from tests.support.sample_files import assert_script_makes_committed_files

SCHEME, CITY, CENTRE, COLLEGE = "industry-education-2024", "9901", "9901CJ", "9901XY01"
SCHOOLS = ("9901XX01", "9901XX02", "9901XX03", "9901XX04", "9901XX05")

FIGURES = [
    # indicator, what it is, value, numerator, denominator
    ("A8-1", "毕业生就业率", 0.968, 242, 250),
    ("A8-2", "毕业生创业率", 0.072, 18, 250),
    ("A8-3", "本年认定市级双师型教师", 217, 217, None),
    ("A8-4", "专业课教师企业实践达2个月的比例", 428 / 480, 428, 480),
    ("A8-5-1", "平台入驻企业", 120, 120, None),
    ("A8-5-2", "平台入驻院校", 11, 11, None),
    ("A8-5-3", "平台入驻专家", 600, 600, None),
    ("A8-6", "创业孵化基地", 25, 25, None),
    ("A8-6-1", "其中：专门面向职业院校毕业生", 7, 7, None),
    ("A8-6-2", "累计入驻创业实体", 1939, 1939, None),
    ("A8-6-3", "带动就业", 12_000, 12_000, None),
    ("A8-7", "创业担保贷款", 14_500, 14_500, None),
    ("A8-7-1", "面向职业院校毕业生的贷款占比", 0.35, 5_075, 14_500),
    ("A8-8", "中职学校新增专业", 21, 21, None),
    ("A8-9-1", "校级获奖", 13, 13, None),
    ("A8-9-2", "市级获奖", 9, 9, None),
    ("A8-9-3", "省级获奖", 7, 7, None),
    ("A8-9-4", "国家级获奖", 3, 3, None),
    ("A8-5-4", "平台公布的入驻企业", 120, 120, None),
    ("A8-5-5", "平台公布的入驻专家", 600, 600, None),
    ("A8-10", "近三年创业培训", 200, 200, None),
    ("A8-10-1", "近三年创业培训人次", 15_000, 15_000, None),
    ("A8-11", "参加国家级、省级培训的教师", 150, 150, None),
    ("A8-12", "兼职教师", 70, 70, None),
    ("A8-13", "近三年参与企业技术研发的教师", 87, 87, None),
    ("A8-13-1", "技术研发为企业节约成本", 300, 300, None),
    ("A8-14", "产业学院毕业生就业率", 0.95, 190, 200),
    ("A8-14-1", "其中：就职于合作企业及上下游", 0.7, 133, 190),
    ("A8-14-2", "产业学院毕业生平均起薪相当于普通毕业生的", 1.2, 1_026_000, 855_000),
    ("A8-15", "冠名班累计输送毕业生", 1500, 1500, None),
    ("A8-15-1", "其中：技术骨干和管理人员", 0.9, 1350, 1500),
    ("A8-16", "贯通培养毕业生就业率", 1, 40, 40),
    ("A8-16-1", "其中：进入规上企业", 0.8, 32, 40),
    ("A8-17", "企业满意度", 0.9, 108, 120),
]
WITHOUT_POINTS = [code for code, *_ in FIGURES[-16:]]
"""What the speech states and the scheme gives no points for."""
STATED = (
    "A8-2",
    "A8-3",
    "A8-5-1",
    "A8-5-2",
    "A8-5-3",
    "A8-6",
    "A8-6-1",
    "A8-6-2",
    "A8-6-3",
    "A8-7",
    "A8-7-1",
    "A8-8",
    *WITHOUT_POINTS[:-1],
)


@pytest.fixture(scope="module")
def december(city):
    """bi_indicator of 2024-12, a row an indicator and unit."""
    return city.view("bi_indicator", period="2024-12").set_index(["indicator", "unit_code"])


def test_the_script_makes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("city", tmp_path)


@pytest.mark.parametrize(
    ("indicator", "name", "value", "numerator", "denominator"), FIGURES, ids=[figure[0] for figure in FIGURES]
)
def test_figures_of_the_city(december, indicator, name, value, numerator, denominator):
    found = december.loc[indicator, CITY]
    assert found["indicator_name"] == name
    assert found["value"] == pytest.approx(value, rel=1e-12)
    assert found["numerator"] == numerator
    assert found["denominator"] == denominator if denominator else pd.isna(found["denominator"])


@pytest.mark.parametrize("indicator", STATED)
def test_the_figures_agree_with_the_speech(december, indicator):
    assert "会议讲话所称" in december.loc[indicator, CITY]["note"]
    assert "相差" not in december.loc[indicator, CITY]["note"]


def test_the_rate_of_founders_rose_by_4_2_percentage_points_since_2021(city, december):
    """From 3% to 7.2%: +4.2 percentage points, never +4.2%."""
    assert "与2021年同期（3%）相比+4.2个百分点" in december.loc["A8-2", CITY]["note"]
    compared = city.view("bi_base_comparison", indicator="A8-2", unit_code=CITY, period="2024-12").iloc[0]
    assert (compared["base_year"], compared["base_value"], compared["value"]) == (2021, 0.03, 0.072)
    assert (compared["change"], compared["percentage_points"]) == (0.042, pytest.approx(4.2))


def test_rates_of_the_city_are_ratios_of_sums(city, december):
    """Neither the founders' rate nor the share of loans is a mean of the rates below."""
    schools = [december.loc["A8-2", school] for school in SCHOOLS]
    assert sum(school["numerator"] for school in schools) == 18
    assert sum(school["value"] for school in schools) / 5 != pytest.approx(0.072, abs=1e-4)
    incubators = city.view("fact_incubators", period="2024-12")
    shares = incubators["loans_vocational"] / incubators["loans"]
    assert shares.mean() != pytest.approx(0.35, abs=1e-3)


def test_jobs_are_a_lower_bound(december):
    assert "≥12000（含“余”数，按下限计）" in december.loc["A8-6-3", CITY]["note"]


@pytest.mark.parametrize(
    ("indicator", "bound"),
    [("A8-5-4", "≥120"), ("A8-5-5", "≥600"), ("A8-10", "≥200"), ("A8-13-1", "≥300"), ("A8-15", "≥1500")],
)
def test_what_is_written_with_more_stays_a_lower_bound(december, indicator, bound):
    assert f"{bound}（含“余”数，按下限计）" in december.loc[indicator, CITY]["note"]
    assert f"与会议讲话所称{bound}一致" in december.loc[indicator, CITY]["note"]


def test_a_share_of_a_lower_bound_is_none(december):
    """1350余 of 1500余 may be more or less than 90 %."""
    note = december.loc["A8-15-1", CITY]["note"]
    assert "实际值可能更低" in note
    assert "≥" not in note


def test_part_time_teachers_by_who_sends_them(december):
    assert "企业选派20、医疗机构选派50" in december.loc["A8-12", CITY]["note"]


def test_teachers_recognised_in_earlier_years_are_not_counted_again(december):
    assert december.loc["A8-3", CITY]["value"] == 217
    assert december.loc["A8-3-1", CITY]["numerator"] == 217 + 82, (
        "those recognised before are 双师型 all the same"
    )
    assert "市职校72、建材学校50、卫校42、旅游学校30、县职教中心23" in december.loc["A8-3", CITY]["note"]


def test_awards_by_tier_and_award(december):
    assert "银牌1、一等奖1、二等奖3、三等奖2" in december.loc["A8-9-3", CITY]["note"]
    assert [december.loc["A8-9-4", school]["value"] for school in SCHOOLS] == [1, 1, 1, 0, 0]


def test_lights_of_all_colours(december):
    lights = [december.loc["A8-4", school]["light"] for school in SCHOOLS]
    assert lights == ["黄", "绿", "黄", "绿", "红"]


def test_schools_and_the_city_are_assessed_by_their_own_indicators(city, december):
    only_city = {code for code, unit in december.index if unit == CITY} - {
        code for code, unit in december.index if unit == SCHOOLS[0]
    }
    assert only_city == {
        "A8-5-1",
        "A8-5-2",
        "A8-5-3",
        "A8-6",
        "A8-6-1",
        "A8-6-2",
        "A8-6-3",
        "A8-7",
        "A8-7-1",
        "A8-8",
        *WITHOUT_POINTS,
    }
    scores = city.view("bi_score", scheme=SCHEME, period="2024-12").set_index("unit_code")
    assert set(scores["full_score"]) == {100}
    assert [scores.loc[school, "rank"] for school in SCHOOLS] == [1, 2, 3, 4, 5]
    assert scores.loc[CITY, ["group_name", "rank"]].tolist() == ["市", 1]


def test_who_owes_what(city):
    owed = city.view("bi_report_status")
    owed = owed[owed["due_on"].notna()]
    of_unit = {
        unit: set(zip(rows["period"], rows["form"], strict=True)) for unit, rows in owed.groupby("unit_code")
    }
    months = ("2024-09", "2024-10", "2024-11", "2024-12")
    of_school = {*((month, "X04") for month in months), ("2024-12", "X02"), ("2024-12", "X03")}
    own_forms = {("2024-12", "T01"), ("2024-12", "T02")}
    assert of_unit == dict.fromkeys(SCHOOLS, of_school | own_forms) | {
        CENTRE: {("2024-09", "C03"), ("2024-12", "C01"), ("2024-12", "C02"), ("2024-12", "T03")},
        COLLEGE: own_forms,
    }


def test_what_is_lacking_late_returned_and_corrected(city):
    status = city.view("bi_report_status").set_index(["unit_name", "form", "period"])
    assert list(status[status["status"] == "missing"].index) == [("示例市旅游职业学校", "X04", "2024-11")]
    assert list(status[status["status"] == "partly_accepted"].index) == [("示例市卫生学校", "X03", "2024-12")]
    corrected = status.loc[("示例市产教融合服务中心", "C01", "2024-12")]
    assert corrected[["status", "version", "late"]].tolist() == ["accepted", 2, 0]
    late = {unit for unit, _, _ in status[status["late"].astype(bool)].index}
    assert late == {"示例市旅游职业学校", "示例县职业技术教育中心"}
    returned = {path.name.split("-")[0] for path in (city.home / "returned" / "2024-12").iterdir()}
    assert {"示例市产教融合服务中心", "示例市卫生学校"} <= returned


def test_experts_are_counted_but_not_named(city):
    """The directory's names are personal: they are in no table that BI reads."""
    members = city.view("fact_platform_members", period="2024-12")
    assert len(members) == 731
    assert "member" not in members.columns


def test_blanks_go_to_who_owes_the_form(city, kaohe, tmp_path):
    blanks = kaohe(
        "template",
        "C03",
        "-o",
        str(tmp_path),
        period="2024-09",
        site=city.office.site.directory,
        home=city.home,
    )
    assert blanks.returncode == 0, blanks.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["示例市产教融合服务中心-2024-09-空白表.xlsx"]
