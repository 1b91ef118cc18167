"""Every rule that looks beyond one report: what it compares, what passes, what fails, and what cannot be
compared yet.
"""

import pandas as pd
import pytest

from assets.reviews.comparing.rosters import NAMED
from assets.reviews.findings import cross_findings
from schemas.cross_rules import Named
from schemas.office.catalogue import BUILT_IN
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
    verdict,
)


def compared(book: Book, code: str, period: str, **settings: dict) -> list[tuple]:
    """(left, right, passed) of every comparison; a missing left is None."""
    rows = verdict(book, code, period, **settings).table.itertuples()
    return [(None if pd.isna(row.left) else row.left, row.right, row.passed) for row in rows]


def said(book: Book, code: str, period: str) -> list[tuple]:
    """(level, row, message) of the findings."""
    form = BUILT_IN[code.split("-")[0]]
    findings, _ = cross_findings(
        form, [verdict(book, code, period)], lambda report_id, sheet, row, column: (row, f"F{row}")
    )
    return [(row.level, None if pd.isna(row.row) else row.row, row.message) for row in findings.itertuples()]


def test_every_named_comparison_is_there_and_is_one_of_some_form():
    named = {
        rule.compares.name
        for form in BUILT_IN.values()
        for rule in form.cross_rules
        if isinstance(rule.compares, Named)
    }
    assert named == set(NAMED)


# ---------------------------------------------------------------- X01-5


@pytest.mark.parametrize(("admitted", "passed"), [(120, True), (80, True), (121, False), (79, False)])
def test_admissions_change_by_a_fifth_at_most(admitted, passed):
    book = Book()
    book.add(SCHOOL, "X01", "2022-10", enrolment(60), enrolment(40))
    book.add(SCHOOL, "X01", "2023-10", enrolment(admitted - 10), enrolment(10))
    assert compared(book, "X01-5", "2023-10") == [(100, admitted, passed)]


def test_the_sentence_on_admissions_says_both_years_and_the_change():
    book = Book()
    book.add(SCHOOL, "X01", "2022-10", enrolment(100))
    book.add(SCHOOL, "X01", "2023-10", enrolment(130))
    sentence = "招生数（130）与上年（100）相比变化+30.0%，超过±20%，请核对是不是填成了别的学年的数；属实的请写明原因。"
    assert said(book, "X01-5", "2023-10") == [("query", None, sentence)]


def test_a_school_without_last_year_or_with_nothing_then_is_not_compared():
    book = Book()
    book.add(SCHOOL, "X01", "2023-10", enrolment(130))
    assert compared(book, "X01-5", "2023-10") == [(None, 130, True)]
    book.add(SCHOOL, "X01", "2022-10", enrolment(0))
    result = verdict(book, "X01-5", "2023-10")
    assert (result.unchecked, len(result.failed)) == (1, 0)


# ---------------------------------------------------------------- X02-4, X07-2


@pytest.mark.parametrize(
    ("accepted", "held", "right", "passed"),
    [
        (3, 0, 3, True),
        (2, 0, 2, False),
        (4, 0, 4, False),
        (2, 1, 3, True),
        (2, 3, 3, True),
        (1, 1, 2, False),
        (4, 2, 4, False),
    ],
)
def test_graduates_on_the_roster_are_those_of_the_enrolment_table(accepted, held, right, passed):
    book = Book()
    book.add(SCHOOL, "X01", "2023-10", enrolment(graduates=2), enrolment(graduates=1))
    book.add(SCHOOL, "X02", "2023-12", *persons(*(f"p{number}" for number in range(accepted))), held=held)
    assert compared(book, "X02-4", "2023-12") == [(3, right, passed)]


def test_a_roster_that_differs_is_returned_with_both_figures():
    book = Book()
    book.add(SCHOOL, "X01", "2023-10", enrolment(graduates=3))
    roster = book.add(SCHOOL, "X02", "2023-12", *persons("a", "b"))
    sentence = "名册共2人，与本年招生与在校生情况表的毕业生数（3）不一致，名册有漏列或多列的，请改为3人；名册无误的，请更正招生与在校生情况表。"
    assert said(book, "X02-4", "2023-12") == [("hard", None, sentence)]
    assert book.settlement().settle("X02", "2023-12").returned == {roster}


