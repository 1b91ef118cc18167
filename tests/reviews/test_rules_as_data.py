"""Rules of an office's own forms: said as data, compared and judged like those of the product."""

from dataclasses import replace

import pytest

from assets.reviews.findings import sentence_of
from assets.reviews.questions import Validation
from schemas.columns import Amount, Choice, Count, Text
from schemas.cross_rules import Against, CrossRule, Earlier, OtherForm, Relation
from schemas.findings import Level, Sentence
from schemas.form import Form, OnError
from schemas.form_models import FormModel, form, optional, required
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import KINDS
from schemas.own_forms.folder import read_own_forms
from tests.reviews.small_reviews import BUREAU, BUZI, GENGCHE, Book

COMMON = {"submitters": ("township",), "key": ("village",), "grain": "village"}


@form(
    code="K01",
    slug="villages",
    title="控辍保学季报表",
    due=(3, 6, 9, 12),
    on_error=OnError.RETURN_REPORT,
    **COMMON,
)
class Villages(FormModel):
    """A form of two columns that is owed each quarter."""

    village: Text = required("村（社区）")
    children: Count = required("适龄儿童少年")
    spent: Amount = optional("支出（万元）")


@form(code="K02", slug="visits", title="家访表", due=(12,), on_error=OnError.RETURN_REPORT, **COMMON)
class Visits(FormModel):
    """A form with rows of the same key."""

    village: Text = required("村（社区）")
    kind: Choice = optional("方式", values=("上门", "电话"))
    visited: Count = required("家访人数")


def own_book() -> Book:
    """Reports of an office that collects both forms beside those of the product."""
    return Book(forms={**BUILT_IN, "K01": Villages, "K02": Visits})


def compared(book: Book, own: Form, period: str, compares, holds, **rule) -> list[tuple]:
    """(unit, item, left, right, passed) of a rule of an own form."""
    one = CrossRule(f"{own.code}-9", Level.QUERY, (), Sentence("{left} {right}"), compares, holds, **rule)
    forms = {**book.forms, own.code: replace(own, cross_rules=(one,))}
    (verdict,) = replace(book, forms=forms).settlement().review(own.code, period)
    values = verdict.table.astype(object).where(verdict.table.notna(), None)
    return list(values[["unit_code", "item", "left", "right", "passed"]].itertuples(index=False, name=None))


def village(name="红卫村", children=10, **more):
    return {"village": name, "children": children} | more


@pytest.mark.parametrize(("children", "passed"), [(12, True), (13, False)])
def test_a_report_as_a_whole_against_the_one_last_due(children, passed):
    book = own_book()
    book.add(GENGCHE, "K01", "2023-08", village(children=99))
    book.add(GENGCHE, "K01", "2023-06", village(children=4), village("新华社区", 6))
    book.add(GENGCHE, "K01", "2023-09", village(children=children))
    last = Earlier("children", Against.LAST_PERIOD)
    assert compared(
        book,
        Villages,
        "2023-09",
        last,
        Relation.WITHIN,
        of_report=True,
        parameters={"most": 0.2},
    ) == [(GENGCHE, None, 10, children, passed)]


def test_rows_against_those_of_the_same_key_last_year():
    book = own_book()
    book.add(GENGCHE, "K01", "2022-09", village(children=10), village("新华社区", 20))
    book.add(GENGCHE, "K01", "2023-09", village(children=9), village("新村", 1))
    last_year = Earlier("children", Against.SAME_PERIOD_LAST_YEAR)
    assert compared(book, Villages, "2023-09", last_year, Relation.AT_LEAST) == [
        (GENGCHE, "红卫村", 10, 9, False),
        (GENGCHE, "新村", None, 1, True),
    ]


def test_rows_against_those_of_the_same_key_in_another_form():
    book = own_book()
    book.add(GENGCHE, "K01", "2023-09", village(children=10), village("新华社区", 20))
    book.add(
        GENGCHE,
        "K02",
        "2023-12",
        {"village": "新华社区", "visited": 21},
        {"village": "红卫村", "visited": 10},
    )
    children = OtherForm("visited", "K01", "children")
    assert compared(book, Visits, "2023-12", children, Relation.AT_MOST) == [
        (GENGCHE, "新华社区", 20, 21, False),
        (GENGCHE, "红卫村", 10, 10, True),
    ]


