"""Settings of a simulation: read, applied to a scheme's document, and refused in one sentence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.simulation.changes import differences, parse_change, rescale
from schemas.assessment.changes import CannotChange, apply_changes
from schemas.scheme import Scheme


def document() -> dict:
    return {
        "full_score": 100,
        "missing": {"share": 0, "says": "不得分"},
        "indicators": {
            "A-1": {"weight": 60, "score": {"method": "排名赋分", "step": 2, "least": 30}},
            "A-2": {
                "weight": 40,
                "score": {"method": "分档", "tiers": [{"at_least": 0.7, "points": 40}], "otherwise": 10},
            },
            "A-3": {"name": "只监测"},
        },
    }


def changed(*settings: str) -> dict:
    return apply_changes(document(), [parse_change(each) for each in settings], Scheme.model_fields)


def test_a_setting_names_an_indicator_or_any_other_part():
    found = changed(
        "A-1.weight=50", "missing.share=0.5", "indicators.A-2.weight=50", "A-2.score.tiers.0.points=45"
    )
    assert found["indicators"]["A-1"]["weight"] == 50
    assert found["missing"]["share"] == 0.5
    assert found["indicators"]["A-2"] == {
        "weight": 50,
        "score": {"method": "分档", "tiers": [{"at_least": 0.7, "points": 45}], "otherwise": 10},
    }


def test_the_document_itself_stays_as_it_is():
    base = document()
    apply_changes(base, [parse_change("A-1.weight=50")], Scheme.model_fields)
    assert base == document()


def test_another_method_starts_without_the_old_ones_parameters_in_whatever_order():
    settings = ("A-1.score.unacceptable=0.2", "A-1.score.method=功效系数", "A-1.score.satisfactory=0.4")
    assert changed(*settings)["indicators"]["A-1"]["score"] == {
        "method": "功效系数",
        "unacceptable": 0.2,
        "satisfactory": 0.4,
    }


def test_the_same_method_keeps_its_parameters():
    assert changed("A-1.score.method=排名赋分")["indicators"]["A-1"] == document()["indicators"]["A-1"]


def test_an_empty_value_takes_a_key_away():
    assert "weight" not in changed("A-1.weight=")["indicators"]["A-1"]


def test_an_indicator_can_be_given_what_it_did_not_have():
    found = changed(
        "A-3.weight=10", "A-3.score.method=目标达成", "A-3.target.kind=number", "A-3.target.value=3"
    )
    assert found["indicators"]["A-3"] == {
        "name": "只监测",
        "weight": 10,
        "score": {"method": "目标达成"},
        "target": {"kind": "number", "value": 3},
    }


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("A-1.weight", "“A-1.weight”无法识别，请写成 指标.项目=值，例如 A3-1.weight=30"),
        ("A-1..weight=3", "无法识别"),
        ("A-1.weight=[3", "的值无法识别"),
        ("A-9.weight=3", "方案里没有“A-9”，是否想写“A-"),
        ("indicators.A-9.weight=3", "方案里没有指标“A-9”"),
        ("A-1.weight.more=3", "“weight”是单个的值，下面没有别的项目"),
        ("A-2.score.tiers.7.points=3", "这里是列表，请写第几项（0 到 0）"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_in_one_sentence(setting, told):
    with pytest.raises(CannotChange) as refusal:
        changed(setting)
    assert told in str(refusal.value)


def test_differences_name_what_is_another():
    found = {
        each.name: (each.before, each.after)
        for each in differences(document(), changed("A-1.weight=50.0", "A-1.score.least="))
    }
    assert found == {"A-1.weight": (60, 50.0), "A-1.score.least": (30, None)}
    assert differences(document(), changed("A-1.weight=60.0")) == []


@given(weights=st.lists(st.decimals(min_value="0.01", max_value=500, places=2), min_size=1, max_size=12))
def test_rescaled_weights_add_up_whatever_they_were(weights):
    indicators = {f"A-{number}": {"weight": str(weight)} for number, weight in enumerate(weights)}
    found = rescale({"full_score": 100, "indicators": indicators})
    assert sum(each["weight"] for each in found["indicators"].values()) == 100


def test_points_of_a_method_are_rescaled_with_its_weight():
    found = rescale(changed("A-1.weight=120"))["indicators"]
    assert (found["A-1"]["weight"], found["A-2"]["weight"]) == (Decimal(75), Decimal(25))
    assert found["A-1"]["score"] == {"method": "排名赋分", "step": Decimal("1.25"), "least": Decimal("18.75")}
    assert found["A-2"]["score"]["tiers"] == [{"at_least": 0.7, "points": Decimal(25)}]


def test_nothing_to_rescale_is_refused():
    with pytest.raises(CannotChange, match="方案没有权重"):
        rescale({"indicators": {"A-1": {}}})
