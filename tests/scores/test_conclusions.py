"""Schemes without points: what a unit passes, what it lacks, and how that is said."""

import pandas as pd
import pytest

from assets.scores.conclusions import conclude
from assets.scores.scores import calculate_scores
from schemas.results import ConclusionItemRow, ConclusionRow, IndicatorRow
from schemas.scheme import Scheme
from tests.support.small_schemes import DISTRICT, registry_of, scheme_of

SCHOOLS = ("甲校", "乙校", "丙校")
REGISTRY = registry_of(SCHOOLS, "school")
RATIO = {"kind": "ratio", "numerator": ["n"], "denominator": ["n"], "denominator_note": "数"}
INDICATORS = {
    "land": {"name": "占地面积", "unit_of_measure": "平方米", "target": {"kind": "number", "value": 40000}},
    "dual": {
        "name": "双师型教师占比",
        "unit_of_measure": "%",
        "formula": RATIO,
        "target": {"kind": "number", "value": 0.3},
    },
    "pupils": {
        "name": "师生比",
        "unit_of_measure": "人",
        "direction": "lower",
        "target": {"kind": "number", "value": 20},
    },
    "books": {"name": "图书", "unit_of_measure": "册"},
}


def scheme(**changes) -> Scheme:
    judged = {
        code: {"formula": {"kind": "total", "measures": ["n"]}}
        | each
        | ({"score": {"method": "达标"}} if "target" in each else {})
        for code, each in INDICATORS.items()
    }
    settings = {
        "assessed": {"kind": "school", "under": DISTRICT},
        "full_score": 0,
        "missing": None,
        "measures": {"n": {"count_units": "school"}},
    }
    return scheme_of(judged, **(settings | changes))


def frame(
    values: dict[str, dict[str, float | tuple[float, float] | None]], required: dict[str, float]
) -> pd.DataFrame:
    """School → indicator → value, of a ratio its numerator and denominator."""
    rows = []
    for school, of_school in values.items():
        for code, given in of_school.items():
            parts = given if isinstance(given, tuple) else (given, None)
            value = parts[0] / parts[1] if parts[1] else parts[0]
            number = {
                "numerator": parts[0],
                "denominator": parts[1],
                "value": value,
                "target": required.get(code),
            }
            rows.append(
                dict.fromkeys(IndicatorRow.columns())
                | {"indicator": code, "unit_code": school, "period": "2023-12"}
                | number
            )
    return pd.DataFrame(rows, columns=IndicatorRow.columns()).astype(IndicatorRow.types())


REQUIRED = {"land": 40000, "dual": 0.3, "pupils": 20}
VALUES = frame(
    {
        "甲校": {"land": 40000, "dual": (30, 100), "pupils": 19.5, "books": 1},
        "乙校": {"land": 38500.5, "dual": (27, 100), "pupils": 22.5, "books": None},
        "丙校": {"land": 52000, "dual": None, "pupils": 20, "books": 1},
    },
    REQUIRED,
)


@pytest.fixture(scope="module")
def concluded():
    found = conclude(scheme(), VALUES, REGISTRY, "2023-12")
    assert list(found.units.columns) == ConclusionRow.columns()
    assert list(found.items.columns) == ConclusionItemRow.columns()
    return found


def test_a_unit_passes_when_it_passes_everything_and_has_no_verdict_when_something_is_missing(concluded):
    units = {row.unit_code: row for row in concluded.units.itertuples()}
    assert {code: (row.conclusion, row.passed, row.failed, row.missing) for code, row in units.items()} == {
        "甲校": ("达标", 3, 0, 0),
        "乙校": ("未达标", 0, 3, 0),
        "丙校": ("无法判定", 2, 0, 1),
    }
    assert units["甲校"].gaps == ""
    assert units["丙校"].gaps == "双师型教师占比缺报，无法判定"


def test_the_gaps_say_value_requirement_and_what_is_lacking(concluded):
    (gaps,) = concluded.units.loc[concluded.units["unit_code"] == "乙校", "gaps"]
    assert gaps.split("；") == [
        "占地面积38500.5平方米，要求不低于40000平方米，差1499.5平方米",
        "双师型教师占比27%，要求不低于30%，差3个百分点",
        "师生比22.5人，要求不高于20人，超2.5人",
    ]


