"""Population and targets change within a year row by row: from its own month on, and what is not named stays."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import TypeAdapter

from assets.evidence.tree.counted_rows import counted_rows
from assets.indicators.counting.coverage import cover
from assets.indicators.counting.measures import evaluate
from assets.indicators.counting.rolled_up import RolledUpFacts
from assets.indicators.targets import TARGETS_USE, issued_targets
from schemas.assessment.measures import Measure
from schemas.office.units import UnitRegistry
from tests.support.indicator_office import TOWNSHIPS, UNITS, unit

FIRST, SECOND, THIRD = TOWNSHIPS
MONTHS = ["2023-10", "2023-11", "2023-12"]
ELDERLY = TypeAdapter(Measure).validate_python(
    {"form": "J05", "aggregate": "sum", "columns": ["elderly"], "span": "latest"}
)
BUREAU = "321302JYJ"


def target(code, number, scheme="township-2023"):
    return {"scheme": scheme, "indicator": "A3-1", "unit": code, "subject_code": code, "target": number}


def population(code, elderly):
    return {"township": code, "subject_code": code, "elderly": elderly, "residents": 10_000}


@pytest.fixture
def amended(office):
    """Three townships in January; in November the second changes."""
    office.report(BUREAU, "J03", "2023-01", [target(code, 20) for code in TOWNSHIPS])
    office.report(BUREAU, "J03", "2023-11", [target(SECOND, 35)])
    office.report(BUREAU, "J05", "2023-01", [population(code, 100) for code in TOWNSHIPS])
    office.report(BUREAU, "J05", "2023-11", [population(SECOND, 150)])
    office.report(BUREAU, "J05", "2022-12", [population(code, 7) for code in TOWNSHIPS])
    return office.write()


def test_one_row_in_november_leaves_every_other_target(amended):
    reported = amended.reported()
    units = [*TOWNSHIPS, "321302"]
    facts = RolledUpFacts(reported, cover([TARGETS_USE], MONTHS, reported, units), units)
    issued = issued_targets(facts)
    assert [issued["2023-11", "township-2023", "A3-1", code] for code in TOWNSHIPS] == [20, 35, 20]
    assert [issued["2023-12", "township-2023", "A3-1", code] for code in TOWNSHIPS] == [20, 35, 20]


def test_a_bureau_that_took_over_changes_the_rows_of_the_bureau_before(office):
    """Its November row replaces the earlier target and population; they are not added to it."""
    office.registry = UnitRegistry(
        [
            replace(each, valid_to=date(2023, 10, 31), successor="321302JTJ") if each.code == BUREAU else each
            for each in UNITS
        ]
        + [replace(unit("321302JTJ", "宿城区教育体育局", "bureau", "321302"), valid_from=date(2023, 11, 1))]
    )
    office.report(BUREAU, "J03", "2023-01", [target(code, 20) for code in TOWNSHIPS])
    office.report("321302JTJ", "J03", "2023-11", [target(SECOND, 35)])
    office.report(BUREAU, "J05", "2023-01", [population(code, 100) for code in TOWNSHIPS])
    office.report("321302JTJ", "J05", "2023-11", [population(SECOND, 150)])
    reported = office.write().reported()
    facts = RolledUpFacts(reported, cover([TARGETS_USE], MONTHS, reported, TOWNSHIPS), TOWNSHIPS)
    issued = issued_targets(facts)
    assert [issued["2023-10", "township-2023", "A3-1", code] for code in TOWNSHIPS] == [20, 20, 20]
    assert [issued["2023-11", "township-2023", "A3-1", code] for code in TOWNSHIPS] == [20, 35, 20]
    frame = evaluate({"elderly": ELDERLY}, reported, MONTHS)
    found = {(row.period, row.unit_code): row.value for row in frame.itertuples()}
    assert [found["2023-11", code] for code in (*TOWNSHIPS, "321302")] == [100, 150, 100, 350]


def test_months_before_the_change_keep_what_held_then(amended):
    reported = amended.reported()
    facts = RolledUpFacts(reported, cover([TARGETS_USE], MONTHS, reported, TOWNSHIPS), TOWNSHIPS)
    issued = issued_targets(facts)
    assert [issued["2023-10", "township-2023", "A3-1", code] for code in TOWNSHIPS] == [20, 20, 20]


def test_population_is_added_up_with_each_row_once(amended):
    frame = evaluate({"elderly": ELDERLY}, amended.reported(date(2024, 1, 10)), MONTHS)
    found = {(row.period, row.unit_code): row for row in frame.itertuples()}
    assert [found["2023-10", code].value for code in (*TOWNSHIPS, "321302")] == [100, 100, 100, 300]
    assert [found["2023-11", code].value for code in (*TOWNSHIPS, "321302")] == [100, 150, 100, 350]
    assert found["2023-12", "321302"].value == 350
    assert "少列" not in found["2023-12", "321302"].note


def test_the_rows_that_are_told_are_those_that_count(amended):
    reported = amended.reported()
    facts = RolledUpFacts(reported, cover([("J05", ELDERLY.span)], MONTHS, reported, ["321302"]), ["321302"])
    rows = counted_rows(facts, ELDERLY, ["321302"])["321302", "2023-11"].rows
    assert sorted((each.row["period"], each.row["subject_code"], int(each.adds)) for each in rows) == [
        ("2023-01", FIRST, 100),
        ("2023-01", THIRD, 100),
        ("2023-11", SECOND, 150),
    ]
