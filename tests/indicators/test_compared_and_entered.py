"""Formulas that compare with last year, and values that the office enters."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from assets.indicators.formulas import compute
from assets.indicators.indicators import Readings, facts_for, indicator_frame, indicator_values
from assets.indicators.markdown_tables import value_text_of
from assets.scores.scores import calculate_scores
from schemas.assessment.assessed import assessed_units
from schemas.assessment.decided import Decided, Entry
from schemas.assessment.formulas import ChangeFormula
from schemas.office.catalogue import BUILT_IN
from schemas.scheme import Scheme
from tests.support.indicator_office import TOWNSHIPS, institution
from tests.support.small_schemes import LEARNERS, scheme_of

FIRST = TOWNSHIPS[0]
PERIOD = "2023-12"
RATIO = {"kind": "ratio", "numerator": ["n"], "denominator": ["d"], "denominator_note": "全部"}


def change(**of) -> ChangeFormula:
    return ChangeFormula.model_validate({"kind": "change", **of})


def totals(**numbers):
    return lambda names: sum((Fraction(numbers[name]) for name in names), Fraction(0))


def test_the_change_of_a_count():
    assert compute(change(measures=["n"]), totals(n=1180), totals(n=955), None).value == 225


def test_the_change_of_a_rate_is_exact():
    """2 of 3 after 1 of 2: 4/6 − 3/6 = 1/6, from whole numbers."""
    found = compute(change(of=RATIO), totals(n=2, d=3), totals(n=1, d=2), None)
    assert found.value == Fraction(1, 6)
    assert (found.numerator, found.denominator) == (1, 6)
    assert compute(change(of=RATIO), totals(n=2, d=0), totals(n=1, d=2), None).absence == "zero_denominator"
    assert compute(change(of=RATIO), totals(n=2, d=1), totals(n=1, d=0), None).absence == "incomparable"


@pytest.mark.parametrize("wrong", [{}, {"measures": ["n"], "of": RATIO}])
def test_a_change_has_one_subject(wrong):
    with pytest.raises(ValueError, match="恰好写"):
        change(**wrong)


def scheme(indicator: dict, **changes) -> Scheme:
    settings = {
        "assessed": {"kind": "township", "under": "321302"},
        "full_score": 10,
        "measures": {"n": LEARNERS, "d": {**LEARNERS, "columns": ["credit_accounts"]}},
    }
    own = {"name": "指标", "unit_of_measure": "%", "weight": 10}
    return scheme_of({"I": own | indicator}, **(settings | changes))


def assessed(office, assessing: Scheme, decided: Decided = Decided(), period: str = PERIOD):  # noqa: B008
    reported = replace(office.write().reported(date(2024, 1, 10)), decided=decided)
    readings = Readings.of(assessing, facts_for(assessing, reported, period), period)
    values = indicator_values(readings, assessed_units(assessing, reported.registry, period))
    frame = indicator_frame(assessing, period, values)
    scores = calculate_scores(assessing, frame, reported.registry, period)
    return (
        next(row for row in frame.itertuples() if row.unit_code == FIRST),
        next(row for row in scores.items.itertuples() if row.unit_code == FIRST),
    )


def test_the_change_of_a_rate_is_shown_in_percentage_points(office):
    """3 of 100 last year, 7.2 % now: +4.2 percentage points; from 0 to 8.4 half the points."""
    office.report(FIRST, "Z03", "2022-12", [institution(30) | {"credit_accounts": 1000}])
    office.report(FIRST, "Z03", PERIOD, [institution(72) | {"credit_accounts": 1000}])
    rule = {"method": "功效系数", "unacceptable": 0, "satisfactory": 0.084, "base": 50, "span": 50}
    assessing = scheme({"formula": {"kind": "change", "of": RATIO}, "score": rule})
    row, item = assessed(office, assessing)
    assert (row.value, row.unit_of_measure) == (0.042, "个百分点")
    assert value_text_of(row) == "4.20个百分点"
    assert item.score == 7.5
    assert item.reason.startswith("功效系数（4.2个百分点－0个百分点）÷（8.4个百分点－0个百分点）×50＋50＝75")


ENTRIES = {
    "satisfaction": {"title": "群众满意度", "unit_of_measure": "分", "least": 0, "most": 100, "by": "统计局"}
}
ENTERED = {
    "unit_of_measure": "分",
    "formula": {"kind": "entered", "entry": "satisfaction"},
    "score": {"method": "直接计分"},
}


def entry(period: str, value: object, number: int = 1, **changes) -> Entry:
    return replace(Entry("test-2023", "satisfaction", FIRST, period, Fraction(value), number), **changes)


@pytest.mark.parametrize(
    ("entries", "value", "points"),
    [
        ([entry("2023-06", 86)], 86, 8.6),  # 10 × 86 ÷ 100
        ([entry("2023-06", 86), entry("2023-09", 91)], 91, 9.1),
        ([entry("2023-06", 86, 1), entry("2023-06", 88, 2)], 88, 8.8),
        ([entry("2024-01", 86), entry("2022-12", 50)], None, 0),  # of other years
        ([entry("2023-06", 86, entry="other"), entry("2023-06", 86, unit=TOWNSHIPS[1])], None, 0),
    ],
    ids=["counts on", "until the next", "the newer decision", "not of this year", "of others"],
)
def test_an_entered_value_counts_until_the_next_of_the_year(office, entries, value, points):
    row, item = assessed(office, scheme(ENTERED, entries=ENTRIES), Decided(entries=tuple(entries)))
    assert (None if pd.isna(row.value) else row.value, item.score) == (value, points)
    assert (row.note == "还没有录入") is (value is None)


def test_entered_points_may_be_out_of_another_full_mark(office):
    """45 of 50 are nine tenths."""
    rule = {"score": {"method": "直接计分", "out_of": 50}}
    assessing = scheme(ENTERED | rule, entries=ENTRIES)
    _, item = assessed(office, assessing, Decided(entries=(entry("2023-06", 45),)))
    assert (item.score, item.reason) == (9, "评分45，满分50，得10×45÷50＝9分")


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({}, "entries 里没有“satisfaction”"),
        ({"satisfaction": {"title": "满意度", "unit_of_measure": "分"}}, "“直接计分”要知道满分是多少"),
    ],
)
def test_an_entry_that_nobody_knows_is_refused(entries, says):
    found = [sentence for _, sentence in scheme(ENTERED, entries=entries).findings(BUILT_IN, None)]
    assert any(says in sentence for sentence in found), found


def test_a_mean_counts_every_unit_below_once(office):
    """1 of 2 and 250 of 1000 have a mean of 37.5 %, together 25 %; the third has not reported."""
    office.report(FIRST, "Z03", PERIOD, [institution(1) | {"credit_accounts": 2}])
    office.report(TOWNSHIPS[1], "Z03", PERIOD, [institution(250) | {"credit_accounts": 1000}])
    indicators = {
        "I": {
            "name": "平均",
            "unit_of_measure": "%",
            "assesses": "district",
            "formula": {"kind": "mean_of_units", "of": "R", "kind_of_unit": "township"},
        },
        "R": {"name": "比率", "unit_of_measure": "%", "assesses": "township", "formula": RATIO},
    }
    kinds = {"assessed": {"kind": ["district", "township"], "under": "3213"}}
    assessing = scheme({}, indicators=indicators, full_score=0, missing=None, **kinds)
    assert list(assessing.findings(BUILT_IN, office.registry)) == []
    reported = office.write().reported(date(2024, 1, 10))
    readings = Readings.of(assessing, facts_for(assessing, reported, PERIOD), PERIOD)
    values = indicator_values(readings, assessed_units(assessing, reported.registry, PERIOD))
    found = {(each.code, each.unit.code): each for each in values}
    assert found["I", "321302"].computed.value == Fraction(3, 8)
    assert found["I", "321302"].indicator.unit_of_measure == "%", "a mean of rates is no difference of rates"
    assert "每个单位计一次" in found["I", "321302"].note
    assert found["R", FIRST].computed.value == Fraction(1, 2)


@pytest.mark.parametrize(
    ("counted", "bounds"),
    [("regular_learners", (True, False)), ("credit_accounts", (False, True))],
    ids=["of a lower bound", "divided by a lower bound"],
)
def test_a_mean_is_a_lower_bound_where_one_of_its_parts_is(office, counted, bounds):
    """One of two units wrote 余. Its value is at least what it says, or may be less if it wrote it below."""
    row = institution(1) | {"credit_accounts": 2}
    office.report(FIRST, "Z03", PERIOD, [row | {"lower_bounds": counted}])
    office.report(TOWNSHIPS[1], "Z03", PERIOD, [row])
    mean = {"kind": "mean_of_units", "of": "R", "kind_of_unit": "township"}
    rate = {"name": "比率", "unit_of_measure": "%", "assesses": "township", "formula": RATIO}
    indicators = {
        "I": {"name": "平均", "unit_of_measure": "%", "assesses": "district", "formula": mean},
        "R": rate,
    }
    kinds = {"assessed": {"kind": ["district", "township"], "under": "3213"}}
    assessing = scheme({}, indicators=indicators, full_score=0, missing=None, **kinds)
    reported = office.write().reported(date(2024, 1, 10))
    readings = Readings.of(assessing, facts_for(assessing, reported, PERIOD), PERIOD)
    values = indicator_values(readings, assessed_units(assessing, reported.registry, PERIOD))
    found = next(each for each in values if (each.code, each.unit.code) == ("I", "321302"))
    assert (found.is_lower_bound, found.may_be_less) == bounds


@pytest.mark.parametrize(("of", "says"), [("X", "方案里没有指标“X”"), ("I", "本身是平均值")])
def test_a_mean_of_what_is_not_there_is_refused(of, says):
    mean = {"kind": "mean_of_units", "of": of, "kind_of_unit": "township"}
    assessing = scheme({"formula": mean, "score": {"method": "排名赋分", "step": 1}})
    assert any(says in sentence for _, sentence in assessing.findings(BUILT_IN, None))
