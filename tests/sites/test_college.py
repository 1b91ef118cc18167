"""The college of A6: the plan's targets, what its departments' workbooks give, and what is put right, lacking
and late in them.
"""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from assets.indicators.indicators import calculate_indicators
from assets.indicators.office_indicators import reported_for
from assets.scores.scores import calculate_scores
from schemas.assessment.decided import Decided, Entry
from tests.support.sample_files import assert_script_makes_committed_files

SCHEME, COLLEGE = "college-training-2023", "HNSF"
DEPARTMENTS = ("HNSF01", "HNSF02", "HNSF03", "HNSF04", "HNSF05", "HNSF06")

TARGETS = {
    # 每个二级学院：人次达在校生的2倍、省级以上1期、职工基地1个、创业培训3期、社区或老年基地1个、每个工种评价1次
    **{"A6-1": 2, "A6-2": 1, "A6-3": 1, "A6-4": 3, "A6-5": 1, "A6-6": 1},
    # 学校：4.89万人次、2000万元、基地申报1个、网络课程1门、终身教育课程资源6门、能者为师1项
    **{"A6-7": 48_900, "A6-8": 2_000, "A6-9": 1, "A6-10": 1, "A6-11": 6, "A6-12": 1},
    # 不计分：年中检查1次，各工种都有培训方案
    **{"A6-13": 1, "A6-14": 1},
}
VALUES = {
    "A6-1": (2.5, 2.1, 2.2, 2, 1.7, 1.04),
    "A6-2": (3, 1, 2, 1, 0, 0),
    "A6-3": (1, 1, 1, 0, 1, 0),
    "A6-4": (4, 3, 5, 3, 2, 0),
    "A6-5": (1, 1, 1, 2, 1, 1),
    "A6-6": (1, 1, 1, 2 / 3, 1 / 2, 1 / 4),
    "A6-14": (1, 1, 2 / 3, 0, 1 / 2, 0),
}
STATUSES = {
    "A6-1": ("引领", "达标", "引领", "达标", "未达标", "未达标"),
    "A6-2": ("引领", "达标", "引领", "达标", "未启动", "未启动"),
    "A6-3": ("达标", "达标", "达标", "未启动", "达标", "未启动"),
    "A6-4": ("引领", "达标", "引领", "达标", "未达标", "未启动"),
    "A6-5": ("达标", "达标", "达标", "引领", "达标", "达标"),
    "A6-6": ("达标", "达标", "达标", "未达标", "未达标", "未达标"),
    "A6-14": ("达标", "达标", "未达标", "未启动", "未达标", "未启动"),
}
OF_COLLEGE = {"A6-7": 49_026, "A6-8": 2_211, "A6-9": 1, "A6-10": 1, "A6-11": 7, "A6-12": 0}
WITHOUT_POINTS = {
    # what it is, its value and what its note says it is made of
    "A6-13": ("社会培训年中检查", 1, "智造学院1"),
    "A6-15": ("“智慧助老”案例、项目和课程申报", 1, "信工学院1"),
    "A6-16": ("全国终身学习品牌项目申报", 1, "文旅学院1"),
    "A6-17": (
        "“宏志助航计划”就业培训",
        6,
        "智造学院1、信工学院1、商务学院1、文旅学院1、汽车学院1、护理学院1",
    ),
    "A6-17-1": (
        "“宏志助航计划”就业培训人次",
        653 + 842 + 528 + 465 + 574 + 246,
        "智造学院653、信工学院842、商务学院528、文旅学院465、汽车学院574、护理学院246",
    ),
    "A6-18": ("国家级、省级优质培训工作案例申报", 1, "省级1"),
    "A6-18-1": ("社会培训典型案例", 2, "商务学院1、文旅学院1"),
    "A6-19": ("校级以上网络课程", 2, "省级1、校级1"),
}
"""What the plan asks of the college without saying how many points it earns."""


@pytest.fixture(scope="module")
def december(college):
    """bi_indicator of 2023-12, a row an indicator and unit."""
    return college.view("bi_indicator", scheme=SCHEME, period="2023-12").set_index(["indicator", "unit_code"])


def test_the_script_makes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("college", tmp_path)