def test_a_figure_that_is_only_a_lower_bound_returns_nothing_but_asks():
    book = Book()
    book.add(SCHOOL, "X01", "2023-10", enrolment(graduates=200, lower_bounds="admitted,graduates"))
    book.add(SCHOOL, "X02", "2023-12", *persons("a", "b"))
    assert [level for level, *_ in said(book, "X02-4", "2023-12")] == ["query"]
    assert book.settlement().report_ids("X02", "2023-12") == {"002-321302XX01-X02-2023-12"}


def test_rosters_and_conditions_wait_for_the_enrolment_table_of_the_year():
    book = Book()
    book.add(SCHOOL, "X01", "2022-10", enrolment())
    book.add(SCHOOL, "X02", "2023-12", *persons("a"))
    book.add(SCHOOL, "X07", "2023-10", {"students": 5})
    assert compared(book, "X02-4", "2023-12") == [(None, 1, True)]
    assert compared(book, "X07-2", "2023-10") == [(None, 5, True)]


@pytest.mark.parametrize(("students", "passed"), [(500, True), (499, False), (501, False)])
def test_students_are_those_of_the_enrolment_table(students, passed):
    book = Book()
    book.add(SCHOOL, "X01", "2023-10", enrolment(students=300), enrolment(students=200))
    book.add(SCHOOL, "X07", "2023-10", {"students": students})
    assert compared(book, "X07-2", "2023-10") == [(500, students, passed)]
    if not passed:
        sentence = f"全日制在校生数（{students}）与招生与在校生情况表的在校生数之和（500）不一致，请改为500；招生与在校生情况表填错的，请更正那张表。"
        assert said(book, "X07-2", "2023-10") == [("hard", 5, sentence)]


# ---------------------------------------------------------------- Z02-4, Z02-6, Z02-7


def keepers(book: Book, period: str) -> dict[str, list[str]]:
    """Who counts where: the persons in force of each township."""
    rows = book.settlement().settle("Z02", period).in_force.rows
    return {unit: sorted(part["person"]) for unit, part in rows.groupby("unit_code")}


def test_the_first_roster_received_keeps_a_person():
    book = Book()
    book.add(BUZI, "Z02", "2023-11", *persons("b", "shared"))
    book.add(GENGCHE, "Z02", "2023-11", *persons("a", "shared"))
    assert keepers(book, "2023-11") == {BUZI: ["b", "shared"], GENGCHE: ["a"]}
    sentence = "该学员已在埠子镇的名册中，一人只能列入一个镇街的名册，请与埠子镇核实由谁上报，不由本镇街上报的请删去本行。"
    assert said(book, "Z02-4", "2023-11") == [("hard", 6, sentence)]


def test_a_correction_does_not_lose_a_township_its_persons():
    book = Book()
    book.add(BUZI, "Z02", "2023-11", *persons("shared"))
    book.add(GENGCHE, "Z02", "2023-11", *persons("a", "shared"))
    book.add(BUZI, "Z02", "2023-11", *persons("b", "shared"))
    assert keepers(book, "2023-11") == {BUZI: ["b", "shared"], GENGCHE: ["a"]}


def test_who_named_a_person_in_an_earlier_month_keeps_the_person_as_long_as_it_does():
    book = Book()
    book.add(GENGCHE, "Z02", "2023-10", *persons("shared", "a"))
    book.add(BUZI, "Z02", "2023-11", *persons("shared", "b"))
    book.add(GENGCHE, "Z02", "2023-11", *persons("shared", "a"))
    assert keepers(book, "2023-11") == {BUZI: ["b"], GENGCHE: ["a", "shared"]}
    book.add(GENGCHE, "Z02", "2023-11", *persons("a"))
    assert keepers(book, "2023-11") == {BUZI: ["b", "shared"], GENGCHE: ["a"]}


