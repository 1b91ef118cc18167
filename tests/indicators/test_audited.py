"""What audits (抽查核实) leave of sums: by reporting unit, before units are summed; the rows explained add up."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assets.evidence.tree.counted_rows import NO_ROWS, counted_rows
from assets.indicators.counting.coverage import cover
from assets.indicators.counting.measures import evaluate_on, uses_of
from assets.indicators.counting.rolled_up import RolledUpFacts
from schemas.assessment.decided import Audit, Decided
from schemas.assessment.measures import Measure
from schemas.figures import exact
from schemas.office.catalogue import BUILT_IN
from tests.support.indicator_office import TOWNSHIPS, Office, institution

FIRST, SECOND, _ = TOWNSHIPS
DISTRICT, PERIOD = "321302", "2023-12"
SUM = {"form": "Z03", "aggregate": "sum", "span": "latest"}
AUDITED = SUM | {"columns": ["regular_learners"], "audited": True}
BOTH = AUDITED | {"columns": ["regular_learners", "credit_accounts"]}


def audit(unit: str, found: int, reported: int, period: str = PERIOD, number: int = 1, **changes) -> Audit:
    made = Audit(unit, "Z03", "regular_learners", period, Fraction(found), Fraction(reported), number)
    return replace(made, **changes)


def evaluated(office: Office, measure: dict, *audits: Audit) -> tuple[dict, RolledUpFacts]:
    """Unit → row of the measure, and the facts it stands on."""
    measures = {"n": TypeAdapter(Measure).validate_python(measure)}
    reported = replace(office.write().reported(date(2024, 1, 10)), decided=Decided(audits=audits))
    units = [*TOWNSHIPS, DISTRICT]
    facts = RolledUpFacts(reported, cover(uses_of(measures), [PERIOD], reported, units), units)
    return {row.unit_code: row for row in evaluate_on(facts, measures).itertuples()}, facts


@pytest.fixture
def two_townships(office) -> Office:
    office.report(FIRST, "Z03", PERIOD, [institution(100, 7), institution(20, 3)])
    return office.report(SECOND, "Z03", PERIOD, [institution(60)])


def test_an_audit_counts_before_units_are_summed(two_townships):
    """38 of 40: 120 × 38/40 = 114 for the one, 60 as reported for the other, 174 together."""
    found, _ = evaluated(two_townships, AUDITED, audit(FIRST, 38, 40, number=5))
    assert [found[code].value for code in (FIRST, SECOND, DISTRICT)] == [114, 60, 174]
    told = "抽查核实：幸福街道“经常性参与人数（累计）”按38÷40计（第5号认定）"
    assert [found[code].note for code in (FIRST, SECOND, DISTRICT)] == [told, "", told]


@pytest.mark.parametrize(
    ("audits", "value"),
    [
        ([audit(FIRST, 1, 3)], 40),  # 120 × 1/3, exactly
        ([audit(FIRST, 1, 2, "2023-06"), audit(FIRST, 3, 4, "2023-09", 2)], 90),
        ([audit(FIRST, 1, 2, number=1), audit(FIRST, 3, 4, number=2)], 90),
        ([audit(FIRST, 6, 5)], 144),
        ([audit(FIRST, 0, 5)], 0),
        ([audit(FIRST, 1, 2, "2024-01"), audit(FIRST, 1, 2, "2022-12")], 120),
        ([audit(FIRST, 1, 2, column="credit_accounts"), audit(FIRST, 1, 2, form="Z04")], 120),
    ],
    ids=["exactly", "the newest", "the newer decision", "more", "nothing", "of other years", "of others"],
)
def test_which_audit_counts(two_townships, audits, value):
    found, _ = evaluated(two_townships, AUDITED, *audits)
    assert found[FIRST].value == value


def test_each_column_has_its_own_audit(two_townships):
    """120 × 1/2 regular learners and 10 × 1/5 accounts."""
    of_accounts = audit(FIRST, 1, 5, column="credit_accounts")
    found, _ = evaluated(two_townships, BOTH, audit(FIRST, 1, 2), of_accounts)
    assert found[FIRST].value == 62


def test_a_measure_that_is_not_audited_counts_what_was_reported(two_townships):
    found, _ = evaluated(two_townships, SUM | {"columns": ["regular_learners"]}, audit(FIRST, 1, 2))
    assert (found[FIRST].value, found[FIRST].note) == (120, "")


def test_only_sums_are_audited():
    measure = TypeAdapter(Measure).validate_python(
        {"form": "Z03", "aggregate": "count", "span": "latest", "audited": True}
    )
    assert [said for _, said in measure.findings(BUILT_IN)] == [
        "audited（按抽查核实计）只能用于 sum（求和）的度量"
    ]


numbers = st.integers(0, 50)
audits = st.builds(
    audit,
    st.sampled_from([FIRST, SECOND, "321302112"]),
    numbers,
    st.integers(1, 50),
    st.sampled_from(["2023-03", "2023-12", "2024-02"]),
    st.integers(1, 9),
    column=st.sampled_from(["regular_learners", "credit_accounts"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.builds(institution, numbers, numbers), max_size=3),
    st.lists(st.builds(institution, numbers, numbers), max_size=3),
    st.lists(audits, max_size=4),
)
def test_what_the_rows_add_comes_to_the_audited_value(tmp_path_factory, first, second, made):
    office = Office(tmp_path_factory.mktemp("office"))
    office.report(FIRST, "Z03", PERIOD, first).report(SECOND, "Z03", PERIOD, second)
    found, facts = evaluated(office, BOTH, *made)
    rows = counted_rows(facts, TypeAdapter(Measure).validate_python(BOTH), [FIRST, SECOND, DISTRICT])
    for unit in (FIRST, SECOND, DISTRICT):
        adds = [each.adds for each in rows.get((unit, PERIOD), NO_ROWS).rows if each.adds is not None]
        assert sum(adds, Fraction(0)) == exact(found[unit].value), unit
