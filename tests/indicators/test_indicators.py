"""Indicators: values, last year, targets, completion, pace, lights and what the note must say."""

from datetime import date

import pandas as pd
import pytest

from assets.indicators.indicators import calculate_indicators
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.results import IndicatorRow
from schemas.scheme import Scheme
from tests.support.indicator_office import TOWNSHIPS, UNITS, institution, learner, session
from tests.support.small_schemes import scheme_of

MEASURES = {
    "learners": {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"},
    "regular": {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"},
    "elderly": {"form": "J05", "aggregate": "sum", "columns": ["elderly"], "span": "latest"},
    "residents": {"form": "J05", "aggregate": "sum", "columns": ["residents"], "span": "latest"},
    "higher": {
        "form": "X02",
        "aggregate": "count",
        "where": [{"column": "destination", "is": "升学"}],
        "span": "latest",
    },
    "trainees": {"form": "X05", "aggregate": "sum", "columns": ["trainees"], "span": "year_to_date"},
    "hours": {"form": "X05", "aggregate": "sum", "columns": ["hours"], "span": "year_to_date"},
    "medals": {
        "form": "X04",
        "aggregate": "count",
        "where": [{"column": "award", "award_at_least": "铜牌"}],
        "span": "year_to_date",
    },
    "silver": {
        "form": "X04",
        "aggregate": "count",
        "where": [{"column": "award", "award_at_least": "银牌"}],
        "span": "year_to_date",
    },
    "late": {"title": "迟报", "reports": "late", "span": "year_to_date"},
    "missing": {"title": "漏报", "reports": "missing", "span": "year_to_date"},
}


def scheme(indicators: dict[str, dict], **changes) -> Scheme:
    """A scheme of monitored indicators, named like their codes."""
    settings = {"assessed": {"kind": "district", "under": "3213"}, "measures": MEASURES} | changes
    return scheme_of(indicators, **settings)


def calculate(office, assessed: Scheme, period: str = "2023-12", as_of: date = date(2024, 1, 10)) -> dict:
    """(indicator, unit) → row."""
    frame = calculate_indicators(assessed, office.reported(as_of), period)
    assert list(frame.columns) == IndicatorRow.columns()
    return {(row.indicator, row.unit_code): row for row in frame.itertuples()}


def graduates(count: int, destination: str = "升学") -> list[dict]:
    return [{"person": f"{destination}{n}", "destination": destination} for n in range(count)]


def founders(of: int, founded: int) -> list[dict]:
    """So many graduates, so many of whom founded a business."""
    return graduates(of - founded, "直接就业") + graduates(founded, "自主创业")


FOUNDED = {
    "form": "X02",
    "aggregate": "count",
    "where": [{"column": "destination", "is": "自主创业"}],
    "span": "latest",
}
ALL = {"form": "X02", "aggregate": "count", "span": "latest"}


def compared_with_2021(**changes) -> Scheme:
    rate = {"kind": "ratio", "numerator": ["founded"], "denominator": ["all"], "denominator_note": "毕业生"}
    indicators = {
        "rate": {"formula": rate, "unit_of_measure": "%", "compare_with": {"year": 2021}},
        "count": {"formula": {"kind": "total", "measures": ["founded"]}, "compare_with": {"year": 2021}},
        "plain": {"formula": {"kind": "total", "measures": ["founded"]}},
    }
    return scheme(indicators, measures={"founded": FOUNDED, "all": ALL}, **changes)


def test_a_rate_is_compared_with_the_base_year_in_percentage_points(office):
    """3% → 7.2% is 4.2 percentage points more, never 4.2% more. The schools' graduates are added up, their
    rates are not averaged.
    """
    office.report("321302XX01", "X02", "2021-12", founders(150, 3)).report(
        "321302XX02", "X02", "2021-12", founders(50, 3)
    )
    office.report("321302XX01", "X02", "2023-12", founders(200, 17)).report(
        "321302XX02", "X02", "2023-12", founders(50, 1)
    ).write()
    rows = calculate(office, compared_with_2021())
    rate, count, plain = (rows[code, "321302"] for code in ("rate", "count", "plain"))
    assert (rate.value, rate.base_year, rate.base_value, rate.base_change) == (0.072, 2021, 0.03, 0.042)
    assert "与2021年同期（3%）相比+4.2个百分点" in rate.note
    assert (count.value, count.base_value, count.base_change) == (18, 6, 12)
    assert "与2021年同期（6）相比+12人" in count.note
    assert pd.isna([plain.base_year, plain.base_value, plain.base_change]).all()
    assert "2021年" not in plain.note


def test_without_figures_of_the_base_year_there_is_nothing_to_compare_with(office):
    office.report("321302XX01", "X02", "2023-12", founders(50, 1)).write()
    rate = calculate(office, compared_with_2021())["rate", "321302"]
    assert (rate.value, rate.base_year) == (0.02, 2021)
    assert pd.isna([rate.base_value, rate.base_change]).all()
    assert "2021年同期无数据，与2021年不可比" in rate.note


def test_last_year_may_be_the_base_year(office):
    office.report("321302XX01", "X02", "2022-12", founders(50, 2)).report(
        "321302XX01", "X02", "2023-12", founders(50, 1)
    ).write()
    indicator = {"formula": {"kind": "total", "measures": ["founded"]}, "compare_with": {"year": 2022}}
    row = calculate(office, scheme({"count": indicator}, measures={"founded": FOUNDED}))["count", "321302"]
    assert (row.last_year, row.base_value, row.change, row.base_change) == (2, 2, -1, -1)
    assert "与2022年同期（2）相比−1人" in row.note


def test_an_indicator_is_calculated_for_the_kind_of_units_that_it_assesses(office):
    office.report("321302XX01", "X02", "2023-12", founders(50, 1)).write()
    total = {"formula": {"kind": "total", "measures": ["founded"]}}
    indicators = {"all": total, "schools": total | {"assesses": "school"}}
    assessed = {"kind": ["district", "school"], "under": "321302"}
    rows = calculate(
        office, scheme(indicators, measures={"founded": FOUNDED}, assessed=assessed, full_score=100)
    )
    assert {unit for code, unit in rows if code == "all"} == {"321302", "321302XX01", "321302XX02"}
    assert {unit for code, unit in rows if code == "schools"} == {"321302XX01", "321302XX02"}


def test_growth_on_last_year(office):
    office.report("321302XX01", "X02", "2022-12", graduates(955)).report(
        "321302XX01", "X02", "2023-12", graduates(1180)
    ).write()
    total = {"formula": {"kind": "total", "measures": ["higher"]}, "target": {"kind": "last_year"}}
    row = calculate(office, scheme({"A1-2": total}))["A1-2", "321302"]
    assert (row.value, row.last_year, row.change, row.target) == (1180, 955, 225, 955)
    assert row.growth == pytest.approx(225 / 955)
    assert row.light == "绿"


def test_growth_on_nothing_is_not_comparable(office):
    office.report("321302XX01", "X02", "2022-12", []).report(
        "321302XX01", "X02", "2023-12", graduates(3)
    ).write()
    total = {"formula": {"kind": "total", "measures": ["higher"]}}
    growth = {"formula": {"kind": "growth", "measures": ["higher"]}, "unit_of_measure": "%"}
    rows = calculate(office, scheme({"total": total, "growth": growth}))
    assert rows["total", "321302"].change == 3
    assert str(rows["total", "321302"].growth) == "<NA>"
    assert rows["total", "321302"].note == "上年为0，同比不可比"
    assert (rows["growth", "321302"].numerator, rows["growth", "321302"].note) == (3, "不可比")


def test_equal_to_last_year_is_met(office):
    office.report("321302XX01", "X02", "2022-12", graduates(3)).report(
        "321302XX01", "X02", "2023-12", graduates(3)
    ).write()
    total = {"formula": {"kind": "total", "measures": ["higher"]}, "target": {"kind": "last_year"}}
    assert calculate(office, scheme({"more": total}))["more", "321302"].light == "绿"


def test_a_completion_rate_holds_the_count_against_the_target(office):
    """505 learners of 425: the target is that of the district itself."""
    office.report("321302101", "Z02", "2023-12", [learner(f"p{n}") for n in range(505)])
    issued = {
        "scheme": "test-2023",
        "indicator": "A1-5",
        "unit": "宿城区",
        "subject_code": "321302",
        "target": 425,
    }
    office.report("321302JYJ", "J03", "2023-01", [issued]).write()
    completion = {
        "formula": {"kind": "completion", "measures": ["learners"]},
        "target": {"kind": "issued"},
        "unit_of_measure": "%",
    }
    rows = calculate(office, scheme({"A1-5": completion}))
    row = rows["A1-5", "321302"]
    assert (row.numerator, row.denominator, row.target, row.due_so_far) == (505, 425, 425, 425)
    assert row.value == row.completion == pytest.approx(1.1882, abs=5e-5)
    assert (row.light, row.note) == ("绿", "分母：目标值；上年无数据，同比不可比")
    assert (
        rows["A1-5", "321311"].note
        == "分母：目标值；未下达目标值，无法计算完成率；本年尚无学历技能双提升学员名册"
    )


def test_targets_below_are_added_up_and_halfway_through_the_year_half_is_due(office):
    office.report("321302101", "Z02", "2023-06", [learner(f"p{n}") for n in range(20)])
    rows = [
        {"scheme": "township", "indicator": "A3", "unit": code, "subject_code": code, "target": 20}
        for code in TOWNSHIPS
    ]
    office.report("321302JYJ", "J03", "2023-01", rows).write()
    target = {"kind": "issued", "scheme": "township", "indicator": "A3"}
    completion = {
        "formula": {"kind": "completion", "measures": ["learners"]},
        "target": target,
        "unit_of_measure": "%",
    }
    row = calculate(office, scheme({"A1-5": completion}), period="2023-06")["A1-5", "321302"]
    assert (row.target, row.due_so_far) == (60, 30)
    assert row.light == "黄", "a third is done where half is due: 16.7 percentage points behind"


def test_ratios_are_formed_after_rolling_up_and_state_their_denominator(office):
    for code, regular in zip(TOWNSHIPS, (10, 90, 50), strict=True):
        office.report(code, "Z03", "2023-12", [institution(regular)])
    rows = [
        {"subject_code": code, "elderly": elderly, "residents": 20_000}
        for code, elderly in zip(TOWNSHIPS, (100, 100, 300), strict=True)
    ]
    office.report("321302JYJ", "J05", "2023-01", rows).write()
    participation = {
        "formula": {
            "kind": "ratio",
            "numerator": ["regular"],
            "denominator": ["elderly"],
            "denominator_note": "老年人口",
        },
        "unit_of_measure": "%",
    }
    per_10000 = {
        "formula": {
            "kind": "ratio",
            "numerator": ["regular"],
            "denominator": ["residents"],
            "scale": 10000,
            "denominator_note": "万人",
        }
    }
    indicators = {"rate": participation, "per": per_10000}
    found = calculate(office, scheme(indicators))
    assert found["rate", "321302"].value == pytest.approx(0.3)
    assert found["rate", "321302"].note.startswith("分母：老年人口")
    assert found["per", "321302"].value == 25
    of_townships = calculate(office, scheme(indicators, assessed={"kind": "township", "under": "321302"}))
    assert [of_townships["rate", code].value for code in TOWNSHIPS] == pytest.approx([0.1, 0.9, 1 / 6])


def test_a_missing_part_makes_the_whole_missing(office):
    office.report("321302001", "Z03", "2023-12", [institution(10)]).owes(
        "321302JYJ", "J05", "2023-01", "missing"
    ).write()
    ratio = {
        "formula": {
            "kind": "ratio",
            "numerator": ["regular"],
            "denominator": ["elderly"],
            "denominator_note": "老年人口",
        }
    }
    row = calculate(office, scheme({"rate": ratio}))["rate", "321302"]
    assert row.numerator == 10
    assert str(row.value) == "<NA>"
    assert str(row.light) == "<NA>"
    assert row.note == "分母：老年人口；缺报：宿城区教育局 2023-01 镇街人口基数表"


def test_only_the_units_listed_are_assessed(office):
    indicators = {
        "n": {"name": "人数", "unit_of_measure": "人", "formula": {"kind": "total", "measures": ["learners"]}}
    }
    assessed = {"kind": ["district", "township"], "under": "321302", "only": ["321302", "321302101"]}
    rows = calculate(office, scheme(indicators, assessed=assessed))
    assert {unit for _, unit in rows} == {"321302", "321302101"}


def test_a_bureau_is_assessed_on_its_district(office):
    office.report("321302XX01", "X05", "2023-12", [session("职工培训", 30)])
    office.report("321302XX02", "X05", "2023-12", [session("创业培训", 12)]).write()
    total = {"formula": {"kind": "total", "measures": ["trainees"]}}
    indicators = {
        "by unit": total | {"breakdown": {"measure": "trainees", "by": "unit"}},
        "by category": total | {"breakdown": {"measure": "trainees", "by": "category"}},
        "stated": total
        | {"stated": {"value": 40, "source": "工作总结", "unit": "321302JYJ", "period": "2023-12"}},
    }
    assessed = scheme(indicators, assessed={"kind": "bureau", "under": "321302"}, scope="district")
    rows = calculate(office, assessed)
    assert {(code, row.unit_name, row.value) for (_, code), row in rows.items()} == {
        ("321302JYJ", "宿城区教育局", 42)
    }
    assert rows["by unit", "321302JYJ"].note.startswith("宿城中专30、信息中专12；")
    assert rows["by category", "321302JYJ"].note.startswith("创业培训12、职工培训30；")
    assert rows["stated", "321302JYJ"].note.startswith("与工作总结所称40相差+2人；")


@pytest.mark.parametrize(
    ("value", "note"),
    [(40, "与工作总结所称≥40一致；"), (42, "与工作总结所称≥42一致；"), (43, "与工作总结所称≥43相差−1人；")],
)
def test_more_than_a_lower_bound_that_a_document_states_agrees_with_it(office, value, note):
    office.report("321302XX01", "X05", "2023-12", [session("职工培训", 42)]).write()
    stated = {"value": value, "at_least": True, "source": "工作总结", "unit": "321302", "period": "2023-12"}
    total = {"formula": {"kind": "total", "measures": ["trainees"]}, "stated": stated}
    row = calculate(office, scheme({"n": total}))["n", "321302"]
    assert row.note.startswith(note)


def test_a_higher_award_fills_a_lower_target(office):
    awards = ["金牌", "银牌", "银牌", *["铜牌"] * 6, "优秀奖"]
    office.report("321302XX01", "X04", "2023-12", [{"award": award} for award in awards]).write()
    silver = {
        "formula": {"kind": "total", "measures": ["silver"]},
        "target": {"kind": "number", "value": 2},
        "breakdown": {"measure": "medals", "by": "award"},
    }
    row = calculate(office, scheme({"A2-7": silver}))["A2-7", "321302"]
    assert (row.value, row.target, row.completion, row.light) == (3, 2, 1.5, "绿")
    assert row.note.startswith("金牌1、银牌2、铜牌6；")


def test_a_lower_bound_is_said(office):
    office.report("321302XX01", "X05", "2023-12", [session("职工培训", 200, lower_bounds="trainees")]).write()
    row = calculate(office, scheme({"n": {"formula": {"kind": "total", "measures": ["trainees"]}}}))[
        "n", "321302"
    ]
    assert row.note.startswith("≥200（含“余”数，按下限计）")


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        (
            {
                "kind": "ratio",
                "numerator": ["hours"],
                "denominator": ["trainees"],
                "denominator_note": "人数",
            },
            None,
        ),
        ({"kind": "difference", "minuend": ["hours"], "subtrahend": ["trainees"]}, None),
        (
            {
                "kind": "ratio",
                "numerator": ["trainees"],
                "denominator": ["hours"],
                "denominator_note": "学时",
            },
            "≥5",
        ),
        ({"kind": "difference", "minuend": ["trainees"], "subtrahend": ["hours"]}, "≥160"),
    ],
    ids=["denominator", "subtrahend", "numerator", "minuend"],
)
def test_what_is_divided_or_reduced_by_a_lower_bound_is_none(office, formula, says):
    """40 hours for 200余 trainees are at most 0.2 each, never at least; 200余 trainees for 40 hours are at least 5."""
    row = session("职工培训", 200, lower_bounds="trainees") | {"hours": 40}
    office.report("321302XX01", "X05", "2023-12", [row]).write()
    found = calculate(office, scheme({"n": {"formula": formula}}))["n", "321302"]
    bound = f"{says}（含“余”数，按下限计）" if says else "分母、减数或上年数含“余”数，实际值可能更低"
    assert found.is_lower_bound == (says is not None)
    assert bound in found.note.split("；")