def test_departments_and_the_college_are_assessed_by_their_own_indicators(december):
    found = {
        code: set(rows.index.get_level_values("unit_code"))
        for code, rows in december.groupby(level="indicator")
    }
    assert found == {code: set(DEPARTMENTS) for code in VALUES} | {
        code: {COLLEGE} for code in (*OF_COLLEGE, *WITHOUT_POINTS)
    }


@pytest.mark.parametrize("indicator", TARGETS)
def test_targets_of_the_plan(december, indicator):
    assert set(december.loc[indicator]["target"]) == {TARGETS[indicator]}


@pytest.mark.parametrize("indicator", VALUES)
def test_figures_of_the_departments(december, indicator):
    assert tuple(december.loc[(indicator, unit), "value"] for unit in DEPARTMENTS) == pytest.approx(
        VALUES[indicator], rel=1e-12
    )


def test_figures_of_the_college_are_the_sums_of_its_departments(december):
    assert {code: december.loc[(code, COLLEGE), "value"] for code in OF_COLLEGE} == OF_COLLEGE
    parts = "智造学院13000、信工学院9660、商务学院9636、文旅学院7900、汽车学院5814、护理学院3016"
    assert parts in december.loc[("A6-7", COLLEGE), "note"]
    assert sum(december.loc[("A6-1", unit), "numerator"] for unit in DEPARTMENTS) == OF_COLLEGE["A6-7"]


@pytest.mark.parametrize("indicator", WITHOUT_POINTS)
def test_what_the_plan_asks_without_points(college, december, indicator):
    name, value, made_of = WITHOUT_POINTS[indicator]
    found = december.loc[(indicator, COLLEGE)]
    assert (found["indicator_name"], found["value"]) == (name, value)
    assert made_of in found["note"].split("；")
    assert indicator not in set(college.view("bi_score_item", scheme=SCHEME)["indicator"])


def test_the_check_in_the_middle_of_the_year_is_done(college):
    found = college.view("bi_indicator_status", scheme=SCHEME, period="2023-12", indicator="A6-13")
    assert found["status"].tolist() == ["达标"]


def test_statuses(college):
    found = college.view("bi_indicator_status", scheme=SCHEME, period="2023-12").set_index(
        ["indicator", "unit_code"]
    )["status"]
    assert {code: tuple(found[code, unit] for unit in DEPARTMENTS) for code in STATUSES} == STATUSES
    of_college = {code: found[code, COLLEGE] for code in OF_COLLEGE}
    assert of_college == {
        "A6-7": "达标",
        "A6-8": "引领",
        "A6-9": "达标",
        "A6-10": "达标",
        "A6-11": "引领",
        "A6-12": "未启动",
    }


def test_list_of_supervision(college):
    """清单式督查: every item 未达标 or 未启动 by department, with what it lacks."""
    listed = college.view("bi_supervision", scheme=SCHEME, period="2023-12").set_index(
        ["unit_code", "indicator"]
    )
    short = {
        (unit, code): status
        for code, row in STATUSES.items()
        for unit, status in zip(DEPARTMENTS, row, strict=True)
    }
    wanted = {key: status for key, status in short.items() if status in ("未达标", "未启动")} | {
        (COLLEGE, "A6-12"): "未启动"
    }
    assert listed["status"].to_dict() == wanted
    attendances, occupations = listed.loc[("HNSF05", "A6-1")], listed.loc[("HNSF04", "A6-6")]
    assert (attendances["needed"], attendances["lacks"]) == (
        1026,
        "再增加1026人次（分母不变），达到目标2倍，可多得6分",
    )
    assert (occupations["needed"], occupations["months_behind"], occupations["talk_list"]) == (1, 3, 1)


def test_units_to_be_talked_to(college):
    """约谈: two months or more in a row behind the pace."""
    december = college.view("bi_monitoring", scheme=SCHEME, period="2023-12", talk_list=1)
    assert set(december["unit_name"]) == {"文化旅游学院", "汽车工程学院", "健康护理学院"}
    assert set(december.loc[december["unit_code"] == "HNSF05", "indicator"]) == {
        "A6-1",
        "A6-2",
        "A6-4",
        "A6-6",
    }
    november = college.view("bi_monitoring", scheme=SCHEME, period="2023-11", indicator="A6-7").iloc[0]
    assert (november["months_behind"], november["talk_list"]) == (3, 1), (
        "43,178 attendances where 44,825 were due"
    )