def test_the_gaps_stand_in_the_order_of_the_scheme_and_in_two_decimals():
    """However the indicators are stored: by their codes A9-10 comes before A9-2."""
    values = {"pupils": (3420, 166), "dual": (1, 100), "land": (100_000, 3)}
    found = conclude(scheme(), frame({"甲校": values}, REQUIRED).iloc[::-1], REGISTRY, "2023-12")
    assert found.units["gaps"].tolist() == [
        "占地面积33333.33平方米，要求不低于40000平方米，差6666.67平方米；"
        "双师型教师占比1%，要求不低于30%，差29个百分点；师生比20.6人，要求不高于20人，超0.6人"
    ]
    assert found.items["indicator"].tolist() == ["land", "dual", "pupils"]


def test_the_items_hold_the_same_as_numbers(concluded):
    items = concluded.items.set_index(["unit_code", "indicator"])
    assert items.loc[("乙校", "land"), ["value", "required", "shortfall", "conclusion"]].tolist() == [
        38500.5,
        40000,
        1499.5,
        "未达标",
    ]
    assert items.loc[("乙校", "dual"), "shortfall"] == pytest.approx(0.03)
    assert items.loc[("乙校", "pupils"), "shortfall"] == 2.5
    assert items.loc[("甲校", "dual"), ["shortfall", "conclusion", "says"]].tolist() == [
        0,
        "达标",
        "双师型教师占比30%，要求不低于30%，达标",
    ]
    assert pd.isna(items.loc[("丙校", "dual"), "shortfall"])
    assert "books" not in items.index.get_level_values("indicator"), "what is only monitored is not judged"


def test_what_rounds_to_the_requirement_is_still_lacking():
    found = conclude(scheme(), frame({"甲校": {"dual": (299_999, 1_000_000)}}, REQUIRED), REGISTRY, "2023-12")
    assert found.items["says"].tolist() == ["双师型教师占比30%，要求不低于30%，差不到0.01个百分点"]


def test_equal_to_last_year_passes():
    more = {
        "formula": {"kind": "total", "measures": ["n"]},
        "target": {"kind": "last_year"},
        "score": {"method": "达标"},
    }
    assessed = scheme(indicators={"land": {"name": "占地面积", "unit_of_measure": "平方米"} | more})
    found = conclude(assessed, frame({"甲校": {"land": 7}}, {"land": 7}), REGISTRY, "2023-12")
    assert found.items["says"].tolist() == ["占地面积7平方米，要求不低于上年同期的7平方米，达标"]


def test_a_scheme_without_points_gives_neither_score_nor_rank():
    totals = calculate_scores(scheme(), VALUES, REGISTRY, "2023-12").totals
    assert totals["unit_name"].tolist() == sorted(SCHOOLS)
    assert totals["full_score"].tolist() == [0, 0, 0]
    assert totals["score"].isna().all()
    assert totals["rank"].isna().all()


def test_a_scheme_that_only_monitors_or_gives_points_concludes_nothing():
    monitored = {
        code: each
        for code, each in scheme().model_dump(by_alias=True, exclude_unset=True)["indicators"].items()
        if code == "books"
    }
    with_points = {"full_score": 1, "missing": {"share": 0, "says": "不得分"}}
    for changes in ({"indicators": monitored}, with_points):
        found = conclude(scheme(**changes), VALUES, REGISTRY, "2023-12")
        assert found.units.empty
        assert found.items.empty


def test_a_lower_bound_is_shown_as_one():
    row = frame({"甲校": {"land": 38500, "dual": None, "pupils": None}}, REQUIRED)
    row["is_lower_bound"] = row["indicator"] == "land"
    (said, *_) = conclude(scheme(), row, REGISTRY, "2023-12").items["says"]
    assert said == "占地面积≥38500平方米，要求不低于40000平方米，差1500平方米"


def test_a_denominator_of_nothing_is_not_called_a_missing_report():
    row = frame({"甲校": {"land": 40000, "dual": None, "pupils": 19}}, REQUIRED)
    row.loc[row["indicator"] == "dual", ["numerator", "denominator"]] = [0.0, 0.0]
    row.loc[row["indicator"] == "dual", "absence"] = "zero_denominator"
    (said,) = conclude(scheme(), row, REGISTRY, "2023-12").items.query("indicator == 'dual'")["says"]
    assert said == "双师型教师占比分母为0，无法计算，无法判定"
