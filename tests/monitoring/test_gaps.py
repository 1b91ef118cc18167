"""What it would take: examples by method and formula, and for any of them that the amount is the least that
suffices.
"""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assets.monitoring.gaps import gaps_of
from assets.scores.cases import Case
from assets.scores.scores import calculate_scores, scoring_cases
from assets.scores.scoring import METHODS as METHODS_OF_CASES
from schemas.figures import exact
from schemas.office.catalogue import BUILT_IN
from schemas.results import GapRow
from schemas.scoring.methods import ScoringMethod
from schemas.scoring.rule import ScoredIndicator
from tests.monitoring.small_scheme import (
    AMOUNT,
    COMPLETION,
    DIFFERENCE,
    GROWTH,
    PUPILS_A_TEACHER,
    RATIO,
    REGISTRY,
    TOTAL,
    UNITS,
    WEIGHTED,
    frame,
    scheme,
)

PERIOD = "2023-12"


def gaps(assessed, indicators) -> dict[tuple[str, str], object]:
    found = gaps_of(assessed, BUILT_IN, indicators, REGISTRY, PERIOD)
    assert list(found.columns) == GapRow.columns()
    return {(row.unit_code, row.goal): row for row in found.itertuples()}


def only_gap(indicator: dict, counted: object, **parts: object):
    assessed = scheme(indicator)
    (gap,) = gaps(assessed, frame(assessed, {"甲街道": counted}, **parts)).values()
    return gap


def only_gaps(indicator: dict, counted: object, **parts: object) -> list:
    assessed = scheme(indicator)
    return list(gaps(assessed, frame(assessed, {"甲街道": counted}, **parts)).values())


TARGET = {"kind": "number", "value": 30}
TIERS = {
    "method": "分档",
    "tiers": [{"at_least": 0.5, "points": 10}, {"at_least": 0.3, "points": 6}],
    "otherwise": 2,
}


def test_a_rate_needs_whole_persons_of_its_numerator():
    """29 of 100 to 30%: one more person; 0.29 of 30% leaves 10 × 29/30 = 9.67 points, so it is worth 0.33."""
    indicator = {
        "unit_of_measure": "%",
        "formula": RATIO,
        "target": {"kind": "number", "value": 0.3},
        "score": {"method": "目标达成"},
    }
    gap = only_gap(indicator, 29, of=100, target=Fraction(3, 10))
    assert (gap.goal, gap.goal_value, gap.needed, gap.unit_of_measure, gap.points) == (
        "目标",
        0.3,
        1,
        "人",
        0.33,
    )
    assert gap.says == "再增加1人（分母不变），达到目标30%，可多得0.33分"
    assert only_gap(indicator, 29, of=101, target=Fraction(3, 10)).needed == 2, "30.3 persons are 31"


def test_a_completion_rate_needs_persons_up_to_its_target():
    gap = only_gap(
        {"unit_of_measure": "%", "formula": COMPLETION, "target": TARGET, "score": {"method": "目标达成"}},
        27,
        of=30,
        target=30,
    )
    assert (gap.goal_value, gap.needed, gap.unit_of_measure, gap.points) == (30, 3, "人", 1)
    assert gap.says == "再增加3人，达到目标30人，可多得1分"


def test_last_year_s_value_is_reached_by_an_equal_one():
    indicator = {"target": {"kind": "last_year"}, "score": {"method": "目标达成", "below": "zero"}}
    gap = only_gap(indicator, 49, target=50, last_year=50)
    assert (gap.needed, gap.points) == (1, 10)
    assert gap.says == "再增加1人，达到上年同期的50人，可多得10分"
    assert only_gaps(indicator, 50, target=50, last_year=50) == []


def test_the_next_tier_and_not_the_best():
    gap = only_gap({"unit_of_measure": "%", "formula": RATIO, "score": TIERS}, 20, of=100)
    assert (gap.goal, gap.goal_value, gap.needed, gap.points) == ("下一档", 0.3, 10, 4)
    assert gap.says == "再增加10人（分母不变），达到30%一档，可多得4分"


def test_the_next_rank_is_that_of_the_nearest_better_unit_of_the_group():
    assessed = scheme({"score": {"method": "排名赋分", "step": 2}})
    found = gaps(assessed, frame(assessed, {"甲街道": 5, "乙街道": 9, "丙街道": 9, "丁镇": 30}))
    assert set(found) == {("甲街道", "上一名")}, "the first of a group have nobody ahead"
    gap = found["甲街道", "上一名"]
    assert (gap.goal_value, gap.needed, gap.points) == (9, 4, 4)
    assert gap.says == "再增加4人，达到前一名的9人，升到组内第1名，可多得4分", "a tie shares the better rank"


