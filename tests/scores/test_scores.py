"""From an indicator frame to a unit's account: items, totals, ranks."""

from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from assets.scores.scores import calculate_scores
from schemas.results import IndicatorRow, ScoreItemRow, ScoreRow
from schemas.scheme import Scheme
from tests.support.small_schemes import registry_of, scheme_of

UNITS = ("甲街道", "乙街道", "丙镇", "丁镇")
REGISTRY = registry_of(UNITS)
TOTAL = {"kind": "total", "measures": ["n"]}
RATIO = {"kind": "ratio", "numerator": ["n"], "denominator": ["n"], "denominator_note": "数"}
COMPLETION = {"kind": "completion", "measures": ["n"]}


def scheme(indicators: dict[str, dict], full_score: float, **changes) -> Scheme:
    counted = {code: {"formula": TOTAL} | indicator for code, indicator in indicators.items()}
    settings = {
        "group_by": "unit_group",
        "full_score": full_score,
        "missing": {"share": 0.5, "says": "缺报得一半分"},
        "measures": {"n": {"count_units": "township"}},
    }
    return scheme_of(counted, **(settings | changes))


def frame(values: dict[str, dict[str, dict | float | None]]) -> pd.DataFrame:
    """Indicator → unit → value (or columns)."""
    rows = []
    for code, units in values.items():
        for unit, given_ in units.items():
            columns = given_ if isinstance(given_, dict) else {"value": given_, "numerator": given_}
            rows.append(
                dict.fromkeys(IndicatorRow.columns())
                | {"indicator": code, "unit_code": unit, "period": "2023-12"}
                | columns
            )
    return pd.DataFrame(rows, columns=IndicatorRow.columns()).astype(IndicatorRow.types())


def score(assessed: Scheme, values: dict) -> tuple[dict, dict]:
    scores = calculate_scores(assessed, frame(values), REGISTRY, "2023-12")
    assert list(scores.items.columns) == ScoreItemRow.columns()
    assert list(scores.totals.columns) == ScoreRow.columns()
    items = {(row.indicator, row.unit_code): row for row in scores.items.itertuples()}
    return items, {row.unit_code: row for row in scores.totals.itertuples()}


def test_units_of_several_kinds_are_scored_by_their_own_indicators_and_ranked_apart():
    own = {"weight": 100, "score": {"method": "目标达成"}, "target": {"kind": "number", "value": 10}}
    indicators = {"A": own | {"assesses": "township"}, "B": own | {"assesses": "district"}}
    assessed = scheme(
        indicators, 100, assessed={"kind": ["township", "district"], "under": "区"}, group_by=None
    )
    done = {"A": {unit: {"value": n, "target": 10} for unit, n in zip(UNITS, (5, 10, 8, 8), strict=True)}}
    items, totals = score(assessed, done | {"B": {"区": {"value": 7, "target": 10}}})
    assert {code for code, unit in items if unit == "区"} == {"B"}
    assert (totals["区"].score, totals["区"].full_score, totals["区"].rank, totals["区"].group_name) == (
        70,
        100,
        1,
        "区县",
    )
    assert {totals[unit].group_name for unit in UNITS} == {"镇街"}
    assert [totals[unit].rank for unit in UNITS] == [4, 1, 2, 2]


def test_groups_are_ranked_apart_and_ties_share_the_better_rank():
    assessed = scheme(
        {"A": {"weight": 100, "score": {"method": "目标达成"}, "target": {"kind": "number", "value": 10}}},
        100,
    )
    done = dict(zip(UNITS, (5, 10, 8, 8), strict=True))
    _, totals = score(assessed, {"A": {unit: {"value": n, "target": 10} for unit, n in done.items()}})
    assert {unit: (row.group_name, row.score, row.rank) for unit, row in totals.items()} == {
        "甲街道": ("街道", 50, 2),
        "乙街道": ("街道", 100, 1),
        "丙镇": ("镇", 80, 1),
        "丁镇": ("镇", 80, 1),
    }


def test_named_groups_and_one_group():
    indicator = {"A": {"weight": 1, "score": {"method": "排名赋分", "step": 0.5}}}
    values = {"A": dict(zip(UNITS, (4, 3, 2, 1), strict=True))}
    named = scheme(
        indicator, 1, group_by=None, groups={"先进": ["甲街道"], "其他": ["乙街道", "丙镇", "丁镇"]}
    )
    _, totals = score(named, values)
    assert [(totals[unit].group_name, totals[unit].rank) for unit in UNITS] == [
        ("先进", 1),
        ("其他", 1),
        ("其他", 2),
        ("其他", 3),
    ]
    _, totals = score(scheme(indicator, 1, group_by=None), values)
    assert [(totals[unit].group_name, totals[unit].rank) for unit in UNITS] == [
        ("全体", 1),
        ("全体", 2),
        ("全体", 3),
        ("全体", 3),
    ]


def test_rank_points_inside_the_group_leave_out_who_has_no_value():
    items, _ = score(
        scheme({"A": {"weight": 10, "score": {"method": "排名赋分", "step": 2}}}, 10),
        {"A": {"甲街道": None, "乙街道": 1, "丙镇": 5, "丁镇": 7}},
    )
    assert [items["A", unit].score for unit in UNITS] == [5, 10, 8, 10]
    assert items["A", "甲街道"].reason == "缺报，按方案“缺报得一半分”，得5分"
    assert items["A", "丙镇"].reason == "组内2个单位中排名第2，每低一名减2分，得8分"