def test_growth_from_a_lower_bound_may_be_less(office):
    """From 100余 to 200余 is at most a growth by 100 %, or at least: neither is said."""
    for year, trainees in ((2022, 100), (2023, 200)):
        row = session("职工培训", trainees, lower_bounds="trainees")
        office.report("321302XX01", "X05", f"{year}-12", [row])
    office.write()
    growth = {"formula": {"kind": "growth", "measures": ["trainees"]}, "unit_of_measure": "%"}
    found = calculate(office, scheme({"n": growth}))["n", "321302"]
    assert (found.value, found.is_lower_bound) == (1, False)
    assert "分母、减数或上年数含“余”数，实际值可能更低" in found.note.split("；")


def test_report_discipline_says_its_parts(office):
    office.owes("321302001", "Z03", "2023-11", late=True).owes("321302001", "Z03", "2023-12", "missing")
    office.owes("321302001", "Z02", "2023-12", "missing")
    total = {
        "formula": {"kind": "total", "measures": ["late", "missing"]},
        "direction": "lower",
        "explanation": "次数之和",
    }
    row = calculate(office, scheme({"A3-7": total}))["A3-7", "321302"]
    assert row.value == 3
    assert row.note.startswith("次数之和；迟报1、漏报2；")


def test_difference(office):
    office.report("321302001", "Z02", "2023-12", [learner("p")]).report(
        "321302001", "Z03", "2023-12", [institution(3)]
    ).write()
    difference = {"formula": {"kind": "difference", "minuend": ["learners"], "subtrahend": ["regular"]}}
    assert calculate(office, scheme({"d": difference}))["d", "321302"].value == -2