def test_without_a_target_the_satisfactory_value_or_full_growth_is_the_goal():
    efficacy = only_gap({"score": {"method": "功效系数", "unacceptable": 6, "satisfactory": 12}}, 5)
    assert (efficacy.goal, efficacy.goal_value, efficacy.needed) == ("目标", 12, 7)
    assert efficacy.says.startswith("再增加7人，达到满意值12人，可多得4.67分")
    growth = only_gap({"score": {"method": "同比增长", "full_at": 0.1}}, 105, last_year=100)
    assert (growth.goal_value, growth.needed, growth.points) == (110, 5, 5)


def test_where_lower_is_better_less_is_needed_or_more_of_the_denominator():
    indicator = {
        "formula": PUPILS_A_TEACHER,
        "direction": "lower",
        "target": {"kind": "number", "value": 20},
        "score": {"method": "达标"},
    }
    gap = only_gap(indicator, 4520, of=220, target=20)
    assert (gap.needed, gap.unit_of_measure) == (120, "人")
    assert pd.isna(gap.points)
    assert gap.says == "再减少120人（分母不变），或分母（专任教师数）增加6人，达到目标20人"


def test_amounts_are_not_rounded_to_whole_numbers():
    gap = only_gap({"unit_of_measure": "万元", "formula": AMOUNT, "target": TARGET}, "25.25", target=30)
    assert (gap.needed, gap.unit_of_measure, gap.says) == (4.75, "万元", "再增加4.75万元，达到目标30万元")


def test_medals_change_a_sum_by_what_they_are_worth():
    """With 10 and 6 points a medal a sum changes by even numbers: 15 is passed at 16."""
    indicator = {"unit_of_measure": "分", "formula": WEIGHTED, "target": {"kind": "number", "value": 15}}
    assert only_gap(indicator, 6, target=15).needed == 10


def test_medals_give_no_sum_that_no_number_of_them_makes():
    """10 and 6 points: 8 more are no number of medals, 10 are one; 14 are none, 16 are two."""
    indicator = {"unit_of_measure": "分", "formula": WEIGHTED, "target": {"kind": "number", "value": 20}}
    assert only_gap(indicator, 12, target=20).needed == 10
    assert only_gap(indicator, 6, target=20).needed == 16


def test_the_next_tier_where_lower_is_better():
    rule = {"method": "分档", "tiers": [{"at_most": 1, "points": 10}, {"at_most": 4, "points": 6}]}
    gap = only_gap({"direction": "lower", "score": rule}, 6)
    assert (gap.goal, gap.goal_value, gap.needed, gap.points) == ("下一档", 4, 2, 6)
    assert gap.says == "再减少2人，达到4人一档，可多得6分"


def test_the_next_point_of_a_line():
    """15 lies half way from 10 (2 points) to 20 (8 points): 5 points now, 3 more at 20."""
    rule = {"method": "分段", "points": [[10, 2], [20, 8], [30, 10], [40, 10]]}
    gap = only_gap({"score": rule}, 15)
    assert (gap.goal, gap.goal_value, gap.needed, gap.points) == ("下一档", 20, 5, 3)
    assert only_gap({"score": rule}, 5).goal_value == 20, "short of the first point nothing is lost"
    assert only_gap({"score": rule | {"below": 0}}, 5).goal_value == 10
    assert only_gap({"score": rule}, 25).goal_value == 30
    assert only_gaps({"score": rule}, 30) == [], "no more points further on"


def test_the_next_point_of_a_completion():
    """24 of 30 are 80 %, the start of the line; at 30 all ten points."""
    rule = {"method": "分段", "of": "completion", "points": [[0.8, 0], [1, 10]]}
    found = {gap.goal: gap for gap in only_gaps({"target": TARGET, "score": rule}, 24, target=30)}
    assert (found["下一档"].goal_value, found["下一档"].needed, found["下一档"].points) == (30, 6, 10)


def test_what_is_entered_needs_the_difference():
    """86.5 of 90 wanted."""
    entered = {"formula": {"kind": "entered", "entry": "opinion"}, "unit_of_measure": "分", "target": TARGET}
    assessed = scheme(
        entered | {"target": {"kind": "number", "value": 90}},
        entries={"opinion": {"title": "满意度", "unit_of_measure": "分", "most": 100}},
    )
    (gap,) = gaps(assessed, frame(assessed, {"甲街道": "86.5"}, target=90)).values()
    assert (gap.needed, gap.says) == (3.5, "再增加3.5分，达到目标90分")


def test_a_change_of_counts_may_be_negative_and_needs_whole_persons():
    change = {"formula": {"kind": "change", "measures": ["learners"]}}
    gap = only_gap(change | {"target": {"kind": "number", "value": 10}}, -3, target=10)
    assert (gap.needed, gap.says) == (13, "再增加13人，达到目标10人")