def test_lights_of_all_colours(december):
    lights = [december.loc[("A6-1", unit), "light"] for unit in DEPARTMENTS]
    assert lights == ["绿", "绿", "绿", "绿", "黄", "红"], "1.7 is 15 points of the target behind, 1.04 is 48"


def test_departments_are_ranked_among_themselves_and_all_are_scored_out_of_100(college):
    scores = college.view("bi_score", scheme=SCHEME, period="2023-12").set_index("unit_code")
    assert set(scores["full_score"]) == {100}
    assert [scores.loc[unit, "rank"] for unit in DEPARTMENTS] == [1, 1, 1, 4, 5, 6]
    assert scores.loc[COLLEGE, ["group_name", "score", "rank"]].tolist() == ["高职院校", 90, 1]
    # 40 × 1.7 ÷ 2 + 15 + 10 × 2 ÷ 3 + 10 + 10 × 1 ÷ 2
    assert scores.loc["HNSF05", "score"] == pytest.approx(70.67)


def test_ratios_wait_for_the_number_of_students(college):
    """在校生数 is reported for October: before, 培训人次 has nothing to be divided by."""
    september = college.view("bi_indicator", indicator="A6-1", period="2023-09")
    assert september["value"].isna().all()
    assert september["note"].str.contains("本年尚无二级学院在校生数").all()


def test_departments_owe_their_forms_and_the_college_none(college):
    owed = college.view("bi_report_status").groupby("period")["form"].agg(lambda forms: sorted(set(forms)))
    quarterly = ["P01", "P02", "P03", "R01"]
    assert owed.to_dict() == {
        "2023-09": quarterly,
        "2023-10": ["P01", "P04"],
        "2023-11": ["P01"],
        "2023-12": quarterly,
    }
    assert set(college.view("bi_report_status")["unit_code"]) == set(DEPARTMENTS)


def test_what_is_lacking_late_returned_and_corrected(college):
    status = college.view("bi_report_status").set_index(["unit_name", "form", "period"])
    missing = status[status["status"] == "missing"]
    assert list(missing.index) == [("汽车工程学院", "P01", "2023-11")]
    assert list(status[status["status"] == "returned"].index) == [("汽车工程学院", "P03", "2023-12")]
    assert list(status[status["status"] == "partly_accepted"].index) == [("健康护理学院", "P01", "2023-12")]
    assert status.loc[("文化旅游学院", "P03", "2023-12"), ["status", "version"]].tolist() == ["accepted", 2]
    late = {(unit, period) for unit, _, period in status[status["late"].astype(bool)].index}
    assert late == {("现代商务学院", "2023-10"), ("健康护理学院", "2023-12"), ("汽车工程学院", "2023-11")}
    assert len(status[status["status"] == "nil"]) == 4
    returned = {path.name.split("-")[0] for path in (college.home / "returned" / "2023-12").iterdir()}
    assert {"汽车工程学院", "文化旅游学院", "健康护理学院"} <= returned


def test_a_returned_report_leaves_the_last_one_in_force(december):
    """汽车工程学院's assessments of the fourth quarter went back: one of its two occupations, and the note
    says why.
    """
    found = december.loc[("A6-6", "HNSF05")]
    assert (found["numerator"], found["denominator"]) == (1, 2)
    assert "缺报：汽车工程学院 2023-12 职业技能等级认定表" in found["note"]


def test_status_blanks_and_reminders_of_the_college(college, kaohe, tmp_path):
    of_college = {"site": college.office.site.directory, "home": college.home}
    status = kaohe("status", period="2023-12", **of_college)
    assert status.returncode == 0, status.stderr
    assert "健康护理学院" in status.stdout
    reminders = kaohe("remind", period="2023-12", **of_college)
    assert "汽车工程学院\n1. P03 职业技能等级认定表：已退回" in reminders.stdout
    blanks = kaohe("template", "P04", "-o", str(tmp_path), period="2023-10", **of_college)
    assert blanks.returncode == 0, blanks.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}-2023-10-空白表.xlsx" for name in names_of_departments(college)
    }


def names_of_departments(college) -> set[str]:
    return {unit.name for unit in college.office.site.registry.of_kind("college_department")}