def test_a_person_taken_off_and_put_back_is_a_new_entry():
    book = Book()
    book.add(GENGCHE, "Z02", "2023-10", *persons("shared", "a"))
    book.add(GENGCHE, "Z02", "2023-11", *persons("a"))
    book.add(BUZI, "Z02", "2023-11", *persons("shared", "b"))
    book.add(GENGCHE, "Z02", "2023-12", *persons("shared", "a"))
    book.add(BUZI, "Z02", "2023-12", *persons("shared", "b"))
    assert keepers(book, "2023-12") == {GENGCHE: ["a"], BUZI: ["b", "shared"]}


def test_a_township_that_has_not_reported_this_month_still_keeps_its_persons():
    book = Book()
    book.add(GENGCHE, "Z02", "2023-10", *persons("shared"))
    book.add(BUZI, "Z02", "2023-11", *persons("shared", "b"))
    assert keepers(book, "2023-11") == {BUZI: ["b"]}


def test_a_new_year_begins_new_rosters():
    book = Book()
    book.add(GENGCHE, "Z02", "2022-12", *persons("shared"))
    book.add(BUZI, "Z02", "2023-01", *persons("shared"))
    assert keepers(book, "2023-01") == {BUZI: ["shared"]}


def test_a_township_under_its_old_and_new_name_is_one():
    book = Book()
    book.add(TUYUAN_OLD, "Z02", "2023-10", *persons("a"))
    book.add(TUYUAN, "Z02", "2023-11", *persons("a", "b"))
    assert keepers(book, "2023-11") == {TUYUAN: ["a", "b"]}
    assert compared(book, "Z02-7", "2023-11") == [(1, 1, True)]


def test_figures_of_two_townships_add_up_when_they_merge():
    book = Book()
    book.add(LUOWEI, "Z01", "2023-09", {"planned_count": 3})
    book.add(NANCAI, "Z01", "2023-06", {"planned_count": 4})
    book.add(XINCAI, "Z02", "2023-11", *persons("a", "b", "c", "d", "e"))
    assert compared(book, "Z02-6", "2023-11") == [(7, 5, True)]


def test_what_the_merged_township_reports_takes_the_place_of_both():
    book = Book()
    book.add(LUOWEI, "Z01", "2023-09", {"planned_count": 3})
    book.add(NANCAI, "Z01", "2023-09", {"planned_count": 4})
    book.add(XINCAI, "Z01", "2023-11", {"planned_count": 5})
    book.add(XINCAI, "Z02", "2023-11", *persons("a"))
    assert compared(book, "Z02-6", "2023-11") == [(5, 1, True)]


def test_until_they_merge_each_township_is_compared_with_its_own():
    book = Book()
    book.add(LUOWEI, "Z01", "2023-09", {"planned_count": 3})
    book.add(NANCAI, "Z01", "2023-09", {"planned_count": 1})
    book.add(LUOWEI, "Z02", "2023-10", *persons("a", "b"))
    book.add(NANCAI, "Z02", "2023-10", *persons("c", "d"))
    assert compared(book, "Z02-6", "2023-10") == [(3, 2, True), (1, 2, False)]


def test_the_people_of_a_merged_township_are_those_of_both_until_they_are_counted_anew():
    book = Book()
    people = [{"subject_code": code, "elderly": 100} for code in (LUOWEI, NANCAI, GENGCHE)]
    book.add(BUREAU, "J05", "2023-01", *people)
    book.add(XINCAI, "Z03", "2023-11", institution(learners=150))
    assert compared(book, "Z03-5", "2023-11") == [(200, 150, True)]
    book.add(BUREAU, "J05", "2023-11", {"subject_code": XINCAI, "elderly": 140})
    assert compared(book, "Z03-5", "2023-11") == [(140, 150, False)]


def test_a_merged_township_keeps_the_persons_of_both():
    book = Book()
    for month in ("2023-09", "2023-10"):
        book.add(LUOWEI, "Z02", month, *persons("a", "b"))
        book.add(NANCAI, "Z02", month, *persons("c"))
    book.add(GENGCHE, "Z02", "2023-10", *persons("x"))
    book.add(GENGCHE, "Z02", "2023-11", *persons("a", "c", "x"))
    book.add(XINCAI, "Z02", "2023-11", *persons("a", "b", "c"))
    assert keepers(book, "2023-11") == {GENGCHE: ["x"], XINCAI: ["a", "b", "c"]}
    assert compared(book, "Z02-7", "2023-11")[-1] == (3, 3, True)