@pytest.mark.parametrize(
    "rule",
    [
        {"method": "最优比"},
        {"method": "均值比"},
        {"method": "功效系数", "satisfactory": "best", "unacceptable": "worst"},
    ],
)
def test_points_that_hang_on_the_others_are_not_foreseeable(rule):
    gap = only_gap({"target": TARGET, "score": rule}, 27, target=30)
    assert gap.needed == 3
    assert pd.isna(gap.points)
    assert gap.says == "再增加3人，达到目标30人，得几分取决于组内其他单位，无法预计"
    assert only_gaps({"score": rule}, 27) == [], "alone in its group it has full marks"


def test_what_it_takes_for_full_marks_is_not_foreseeable_where_others_decide():
    assessed = scheme({"score": {"method": "最优比"}})
    found = gaps(assessed, frame(assessed, {"甲街道": 5, "乙街道": 9}))
    assert list(found) == [("甲街道", "满分")]
    gap = found["甲街道", "满分"]
    assert pd.isna(gap.needed)
    assert pd.isna(gap.points)
    assert gap.says == "得几分取决于组内其他单位，无法预计"


def test_where_less_growth_is_better_less_is_needed():
    """Full marks at a fall of 10 %: 90 of last year's 100."""
    rule = {"method": "同比增长", "full_at": -0.1}
    gap = only_gap({"direction": "lower", "score": rule}, 95, last_year=100)
    assert (gap.goal_value, gap.needed, gap.points) == (90, 5, 5)


@pytest.mark.parametrize(
    ("indicator", "counted", "target"),
    [
        ({"target": TARGET, "score": {"method": "目标达成"}}, 30, 30),
        ({"target": TARGET, "score": {"method": "目标达成"}}, None, 30),
        ({"target": TARGET}, 5, None),
        ({"formula": WEIGHTED, "target": {"kind": "number", "value": 70}}, 54, 70),
        ({"direction": "lower", "target": {"kind": "number", "value": -1}}, 3, -1),
        ({"score": {"method": "扣分", "each": 1}}, 3, None),
    ],
    ids=["reached", "no value", "no target handed down", "above the cap", "below nothing", "no goal"],
)
def test_no_gap(indicator, counted, target):
    assessed = scheme(indicator)
    assert gaps(assessed, frame(assessed, {"甲街道": counted}, target=target)) == {}


def test_nothing_is_worth_points_where_the_score_would_not_change():
    indicator = {"target": TARGET, "score": {"method": "排名赋分", "step": 1, "least": 8}}
    gap = only_gap(indicator, 10, target=30)
    assert (gap.needed, gap.points) == (20, 0)
    assert gap.says == "再增加20人，达到目标30人，得分不变"


FORMULAS = [
    (TOTAL, 1),
    (AMOUNT, Fraction(1, 10_000)),
    (RATIO, 1),
    (RATIO | {"scale": 10_000}, 1),
    (COMPLETION, 1),
    (DIFFERENCE, 1),
    (GROWTH, 1),
    (WEIGHTED, 2),
]
METHODS = [
    None,
    {"method": "目标达成", "below": "proportional", "bonus_cap": 0.2},
    {"method": "目标达成", "below": "zero"},
    {
        "method": "分档",
        "tiers": [
            {"at_least": 40, "points": 10},
            {"at_least": 0.7, "points": 5},
            {"at_least": 0.2, "points": 2},
        ],
    },
    {"method": "分档", "tiers": [{"at_most": 2, "points": 10}, {"at_most": 30, "points": 5}]},
    {"method": "分段", "points": [[0.2, 2], [0.7, 5], [40, 10]], "below": 1},
    {"method": "分段", "points": [[0.2, 10], [0.7, 5], [40, 1]]},
    {"method": "分段", "of": "completion", "points": [[0.2, 2], [0.7, 5], [1.2, 10]]},
    {"method": "排名赋分", "step": 3, "least": 1},
    {"method": "位次插值", "best": 1, "worst": 0.5},
    {"method": "分位", "bands": [[0.4, 10], [1, 3]]},
    {"method": "功效系数", "unacceptable": 0.1, "satisfactory": 0.9, "clamp": [0, 100]},
    {"method": "功效系数", "unacceptable": 50, "satisfactory": 7},
    {"method": "同比增长", "full_at": 0.2},
    {"method": "达标"},
]
NUMBERS = st.integers(0, 120)


METHODS_OF_SCHEMES = TypeAdapter(ScoringMethod)


def scored(indicator: dict) -> ScoredIndicator:
    """What decides whether a method goes with the direction."""
    return ScoredIndicator(Decimal(10), indicator["direction"] == "higher", True, "total", False)