def weighted(cap: float | None = None) -> Scheme:
    medals = {
        name: {"title": title, **MEASURES["medals"], "where": [{"column": "award", "in": awards}]}
        for name, title, awards in (
            ("gold", "金牌", ["金牌", "一等奖"]),
            ("bronze", "铜牌", ["铜牌", "三等奖"]),
        )
    }
    terms = [{"measure": "gold", "weight": 10}, {"measure": "bronze", "weight": 2.5}]
    formula = {"kind": "weighted", "terms": terms} | ({"cap": cap} if cap else {})
    return scheme(
        {"A4-7": {"formula": formula, "target": {"kind": "number", "value": 20}}}, measures=MEASURES | medals
    )


def test_awards_weighted_by_what_they_count_and_equivalents_count_the_same(office):
    awards = [{"award": award} for award in ("金牌", "一等奖", "铜牌", "优秀奖")]
    office.report("321302XX01", "X04", "2023-12", awards).write()
    row = calculate(office, weighted())["A4-7", "321302"]
    assert (row.value, row.numerator, row.completion, row.light) == (22.5, 22.5, 1.125, "绿")
    assert row.note.startswith("金牌2×10、铜牌1×2.5；")


def test_a_weighted_sum_is_held_to_its_cap_and_says_so(office):
    office.report("321302XX01", "X04", "2023-12", [{"award": "金牌"}] * 3).write()
    row = calculate(office, weighted(cap=25))["A4-7", "321302"]
    assert (row.value, row.numerator) == (25, 30)
    assert row.note.startswith("金牌3×10，合计30，超过上限，按25计；")
    assert calculate(office, weighted(cap=30))["A4-7", "321302"].note.startswith("金牌3×10；")


