"""Whom an indicator does not apply to: no value, no target, no light, and a word that says why."""

from datetime import date

import pandas as pd
import pytest

from assets.indicators.indicators import Readings, facts_for, indicator_frame, indicator_values
from schemas.assessment.assessed import assessed_units
from schemas.assessment.decided import Decided, Exemption
from schemas.scheme import Scheme
from tests.support.indicator_office import TOWNSHIPS, learner

FIRST, SECOND, THIRD = TOWNSHIPS
PERIOD = "2023-12"


def calculated(office, indicator: dict, decided: Decided | None = None) -> dict[str, object]:
    """Unit → its row of the indicator I."""
    total = {"formula": {"kind": "total", "measures": ["learners"]}, "target": {"kind": "number", "value": 2}}
    document = {
        "id": "test-2023",
        "title": "试行方案",
        "year": 2023,
        "authority": "示例",
        "assessed": {"kind": "township", "under": "321302"},
        "full_score": 10,
        "missing": {"share": 0, "says": "缺报不得分"},
        "light": {"preset": "three-colour by points"},
        "measures": {
            "learners": {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"},
            "online": {
                "title": "线上学员",
                "form": "Z02",
                "aggregate": "count",
                "where": [{"column": "online", "is": "是"}],
                "span": "latest",
            },
        },
        "indicators": {
            "I": {"name": "学员", "unit_of_measure": "人", "weight": 10, "score": {"method": "目标达成"}}
            | total
            | indicator
        },
    }
    scheme = Scheme.model_validate(document)
    reported = office.write().reported(date(2024, 1, 10))
    if decided is not None:
        reported = type(reported)(**{**vars(reported), "decided": decided})
    readings = Readings.of(scheme, facts_for(scheme, reported, PERIOD), PERIOD)
    values = indicator_values(readings, assessed_units(scheme, reported.registry, PERIOD))
    return {row.unit_code: row for row in indicator_frame(scheme, PERIOD, values).itertuples()}


@pytest.fixture
def reported(office):
    """Two learners online, one who is not, and nobody reported."""
    office.report(FIRST, "Z02", PERIOD, [learner("a"), learner("b")])
    return office.report(SECOND, "Z02", PERIOD, [learner("c", online=False)])


def notes(rows: dict[str, object]) -> dict[str, str]:
    return {unit: row.note for unit, row in rows.items() if str(row.absence) == "not_applicable"}


def test_only_and_except_leave_units_out(reported):
    rows = calculated(reported, {"applies": {"only": [FIRST, THIRD]}})
    assert notes(rows) == {SECOND: "不适用：方案规定不适用于该单位"}
    assert (rows[FIRST].value, rows[FIRST].light) == (2, "绿")
    left_out = rows[SECOND]
    assert all(
        pd.isna(each) for each in (left_out.value, left_out.target, left_out.light, left_out.due_so_far)
    )
    assert rows[THIRD].absence == "missing", "缺报 is something else"
    assert list(notes(calculated(reported, {"applies": {"except": [FIRST]}}))) == [FIRST]


def test_it_applies_where_a_measure_is_large_enough_or_unknown(reported):
    rows = calculated(reported, {"applies": {"when": {"measure": "online", "at_least": 1}}})
    assert notes(rows) == {SECOND: "不适用：线上学员为0，不到1"}
    assert rows[THIRD].absence == "missing"


def test_kinds_are_not_assessed_at_all(reported):
    rows = calculated(reported, {"applies": {"kinds": ["school"]}})
    assert rows == {}


def test_an_exempt_unit_is_left_out_from_the_month_of_its_exemption_on(reported):
    def exempted(*since: str | None) -> dict[str, str]:
        made = [Exemption("test-2023", "I", FIRST, each, number) for number, each in enumerate(since, 1)]
        return notes(calculated(reported, {}, Decided(tuple(made))))

    assert exempted(None) == exempted("2023-12") == {FIRST: "不适用：第1号认定免考核"}
    assert exempted("2024-01") == {}
    assert exempted("2024-01", "2023-10") == {FIRST: "不适用：第2号认定免考核"}


def test_without_an_issued_target_it_does_not_apply_where_the_scheme_says_so(reported):
    issued = {
        "formula": {"kind": "completion", "measures": ["learners"]},
        "unit_of_measure": "%",
        "target": {"kind": "issued"},
    }
    row = {"scheme": "test-2023", "indicator": "I", "unit": "幸福街道", "subject_code": FIRST, "target": 4}
    reported.report("321302JYJ", "J03", "2023-01", [row])
    rows = calculated(reported, issued | {"no_target": "not_applicable"})
    assert rows[FIRST].value == 0.5
    assert list(notes(rows)) == [SECOND, THIRD]
    assert notes(rows)[SECOND] == "不适用：没有下达目标值"
    assert calculated(reported, issued)[SECOND].absence == "no_target"


RATE = {
    "formula": {
        "kind": "ratio",
        "numerator": ["learners"],
        "denominator": ["online"],
        "denominator_note": "线上学员",
    },
    "target": {"kind": "number", "value": 1},
}


@pytest.mark.parametrize(
    ("rule", "absence"),
    [("not_applicable", "not_applicable"), ("full_marks", "zero_denominator"), ("zero", "zero_denominator")],
)
def test_a_rate_on_nothing(reported, rule, absence):
    row = calculated(reported, RATE | {"zero_denominator": rule})[SECOND]
    assert row.absence == absence
    assert pd.isna(row.value)
    assert pd.isna(row.light)