@st.composite
def situations(draw):
    """A scheme with one indicator of any formula, method, target and direction, and what its units
    counted.
    """
    formula, step = draw(st.sampled_from(FORMULAS))
    method = draw(st.sampled_from(METHODS))
    target = draw(st.sampled_from([{"kind": "number", "value": 1}, {"kind": "last_year"}]))
    needs_target = formula is COMPLETION or (
        method is not None and METHODS_OF_SCHEMES.validate_python(method).needs_target
    )
    indicator = {"formula": formula, "direction": draw(st.sampled_from(["higher", "lower"]))}
    if list(METHODS_OF_SCHEMES.validate_python(method).findings(scored(indicator))) if method else False:
        indicator["direction"] = "lower" if indicator["direction"] == "higher" else "higher"
    indicator |= {"unit_of_measure": "%"} if draw(st.booleans()) else {}
    indicator |= {"target": target} if needs_target or draw(st.booleans()) else {}
    indicator |= {"score": method} if method else {}
    of, wanted = (
        draw(st.integers(1, 90)),
        draw(st.integers(0, 60).map(lambda number: Fraction(number, 7)) | st.integers(1, 90)),
    )
    if formula is COMPLETION:
        wanted = Fraction(of)
    counted = {name: draw(NUMBERS) * step for name in UNITS[:3]}
    parts = {"of": of, "last_year": draw(NUMBERS), "target": wanted if "target" in indicator else None}
    return scheme(indicator), counted, parts, step


def case_of(assessed, counted, parts, unit) -> Case:
    """The case of a unit, ranked, as the scoring stage has it."""
    indicators = frame(assessed, counted, **parts)
    groups = {name: "镇" if name == "丁镇" else "街道" for name in UNITS}
    cases = scoring_cases(assessed, indicators, groups)
    row = next(row for row in indicators.itertuples() if row.unit_code == unit)
    return cases.get(("A", unit)) or Case.of(assessed.indicators["A"], row)


def points(assessed, counted, parts, unit) -> float | None:
    items = calculate_scores(assessed, frame(assessed, counted, **parts), REGISTRY, PERIOD).items
    found = items[items["unit_code"] == unit]["score"]
    return None if found.empty or pd.isna(found.iloc[0]) else float(found.iloc[0])


def is_reached(goal: str, value: float, before: Case, after: Case) -> bool:
    indicator = after.indicator
    rule = indicator.score
    if goal == "下一档" and rule.method == "分段":
        on_completion, higher = rule.of == "completion", after.higher_is_better
        bounds = [Fraction(place) for place, _ in rule.points if place]
        if on_completion:
            bounds = [bound * after.target if higher else after.target / bound for bound in bounds]
        exactly = min(bounds, key=lambda bound: abs(bound - Fraction(value)))  # the view has it as a float
        now = after.measured if on_completion else after.value
        return now >= exactly if higher else now <= exactly
    if goal == "下一档":
        of_before, of_after = (METHODS_OF_CASES["分档"](case).points for case in (before, after))
        return of_after > of_before
    if goal == "上一名":
        return after.rank < before.rank
    if indicator.target is not None:
        return after.met
    if rule.method == "同比增长":
        return after.growth >= Fraction(rule.full_at)
    wanted = Fraction(rule.satisfactory)
    return after.value >= wanted if rule.satisfactory > rule.unacceptable else after.value <= wanted


def amount_before(needed: Fraction, assessed, step: object) -> Fraction:
    """The next smaller amount that can be counted: of medals worth 10 and 6 points a sum of some of them."""
    if assessed.indicators["A"].formula.kind != "weighted":
        return needed - step
    sums = {gold * 10 + silver * 6 for gold in range(20) for silver in range(30)}
    return Fraction(max(amount for amount in sums if amount < needed))


@settings(max_examples=60)
@given(situations())
def test_needed_is_the_least_amount_that_reaches_the_goal_and_is_worth_what_the_scores_say(situation):
    assessed, counted, parts, step = situation
    unit = UNITS[0]
    of_unit = {
        goal: gap
        for (code, goal), gap in gaps(assessed, frame(assessed, counted, **parts)).items()
        if code == unit
    }
    for goal, gap in of_unit.items():
        needed = exact(gap.needed)
        assert needed > 0
        assert needed % step == 0
        sign = 1 if "再增加" in gap.says else -1
        now, reached, almost = (
            {**counted, unit: counted[unit] + sign * amount}
            for amount in (0, needed, amount_before(needed, assessed, step))
        )
        before = case_of(assessed, now, parts, unit)
        assert is_reached(goal, gap.goal_value, before, case_of(assessed, reached, parts, unit))
        assert not is_reached(goal, gap.goal_value, before, case_of(assessed, almost, parts, unit))
        earned = points(assessed, reached, parts, unit)
        if earned is None:
            assert pd.isna(gap.points)
        else:
            assert gap.points == pytest.approx(earned - points(assessed, now, parts, unit), abs=1e-9)
