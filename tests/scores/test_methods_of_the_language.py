"""Every scoring method of a scheme by cases worked by hand, and that the better value never gets less."""

from decimal import Decimal
from fractions import Fraction as Exact

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.scores import methods
from assets.scores.methods.efficacy import efficacy
from assets.scores.scores import calculate_scores
from schemas.figures import rounded
from tests.scores.test_scores import COMPLETION, RATIO, REGISTRY, UNITS, frame, scheme

ROADS = UNITS[:2]


def points_of(rule: dict, values: dict, **changes) -> dict[str, float | None]:
    """Unit → the points of the item A, of weight 10, all units in one group."""
    weightless = rule["method"] in ("加分", "降等", "不得评优") or changes.pop("weightless", False)
    settings = {"decimals": changes.pop("decimals", 2), "group_by": None}
    other = {"weight": 10, "score": {"method": "扣分", "each": 1}}
    indicator = {"score": rule} | ({} if weightless else {"weight": 10}) | changes
    indicators = {"A": indicator} | ({"B": other} if weightless else {})
    items = calculate_scores(
        scheme(indicators, 10, **settings), frame({"A": values}), REGISTRY, "2023-12"
    ).items
    found = items[items["indicator"] == "A"]
    earned = {row.unit_code: None if pd.isna(row.score) else float(row.score) for row in found.itertuples()}
    return {unit: earned[unit] for unit in values}


def points(rule: dict, value: object, **changes) -> float | None:
    """The points of one unit that is alone with its value."""
    return points_of(rule, {UNITS[0]: value}, **changes)[UNITS[0]]


TARGET = {"target": {"kind": "number", "value": 10}}
LOWER = {"direction": "lower"}


@pytest.mark.parametrize(
    ("value", "earned"), [("0.0005", 15), ("0.001", 15), ("0.0011", 10), ("0.005", 10), ("0.0051", 0)]
)
def test_tiers_where_lower_is_better_reach_a_bound_from_above(value, earned):
    steps = [(Exact("0.001"), Exact(15)), (Exact("0.005"), Exact(10))]
    assert methods.tiers(Exact(value), steps, Exact(0), falling=True).points == earned


@pytest.mark.parametrize(
    ("value", "earned"),
    [
        ("0.5", 0),  # below 80 %
        ("0.8", 0),
        ("0.9", 5),  # half of the way from 0 to 10
        ("1", 10),
        ("1.1", 11),  # half of the way from 10 to 12
        ("1.2", 12),
        ("3", 12),
    ],
)
def test_points_are_linear_between_the_points(value, earned):
    rule = {"method": "分段", "points": [[0.8, 0], [1.0, 10], [1.2, 12]]}
    assert points(rule, float(value)) == earned


def test_points_outside_are_what_the_scheme_says():
    rule = {"method": "分段", "points": [[1, 2], [2, 8]], "below": 0, "above": 10}
    assert [points(rule, value) for value in (0.99, 1, 2, 2.01)] == [0, 2, 8, 10]


def test_points_of_a_completion():
    """9 of 10 is 90 %: 5 points. Where lower is better 10 of 8 allowed are 80 %: none; 0 is above all."""
    rule = {"method": "分段", "of": "completion", "points": [[0.8, 0], [1.0, 10]], "above": 12}
    assert points(rule, {"value": 9, "target": 10}, **TARGET) == 5
    assert points(rule, {"value": 10, "target": 8}, **TARGET, **LOWER) == 0
    assert points(rule, {"value": 0, "target": 8}, **TARGET, **LOWER) == 12
    assert points(rule, {"value": 0, "target": 0}, **TARGET) == 10, "a target of 0 is met: as 100 %"


@pytest.mark.parametrize(("rank", "of", "share"), [(1, 5, "1"), (3, 5, "0.9"), (5, 5, "0.8"), (1, 1, "1")])
def test_interpolated_rank(rank, of, share):
    """Five units, 1.0 for the first and 0.8 for the last: the third lies in the middle, 0.9."""
    assert methods.interpolated_rank(rank, of, Exact(1), Exact("0.8"), Exact(10)).points == Exact(share) * 10