def test_a_weighted_sum_of_what_was_not_reported_is_missing(office):
    office.owes("321302XX01", "X04", "2023-12", "missing")
    row = calculate(office, weighted())["A4-7", "321302"]
    assert str(row.value) == "<NA>"
    assert "缺报" in row.note


LIGHTS = {
    "growth": ({"preset": "growth", "plan": 0.05}, ["绿", "黄", "红"]),
    "deadline": (
        {"preset": "blue-yellow-red by deadline", "deadline": date(2023, 12, 31)},
        ["<NA>", "黄", "黄"],
    ),
    "overdue": (
        {"preset": "blue-yellow-red by deadline", "deadline": date(2023, 11, 30)},
        ["<NA>", "红", "红"],
    ),
    "blue": ({"preset": "blue is good", "good": 1, "fair": 0.7}, ["蓝", "黄", "红"]),
    "points": ({"preset": "three-colour by points"}, ["绿", "黄", "红"]),
    # The bounds are the scheme's: another bound, another light.
    "growth, ambitious": ({"preset": "growth", "plan": 1.5}, ["黄", "黄", "红"]),
    "blue, strict": ({"preset": "blue is good", "good": 2.5, "fair": 0.9}, ["黄", "红", "红"]),
    "points, lenient": ({"preset": "three-colour by points", "behind": 0.5}, ["绿", "黄", "黄"]),
    "points, strict": ({"preset": "three-colour by points", "behind": 0.1}, ["绿", "红", "红"]),
}


