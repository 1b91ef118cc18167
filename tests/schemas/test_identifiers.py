"""National identifiers: published examples, and resident IDs that stand where a credit code belongs."""

import random

import pandas as pd
import pytest

from schemas.texts.identifiers import CREDIT_CODE_ALPHABET, is_credit_code, is_resident_id, may_be_resident_id
from tests.support.review_examples import credit_code_of, resident_id

PUBLISHED_IDS = ["11010519491231002X", "440524188001010014", "34052419800101001X"]
PUBLISHED_CODES = ["91350100M000100Y43", "11320000MB151840XJ"]


def of(test, *values):
    return test(pd.Series(values, dtype="string")).tolist()


def every_id():
    """Well-formed resident IDs of the unassigned county 321399."""
    for year in range(1960, 2010):
        for month in range(1, 13):
            yield from (resident_id(f"{year}{month:02}07", number) for number in range(100, 140))


def test_published_examples():
    assert all(of(is_resident_id, *PUBLISHED_IDS))
    assert all(of(is_credit_code, *PUBLISHED_CODES))
    assert not any(of(may_be_resident_id, *PUBLISHED_CODES))


def test_a_resident_id_is_never_taken_for_a_credit_code():
    """One in 31 has by chance a credit code's check character, one in 341 that of an organisation's body as
    well.
    """
    ids = pd.Series(list(every_id()), dtype="string")
    assert is_credit_code(ids).sum() > 500, "or the test would show nothing"
    assert may_be_resident_id(ids).all()


@pytest.mark.parametrize(
    ("value", "suspect"),
    [
        (resident_id(), True),
        (resident_id()[:-1] + "7", True),
        ("321399930506122", True),
        ("321399931306122", False),
        ("32139919931306122X", False),
        ("91320000134809876", False),
        ("", False),
        (None, False),
    ],
)
def test_what_may_be_a_resident_id(value, suspect):
    assert of(may_be_resident_id, value) == [suspect]


REGISTRATIONS = (
    "11",
    "12",
    "13",
    "19",
    "31",
    "35",
    "51",
    "52",
    "53",
    "59",
    "71",
    "81",
    "91",
    "92",
    "93",
    "A1",
    "N2",
    "Y1",
)
LIKE_A_YEAR = ("110119", "120119", "230719", "310120", "500119", "500120")


def test_no_organisation_is_taken_for_a_person():
    chance = random.Random(7)
    days = [
        f"{year:02}{month:02}{day:02}12"
        for year in (0, 12, 75)
        for month in range(1, 13)
        for day in (1, 19, 28)
    ]
    counties = [
        f"{chance.choice((11, 32, 44, 65))}{chance.randrange(1, 54):02}{county:02}"
        for county in range(100)
        if county not in (19, 20)
    ]
    bodies = [
        *days,
        *("".join(chance.choices(CREDIT_CODE_ALPHABET, k=8)) for _ in days),
        *(f"{chance.randrange(10**8):08}" for _ in days),
    ]
    beginnings = [
        chance.choice(REGISTRATIONS) + county + body
        for county in (*counties, *LIKE_A_YEAR)
        for body in chance.sample(bodies, 60)
    ]
    codes = pd.Series([credit_code_of(beginning) for beginning in beginnings], dtype="string")
    assert is_credit_code(codes).all()
    assert codes[may_be_resident_id(codes)].tolist() == []
