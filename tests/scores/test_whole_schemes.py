"""Whole schemes by cases worked by hand: what does not apply, coefficients, sections, ties, grades."""

import pandas as pd
import pytest

from assets.scores.scores import calculate_scores
from assets.scores.whole.grades import grade_units
from schemas.assessment.grades import Grades
from schemas.scoring.events import DowngradeMethod, NoBestGradeMethod
from tests.scores.test_scores import RATIO, REGISTRY, UNITS, frame, scheme

GIVEN = {"weight": 40, "score": {"method": "分段", "points": [[0, 0], [40, 40]]}}
OTHER = {"weight": 60, "score": {"method": "分段", "points": [[0, 0], [60, 60]]}}
NOT_APPLICABLE = {"value": None, "absence": "not_applicable"}
BONUS = {"score": {"method": "加分", "each": 1, "cap": 5}}


def scored(values: dict, indicators: dict | None = None, **changes):
    assessed = scheme(indicators or {"A": GIVEN, "B": OTHER}, 100, group_by=None, **changes)
    return calculate_scores(assessed, frame(values), REGISTRY, "2023-12")


def by_unit(table: pd.DataFrame, column: str) -> dict[str, object]:
    return {
        row["unit_code"]: None if pd.isna(row[column]) else row[column] for row in table.to_dict("records")
    }


def everybody(*values) -> dict:
    return dict(zip(UNITS, values, strict=True))


def test_the_weight_of_what_does_not_apply_is_taken_over_by_the_others():
    """45 of 60 are three quarters: 75 of 100, plus the bonus as it is; the others 30 + 45 = 75."""
    found = scored(
        {
            "A": everybody(NOT_APPLICABLE, 30, NOT_APPLICABLE, 30),
            "B": everybody(45, 45, 50, 45),
            "C": everybody(2, 0, 0, 0),
        },
        {"A": GIVEN, "B": OTHER, "C": BONUS},
    )
    assert by_unit(found.totals, "score") == everybody(77, 75, 83.33, 75), "50 ÷ 60 × 100, rounded once more"
    assert by_unit(found.totals, "full_score") == dict.fromkeys(UNITS, 100)
    item = found.items[(found.items["indicator"] == "A") & (found.items["unit_code"] == "甲街道")].iloc[0]
    assert (pd.isna(item.score), item.full_score, item.reason) == (True, 0, "不适用，不计分")


def test_what_does_not_apply_may_be_given():
    found = scored(
        {"A": everybody(NOT_APPLICABLE, 30, 30, 30), "B": everybody(45, 45, 45, 45)},
        not_applicable="full_marks",
    )
    assert by_unit(found.totals, "score") == everybody(85, 75, 75, 75)


def test_to_whom_nothing_applies_gets_neither_score_nor_rank_nor_grade():
    grades = {"best_first": [{"name": "优秀", "at_least": 70}, {"name": "合格"}]}
    found = scored(
        {"A": everybody(NOT_APPLICABLE, 30, 30, 40), "B": everybody(NOT_APPLICABLE, 45, 30, 60)},
        grades=grades,
    )
    assert by_unit(found.totals, "score") == everybody(None, 75, 60, 100)
    assert by_unit(found.totals, "rank") == everybody(None, 2, 3, 1)
    assert by_unit(found.grades, "grade") == {"乙街道": "优秀", "丙镇": "合格", "丁镇": "优秀"}


def test_ranks_by_others_leave_out_to_whom_it_does_not_apply():
    """Three units are ranked: 10, 7, 4 points less 3 a rank."""
    indicators = {"A": {"weight": 100, "score": {"method": "排名赋分", "step": 3}}}
    found = scored({"A": everybody(NOT_APPLICABLE, 9, 7, 5)}, indicators)
    assert by_unit(found.totals, "score") == everybody(None, 100, 97, 94)


RATE = {"unit_of_measure": "%", "formula": RATIO, "weight": 40, "score": {"method": "功效系数"}}
NOTHING = {"numerator": 0, "denominator": 0, "value": None, "absence": "zero_denominator"}


