"""Every scoring method by example, with the arithmetic it says."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.scores import methods
from schemas.figures import decimal_text, exact, rounded


def meet_target(value, target=425, full=15, **rule):
    return methods.meet_target(
        F(value), F(target), F(full), completion=F(value) / F(target), met=value >= target, show=decimal_text, **rule
    )


@pytest.mark.parametrize(
    ("value", "rule", "points"),
    [
        (425, {}, F(15)),
        (340, {}, F(12)),
        (340, {"proportional": False}, F(0)),
        (505, {}, F(15)),
        (510, {"bonus_cap": F("0.5")}, F(18)),
        (505, {"bonus_cap": F("0.1")}, F("16.5")),
    ],
)
def test_target(value, rule, points):
    assert meet_target(value, **rule).points == points


def test_target_says_its_arithmetic():
    assert meet_target(340).reason == "完成值340，目标425，完成率80%，未达到目标，按比例得15×80%＝12分"
    assert meet_target(505, bonus_cap=F("0.1")).reason == "完成值505，目标425，完成率118.82%，达到目标得15分，超额加1.5分（上限10%）"
    assert meet_target(340, proportional=False).reason == "完成值340，目标425，完成率80%，未达到目标不得分"


@pytest.mark.parametrize(("value", "points"), [("0.85", 10), ("0.8499", 8), ("0.7", 6), ("0.1", 2)])
def test_tiers(value, points):
    steps = [(F("0.85"), F(10)), (F("0.80"), F(8)), (F("0.70"), F(6))]
    assert methods.tiers(F(value), steps, otherwise=F(2)).points == points


@pytest.mark.parametrize(("rate", "points"), [("0.2", 20), ("0.1", 20), ("0.05", 10), ("0", 0), ("-0.3", 0)])
def test_growth(rate, points):
    assert methods.growth(F(rate), full_at=F("0.1"), zero_at=F(0), full=F(20)).points == points


def test_ties_share_the_better_rank():
    assert methods.ranks([F(5), F(9), F(7), F(9), F(7)]) == [5, 1, 3, 1, 3]
    assert methods.ranks([F(5), F(9), F(7)], higher_is_better=False) == [1, 3, 2]


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12))
def test_a_rank_is_one_more_than_the_number_of_better_values(values):
    assert methods.ranks([F(value) for value in values]) == [1 + sum(other > value for other in values) for value in values]


@pytest.mark.parametrize(("place", "points"), [(1, 15), (2, 14), (8, 8), (9, 8)])
def test_rank(place, points):
    assert methods.rank(place, 9, step=F(1), least=F(8), full=F(15)).points == points


def test_efficacy_known_case():
    """The published case: 5.81 between 6 (不允许值) and 12 (满意值)."""
    assert rounded(methods.efficacy(F("5.81"), F(6), F(12))) == exact(58.73)
    assert methods.efficacy(F(6), F(6), F(12)) == 60
    assert methods.efficacy(F(12), F(6), F(12)) == 100
    assert methods.efficacy(F(30), F(6), F(12), (F(0), F(100))) == 100


def test_efficacy_where_lower_is_better():
    assert methods.efficacy(F(2), unacceptable=F(10), satisfactory=F(2)) == 100


def test_efficacy_score():
    scored = methods.efficacy_score(F("5.81"), F(6), F(12), full=F(10), show=decimal_text)
    assert rounded(scored.points) == exact(5.87)
    assert scored.reason == "功效系数（5.81－6）÷（12－6）×40＋60＝58.73，得10×58.73%＝5.87分"


@pytest.mark.parametrize(("events", "points"), [(0, 10), (3, "8.5"), (100, 4)])
def test_deduction(events, points):
    assert methods.deduction(F(events), each=F("0.5"), cap=F(6), full=F(10)).points == F(points)


@pytest.mark.parametrize(("events", "points"), [(0, 0), (2, 3), (9, 5)])
def test_bonus(events, points):
    assert methods.bonus(F(events), each=F("1.5"), cap=F(5)).points == points


def test_compliance_gives_no_points():
    scored = methods.compliance(F(3), F(5), met=False, show=decimal_text)
    assert scored.points is None
    assert scored.reason == "完成值3，要求5，未达标"


@pytest.mark.parametrize(("events", "enabled", "points"), [(0, True, 0), (1, False, 0), (1, True, -80)])
def test_veto(events, enabled, points):
    assert methods.veto(F(events), F(1), enabled, F(80), authority="市考核办法第十条").points == points


@pytest.mark.parametrize(
    ("number", "shown"), [(F(1, 8), "0.13"), (F(-1, 8), "-0.13"), (F("2.675"), "2.68"), (F(10), "10"), (F("1.005"), "1.01")]
)
def test_rounding_is_half_up_on_exact_numbers(number, shown):
    assert decimal_text(number) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_stored_numbers_are_read_as_they_are_written(number):
    assert exact(number) == exact(float(number))