def test_a_report_against_what_the_bureau_says_of_its_unit():
    book = own_book()
    people = ({"subject_code": GENGCHE, "residents": 50}, {"subject_code": BUZI, "residents": 5})
    book.add(BUREAU, "J05", "2023-01", *people)
    for unit in (GENGCHE, BUZI):
        book.add(unit, "K01", "2023-09", village(children=3), village("新华社区", 3))
    residents = OtherForm("children", "J05", "residents")
    assert compared(book, Villages, "2023-09", residents, Relation.AT_MOST, of_report=True) == [
        (GENGCHE, None, 50, 6, True),
        (BUZI, None, 5, 6, False),
    ]


def test_amounts_are_compared_as_people_write_them():
    book = own_book()
    book.add(GENGCHE, "K01", "2023-06", village(spent=0.3))
    book.add(GENGCHE, "K01", "2023-09", village(spent=0.1), village("新华社区", spent=0.2))
    spent = Earlier("spent", Against.LAST_PERIOD)
    assert compared(book, Villages, "2023-09", spent, Relation.EQUAL, of_report=True)[0][-1] is True


WRITTEN = """\
code: K09
slug: spending
title: 支出月报表
submitters: [township]
due: monthly
key: [village]
columns:
  village:  {header: 村（社区）, type: text, required: true}
  children: {header: 适龄儿童少年, type: count, required: true}
rules:
  - code: K09-1
    level: query
    of_report: true
    change: {column: children, against: last_period, most: 0.2}
    says: 适龄儿童少年（{right}）比上期（{left}）变化{change:+.0%}，超过{most:.0%}，请核对后改正或说明。
  - code: K09-2
    level: hard
    compare: {column: children, with: {form: K01, column: children}, at_most: true}
    says: 适龄儿童少年（{right}）比季报（{left}）多{difference}人，请核对后改正。
"""


def test_what_a_form_in_yaml_compares_is_judged_and_told(tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/K09.yaml").write_text(WRITTEN, encoding="utf-8")
    own = read_own_forms(tmp_path, KINDS, BUILT_IN)
    assert own.problems == ()
    book = Book(forms={**BUILT_IN, "K01": Villages, **own.forms})
    book.add(GENGCHE, "K01", "2023-09", village(children=10), village("新华社区", 20))
    book.add(GENGCHE, "K09", "2023-09", village(children=10), village("新华社区", 20))
    book.add(GENGCHE, "K09", "2023-10", village(children=20), village("新华社区", 20))
    settlement = book.settlement()
    told = [
        str(sentence_of(one, row))
        for one in settlement.review("K09", "2023-10")
        for row in one.failed.itertuples()
    ]
    assert sorted(told) == [
        "适龄儿童少年（20）比季报（10）多10人，请核对后改正。",
        "适龄儿童少年（40）比上期（30）变化+33%，超过20%，请核对后改正或说明。",
    ]
    assert len(settlement.settle("K09", "2023-10").returned) == 1, "the hard one returns the report"
    assert settlement.settle("K09", "2023-09").returned == frozenset()


def test_a_rule_that_looks_at_a_form_which_the_office_does_not_collect_is_not_judged():
    book = own_book()
    book.add(GENGCHE, "K01", "2023-09", village())
    looking = CrossRule(
        "K01-9", Level.HARD, (), Sentence(""), OtherForm("children", "K02", "visited"), Relation.EQUAL
    )
    forms = {"K01": replace(Villages, cross_rules=(looking,))}
    assert replace(book, forms=forms).settlement().review("K01", "2023-09") == []


def test_what_great_expectations_answers_is_the_verdict():
    """No figure is judged a second time: with another judge the same figures give other findings."""
    asked = []

    def contrary(questions):
        asked.extend(each.rule.code for each in questions)
        return [Validation(at_fault=(0,), unchecked=(), result="{}") for _ in questions]

    book = own_book()
    book.add(GENGCHE, "Z03", "2023-10", {"institution": "分校", "regular_learners": 9, "credit_accounts": 9})
    same = book.add(
        GENGCHE, "Z03", "2023-11", {"institution": "分校", "regular_learners": 9, "credit_accounts": 9}
    )
    settlement = replace(book.settlement(), judge=contrary)
    assert settlement.settle("Z03", "2023-11").returned == {same}
    verdicts = {each.rule.code: len(each.failed) for each in settlement.review("Z03", "2023-11")}
    assert verdicts == {"Z03-3": 1, "Z03-4": 1, "Z03-5": 1}
    assert asked.count("Z03-4") == 1, "a query is asked once, of the round that decided the report"
