"""Which version counts: what a hard rule returns, what stays in force then, and that only the order of
receipt matters.
"""

import random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.reviews.small_reviews import (
    BUREAU,
    BUZI,
    GENGCHE,
    LUOWEI,
    NANCAI,
    SCHOOL,
    TUYUAN,
    TUYUAN_OLD,
    XINCAI,
    Book,
    enrolment,
    institution,
    persons,
)

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""An example takes a quarter of a second: making a failing one smaller would take minutes."""

PERIODS = ("2023-09", "2023-10", "2023-11", "2023-12")


def test_a_returned_version_replaces_nothing():
    book = Book()
    first = book.add(GENGCHE, "Z03", "2023-10", institution(accounts=50))
    good = book.add(GENGCHE, "Z03", "2023-11", institution(accounts=60))
    bad = book.add(GENGCHE, "Z03", "2023-11", institution(accounts=40))
    settlement = book.settlement()
    assert settlement.report_ids("Z03", "2023-10") == {first}
    assert settlement.report_ids("Z03", "2023-11") == {good}
    assert settlement.settle("Z03", "2023-11").returned == {bad}


def test_nothing_is_in_force_when_every_version_is_returned():
    book = Book()
    book.add(GENGCHE, "Z03", "2023-10", institution(accounts=50))
    both = {book.add(GENGCHE, "Z03", "2023-11", institution(accounts=accounts)) for accounts in (40, 30)}
    settlement = book.settlement()
    assert settlement.report_ids("Z03", "2023-11") == set()
    assert settlement.settle("Z03", "2023-11").returned == both


def test_the_next_month_is_compared_with_what_is_in_force():
    book = Book()
    book.add(GENGCHE, "Z03", "2023-10", institution(accounts=50))
    book.add(GENGCHE, "Z03", "2023-11", institution(accounts=40))
    last = book.add(GENGCHE, "Z03", "2023-12", institution(accounts=45))
    assert book.settlement().settle("Z03", "2023-12").returned == {last}


def test_a_report_counts_again_when_the_other_side_is_corrected():
    book = Book()
    book.add(SCHOOL, "X01", "2023-10", enrolment(graduates=3))
    roster = book.add(SCHOOL, "X02", "2023-12", *persons("a", "b"))
    assert book.settlement().report_ids("X02", "2023-12") == set()
    book.add(SCHOOL, "X01", "2023-10", enrolment(graduates=2))
    assert book.settlement().report_ids("X02", "2023-12") == {roster}


def test_a_query_made_hard_returns_and_a_hard_rule_made_a_query_does_not():
    book = Book()
    book.add(GENGCHE, "Z03", "2023-10", institution(accounts=50, learners=100))
    jump = book.add(GENGCHE, "Z03", "2023-11", institution(accounts=40, learners=200))
    assert book.settlement(Z03_3={"level": "query"}).report_ids("Z03", "2023-11") == {jump}
    assert (
        book.settlement(Z03_3={"level": "query"}, Z03_4={"level": "hard"}).report_ids("Z03", "2023-11")
        == set()
    )


def test_a_roster_rule_made_hard_gives_the_persons_of_a_returned_roster_to_the_next():
    book = Book()
    book.add(BUZI, "Z01", "2023-09", {"planned_count": 1})
    book.add(BUZI, "Z02", "2023-11", *persons("shared", "b"))
    book.add(GENGCHE, "Z02", "2023-11", *persons("a", "shared"))
    settled = book.settlement(Z02_6={"level": "hard"}).settle("Z02", "2023-11")
    assert settled.in_force.rows["person"].tolist() == ["a", "shared"]
    assert settled.rows_set_aside.empty


@st.composite
def books(draw):
    """Reports of every form concerned, in any order of receipt."""
    book = Book()
    numbers = st.integers(0, 6)
    for _ in range(draw(st.integers(1, 14))):
        period = draw(st.sampled_from(PERIODS))
        changed = [TUYUAN, XINCAI] if period > "2023-10" else [TUYUAN_OLD, LUOWEI, NANCAI]
        township = draw(st.sampled_from([GENGCHE, BUZI, *changed]))
        form = draw(st.sampled_from(["X01", "X02", "X07", "Z01", "Z02", "Z02", "Z03", "Z03", "J05"]))
        if form == "X01":
            book.add(SCHOOL, form, period, enrolment(draw(numbers), draw(numbers), draw(numbers)))
        elif form == "X02":
            book.add(
                SCHOOL,
                form,
                period,
                *persons(*(f"g{number}" for number in range(draw(numbers)))),
                held=draw(st.integers(0, 1)),
            )
        elif form == "X07":
            book.add(SCHOOL, form, period, {"students": draw(numbers)})
        elif form == "Z01":
            book.add(township, form, period, {"planned_count": draw(numbers)})
        elif form == "Z02":
            book.add(township, form, period, *persons(*draw(st.lists(st.sampled_from("abcd"), unique=True))))
        elif form == "Z03":
            book.add(township, form, period, institution(learners=draw(numbers), accounts=draw(numbers)))
        else:
            book.add(
                BUREAU,
                form,
                period,
                *({"subject_code": each, "elderly": draw(numbers)} for each in (GENGCHE, BUZI, TUYUAN)),
            )
    return book


def outcome(book, order, places):
    """In force, returned and set aside of every form and period, settled in that order of (form, period)."""
    settlement, found = book.settlement(order), {}
    for form, period in places:
        settled = settlement.settle(form, period)
        held = sorted(settled.rows_set_aside.itertuples(index=False, name=None))
        found[form, period] = (settlement.report_ids(form, period), settled.returned, held)
        for verdict in settlement.review(form, period):
            found[verdict.rule.code, period] = verdict.table.to_csv(index=False)
    return found


@settings(max_examples=8, deadline=None, phases=PHASES)
@given(books(), st.randoms(use_true_random=False))
def test_only_the_order_of_receipt_matters(book, chance: random.Random):
    places = [(form, period) for form in ("X01", "X02", "X07", "Z02", "Z03") for period in PERIODS]

    def shuffled(values):
        return chance.sample(list(values), len(values))

    assert outcome(book, shuffled, shuffled(places)) == outcome(book, list, places)


@settings(max_examples=8, deadline=None, phases=PHASES)
@given(books())
def test_at_most_one_version_of_a_report_counts_and_no_person_counts_twice(book):
    settlement = book.settlement()
    for period in PERIODS:
        for form in ("X02", "X07", "Z02", "Z03"):
            settled = settlement.settle(form, period)
            assert settled.in_force.reports["unit_code"].is_unique
            assert not settled.returned & set(settled.in_force.reports["report_id"])
        rows = settlement.settle("Z02", period).in_force.rows
        assert rows["person"].is_unique
