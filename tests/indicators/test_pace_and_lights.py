"""Pace and light rules on single numbers."""

from fractions import Fraction as Exact

import pytest

from assets.indicators.lights import blue_is_good_light, deadline_light, growth_light, points_light
from assets.indicators.pace import completion, due_so_far, is_met
from schemas.assessment.indicators import LINEAR

EXAMS = (*[Exact(0)] * 8, Exact("0.5"), Exact("0.5"), Exact("0.5"), Exact(1))


@pytest.mark.parametrize(
    ("curve", "month", "due"), [(LINEAR, 3, 30), (LINEAR, 12, 120), (EXAMS, 8, 0), (EXAMS, 9, 60)]
)
def test_due_so_far(curve, month, due):
    assert due_so_far(Exact(120), curve, month) == due


def test_linear_pace_is_exact():
    assert due_so_far(Exact(425), LINEAR, 1) == Exact(425, 12)


def test_completion_by_direction():
    assert completion(Exact(505), Exact(425)) == Exact(505, 425)
    assert completion(Exact(5), Exact(10), higher_is_better=False) == 2
    assert completion(Exact(5), Exact(0)) is None


@pytest.mark.parametrize(
    ("value", "higher", "met"),
    [(10, True, True), (11, True, True), (9, True, False), (9, False, True), (10, False, True)],
)
def test_met(value, higher, met):
    assert is_met(Exact(value), Exact(10), higher) is met


@pytest.mark.parametrize(
    ("met", "gap", "light"),
    [(True, "0", "绿"), (False, "0", "黄"), (False, "0.3", "黄"), (False, "0.301", "红")],
)
def test_three_colour_by_points(met, gap, light):
    assert points_light(met, Exact(gap), Exact("0.3")) == light


@pytest.mark.parametrize(
    ("growth", "mean", "light"),
    [
        ("0.1", "0.08", "绿"),
        ("0.1", "0.12", "黄"),
        ("0.01", "0", "黄"),
        ("0", "-0.1", "黄"),
        ("-0.01", "-0.5", "红"),
        ("0.05", None, "绿"),
    ],
)
def test_growth(growth, mean, light):
    assert growth_light(Exact(growth), Exact("0.05"), None if mean is None else Exact(mean)) == light


def test_no_light_on_what_is_not_comparable():
    assert growth_light(None, Exact(0), Exact(0)) is None


@pytest.mark.parametrize(
    ("met", "behind", "days", "light"),
    [
        (True, False, -5, None),
        (False, False, 31, None),
        (False, False, 30, "蓝"),
        (False, True, 30, "黄"),
        (False, True, -1, "红"),
    ],
)
def test_blue_yellow_red_by_deadline(met, behind, days, light):
    assert deadline_light(met, behind, days, near_days=30) == light


@pytest.mark.parametrize(("progress", "light"), [("1", "蓝"), ("0.99", "黄"), ("0.7", "黄"), ("0.69", "红")])
def test_blue_is_good(progress, light):
    assert blue_is_good_light(Exact(progress), Exact(1), Exact("0.7")) == light