@pytest.mark.parametrize(
    ("rule", "earned", "reason"),
    [
        ({"zero_denominator": "full_marks"}, 40, "分母为0，按方案得满分40分"),
        ({"zero_denominator": "zero"}, 0, "分母为0，按方案得0分"),
        ({}, 20, "分母为0，无法计算，按方案“缺报得一半分”，得20分"),
        ({"missing": {"share": 1, "says": "照给"}}, 40, "分母为0，无法计算，按方案“照给”，得40分"),
    ],
)
def test_a_rate_on_nothing_is_scored_as_the_indicator_says(rule, earned, reason):
    rate = {
        "unit_of_measure": "%",
        "formula": RATIO,
        "weight": 40,
        "score": {"method": "功效系数", "satisfactory": 1, "unacceptable": 0},
    }
    found = scored({"A": {"甲街道": NOTHING}, "B": everybody(0, 0, 0, 0)}, {"A": rate | rule, "B": OTHER})
    item = found.items[found.items["indicator"] == "A"].iloc[0]
    assert (item.score, item.reason) == (earned, reason)


def test_a_coefficient_of_an_indicator_comes_before_its_cap():
    """30 × 1.5 = 45, held at the weight of 40 where it may not be more."""
    values = {"A": everybody(30, 30, 30, 30), "B": everybody(0, 0, 0, 0)}
    helped = GIVEN | {"coefficients": {"甲街道": 1.5}}
    found = scored(values, {"A": helped, "B": OTHER})
    assert by_unit(found.totals, "score") == everybody(45, 30, 30, 30)
    assert found.items.iloc[3].reason.endswith("，乘系数30×1.5＝45分")
    found = scored(values, {"A": helped | {"may_exceed_weight": False}, "B": OTHER})
    assert by_unit(found.totals, "score") == everybody(40, 30, 30, 30)


def test_a_coefficient_of_the_scheme_is_rounded_once_more():
    """66.67 × 1.05 = 70.0035; 100 × 1.05 = 105 is held at 100 where it may not be more."""
    values = {"A": everybody(10, 40, 40, 40), "B": everybody("56.67", 60, 60, 0)}
    values["B"] = {unit: float(value) for unit, value in values["B"].items()}
    coefficients = {"甲街道": 1.05, "乙街道": 1.05}
    assert by_unit(scored(values, coefficients=coefficients).totals, "score") == everybody(70, 105, 100, 40)
    held = scored(values, coefficients=coefficients, may_exceed_weight=False)
    assert by_unit(held.totals, "score") == everybody(70, 100, 100, 40)


def test_a_veto_takes_the_scaled_total():
    veto = {"score": {"method": "一票否决", "enabled": True, "authority": "办法第三条"}}
    found = scored(
        {
            "A": everybody(NOT_APPLICABLE, 30, 30, 30),
            "B": everybody(45, 45, 45, 45),
            "V": everybody(1, 0, 0, 0),
        },
        {"A": GIVEN, "B": OTHER, "V": veto},
    )
    assert by_unit(found.totals, "score") == everybody(0, 75, 75, 75)
    assert found.items[found.items["indicator"] == "V"].set_index("unit_code")["score"]["甲街道"] == -75


def test_a_section_is_the_sum_of_its_items():
    sections = {"学习": {"weight": 40, "indicators": ["A", "C"]}, "服务": {"weight": 60, "indicators": ["B"]}}
    values = {
        "A": everybody(30, 20, 20, NOT_APPLICABLE),
        "B": everybody(45, 50, 40, 45),
        "C": everybody(1, 0, 0, 0),
    }
    found = scored(values, {"A": GIVEN, "B": OTHER, "C": BONUS}, sections=sections).sections
    learning = found[found["section"] == "学习"]
    assert by_unit(learning, "score") == everybody(31, 20, 20, 0), "the bonus of 0 is all that applies"
    assert by_unit(learning, "full_score") == everybody(40, 40, 40, 0)
    assert by_unit(learning, "rank") == everybody(1, 2, 2, 4)