@pytest.mark.parametrize(("preset", "expected"), LIGHTS.values(), ids=LIGHTS)
def test_the_presets_on_three_townships(office, preset, expected):
    """Target 10 each; 20, 8 and 5 done; 10, 8 and 6 last year."""
    for code, last_year, now in zip(TOWNSHIPS, (10, 8, 6), (20, 8, 5), strict=True):
        office.report(code, "Z03", "2022-12", [institution(last_year)]).report(
            code, "Z03", "2023-12", [institution(now)]
        )
    indicator = {
        "formula": {"kind": "total", "measures": ["regular"]},
        "target": {"kind": "number", "value": 10},
    }
    assessed = scheme({"n": indicator}, assessed={"kind": "township", "under": "321302"}, light=preset)
    rows = calculate(office.write(), assessed)
    assert [str(rows["n", code].light) for code in TOWNSHIPS] == expected


def growth_lights(office, indicator: dict) -> list[str]:
    """The lights of three townships with 10, 8 and 6 last year and 20, 8 and 5 now."""
    for code, last_year, now in zip(TOWNSHIPS, (10, 8, 6), (20, 8, 5), strict=True):
        office.report(code, "Z03", "2022-12", [institution(last_year)]).report(
            code, "Z03", "2023-12", [institution(now)]
        )
    preset = {"assessed": {"kind": "township", "under": "321302"}, "light": {"preset": "growth"}}
    total = {"formula": {"kind": "total", "measures": ["regular"]}}
    rows = calculate(office.write(), scheme({"n": total | indicator}, **preset))
    return [str(rows["n", code].light) for code in TOWNSHIPS]


