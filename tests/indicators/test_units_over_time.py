"""A unit that took over another carries its figures from then on: nothing is lost, nothing counts twice.

乙镇 takes 丙乡 over on 1 July 2023; 丁乡 was in the next district and becomes part of 甲镇 on 16 September.
"""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assets.evidence.tree.counted_rows import counted_rows
from assets.indicators.counting.coverage import cover
from assets.indicators.counting.measures import evaluate, uses_of
from assets.indicators.counting.rolled_up import RolledUpFacts
from assets.indicators.targets import TARGETS_USE, issued_targets
from schemas.assessment.measures import Measure
from schemas.office.unit import TakeOver, Unit
from schemas.office.units import UnitRegistry
from tests.support.indicator_office import Office

DISTRICT, NEXT, BUREAU = "321302", "321311", "321302JYJ"
JIA, YI, BING, DING = "321302001", "321302002", "321302003", "321311004"
REGISTRY = UnitRegistry(
    [
        Unit("3213", "宿迁市", "city"),
        Unit(DISTRICT, "宿城区", "district", "3213"),
        Unit(NEXT, "宿豫区", "district", "3213"),
        Unit(JIA, "甲镇", "township", DISTRICT),
        Unit(YI, "乙镇", "township", DISTRICT),
        Unit(BING, "丙乡", "township", DISTRICT, valid_to=date(2023, 6, 30), successor=YI),
        Unit(DING, "丁乡", "township", NEXT, valid_to=date(2023, 9, 15), successor=JIA),
        Unit("321302XX", "丙乡中学", "school", BING),
        Unit(BUREAU, "宿城区教育局", "bureau", DISTRICT),
    ]
)
UNITS = [DISTRICT, NEXT, JIA, YI]


def measure(**said):
    return TypeAdapter(Measure).validate_python({"form": "Z03", "aggregate": "sum"} | said)


STOCK = measure(columns=["regular_learners"], span="latest")
FLOW = measure(columns=["attendances"], span="year_to_date")
PLAQUES = measure(aggregate="units", where=[{"column": "plaque", "is": "是"}], span="latest")
POPULATION = measure(form="J05", columns=["elderly"], span="latest")


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path, registry=REGISTRY)


def reported(office, unit, period, learners):
    row = {"institution": "分校", "kind": "其他", "plaque": True, "regular_learners": learners}
    office.report(unit, "Z03", period, [row | {"attendances": 1}])


def values(office, measured, period, units=UNITS):
    found = evaluate({"m": measured}, office.write().reported(), [period], units)
    return {row.unit_code: row.value for row in found.itertuples()}


def test_each_counts_its_own_until_one_takes_over(office):
    reported(office, YI, "2023-05", 30)
    reported(office, BING, "2023-05", 7)
    assert values(office, STOCK, "2023-06", [YI, BING, DISTRICT]) == {YI: 30, BING: 7, DISTRICT: 37}


def test_the_last_stock_of_both_counts_until_there_is_a_report_for_both(office):
    reported(office, YI, "2023-06", 30)
    reported(office, BING, "2023-05", 7)
    assert (values(office, STOCK, "2023-07")[YI], values(office, STOCK, "2023-07")[DISTRICT]) == (37, 37)
    reported(office, YI, "2023-08", 40)
    assert (values(office, STOCK, "2023-08")[YI], values(office, STOCK, "2023-08")[DISTRICT]) == (40, 40)


def test_what_happened_in_the_year_counts_for_the_unit_that_took_over(office):
    for unit, period in product((YI, BING), ("2023-05", "2023-06")):
        reported(office, unit, period, 1)
    reported(office, YI, "2023-07", 1)
    assert values(office, FLOW, "2023-07")[YI] == 5


def test_last_year_is_that_of_both(office):
    for unit in (YI, BING):
        reported(office, unit, "2022-07", 10)
    assert evaluate({"m": STOCK}, office.write().reported(), ["2023-07", "2022-07"], [YI])[
        "value"
    ].tolist() == [None, 20]


def test_figures_go_with_the_area_into_another_district(office):
    reported(office, DING, "2023-08", 5)
    assert values(office, STOCK, "2023-08") == {DISTRICT: None, NEXT: 5, JIA: None, YI: None}
    assert values(office, STOCK, "2023-09") == {DISTRICT: 5, NEXT: None, JIA: 5, YI: None}


def test_a_unit_that_took_over_is_one_unit(office):
    reported(office, YI, "2023-06", 30)
    reported(office, BING, "2023-06", 7)
    assert (values(office, PLAQUES, "2023-06")[DISTRICT], values(office, PLAQUES, "2023-07")[DISTRICT]) == (
        2,
        1,
    )