def test_interpolated_ranks_of_ties_share_the_better():
    """Ranks 1, 2, 2, 4 of four: 10, 10 × (1 − 1/3 × 0.2) = 9.33 twice, 8."""
    rule = {"method": "位次插值", "best": 1.0, "worst": 0.8}
    values = dict(zip(UNITS, (9, 5, 5, 1), strict=True))
    assert list(points_of(rule, values).values()) == [10, 9.33, 9.33, 8]


@pytest.mark.parametrize(
    ("rank", "of", "earned"), [(1, 5, 10), (2, 5, 8), (3, 6, 8), (3, 5, 6), (5, 5, 6), (1, 1, 10)]
)
def test_bands(rank, of, earned):
    """2 of 5 is 40 %, in the first half; 3 of 5 is 60 %, behind it."""
    steps = [(Exact("0.2"), Exact(10)), (Exact("0.5"), Exact(8)), (Exact(1), Exact(6))]
    assert methods.bands(rank, of, steps).points == earned


def test_best_ratio():
    """15 of the best 20 are three quarters; where lower is better 4 against the best 2 is half; 0 is full."""
    rule = {"method": "最优比"}
    higher = points_of(rule, dict(zip(UNITS, (20, 15, 0, None), strict=True)))
    assert list(higher.values()) == [10, 7.5, 0, 5], "缺报 by the rule of the scheme: half"
    lower = points_of(rule, dict(zip(UNITS, (2, 4, 3, None), strict=True)), **LOWER)
    assert list(lower.values()) == [10, 5, 6.67, 5]
    assert list(points_of(rule, dict(zip(ROADS, (0, 4), strict=True)), **LOWER).values()) == [10, 0]
    assert list(points_of(rule, dict(zip(ROADS, (0, 0), strict=True))).values()) == [0, 0]
    assert list(points_of({**rule, "floor": 0.6}, dict(zip(ROADS, (20, 5), strict=True))).values()) == [10, 6]


def test_mean_ratio():
    """The mean of 20, 10, 6 and 4 is 10."""
    values = dict(zip(UNITS, (20, 10, 6, 4), strict=True))
    assert list(points_of({"method": "均值比"}, values).values()) == [15, 10, 6, 4], "20 is held at 1.5"
    lower = points_of({"method": "均值比", "floor": 0.5}, values, **LOWER)
    assert list(lower.values()) == [5, 10, 14, 15], "2 − 2 = 0 is held at 0.5, 2 − 0.4 = 1.6 at 1.5"
    assert set(points_of({"method": "均值比"}, dict.fromkeys(UNITS, 0)).values()) == {10}
    assert points({"method": "均值比"}, 7) == 10, "a single unit is its own mean"


def test_efficacy_between_bounds_of_the_group():
    """Best 20, worst 4, mean 10. 12 lies half way from 4 to 20: 80; from the mean to the best 2 of 10: 68."""
    values = dict(zip(UNITS, (20, 12, 4, 4), strict=True))
    rule = {"method": "功效系数", "satisfactory": "best", "unacceptable": "worst"}
    assert list(points_of(rule, values).values()) == [10, 8, 6, 6]
    rule |= {"unacceptable": "mean"}
    assert list(points_of(rule, values).values())[:2] == [10, 6.8]
    assert set(points_of(rule, dict.fromkeys(UNITS, 5)).values()) == {10}, "all equal: full marks to all"
    lower = {"method": "功效系数", "satisfactory": "best", "unacceptable": "worst"}
    assert list(points_of(lower, values, **LOWER).values()) == [6, 8, 10, 10]