def test_nothing_can_be_compared_with_a_year_without_reports(december):
    assert december["last_year"].isna().all()
    assert pd.isna(december.loc[("A6-7", COLLEGE), "growth"])


PERFORMANCE = "department-performance-2023"
"""The account of the year, after published rules. By department, what each item of December is worth."""

POINTS = {
    # 1.25, 1.05, 1.1, 1, 0.85 and 0.52 of the target: 0 at a half, 22 at the whole, 25 from 1.2 on
    "N-1": (25, 22.75, 23.5, 22, 15.4, 0.88),
    # all, all, all, two of three, one of two, one of four: 33, 50 and 75 percentage points cost 0.2 each of 15
    "N-2": (15, 15, 15, 8.4, 5, 0),
    # yuan by student against the most, which is 6,125,000 ÷ 5,200
    "N-3": tuple(
        round(float(20 * Fraction(yuan, students) / Fraction(6_125_000, 5200)), 2)
        for yuan, students in (
            (6_125_000, 5200),
            (4_862_000, 4600),
            (4_554_000, 4380),
            (3_189_000, 3950),
            (2_416_000, 3420),
            (964_000, 2900),
        )
    ),
    # 12, 4, 7, 4, 1 and 1 against the mean of 29 ÷ 6, at most 1.2 times 15
    "N-4": (18, 12.41, 18, 12.41, 3.1, 3.1),
    # 3, 2, 3, 2, 2 and 2 bases: first twice, then third four times of six
    "N-5": (15, 12.6, 15, 12.6, 12.6, 12.6),
    # nobody was asked yet: six tenths
    "N-6": (6, 6, 6, 6, 6, 6),
    # two reports of October late; November missing; four of December late
    "N-7": (0, 0, -1, 0, -0.5, -2),
}


def test_the_account_of_the_year(college):
    items = college.view("bi_score_item", scheme=PERFORMANCE, period="2023-12")
    found = items.set_index(["indicator", "unit_code"])["score"]
    assert {code: tuple(found[code, unit] for unit in DEPARTMENTS) for code in POINTS} == POINTS
    assert found["N-8"].isna().all(), "no department has scored itself"
    scores = college.view("bi_score", scheme=PERFORMANCE, period="2023-12").set_index("unit_code")
    totals = {
        unit: round(sum(points[place] for points in POINTS.values()), 2)
        for place, unit in enumerate(DEPARTMENTS)
    }
    assert scores["score"].to_dict() == totals
    assert [scores.loc[unit, "rank"] for unit in DEPARTMENTS] == [1, 3, 2, 4, 5, 6]


def test_one_department_of_six_is_best_and_the_sections_add_up(college):
    """现代商务学院 has more than 90 points, too, but three tenths of six departments are one."""
    grades = college.view("bi_grade", scheme=PERFORMANCE, period="2023-12").set_index("unit_code")["grade"]
    assert [grades[unit] for unit in DEPARTMENTS] == ["优", "良", "良", "中", "差", "差"]
    sections = college.view("bi_score_section", scheme=PERFORMANCE, period="2023-12", unit_code="HNSF05")
    assert sections.set_index("section")["score"].to_dict() == {
        "建设绩效": 20.4,
        "资金保障": POINTS["N-3"][4],
        "建设水平": 15.7,
        "满意度": 6,
    }


def test_satisfaction_and_a_department_s_own_score_count(college):
    """汽车工程学院 has a satisfaction of 92: 9.2 of 10. For 15.4 points it claimed 18, 16.88 % too many: 3 of the
    full 5 %, which is 3 points less.
    """
    office, period, unit = college.office, "2023-12", "HNSF05"
    scheme = next(each for each in office.schemes if each.id == PERFORMANCE)
    entered = [("satisfaction", 92), ("own_score", 18)]
    entries = tuple(Entry(PERFORMANCE, name, unit, period, Fraction(value)) for name, value in entered)
    reported = replace(reported_for(office, period), decided=Decided(entries=entries))
    frame = calculate_indicators(scheme, reported, period)
    items = calculate_scores(scheme, frame, office.site.registry, period).items
    found = items[items["unit_code"] == unit].set_index("indicator")["score"]
    assert (found["N-6"], found["N-8"]) == (9.2, -3)