def test_units_below_a_closed_one_lie_below_the_one_that_took_over():
    closed, later = date(2023, 6, 30), date(2023, 7, 1)
    assert [unit.code for unit in REGISTRY.ancestors("321302XX", later)] == [
        "321302XX", BING, YI, DISTRICT, "3213"
    ]  # fmt: skip
    assert [unit.code for unit in REGISTRY.ancestors("321302XX", closed)][:3] == ["321302XX", BING, DISTRICT]
    assert [unit.code for unit in REGISTRY.of_kind("school", under=YI, on=later)] == ["321302XX"]
    assert sorted(unit.code for unit in REGISTRY.subtree(DISTRICT, date(2023, 10, 1))) == sorted(
        [DISTRICT, JIA, YI, BING, DING, "321302XX", BUREAU]
    )
    assert REGISTRY.take_overs == (TakeOver(BING, YI, "2023-07"), TakeOver(DING, JIA, "2023-09"))


def test_population_is_that_of_both_until_it_is_given_anew(office):
    def given(period, *rows):
        office.report(
            BUREAU, "J05", period,
            [{"township": code, "subject_code": code, "elderly": number} for code, number in rows],
        )  # fmt: skip

    given("2023-01", (JIA, 1), (YI, 30), (BING, 7))
    assert values(office, POPULATION, "2023-06", [YI, BING, DISTRICT]) == {YI: 30, BING: 7, DISTRICT: 38}
    assert values(office, POPULATION, "2023-07") == {DISTRICT: 38, NEXT: None, JIA: 1, YI: 37}
    given("2023-08", (YI, 39))
    assert (values(office, POPULATION, "2023-07")[YI], values(office, POPULATION, "2023-08")[YI]) == (37, 39)
    assert values(office, POPULATION, "2023-08")[DISTRICT] == 40
    facts = RolledUpFacts(
        office.reported(), cover(uses_of({"m": POPULATION}), ["2023-08"], office.reported(), [YI]), [YI]
    )
    assert [each.adds for each in counted_rows(facts, POPULATION, [YI])[YI, "2023-08"].rows] == [39]


def test_issued_targets_are_taken_over(office):
    def issued(period):
        facts = RolledUpFacts(
            office.reported(), cover([TARGETS_USE], [period], office.reported(), UNITS), UNITS
        )
        return issued_targets(facts).get((period, "s", "A", YI))

    def target(code, number):
        return {"scheme": "s", "indicator": "A", "unit": code, "subject_code": code, "target": number}

    office.report(BUREAU, "J03", "2023-01", [target(YI, 20), target(BING, 5)])
    office.report(BUREAU, "J03", "2023-09", [target(YI, 23)])
    office.write()
    assert [issued(period) for period in ("2023-06", "2023-07", "2023-09")] == [20, 25, 23]


def test_who_has_not_reported_for_both_is_told_and_a_closed_unit_no_longer(office):
    for period in ("2023-05", "2023-06"):
        reported(office, YI, period, 30)
        office.owes(YI, "Z03", period).owes(BING, "Z03", period)
    reported(office, BING, "2023-05", 7)

    def note(period):
        (row,) = evaluate({"m": STOCK}, office.write().reported(), [period], [YI]).itertuples()
        return row.note

    assert note("2023-07") == "缺报：丙乡 2023-06 老年教育机构月报表（沿用2023-05数）"
    reported(office, YI, "2023-07", 40)
    assert note("2023-07") == ""


MONTHS = [f"2023-{month:02}" for month in range(4, 11)]


@settings(max_examples=10)
@given(
    st.sets(st.tuples(st.sampled_from([JIA, YI, BING, DING]), st.sampled_from(MONTHS)), max_size=12),
    st.sampled_from(MONTHS),
)
def test_the_parts_add_up_to_the_city(tmp_path_factory, sent, period):
    office = Office(tmp_path_factory.mktemp("office"), registry=REGISTRY)
    for number, (unit, month) in enumerate(sorted(sent)):
        if REGISTRY.holder(unit, date(2023, int(month[5:]), 28)) == unit:
            reported(office, unit, month, 2**number)
    for measured in (STOCK, FLOW):
        living = [unit.code for unit in REGISTRY.of_kind("township", on=date(2023, int(period[5:]), 28))]
        found = values(office, measured, period, [*living, DISTRICT, NEXT, "3213"])
        assert sum(found[code] or 0 for code in living) == (found["3213"] or 0)
        assert (found[DISTRICT] or 0) + (found[NEXT] or 0) == (found["3213"] or 0)
