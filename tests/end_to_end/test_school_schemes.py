"""The two schemes that assess schools: one with points, one that judges their conditions (办学条件)."""

import pandas as pd
import pytest

SUCHENG, INFORMATION = "321302XX01", "321302XX02"
SCHOOLS = (SUCHENG, INFORMATION)

FIGURES = {
    # indicator: (numerator, denominator) of 宿城中专 and of 信息中专
    "A4-1": ((1630, None), (1275, None)),
    "A4-2": ((907, 920), (688, 700)),
    "A4-3": ((154, 190), (140, 172)),
    "A4-4": ((690, None), (490, None)),
    "A4-5": ((79, 128), (55, 98)),
    "A4-6": ((555, None), (325, None)),
    "A4-7": ((21.8, None), (0.5, None)),
    "A4-8": ((7051, None), (5295, None)),
}

ITEMS = {
    # indicator: requirement, value and shortfall of 宿城中专 and of 信息中专
    "A9-1": (40000, (128000, 0), (96000, 0)),
    "A9-2": (33, (128000 / 4480, 33 - 128000 / 4480), (96000 / 3420, 33 - 96000 / 3420)),
    "A9-3": (24000, (86500, 0), (71200, 0)),
    "A9-4": (20, (86500 / 4480, 20 - 86500 / 4480), (71200 / 3420, 0)),
    "A9-5": (60, (218, 0), (171, 0)),
    "A9-6": (20, (4480 / 218, 4480 / 218 - 20), (20, 0)),
    "A9-7": (0.3, (79 / 128, 0), (55 / 98, 0)),
    "A9-8": (0.2, (52 / 218, 0), (38 / 171, 0)),
    "A9-9": (300, (1049.6, 0), (810.4, 0)),
    "A9-10": (2500, (10496000 / 4480, 2500 - 10496000 / 4480), (8104000 / 3420, 2500 - 8104000 / 3420)),
    "A9-11": (30, (141200 / 4480, 0), (98600 / 3420, 30 - 98600 / 3420)),
    "A9-12": (15, (69000 / 4480, 0), (47000 / 3420, 15 - 47000 / 3420)),
}


@pytest.fixture(scope="module")
def december(sample):
    """bi_indicator of 2023-12, a row an indicator and unit."""
    return sample.view("bi_indicator", period="2023-12").set_index(["indicator", "unit_code"])


@pytest.fixture(scope="module")
def items(sample):
    """bi_conclusion_item of 2023-12, a row an indicator and unit."""
    return sample.view("bi_conclusion_item", period="2023-12").set_index(["indicator", "unit_code"])


@pytest.mark.parametrize("indicator", FIGURES)
def test_figures_of_the_schools(december, indicator):
    for school, (numerator, denominator) in zip(SCHOOLS, FIGURES[indicator], strict=True):
        found = december.loc[indicator, school]
        assert found["numerator"] == pytest.approx(numerator)
        assert found["denominator"] == denominator if denominator else pd.isna(found["denominator"])


def test_the_points_of_contests_are_capped_and_say_what_they_are_made_of(december):
    capped = december.loc["A4-7", SUCHENG]
    assert capped["value"] == 15
    assert "国家级一等奖1×5、省级一等奖1×3、省级二等奖3×2、省级三等奖7×1" in capped["note"]
    assert "合计21.8，超过上限，按15计" in capped["note"]


def test_the_points_of_every_school_add_up(sample):
    scores = sample.view("bi_score", scheme="school-2023", period="2023-12").set_index("unit_code")
    points = (
        sample.view("bi_score_item", scheme="school-2023", period="2023-12")
        .groupby("unit_code")["score"]
        .sum()
        .round(2)
    )
    assert scores["score"].to_dict() == points.to_dict() == {SUCHENG: 101, INFORMATION: 81.81}
    assert scores["rank"].to_dict() == {SUCHENG: 1, INFORMATION: 2}


@pytest.mark.parametrize("indicator", ITEMS)
def test_the_conditions_of_a_school_one_by_one(items, indicator):
    required, *of_schools = ITEMS[indicator]
    for school, (value, shortfall) in zip(SCHOOLS, of_schools, strict=True):
        found = items.loc[indicator, school]
        assert found["required"] == required
        assert found["value"] == pytest.approx(value)
        assert found["shortfall"] == pytest.approx(shortfall)
        assert found["conclusion"] == ("未达标" if shortfall else "达标")


def test_every_ratio_states_its_denominator(december):
    rates = december[december["denominator"].notna()]
    schools = rates[rates["scheme"].str.startswith("school-")]
    assert len(schools) == 2 * (3 + 9)
    assert schools["note"].str.contains("分母：").all()


def test_the_conclusion_lists_the_gaps(sample):
    concluded = sample.view("bi_conclusion", period="2023-12").set_index("unit_code")
    counts = concluded[["conclusion", "passed", "failed", "missing"]]
    assert counts.loc[SUCHENG].tolist() == counts.loc[INFORMATION].tolist() == ["未达标", 9, 4, 0]
    assert concluded.loc[SUCHENG, "gaps"].split("；") == [
        "生均占地面积28.57平方米，要求不低于33平方米，差4.43平方米",
        "生均校舍建筑面积19.31平方米，要求不低于20平方米，差0.69平方米",
        "师生比（每名专任教师负担的学生数）20.55人，要求不高于20人，超0.55人",
        "生均教学仪器设备值2342.86元，要求不低于2500元，差157.14元",
    ]


def test_a_scheme_without_points_ranks_nobody(sample):
    scores = sample.view("bi_score", scheme="school-conditions-2023", period="2023-12")
    assert set(scores["unit_code"]) == set(SCHOOLS)
    assert scores["score"].isna().all()
    assert scores["rank"].isna().all()
    assert set(scores["full_score"]) == {0}


def test_the_summary_shows_the_conclusions_and_what_is_only_an_example(sample):
    lines = sample.output.splitlines()
    at = lines.index("中等职业学校办学条件达标（2023年）（2023-12）")
    assert lines[at + 1] == "  江苏省宿城中等专业学校：未达标（达标 9 项，未达标 4 项）"
    assert lines[at + 2] == "    生均占地面积28.57平方米，要求不低于33平方米，差4.43平方米"
    examples = [line for line in lines if line.startswith("  示例：")]
    assert len(examples) == len(sample.office.schemes)
    for scheme, line in zip(sample.office.schemes, examples, strict=True):
        assert scheme.illustrative
        assert all(sentence in line for sentence in scheme.illustrative)