def test_a_bound_of_the_group_worse_than_the_other_makes_it_incomparable():
    rule = {"method": "功效系数", "satisfactory": "best", "unacceptable": 30}
    assert list(points_of(rule, dict(zip(ROADS, (20, 5), strict=True))).values()) == [5, 5]
    rule = {"method": "功效系数", "satisfactory": 3, "unacceptable": "worst"}
    assert list(points_of(rule, dict(zip(ROADS, (20, 5), strict=True))).values()) == [5, 5]


def test_efficacy_with_its_own_base_and_span():
    """5.81 between 6 and 12 is −0.19 ÷ 6 of the span of 50, from 50: 48.41666…."""
    found = efficacy(Exact("5.81"), Exact(6), Exact(12), base=Exact(50), span=Exact(50))
    assert found == 50 - Exact("0.19") / 6 * 50


def test_exponential_efficacy():
    """At the unacceptable value the base, at the satisfactory one 100, half way the geometric mean of both:
    √6000 = 77.45966692414833770358…, rounded to 20 decimals.
    """
    form = {"base": Exact(60), "exponential": True}
    assert efficacy(Exact(6), Exact(6), Exact(12), **form) == 60
    assert rounded(efficacy(Exact(12), Exact(6), Exact(12), **form), 15) == 100
    half = efficacy(Exact(9), Exact(6), Exact(12), **form)
    assert half == Exact(Decimal("77.45966692414833770359"))
    assert (
        points({"method": "功效系数", "satisfactory": 12, "unacceptable": 6, "form": "exponential"}, 9)
        == 7.75
    )
    clamped = {"satisfactory": 12, "unacceptable": 6, "form": "exponential", "clamp": [0, 100]}
    assert points({"method": "功效系数", **clamped}, 5000) == 10


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (0.30, 10),  # met
        (0.299, 10),  # 0.1 points behind: no full percentage point
        (0.275, 9),  # 2.5 points behind: two full ones cost 0.5 each
        (0.10, 6),  # 20 would cost 10, at most 4
        (0.50, 10),
    ],
)
def test_deduction_for_every_full_percentage_point_behind_the_target(value, left):
    rule = {"method": "扣分", "each": 0.5, "per": 0.01, "over": "target", "cap": 4}
    rate = {"unit_of_measure": "%", "formula": RATIO, "target": {"kind": "number", "value": 0.3}}
    row = {"numerator": value * 1000, "denominator": 1000, "value": value, "target": 0.3}
    assert points(rule, row, **rate) == left


def test_deduction_in_proportion_and_of_a_completion():
    """380 of 400 is 5 % behind: 2.5 times 2 %, in proportion 2.5 × 1, else 2 × 1."""
    rule = {"method": "扣分", "each": 1, "per": 0.02, "over": "target"}
    completion = {"unit_of_measure": "%", "formula": COMPLETION, "target": {"kind": "number", "value": 400}}
    row = {"numerator": 380, "denominator": 400, "value": 0.95, "target": 400}
    assert points(rule, row, **completion) == 8
    assert points(rule | {"partial": True}, row, **completion) == 7.5


def test_bonus_for_what_lies_above_the_target():
    """675 of 600: 75 above are one full 50, in proportion one and a half; below the target nothing."""
    rule = {"method": "加分", "each": 1, "per": 50, "over": "target", "cap": 3}
    goal = {"target": {"kind": "number", "value": 600}}
    assert points(rule, {"value": 675, "target": 600}, **goal) == 1
    assert points(rule | {"partial": True}, {"value": 675, "target": 600}, **goal) == 1.5
    assert points(rule, {"value": 400, "target": 600}, **goal) == 0
    assert points(rule, {"value": 9000, "target": 600}, **goal) == 3


def test_a_negative_amount_costs_and_earns_nothing():
    assert points({"method": "扣分", "each": 1, "floor": 0}, -3) == 10
    assert points({"method": "加分", "each": 1, "cap": 5, "floor": 0}, -3) == 0


def test_a_deduction_without_weight_is_taken_from_the_whole():
    assert points({"method": "扣分", "each": 0.5, "cap": 2}, 3, weightless=True) == -1.5
    assert points({"method": "扣分", "each": 0.5, "cap": 2}, 30, weightless=True) == -2