def test_growth_on_nothing_is_said_and_scored_by_the_scheme_s_rule():
    items, _ = score(
        scheme({"A": {"weight": 10, "score": {"method": "同比增长", "full_at": 0.1}}}, 10),
        {
            "A": {
                "甲街道": {"value": 8, "last_year": 0},
                "乙街道": {"value": 8, "last_year": None},
                "丙镇": {"value": 105, "last_year": 100},
            }
        },
    )
    assert (
        items["A", "甲街道"].reason
        == items["A", "乙街道"].reason
        == "同比不可比，按方案“缺报得一半分”，得5分"
    )
    assert items["A", "丙镇"].score == 5
    assert items["A", "丙镇"].reason == "同比增长5%（0%不得分，10%得满分），得10×50%＝5分"


def test_a_rate_is_judged_by_its_exact_parts():
    """2 ÷ 3 is stored as 0.666…; the points come from 2 and 3."""
    rate = {"unit_of_measure": "%", "formula": RATIO, "weight": 15, "target": {"kind": "number", "value": 1}}
    items, _ = score(
        scheme({"A": rate | {"score": {"method": "目标达成"}}}, 15),
        {"A": {"甲街道": {"numerator": 2, "denominator": 3, "value": 2 / 3, "target": 1}}},
    )
    assert items["A", "甲街道"].score == 10
    assert (
        items["A", "甲街道"].reason
        == "完成值66.67%，目标100%，完成率66.67%，未达到目标，按比例得15×66.67%＝10分"
    )


def test_a_completion_rate_shows_the_number_completed():
    indicator = {"unit_of_measure": "%", "formula": COMPLETION, "weight": 20, "target": {"kind": "issued"}}
    items, _ = score(
        scheme({"A": indicator | {"score": {"method": "目标达成", "bonus_cap": 0.1}}}, 20),
        {
            "A": {
                "甲街道": {"numerator": 505, "denominator": 425, "value": 505 / 425, "target": 425},
                "乙街道": {"numerator": 9, "value": None},
            }
        },
    )
    assert items["A", "甲街道"].score == 22
    assert (
        items["A", "甲街道"].reason
        == "完成值505，目标425，完成率118.82%，达到目标得20分，超额加2分（上限10%）"
    )
    assert items["A", "乙街道"].reason == "没有目标值，按方案“缺报得一半分”，得10分"


def test_monitored_indicators_get_no_item():
    items, totals = score(
        scheme({"A": {"weight": 1, "score": {"method": "扣分", "each": 0.5}}, "B": {}}, 1),
        {"A": {"甲街道": 1}, "B": {"甲街道": 7}},
    )
    assert list(items) == [("A", "甲街道")]
    assert totals["甲街道"].score == 0.5


def test_methods_beside_the_full_score():
    indicators = {
        "A": {"weight": 100, "score": {"method": "扣分", "each": 1}},
        "B": {"score": {"method": "加分", "each": 2, "cap": 3}},
        "C": {"score": {"method": "达标"}, "target": {"kind": "number", "value": 5}},
        "D": {"score": {"method": "一票否决", "enabled": True, "authority": "市考核办法第十条"}},
    }
    values = {
        "A": dict.fromkeys(UNITS, 10),
        "B": {"甲街道": 1, "乙街道": 9, "丙镇": None, "丁镇": 0},
        "C": {unit: {"value": n, "target": 5} for unit, n in zip(UNITS, (5, 4, None, 6), strict=True)},
        "D": {"甲街道": 0, "乙街道": 1, "丙镇": None, "丁镇": 0},
    }
    items, totals = score(scheme(indicators, 100), values)
    assert [totals[unit].score for unit in UNITS] == [92, 0, 90, 90]
    assert [items["C", unit].reason for unit in UNITS] == [
        "完成值5人，要求不低于5人，达标",
        "完成值4人，要求不低于5人，未达标，差1人",
        "缺报，不计分",
        "完成值6人，要求不低于5人，达标",
    ]
    assert items["D", "乙街道"].reason == "触发一票否决（1次），总分记0分，依据：市考核办法第十条"
    assert items["D", "丙镇"].reason == "缺报，不能判定，未否决"
    assert items["C", "甲街道"].full_score == 0
    assert pd.isna(items["C", "甲街道"].score)


values_of_units = st.lists(st.one_of(st.none(), st.integers(0, 1000)), min_size=4, max_size=4)


@given(values_of_units, values_of_units)
def test_items_add_up_to_the_total_as_printed(first, second):
    indicators = {
        "A": {
            "weight": 33.3,
            "score": {"method": "目标达成", "bonus_cap": 0.1},
            "target": {"kind": "number", "value": 7},
        },
        "B": {"weight": 66.7, "score": {"method": "功效系数", "unacceptable": 3, "satisfactory": 700}},
    }
    values = {
        "A": {unit: {"value": n, "target": 7} for unit, n in zip(UNITS, first, strict=True)},
        "B": dict(zip(UNITS, second, strict=True)),
    }
    items, totals = score(scheme(indicators, 100), values)
    for unit in UNITS:
        printed = [Decimal(f"{items[code, unit].score:.2f}") for code in indicators]
        assert f"{totals[unit].score:.2f}" == f"{sum(printed):.2f}"


def test_an_empty_office_has_no_scores():
    assessed = scheme(
        {"A": {"weight": 1, "score": {"method": "扣分", "each": 1}}},
        1,
        assessed={"kind": "school", "under": "区"},
    )
    scores = calculate_scores(assessed, frame({"A": {}}), REGISTRY, "2023-12")
    assert scores.items.empty
    assert scores.totals.empty