def test_a_roster_that_loses_every_row_is_returned_and_the_one_before_stays():
    book = Book()
    book.add(BUZI, "Z02", "2023-11", *persons("shared"))
    kept = book.add(GENGCHE, "Z02", "2023-11", *persons("a"))
    lost = book.add(GENGCHE, "Z02", "2023-11", *persons("shared"))
    settled = book.settlement().settle("Z02", "2023-11")
    assert settled.returned == {lost}
    assert kept in set(settled.in_force.reports["report_id"])


@pytest.mark.parametrize(("learners", "passed"), [(3, True), (4, False)])
def test_a_roster_is_not_longer_than_the_latest_survey_planned(learners, passed):
    book = Book()
    book.add(GENGCHE, "Z01", "2023-06", {"planned_count": 9})
    book.add(GENGCHE, "Z01", "2023-09", {"planned_count": 2}, {"planned_count": 1})
    book.add(GENGCHE, "Z02", "2023-11", *persons(*(f"p{number}" for number in range(learners))))
    assert compared(book, "Z02-6", "2023-11") == [(3, learners, passed)]
    if not passed:
        sentence = (
            "名册共4人，超过最近一次摸底的拟参训人数（3），请核对名册有没有多列的人；属实的请写明原因。"
        )
        assert said(book, "Z02-6", "2023-11") == [("query", None, sentence)]


def test_in_january_the_latest_survey_is_last_years():
    book = Book()
    book.add(GENGCHE, "Z01", "2022-12", {"planned_count": 2})
    book.add(GENGCHE, "Z02", "2023-01", *persons("a", "b", "c"))
    assert compared(book, "Z02-6", "2023-01") == [(2, 3, False)]


@pytest.mark.parametrize(
    ("now", "held", "missed"),
    [(("a", "b", "c", "d"), 0, 0), (("a", "d"), 0, 2), (("a", "d"), 1, 1), (("a", "d"), 2, 0), ((), 0, 3)],
)
def test_nobody_disappears_from_a_roster(now, held, missed):
    book = Book()
    book.add(GENGCHE, "Z02", "2023-10", *persons("a", "b", "c"))
    book.add(GENGCHE, "Z02", "2023-11", *persons(*now), held=held)
    assert compared(book, "Z02-7", "2023-11") == [(3, 3 - missed, missed == 0)]
    sentence = (
        f"上期名册中有{missed}人不在本期名册中，名册应在年内累计，请补上漏列的人；确实不再列入的请写明原因。"
    )
    assert said(book, "Z02-7", "2023-11") == ([("query", None, sentence)] if missed else [])


def test_whom_another_township_keeps_may_be_taken_off_the_roster():
    book = Book()
    book.add(BUZI, "Z02", "2023-10", *persons("shared"))
    book.add(GENGCHE, "Z02", "2023-10", *persons("a", "shared"))
    book.add(BUZI, "Z02", "2023-11", *persons("shared"))
    book.add(GENGCHE, "Z02", "2023-11", *persons("a"))
    assert verdict(book, "Z02-7", "2023-11").failed.empty


def test_the_first_roster_of_a_year_follows_none():
    book = Book()
    book.add(GENGCHE, "Z02", "2022-12", *persons("a"))
    book.add(GENGCHE, "Z02", "2023-01", *persons("b"))
    assert verdict(book, "Z02-7", "2023-01").unchecked == 1


# ---------------------------------------------------------------- Z03-3, Z03-4, Z03-5


@pytest.mark.parametrize(("accounts", "passed"), [(50, True), (51, True), (49, False)])
def test_accounts_do_not_fall_within_the_year(accounts, passed):
    book = Book()
    book.add(GENGCHE, "Z03", "2023-09", institution(accounts=50))
    book.add(GENGCHE, "Z03", "2023-11", institution(accounts=accounts), institution("新学习点", accounts=1))
    assert compared(book, "Z03-3", "2023-11") == [(50, accounts, passed), (None, 1, True)]
    if not passed:
        sentence = "学分银行开户数（49）少于上期（50），年内应只增不减，请把学分银行开户数改为不少于50的数；上期填错的，请先更正上期报表。"
        assert said(book, "Z03-3", "2023-11") == [("hard", 5, sentence)]