def test_what_lowers_the_grade_takes_no_points():
    rule = {"authority": "办法第三条"}
    assert points({"method": "降等", **rule}, 2) is None
    assert points({"method": "不得评优", **rule}, 2) is None
    assert methods.downgrade(Exact(2), Exact(1), 1, "办法").reason == "触发降等（2次），降低1等，依据：办法"
    assert methods.no_best_grade(Exact(0), Exact(1), "办法").reason == "未触发不得评优"


def test_nothing_left_of_what_should_be_low_earns_the_whole_bonus():
    """10 allowed: 8 are 125 %, a bonus of a quarter held at 20 %; 0 earns no less."""
    rule = {"method": "目标达成", "bonus_cap": 0.2}
    assert points(rule, {"value": 8, "target": 10}, **TARGET, **LOWER) == 12
    assert points(rule, {"value": 0, "target": 10}, **TARGET, **LOWER) == 12
    assert points(rule, {"value": 0, "target": 0}, **TARGET, **LOWER) == 10, "a target of 0: none"


def test_growth_where_lower_is_better():
    """Full marks at a fall of 10 %, none at 0: a fall of 5 % gets half."""
    rule = {"method": "同比增长", "full_at": -0.1, "zero_at": 0}
    assert points(rule, {"value": 95, "last_year": 100}, **LOWER) == 5
    assert points(rule, {"value": 105, "last_year": 100}, **LOWER) == 0
    assert points(rule, {"value": 50, "last_year": 100}, **LOWER) == 10


@pytest.mark.parametrize(("decimals", "earned"), [(0, 3), (1, 3.3), (2, 3.33), (3, 3.333), (4, 3.3333)])
def test_an_item_is_rounded_once_to_the_decimals_of_the_scheme(decimals, earned):
    """A third of 10."""
    row = {"numerator": 1, "denominator": 3, "value": 1 / 3, "target": 1}
    rate = {"unit_of_measure": "%", "formula": RATIO, "target": {"kind": "number", "value": 1}}
    assert points({"method": "目标达成"}, row, decimals=decimals, **rate) == earned


def test_a_reason_prints_its_parameters_with_all_their_decimals():
    """3 × 0.125 = 0.375: what is printed can be added up."""
    scored = methods.deduction(Exact(3), Exact("0.125"), Exact(1), Exact(0))
    assert scored.reason == "3次，每次扣0.125分，共扣0.375分（上限1分）"


RULES = [
    {"method": "分段", "points": [[2, 0], [5, 6], [9, 10]]},
    {"method": "位次插值", "best": 1, "worst": 0.5},
    {"method": "分位", "bands": [[0.3, 10], [1, 2]]},
    {"method": "最优比", "floor": 0.1},
    {"method": "均值比"},
    {"method": "功效系数", "satisfactory": "best", "unacceptable": "worst"},
    {"method": "功效系数", "satisfactory": "best", "unacceptable": "mean", "form": "exponential"},
    {"method": "功效系数", "satisfactory": 8, "unacceptable": 2, "form": "exponential"},
]
FALLING = {"method": "分段", "points": [[2, 10], [5, 6], [9, 0]]}


@given(
    st.sampled_from(RULES),
    st.lists(st.integers(0, 12), min_size=4, max_size=4),
    st.sampled_from(["higher", "lower"]),
)
def test_the_better_value_of_a_group_never_gets_less(rule, values, direction):
    if direction == "lower":
        bounds = {"satisfactory": 2, "unacceptable": 8} if rule.get("satisfactory") == 8 else {}
        rule = FALLING if rule["method"] == "分段" else rule | bounds
    found = points_of(rule, dict(zip(UNITS, values, strict=True)), direction=direction)
    ordered = sorted(zip(values, found.values(), strict=True), reverse=direction == "lower")
    earned = [points for _, points in ordered]
    assert earned == sorted(earned)
