"""引领, 达标, 未达标, 未启动 of indicators with a target."""

from fractions import Fraction as Exact

import pytest

from assets.scores.cases import Case
from assets.scores.statuses import calculate_statuses, status_of
from schemas.assessment.indicators import Indicator
from tests.scores.test_conclusions import VALUES, scheme


def case(value, target, direction="higher", kind="number") -> Case:
    goal = {"kind": kind} | ({"value": 1} if kind == "number" else {})
    total = {"kind": "total", "measures": ["n"]}
    indicator = Indicator.model_validate(
        {"name": "甲", "unit_of_measure": "项", "formula": total, "direction": direction, "target": goal}
    )
    exact = None if value is None else Exact(value)
    return Case(indicator, exact, exact, None if target is None else Exact(target), None, None)


@pytest.mark.parametrize(
    ("value", "target", "status"),
    [
        (0, 2, "未启动"),
        (1, 2, "未达标"),
        (2, 2, "达标"),
        ("2.19", 2, "达标"),
        ("2.2", 2, "引领"),
        (0, 0, "达标"),
        (None, 2, None),
        (1, None, None),
    ],
)
def test_status(value, target, status):
    assert status_of(case(value, target), Exact("0.1")) == status


@pytest.mark.parametrize(
    ("value", "status"), [(0, "引领"), (18, "引领"), (19, "达标"), (20, "达标"), (21, "未达标")]
)
def test_status_where_lower_is_better(value, status):
    """0 is the best there is, not something that has not begun."""
    assert status_of(case(value, 20, "lower"), Exact("0.1")) == status


def test_without_a_margin_everything_above_the_target_is_ahead():
    assert status_of(case(2, 2), Exact(0)) == "达标"
    assert status_of(case(3, 2), Exact(0)) == "引领"


def test_equal_to_last_year_has_met_it():
    assert status_of(case(7, 7, kind="last_year"), Exact("0.1")) == "达标"


def test_only_indicators_with_a_target_get_one_and_only_if_the_scheme_asks():
    assert calculate_statuses(scheme(), VALUES, "2023-12").empty
    found = calculate_statuses(scheme(statuses={"ahead_margin": 0.2}), VALUES, "2023-12").set_index(
        ["unit_code", "indicator"]
    )["status"]
    assert found.to_dict() | {("丙校", "dual"): None} == {
        ("甲校", "land"): "达标",
        ("甲校", "dual"): "达标",
        ("甲校", "pupils"): "达标",
        ("乙校", "land"): "未达标",
        ("乙校", "dual"): "未达标",
        ("乙校", "pupils"): "未达标",
        ("丙校", "land"): "引领",
        ("丙校", "dual"): None,
        ("丙校", "pupils"): "达标",
    }
    assert found.isna()["丙校", "dual"], "缺报 has no status"