def test_accounts_may_begin_anew_with_the_year():
    book = Book()
    book.add(GENGCHE, "Z03", "2022-12", institution(accounts=50))
    book.add(GENGCHE, "Z03", "2023-01", institution(accounts=1))
    assert verdict(book, "Z03-3", "2023-01").unchecked == 1


@pytest.mark.parametrize(("learners", "passed"), [(120, True), (80, True), (121, False), (79, False)])
def test_learners_change_by_a_fifth_at_most_in_a_month(learners, passed):
    book = Book()
    book.add(GENGCHE, "Z03", "2023-10", institution(learners=100))
    book.add(GENGCHE, "Z03", "2023-11", institution(learners=learners))
    assert compared(book, "Z03-4", "2023-11") == [(100, learners, passed)]
    if learners == 121:
        sentence = "经常性参与人数（121）与上月（100）相比变化+21.0%，超过±20%，请核对有没有漏报或重复计人；属实的请写明原因。"
        assert said(book, "Z03-4", "2023-11") == [("query", 5, sentence)]


def test_learners_are_compared_with_last_month_only():
    book = Book()
    book.add(GENGCHE, "Z03", "2023-09", institution(learners=100))
    book.add(GENGCHE, "Z03", "2023-11", institution(learners=900))
    assert verdict(book, "Z03-4", "2023-11").unchecked == 1


def test_the_office_may_set_another_threshold():
    book = Book()
    book.add(GENGCHE, "Z03", "2023-10", institution(learners=100))
    book.add(GENGCHE, "Z03", "2023-11", institution(learners=130))
    assert verdict(book, "Z03-4", "2023-11").failed["change"].tolist() == [0.3]
    assert verdict(book, "Z03-4", "2023-11", Z03_4={"most": 0.3}).failed.empty


@pytest.mark.parametrize(("elderly", "passed"), [(180, True), (179, False)])
def test_no_more_learners_than_elderly_people(elderly, passed):
    book = Book()
    book.add(
        BUREAU,
        "J05",
        "2023-01",
        {"subject_code": GENGCHE, "elderly": elderly},
        {"subject_code": BUZI, "elderly": 9},
    )
    book.add(GENGCHE, "Z03", "2023-11", institution(learners=100), institution("学习点", learners=80))
    assert compared(book, "Z03-5", "2023-11") == [(elderly, 180, passed)]
    if not passed:
        sentence = "经常性参与人数合计（180）大于本镇街60周岁以上常住老年人口（179），请核对各机构有没有重复计人，把合计改为不大于179的数。"
        assert said(book, "Z03-5", "2023-11") == [("hard", None, sentence)]


def test_a_population_that_is_amended_later_keeps_the_other_townships():
    book = Book()
    both = [{"subject_code": GENGCHE, "elderly": 180}, {"subject_code": BUZI, "elderly": 9}]
    book.add(BUREAU, "J05", "2023-01", *both)
    book.add(BUREAU, "J05", "2023-11", {"subject_code": BUZI, "elderly": 12})
    book.add(GENGCHE, "Z03", "2023-11", institution(learners=100))
    book.add(BUZI, "Z03", "2023-11", institution(learners=10))
    assert sorted(compared(book, "Z03-5", "2023-11")) == [(12, 10, True), (180, 100, True)]


def test_without_a_population_table_nothing_is_wrong():
    book = Book()
    book.add(GENGCHE, "Z03", "2023-11", institution(learners=100))
    result = verdict(book, "Z03-5", "2023-11")
    assert (result.unchecked, len(result.failed)) == (1, 0)


def test_what_is_said_very_often_is_said_once():
    book = Book()
    book.add(BUZI, "Z02", "2023-11", *persons(*(f"p{number}" for number in range(12))))
    book.add(GENGCHE, "Z02", "2023-11", *persons("a", *(f"p{number}" for number in range(12))))
    ((level, row, message),) = said(book, "Z02-4", "2023-11")
    assert (level, row) == ("hard", 6)
    assert message.startswith("该学员已在埠子镇的名册中，一人只能列入一个镇街的名册，请与埠子镇核实")
    assert message.endswith("（共12处：第6–17行）")
