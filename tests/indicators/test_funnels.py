"""Funnels: how many are left at each stage, by unit."""

import pytest

from assets.indicators.funnels import calculate_funnel
from assets.indicators.markdown_tables import funnel_table
from schemas.results import FunnelRow
from tests.indicators.test_indicators import scheme
from tests.support.indicator_office import TOWNSHIPS, learner

STAGES = {"报名": "learners", "开班": "in_class", "注册": "registered"}
MEASURES = {
    "learners": {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"},
    "in_class": {
        "form": "Z02",
        "aggregate": "count",
        "where": [{"column": "class_name", "filled": True}],
        "span": "latest",
    },
    "registered": {
        "form": "Z02",
        "aggregate": "count",
        "where": [{"column": "registration", "is": "已注册"}],
        "span": "latest",
    },
}


def funnel(office, kind: str, **changes):
    assessed = scheme(
        {"n": {"formula": {"kind": "total", "measures": ["learners"]}}},
        measures=MEASURES,
        assessed={"kind": kind, "under": "321302"},
        **{"funnel": [{"name": name, "measure": measure} for name, measure in STAGES.items()]} | changes,
    )
    found = calculate_funnel(assessed, office.reported(), "2023-12")
    assert list(found.columns) == FunnelRow.columns()
    return found


@pytest.fixture
def learners(office):
    """Four in one township, two of them in a class, none registered; one in another; the third has sent
    nothing.
    """
    first, second, _ = TOWNSHIPS
    rows = [learner(f"p{n}", class_name="一班" if n < 2 else None) for n in range(4)]
    office.report(first, "Z02", "2023-12", rows)
    return office.report(
        second, "Z02", "2023-12", [learner("q", class_name="二班", registration="已注册")]
    ).write()


def test_counts_and_shares_of_the_stage_before(learners):
    found = funnel(learners, "township")
    counts = {code: rows["count"].tolist() for code, rows in found.groupby("unit_code")}
    assert {code: counts[code] for code in TOWNSHIPS[:2]} == {
        TOWNSHIPS[0]: [4, 2, 0],
        TOWNSHIPS[1]: [1, 1, 1],
    }
    first = found[found["unit_code"] == TOWNSHIPS[0]]
    assert first["stage"].tolist() == list(STAGES)
    assert first["step"].tolist() == [1, 2, 3]
    assert first["share"].isna().tolist() == [True, False, False]
    assert first["share"].tolist()[1:] == [0.5, 0]


def test_what_was_not_reported_is_missing(learners):
    third = funnel(learners, "township").query("unit_code == @TOWNSHIPS[2]")
    assert third["count"].isna().all()
    assert third["share"].isna().all()


def test_a_district_counts_all_its_townships(learners):
    assert funnel(learners, "district")["count"].tolist() == [5, 3, 1]


def test_a_stage_after_nobody_has_no_share(office):
    office.report(TOWNSHIPS[0], "Z02", "2023-12", []).write()
    found = funnel(office, "township").query("unit_code == @TOWNSHIPS[0]")
    assert found["count"].tolist() == [0, 0, 0]
    assert found["share"].isna().all()


def test_a_scheme_without_a_funnel_has_no_rows(learners):
    assert funnel(learners, "township", funnel=[]).empty


def test_the_funnel_as_a_steward_reads_it(learners):
    lines = funnel_table(funnel(learners, "township")).splitlines()
    assert lines[0] == "| 单位 | 报名 | 开班 | 注册 |"
    assert lines[2:] == [
        "| 幸福街道 | 4 | 2（50.00%） | 0（0.00%） |",
        "| 耿车镇 | 1 | 1（100.00%） | 1（100.00%） |",
        "| 屠园镇 | 缺报 | 缺报 | 缺报 |",
    ]
