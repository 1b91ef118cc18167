"""What a revision is blamed on: the reports that really changed the figure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from assets.bulletins.figures.causes import RECOMPUTED, Causes, ReportChange
from assets.bulletins.figures.revisions import TOLD, IssuedFigures, revisions
from assets.bulletins.model import KINDS, Figure, FigureKey
from schemas.assessment.assessed import AssessedUnit
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.scheme import Scheme
from tests.support.indicator_office import TOWNSHIPS, UNITS

A, B, C = TOWNSHIPS
NAMES = {A: "甲", B: "乙", C: "丙"}
TOTAL = {"unit_of_measure": "人", "formula": {"kind": "total", "measures": ["regular"]}}
SCHEME = Scheme.model_validate(
    {
        "id": "test-2023",
        "title": "试行方案",
        "year": 2023,
        "authority": "示例",
        "assessed": {"kind": "township", "under": "321302"},
        "missing": {"share": 0, "says": "缺报不得分"},
        "light": {"preset": "three-colour by points"},
        "measures": {
            "regular": {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"}
        },
        "indicators": {
            "V": TOTAL
            | {"name": "人数", "weight": 50, "target": {"kind": "number", "value": 9}}
            | {"score": {"method": "目标达成"}},
            "M": TOTAL | {"name": "均值比", "weight": 50, "score": {"method": "均值比"}},
        },
    }
)
ASSESSED = [AssessedUnit(code, name, "township", "全体", code) for code, name in NAMES.items()]


def change(unit: str, period: str = "2023-10") -> ReportChange:
    """A correction of a unit's report of Z03."""
    received = datetime(2024, 1, 12, 9, 0)
    form = ("Z03", "老年教育机构月报表", False)
    return ReportChange(unit, NAMES[unit], *form, period, 2, f"{NAMES[unit]}.xlsx", received, True)


def figures(**of_units: dict[str, object]) -> dict[FigureKey, Figure]:
    """甲={"value V": 30, "rank": 1} …"""
    codes = {name: code for code, name in NAMES.items()}
    return {
        FigureKey(kind, item, codes[name]): Figure(str(shown), float(shown))
        for name, told in of_units.items()
        for kind, item, shown in ((*f"{key} ".split(" ")[:2], shown) for key, shown in told.items())
    }


def reasons(
    issued: dict, now: dict, *changes: ReportChange, units: Sequence[Unit] = UNITS
) -> dict[tuple[str, str], str]:
    """(Unit, kind and item) → the units whose reports are blamed, or the sentence where none is."""
    found = revisions(
        SCHEME,
        UnitRegistry(units),
        BUILT_IN,
        ASSESSED,
        IssuedFigures(1, "2023-10", issued),
        now,
        changes,
        False,
    )
    return {(each.unit_name, f"{each.key.kind} {each.key.item}".strip()): each.reason for each in found}


def test_all_that_is_printed_is_told():
    assert set(TOLD) == set(KINDS)


def test_a_corrected_report_of_last_year_is_told_by_last_years_figure():
    """The year's own report was corrected too, and changed no figure of last year."""
    then, now = figures(甲={"last_year V": 30}), figures(甲={"last_year V": 25})
    found = reasons(then, now, change(A, "2022-10"), change(A, "2023-10"))
    assert list(found) == [("甲", "last_year V")]
    assert "（2022年10月，" in found["甲", "last_year V"]
    assert "2023年10月，" not in found["甲", "last_year V"]


@pytest.mark.parametrize("kind", ["completion", "light", "due_so_far", "shortfall", "grade", "stage_share"])
def test_whatever_else_is_printed_is_told(kind):
    item = "" if kind == "grade" else " V"
    assert reasons(figures(甲={f"{kind}{item}": 1}), figures(甲={f"{kind}{item}": 2}))


def test_a_rank_is_blamed_on_who_passed_and_not_on_other_corrections():
    """乙 passes 甲; 丙 was corrected too, and stays last."""
    then = figures(
        甲={"score": 90, "rank": 1},
        乙={"value V": 5, "item_score V": 40, "score": 80, "rank": 2},
        丙={"value V": 4, "item_score V": 30, "score": 70, "rank": 3},
    )
    now = figures(
        甲={"score": 90, "rank": 2},
        乙={"value V": 9, "item_score V": 50, "score": 95, "rank": 1},
        丙={"value V": 3, "item_score V": 25, "score": 65, "rank": 3},
    )
    found = reasons(then, now, change(B), change(C))
    assert found["甲", "rank"].startswith("同组其他单位数据更正：乙《")
    assert "丙" not in found["甲", "rank"]
    assert found["乙", "rank"].startswith("乙《"), "its own"
    assert found["丙", "score"].startswith("丙《")


def test_points_by_comparison_are_blamed_on_whose_value_changed():
    then = figures(甲={"item_score M": 50, "score": 80}, 乙={"value M": 5}, 丙={"value M": 4})
    now = figures(甲={"item_score M": 40, "score": 70}, 乙={"value M": 9}, 丙={"value M": 4})
    found = reasons(then, now, change(B), change(C))
    assert found["甲", "item_score M"].startswith("同组其他单位数据更正：乙《")
    assert found["甲", "score"] == found["甲", "item_score M"]
    assert "丙" not in found["甲", "score"]


def test_points_by_the_own_value_are_blamed_on_no_other():
    found = reasons(
        figures(甲={"item_score V": 50}, 乙={"value V": 5}),
        figures(甲={"item_score V": 40}, 乙={"value V": 9}),
        change(B),
    )
    assert found["甲", "item_score V"] == RECOMPUTED


def test_a_report_of_a_closed_unit_is_the_cause_for_the_unit_that_took_over():
    """Only from the take-over on: in a month before it, 甲 had nothing of 乙."""
    then, now = figures(甲={"value V": 30}), figures(甲={"value V": 25})
    for last_day, told in ((date(2023, 9, 30), "乙《"), (date(2023, 11, 30), RECOMPUTED)):
        closed = [replace(each, valid_to=last_day, successor=A) if each.code == B else each for each in UNITS]
        assert reasons(then, now, change(B, "2023-09"), units=closed)["甲", "value V"].startswith(told)


def test_a_value_that_is_printed_as_before_may_still_be_the_cause():
    """2 of 271 and 2 of 270 are both 0.74%; the completion is printed differently."""
    value, completion = (FigureKey(kind, "V", A) for kind in ("value", "completion"))
    then = {value: Figure("0.74%", 2 / 271), completion: Figure("271%", 2.71)}
    now = {value: Figure("0.74%", 2 / 270), completion: Figure("270%", 2.70)}
    assert reasons(then, now, change(A))["甲", "completion V"].startswith("甲《")
    assert reasons(then, now | {value: then[value]}, change(A))["甲", "completion V"] == RECOMPUTED


def test_what_did_not_change_is_not_told():
    same = figures(甲={"score": 80})
    registry = UnitRegistry(UNITS)
    assert Causes("2023-10", SCHEME, registry, BUILT_IN, {}, same, same, [change(A)], False).changed == []
