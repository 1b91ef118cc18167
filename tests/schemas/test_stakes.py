"""What hangs on a form, by the sample office's schemes of townships and schools."""

from decimal import Decimal
from pathlib import Path

import pytest

from schemas.assessment.stakes import points_at_stake
from schemas.office.catalogue import BUILT_IN
from schemas.office.scheme_files import load_scheme
from schemas.office.site import load_site

SITE = Path(__file__).parents[2] / "sites" / "sucheng"


@pytest.fixture(scope="module")
def registry():
    return load_site(SITE).registry


@pytest.fixture(scope="module")
def townships(registry):
    return [load_scheme(SITE / "schemes" / "township-2023.yaml", BUILT_IN, registry)]


def test_the_indicators_of_a_form_count_with_their_weights(townships, registry):
    """参与率, 存入率, 挂牌 and 认定 come from Z03; 人口 (J05) divides the first two and the activities per
    10,000 people.
    """
    points = points_at_stake(townships, registry, "321302102", "2023-11")
    assert points == {"Z02": 25, "Z03": 15 + 15 + 10 + 10, "Z04": 15, "J03": 25, "J05": 15 + 15 + 15}
    assert all(isinstance(each, Decimal) for each in points.values())


@pytest.mark.parametrize(
    ("unit", "period", "why"),
    [
        ("321302XX01", "2023-11", "a school is not assessed as a township"),
        ("321302102", "2022-11", "the scheme is for 2023"),
    ],
)
def test_nothing_hangs_on_what_is_not_assessed(townships, registry, unit, period, why):
    assert points_at_stake(townships, registry, unit, period) == {}, why
