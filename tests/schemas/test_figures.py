"""Figures in words, exactly: rates in per cent, their changes in percentage points."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.figures import change_text, exact, percent_text, value_text

FROM_3_TO_7_2_PERCENT = Fraction(72, 1000) - Fraction(3, 100)


@pytest.mark.parametrize(
    ("change", "unit_of_measure", "says"),
    [
        (FROM_3_TO_7_2_PERCENT, "%", "+4.2个百分点"),
        (-FROM_3_TO_7_2_PERCENT, "%", "−4.2个百分点"),
        (Fraction(0), "%", "0个百分点"),
        (Fraction(1, 300), "%", "+0.33个百分点"),
        (Fraction(225), "人", "+225人"),
        (Fraction(-1, 2), "倍", "−0.5倍"),
    ],
)
def test_a_change_is_said_with_its_sign_and_unit(change, unit_of_measure, says):
    assert change_text(change, unit_of_measure) == says


rates = st.integers(0, 10_000).map(lambda number: Fraction(number, 10_000))


@given(rates, rates)
def test_the_change_of_a_rate_is_what_both_percentages_differ_by(before, after):
    """What a reader subtracts in his head from two printed percentages is the change as printed."""
    points = exact(float(percent_text(after).rstrip("%"))) - exact(float(percent_text(before).rstrip("%")))
    said = change_text(after - before, "%")
    assert said.endswith("个百分点")
    assert Fraction(said.removesuffix("个百分点").replace("−", "-")) == points


def test_a_rate_is_stored_as_a_fraction_and_read_as_a_percentage():
    assert (value_text(Fraction(35148, 104998), "%"), value_text(Fraction(17, 10), "倍")) == ("33.47%", "1.7")