def test_without_a_target_growth_gives_no_light(office):
    assert growth_lights(office, {}) == ["<NA>"] * 3


def test_a_fall_is_green_where_lower_is_better(office):
    """The mean is a growth of 27.8 %: all that did not grow are better than it."""
    indicator = {"direction": "lower", "target": {"kind": "last_year"}}
    assert growth_lights(office, indicator) == ["红", "绿", "绿"]


@pytest.mark.parametrize(("near_days", "light"), [(31, "蓝"), (30, "<NA>")])
def test_blue_when_the_deadline_is_as_near_as_the_scheme_says(office, near_days, light):
    """On pace in November but not there yet, 31 days before the deadline."""
    office.report(TOWNSHIPS[0], "Z03", "2023-11", [institution(11)]).write()
    indicator = {
        "formula": {"kind": "total", "measures": ["regular"]},
        "target": {"kind": "number", "value": 12},
    }
    preset = {"preset": "blue-yellow-red by deadline", "deadline": date(2023, 12, 31), "near_days": near_days}
    assessed = scheme({"n": indicator}, assessed={"kind": "township", "under": "321302"}, light=preset)
    assert str(calculate(office, assessed, period="2023-11")["n", TOWNSHIPS[0]].light) == light


def test_an_indicator_s_own_curve_says_what_is_due(office):
    """Nothing is due before the exams of September, then half."""
    for month in ("08", "09"):
        office.report(TOWNSHIPS[0], "Z03", f"2023-{month}", [institution(40)])
    pace = [0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 1]
    indicator = {
        "formula": {"kind": "total", "measures": ["regular"]},
        "target": {"kind": "number", "value": 120},
        "pace": pace,
    }
    assessed = scheme({"n": indicator}, assessed={"kind": "township", "under": "321302"})
    office.write()
    found = [calculate(office, assessed, period=f"2023-{month}")["n", TOWNSHIPS[0]] for month in ("08", "09")]
    assert [(row.due_so_far, row.light) for row in found] == [(0, "绿"), (60, "黄")]


def test_units_that_do_not_exist_yet_are_not_assessed(office):
    office.registry = UnitRegistry(
        [*UNITS, Unit("321302203", "屠园乡", "township", "321302", "镇", valid_to=date(2021, 7, 31))]
    )
    total = {"formula": {"kind": "total", "measures": ["regular"]}}
    rows = calculate(office, scheme({"n": total}, assessed={"kind": "township", "under": "321302"}))
    assert [code for _, code in rows] == list(TOWNSHIPS)
