"""Every scoring method by example, with the arithmetic it says."""

from fractions import Fraction as Exact

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.scores import methods
from schemas.figures import decimal_text, exact, rounded


def meet_target(value, target=425, full=15, **rule):
    return methods.meet_target(
        Exact(value),
        Exact(target),
        Exact(full),
        completion=Exact(value) / Exact(target),
        met=value >= target,
        show=decimal_text,
        **rule,
    )


@pytest.mark.parametrize(
    ("value", "rule", "points"),
    [
        (425, {}, Exact(15)),
        (340, {}, Exact(12)),
        (340, {"proportional": False}, Exact(0)),
        (505, {}, Exact(15)),
        (510, {"bonus_cap": Exact("0.5")}, Exact(18)),
        (505, {"bonus_cap": Exact("0.1")}, Exact("16.5")),
    ],
)
def test_target(value, rule, points):
    assert meet_target(value, **rule).points == points


def test_target_says_its_arithmetic():
    assert meet_target(340).reason == "完成值340，目标425，完成率80%，未达到目标，按比例得15×80%＝12分"
    assert (
        meet_target(505, bonus_cap=Exact("0.1")).reason
        == "完成值505，目标425，完成率118.82%，达到目标得15分，超额加1.5分（上限10%）"
    )
    assert meet_target(340, proportional=False).reason == "完成值340，目标425，完成率80%，未达到目标不得分"


@pytest.mark.parametrize(("value", "points"), [("0.85", 10), ("0.8499", 8), ("0.7", 6), ("0.1", 2)])
def test_tiers(value, points):
    steps = [(Exact("0.85"), Exact(10)), (Exact("0.80"), Exact(8)), (Exact("0.70"), Exact(6))]
    assert methods.tiers(Exact(value), steps, otherwise=Exact(2)).points == points


@pytest.mark.parametrize(("rate", "points"), [("0.2", 20), ("0.1", 20), ("0.05", 10), ("0", 0), ("-0.3", 0)])
def test_growth(rate, points):
    assert (
        methods.growth(Exact(rate), full_at=Exact("0.1"), zero_at=Exact(0), full=Exact(20)).points == points
    )


def test_ties_share_the_better_rank():
    assert methods.ranks([Exact(5), Exact(9), Exact(7), Exact(9), Exact(7)]) == [5, 1, 3, 1, 3]
    assert methods.ranks([Exact(5), Exact(9), Exact(7)], higher_is_better=False) == [1, 3, 2]


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12))
def test_a_rank_is_one_more_than_the_number_of_better_values(values):
    assert methods.ranks([Exact(value) for value in values]) == [
        1 + sum(other > value for other in values) for value in values
    ]


@pytest.mark.parametrize(("place", "points"), [(1, 15), (2, 14), (8, 8), (9, 8)])
def test_rank(place, points):
    assert methods.rank(place, 9, step=Exact(1), least=Exact(8), full=Exact(15)).points == points


def test_efficacy_known_case():
    """The published case: 5.81 between 6 (不允许值) and 12 (满意值)."""
    assert rounded(methods.efficacy(Exact("5.81"), Exact(6), Exact(12))) == exact(58.73)
    assert methods.efficacy(Exact(6), Exact(6), Exact(12)) == 60
    assert methods.efficacy(Exact(12), Exact(6), Exact(12)) == 100
    assert methods.efficacy(Exact(30), Exact(6), Exact(12), (Exact(0), Exact(100))) == 100


def test_efficacy_where_lower_is_better():
    assert methods.efficacy(Exact(2), unacceptable=Exact(10), satisfactory=Exact(2)) == 100


def test_efficacy_score():
    scored = methods.efficacy_score(Exact("5.81"), Exact(6), Exact(12), full=Exact(10), show=decimal_text)
    assert rounded(scored.points) == exact(5.87)
    assert scored.reason == "功效系数（5.81－6）÷（12－6）×40＋60＝58.73，得10×58.73%＝5.87分"


def test_efficacy_score_says_when_it_is_held_within_its_limits():
    scored = methods.efficacy_score(
        Exact(15), Exact(6), Exact(12), full=Exact(10), clamp=(Exact(0), Exact(100)), show=decimal_text
    )
    assert scored.reason == "功效系数（15－6）÷（12－6）×40＋60＝120，限于0至100，按100计，得10×100%＝10分"


@pytest.mark.parametrize(("events", "points"), [(0, 10), (3, "8.5"), (100, 4)])
def test_deduction(events, points):
    assert methods.deduction(Exact(events), each=Exact("0.5"), cap=Exact(6), full=Exact(10)).points == Exact(
        points
    )


@pytest.mark.parametrize(("events", "points"), [(0, 0), (2, 3), (9, 5)])
def test_bonus(events, points):
    assert methods.bonus(Exact(events), each=Exact("1.5"), cap=Exact(5)).points == points


def test_compliance_gives_no_points():
    assert methods.compliance("6人", "不低于5人", "") == methods.Scored(
        None, "完成值6人，要求不低于5人，达标"
    )
    assert methods.compliance("3人", "不低于5人", "差2人") == methods.Scored(
        None, "完成值3人，要求不低于5人，未达标，差2人"
    )


@pytest.mark.parametrize(("events", "enabled", "points"), [(0, True, 0), (1, False, 0), (1, True, -80)])
def test_veto(events, enabled, points):
    assert (
        methods.veto(Exact(events), Exact(1), enabled, Exact(80), authority="市考核办法第十条").points
        == points
    )


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Exact(1, 8), "0.13"),
        (Exact(-1, 8), "-0.13"),
        (Exact("2.675"), "2.68"),
        (Exact(10), "10"),
        (Exact("1.005"), "1.01"),
    ],
)
def test_rounding_is_half_up_on_exact_numbers(number, shown):
    assert decimal_text(number) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_stored_numbers_are_read_as_they_are_written(number):
    assert exact(number) == exact(float(number))