def test_equal_totals_are_ranked_by_the_items_that_decide():
    """All have 60: by B 50, 30, 30, 20."""
    values = {"A": everybody(10, 30, 30, 40), "B": everybody(50, 30, 30, 20)}
    assert by_unit(scored(values).totals, "rank") == everybody(1, 1, 1, 1)
    assert by_unit(scored(values, ties=["B"]).totals, "rank") == everybody(1, 2, 2, 4)
    assert by_unit(scored(values, ties=["B", "A"]).totals, "rank") == everybody(1, 2, 2, 4)


NAMES = "ABCDEFGHIJ"
TEN = dict(zip(NAMES, [(n,) for n in (98, 95, 95, 92, 91, 85, 81, 70, 61, 50)], strict=True))
LEVELS = [
    {"name": "优秀", "at_least": 90, "quota": 0.2},
    {"name": "良好", "at_least": 80},
    {"name": "合格", "at_least": 60},
    {"name": "不合格"},
]


def graded(triggered: dict | None = None, standings: dict = TEN, groups: dict | None = None, **rule) -> str:
    """The first characters of the grades, in the order of the units."""
    rules = Grades.model_validate({"best_first": LEVELS} | rule)
    found = grade_units(rules, standings, groups or dict.fromkeys(NAMES, "全体"), triggered or {})
    return "".join(found[unit].grade[0] for unit in sorted(found))


def test_a_quota_is_rounded_down_and_who_ties_across_it_gets_the_lower_grade():
    """A fifth of ten is two: 98 and one of the two with 95, who tie across the limit."""
    assert graded() == "优良良良良良良合合不"
    assert graded(ties="include") == "优优优良良良良合合不"
    decided = TEN | {"B": (95, 3), "C": (95, 1)}
    assert graded(standings=decided) == "优优良良良良良合合不", "ties decide who is ahead"


def test_a_quota_is_of_all_or_of_each_group():
    """Of groups of five a fifth is one each: 98, and 85, which is not enough."""
    groups = dict(zip(NAMES, "甲甲甲甲甲乙乙乙乙乙", strict=True))
    assert graded(groups=groups) == "优良良良良良良合合不"
    assert graded(groups=groups, per="all", ties="include") == "优优优良良良良合合不"


def test_nobody_gets_the_best_grade_of_too_few():
    """A fifth of four is none."""
    four = {unit: TEN[unit] for unit in "ABCD"}
    assert graded(standings=four) == "良良良良"
    assert graded(standings=four, ties="include") == "良良良良"


def rule_of(kind, **parameters):
    return kind.model_validate(
        {"method": "降等" if kind is DowngradeMethod else "不得评优", "authority": "办法"} | parameters
    )


def test_a_lowered_grade_frees_no_place():
    assert graded({"A": [rule_of(DowngradeMethod)]}) == "良良良良良良良合合不"
    assert graded({"A": [rule_of(DowngradeMethod, by=2)]}) == "合良良良良良良合合不"
    assert graded({"J": [rule_of(DowngradeMethod)]}) == "优良良良良良良合合不", "nothing is below the last"


def test_no_best_grade_comes_after_the_lowering_and_only_takes_the_best():
    both = [rule_of(NoBestGradeMethod), rule_of(DowngradeMethod)]
    assert graded({"A": both}) == "良良良良良良良合合不", "good already when the best is refused"
    assert graded({"A": both[:1]}) == "良良良良良良良合合不"
    assert graded({"D": both[:1]}) == "优良良良良良良合合不"


def test_a_scheme_grades_what_its_items_bring_about():
    grades = {
        "best_first": [{"name": "优秀", "at_least": 70}, {"name": "良好", "at_least": 50}, {"name": "差"}]
    }
    lowering = {"score": {"method": "降等", "authority": "办法第十条"}}
    found = scored(
        {"A": everybody(40, 40, 40, 0), "B": everybody(60, 60, 20, 0), "D": everybody(1, 0, None, 0)},
        {"A": GIVEN, "B": OTHER, "D": lowering},
        grades=grades,
    ).grades
    assert by_unit(found, "grade") == everybody("良好", "优秀", "良好", "差")
    assert (
        by_unit(found, "reason")["甲街道"] == "总分100分，不低于70分；降1等，由优秀降为良好，依据：办法第十条"
    )
