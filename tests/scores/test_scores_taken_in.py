"""Scores that an indicator takes in (得分汇总), and the unit's own idea of its score (自评分)."""

from fractions import Fraction

import pandas as pd
import pytest

from assets.indicators.scored import combined, score_parts, score_remarks
from assets.scores.methods import credibility
from assets.scores.scores import calculate_scores
from schemas.assessment.formulas import ScoresFormula
from schemas.assessment.remarks import Absence
from schemas.office.catalogue import BUILT_IN
from schemas.scheme import Scheme
from tests.scores.test_scores import REGISTRY, UNITS, frame, scheme

MONTHS = {"kind": "scores", "of": "township-2023", "months": {3: 0.1, 6: 0.3, 9: 0.3, 12: 0.3}}
KNOWN = {3: 80, 6: 90, 9: 70, 12: 100}


def taken_in(month: int, known: dict[int, int], formula: dict = MONTHS):
    """The parts of one unit as of a month, and what they come to."""
    read = ScoresFormula.model_validate(formula)
    parts = score_parts(
        read, "甲", month, lambda _, of: {"甲": Fraction(known[of])} if of in known and of <= month else {}
    )
    return parts, combined(read, parts, month)


@pytest.mark.parametrize(
    ("month", "known", "value"),
    [
        (12, KNOWN, Fraction(86)),  # 8 + 27 + 21 + 30
        (7, KNOWN, Fraction(35, 4) * 10),  # months to come are left out: (8 + 27) ÷ 0.4 = 87.5
        (12, {3: 80, 12: 100}, Fraction(95)),  # months without a score too: (8 + 30) ÷ 0.4
        (3, KNOWN, Fraction(80)),
    ],
)
def test_scores_of_months_by_their_shares(month, known, value):
    assert taken_in(month, known)[1].value == value


def test_before_the_first_month_it_does_not_apply_and_without_any_score_it_is_missing():
    assert taken_in(2, KNOWN)[1].absence is Absence.NOT_APPLICABLE
    assert taken_in(3, {})[1].absence is Absence.MISSING


def test_the_note_tells_what_went_in_and_what_did_not():
    parts, _ = taken_in(7, KNOWN)
    assert [remark.text for remark in score_remarks(parts)] == [
        "township-2023 3月得分80×25%、township-2023 6月得分90×75%",
        "township-2023 9月得分、township-2023 12月得分还没有，其余的比重按比例放大",
    ]


def test_scores_of_several_schemes_in_the_month():
    """0.6 × 80 + 0.4 × 95 = 86."""
    formula = ScoresFormula.model_validate({"kind": "scores", "of": {"a-2023": 0.6, "b-2023": 0.4}})
    scores = {"a-2023": 80, "b-2023": 95}
    parts = score_parts(formula, "甲", 5, lambda name, _: {"甲": Fraction(scores[name])})
    assert combined(formula, parts, 5).value == 86


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"of": "a-2023", "months": {3: 0.5, 6: 0.4}}, "months（各月）的比重之和应为 1，现为 0.9"),
        ({"of": {"a-2023": 0.6, "b-2023": 0.5}}, "of（各方案）的比重之和应为 1，现为 1.1"),
        ({"of": {"a-2023": 1}, "months": {3: 1}}, "不写 months"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        ScoresFormula.model_validate({"kind": "scores", **wrong})


@pytest.mark.parametrize(
    ("claimed", "earned", "left"),
    [
        (84, 80, 0),  # exactly 5 % above costs 1: 80 × 1.05 = 84
        ("83.9", 80, 1),
        (88, 80, -1),  # 10 %
        (70, 80, 1),  # below: nothing
        (200, 80, -2),  # 150 % would cost 30, at most 3
        (6, 0, 0),  # nothing was earned: 6 are one full 5 % of the weight of 100
    ],
)
def test_every_full_five_per_cent_above_the_score_costs_a_point(claimed, earned, left):
    """Of one point, at most three are taken."""
    rule = (Fraction(1), Fraction("0.05"), Fraction(3))
    assert credibility(Fraction(claimed), Fraction(earned), Fraction(100), *rule, Fraction(1)).points == left


GIVEN = {"weight": 40, "score": {"method": "分段", "points": [[0, 0], [40, 40]]}}
OTHER = {"weight": 60, "score": {"method": "分段", "points": [[0, 0], [60, 60]]}}
CLAIM = {
    "formula": {"kind": "entered", "entry": "own"},
    "unit_of_measure": "分",
    "score": {"method": "自评可信度", "each": 1, "per": 0.05},
}
ENTRIES = {"own": {"title": "自评分", "unit_of_measure": "分", "least": 0, "most": 40, "of": "A"}}


def everybody(*values) -> dict:
    return dict(zip(UNITS, values, strict=True))


def test_a_claim_is_held_against_the_rounded_score_and_taken_from_the_whole():
    """31.5 of 30 is exactly 5 %; 33 is 10 %; nobody is deducted for modesty or for no claim."""
    assessed = scheme({"A": GIVEN, "B": OTHER, "S": CLAIM}, 100, group_by=None, entries=ENTRIES)
    values = {
        "A": everybody(30, 30, 30, 30),
        "B": everybody(50, 50, 50, 50),
        "S": everybody(31.5, 33, 20, None),
    }
    found = calculate_scores(assessed, frame(values), REGISTRY, "2023-12")
    totals = dict(zip(found.totals["unit_code"], found.totals["score"], strict=True))
    assert totals == everybody(79, 78, 80, 80)
    items = found.items[found.items["indicator"] == "S"].set_index("unit_code")
    assert items.loc[UNITS[0], "reason"] == ("自评31.5分，考核得30分，高出考核得分的5%，每满5%扣1分，共扣1分")
    assert pd.isna(items.loc[UNITS[3], "score"])


def test_a_claim_about_what_does_not_apply_is_not_scored():
    assessed = scheme({"A": GIVEN, "B": OTHER, "S": CLAIM}, 100, group_by=None, entries=ENTRIES)
    values = {"A": everybody(*[{"value": None, "absence": "not_applicable"}] * 4), "S": everybody(9, 9, 9, 9)}
    items = calculate_scores(assessed, frame(values), REGISTRY, "2023-12").items
    reasons = set(items.loc[items["indicator"] == "S", "reason"])
    assert reasons == {"所评的指标没有得分，不可比，不计分"}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"of": "X"}, "方案里没有指标“X”"),
        ({"of": "S"}, "指标 S 没有 weight（权重），没有得分可以自评"),
        ({}, "“自评可信度”只用于自评分"),
    ],
)
def test_a_claim_about_nothing_is_refused(entry, says):
    entries = {"own": {"title": "自评分", "unit_of_measure": "分"} | entry}
    document = scheme({"A": GIVEN, "B": OTHER, "S": CLAIM}, 100).model_dump(
        mode="json", by_alias=True, exclude_unset=True
    )
    changed = Scheme.model_validate(document | {"entries": entries})
    assert any(says in sentence for _, sentence in changed.findings(BUILT_IN, None))
