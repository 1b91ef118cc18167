"""Rules across reports as data: what they bound, and that they cannot wait for each other."""

from dataclasses import replace

import pytest

from schemas.cross_rules import (
    Against,
    CrossRule,
    Earlier,
    Named,
    OtherForm,
    Relation,
    waiting_for_each_other,
)
from schemas.findings import Level, Sentence
from schemas.office.catalogue import BUILT_IN, Catalogue


def rule(compares, holds=Relation.EQUAL, level=Level.HARD, **parameters):
    return CrossRule("K01-1", level, (), Sentence(""), compares, holds, parameters=parameters)


@pytest.mark.parametrize(
    ("holds", "judged", "bounds"),
    [
        (Relation.EQUAL, "difference", (0, 0)),
        (Relation.AT_MOST, "difference", (None, 0)),
        (Relation.AT_LEAST, "difference", (0, None)),
        (Relation.WITHIN, "change", (-0.2, 0.2)),
    ],
)
def test_what_must_hold_bounds_the_difference_or_the_change(holds, judged, bounds):
    one = rule(OtherForm("students", "X01", "students"), holds, most=0.2)
    assert (one.judged, one.bounds) == (judged, bounds)


def test_a_rule_knows_its_family_and_the_forms_it_looks_at():
    earlier = rule(Earlier("learners", Against.LAST_PERIOD))
    other = rule(OtherForm("learners", "J05", "elderly"))
    named = rule(Named("rosters", ("Z02",), between_periods=True))
    assert [(each.between_periods, each.others) for each in (earlier, other, named)] == [
        (True, ()),
        (False, ("J05",)),
        (True, ("Z02",)),
    ]


def looks_at(form, level=Level.HARD):
    return rule(OtherForm("one", form, "other"), level=level)


def test_hard_rules_that_wait_for_each_other_are_found():
    assert set(waiting_for_each_other({"K01": [looks_at("K02")], "K02": [looks_at("K01")]})) == {"K01", "K02"}
    assert waiting_for_each_other({"K01": [looks_at("K02")], "K02": [looks_at("K01", Level.QUERY)]}) == ()
    assert waiting_for_each_other({"K01": [looks_at("K01")]}) == ()


def test_a_catalogue_whose_forms_wait_for_each_other_is_refused():
    enrolment = BUILT_IN["X01"]
    waiting = replace(enrolment, cross_rules=(looks_at("X07"),))
    with pytest.raises(ValueError, match="互相等待，请把其中一条改为核实性审核"):
        Catalogue([waiting, BUILT_IN["X07"]])
