"""Figures a hundred times off what is usual: off the unit's own last report, or off the median of the units."""

import pytest

from assets.reviews.findings import cross_findings
from assets.reviews.frames import JudgedComparisons
from assets.reviews.judging import build_data_docs
from schemas.cross_rules import Magnitude
from schemas.office.catalogue import BUILT_IN
from tests.reviews.small_reviews import GENGCHE, REGISTRY, SCHOOL, TUYUAN, TUYUAN_OLD, Book, verdict

UNITS = [f"3213021{number:02d}" for number in range(20, 32)]
"""Townships besides those of the register."""


@pytest.fixture(autouse=True)
def many_units(monkeypatch):
    from schemas.office.unit import Unit
    from schemas.office.units import UnitRegistry
    from tests.reviews import small_reviews

    more = [Unit(code, f"示例{code[-2:]}镇", "township", "321302") for code in UNITS]
    monkeypatch.setattr(small_reviews, "REGISTRY", UnitRegistry([*REGISTRY, *more]))


def session(number: str, income: float = 3.5, trainees: int = 40, **changes: object) -> dict:
    return {"session_no": number, "income": income, "trainees": trainees, **changes}


def survey(village: str, surveyed: int) -> dict:
    return {"village": village, "surveyed_count": surveyed}


def failed(book: Book, code: str, period: str, **settings: dict) -> list[tuple]:
    """(row, column, left, right) of what is asked about."""
    form = code.split("-")[0]
    (table,) = [
        each.failed for each in book.settlement(**settings).review(form, period) if each.rule.code == code
    ] or [JudgedComparisons.of_rows([])]
    return [(row.row, row.column, row.left, row.right) for row in table.itertuples()]


def test_every_form_with_figures_has_both_rules():
    for form in BUILT_IN.values():
        figures = {column.name for column in form.columns if column.type.name in ("int", "amount")}
        rules = [rule for rule in form.crossing if isinstance(rule.compares, Magnitude)]
        assert len(rules) == (2 if figures else 0)
        assert all(set(rule.compares.columns) == figures for rule in rules)


class TestOffTheLastReport:
    @pytest.mark.parametrize(
        ("income", "asked"),
        [(35_000, True), (350, True), (349, False), (3.5, False), (0.035, True), (0.036, False), (0, False), (None, False)],
    )  # fmt: skip
    def test_a_new_row_against_the_middle_of_the_last_rows(self, income, asked):
        book = Book()
        book.add(SCHOOL, "X05", "2023-11", session("1", 3), session("2", 3.5), session("3", 4))
        book.add(SCHOOL, "X05", "2023-12", session("4", 3), session("5", income))
        assert failed(book, "X05-91", "2023-12") == ([(6, "income", 3.5, income)] if asked else [])

    def test_a_row_of_the_same_key_against_itself(self):
        book = Book()
        book.add(GENGCHE, "Z01", "2023-09", survey("甲村", 5), survey("乙村", 900))
        book.add(GENGCHE, "Z01", "2023-12", survey("甲村", 600), survey("乙村", 910))
        assert failed(book, "Z01-91", "2023-12") == [(5, "surveyed_count", 5, 600)]

    def test_where_figures_differ_that_much_anyway_a_new_row_is_not_judged(self):
        book = Book()
        book.add(GENGCHE, "Z01", "2023-09", survey("甲村", 5), survey("乙村", 900))
        book.add(GENGCHE, "Z01", "2023-12", survey("丙村", 9_000))
        assert failed(book, "Z01-91", "2023-12") == []

    def test_the_last_report_may_be_some_months_old(self):
        book = Book()
        book.add(SCHOOL, "X05", "2023-08", session("1"))
        book.add(SCHOOL, "X05", "2023-12", session("2", 35_000))
        assert failed(book, "X05-91", "2023-12") == [(5, "income", 3.5, 35_000)]

    def test_a_whole_report_in_another_unit(self):
        book = Book()
        book.add(SCHOOL, "X05", "2023-11", *(session(str(n), 3 + n) for n in range(4)))
        book.add(SCHOOL, "X05", "2023-12", *(session(str(n), (3 + n) * 10_000) for n in range(4, 8)))
        assert len(failed(book, "X05-91", "2023-12")) == 4

    def test_a_successor_is_compared_with_the_closed_unit(self):
        book = Book()
        book.add(TUYUAN_OLD, "Z01", "2023-09", survey("甲村", 5))
        book.add(TUYUAN, "Z01", "2023-12", survey("甲村", 600))
        assert failed(book, "Z01-91", "2023-12") == [(5, "surveyed_count", 5, 600)]

    def test_the_first_report_has_nothing_to_be_compared_with(self):
        book = Book()
        book.add(SCHOOL, "X05", "2023-12", session("1", 35_000))
        assert [each.rule.code for each in book.settlement().review("X05", "2023-12")] == []

    def test_the_office_sets_how_many_times(self):
        book = Book()
        book.add(SCHOOL, "X05", "2023-11", session("1", 3.5))
        book.add(SCHOOL, "X05", "2023-12", session("2", 35))
        assert failed(book, "X05-91", "2023-12") == []
        assert failed(book, "X05-91", "2023-12", X05_91={"times": 10}) == [(5, "income", 3.5, 35)]

    def test_a_row_that_is_known_by_names_has_the_middle_of_the_last_rows(self):
        book = Book()
        winner = {"contest": "省赛", "item": "焊接", "award": "金牌"}
        book.add(SCHOOL, "X04", "2023-11", {**winner, "headcount": 2})
        book.add(SCHOOL, "X04", "2023-12", {**winner, "headcount": 300})
        assert failed(book, "X04-91", "2023-12") == [(5, "headcount", 2, 300)]


class TestOffTheMedianOfTheUnits:
    def book(self, units: int, odd: int) -> Book:
        book = Book()
        for code in UNITS[: units - 1]:
            book.add(code, "Z01", "2023-12", survey("甲村", 90), survey("乙村", 110))
        book.add(UNITS[-1], "Z01", "2023-12", survey("甲村", 100), survey("乙村", odd))
        return book

    @pytest.mark.parametrize(
        ("odd", "asked"), [(10_000, True), (9_999, False), (1, True), (2, False), (0, False)]
    )
    def test_of_ten_units(self, odd, asked):
        expected = [(6, "surveyed_count", 100, odd)] if asked else []
        assert failed(self.book(10, odd), "Z01-92", "2023-12") == expected

    def test_of_nine_nothing_is_usual(self):
        assert failed(self.book(9, 1_000_000), "Z01-92", "2023-12") == []

    def test_the_office_sets_how_many_units(self):
        assert failed(self.book(9, 1_000_000), "Z01-92", "2023-12", Z01_92={"units": 5}) != []


def test_the_finding_names_the_cell_and_what_to_do():
    book = Book()
    book.add(SCHOOL, "X05", "2023-11", session("1"))
    book.add(SCHOOL, "X05", "2023-12", session("2", 35_000))
    asked = verdict(book, "X05-91", "2023-12")
    findings, marks = cross_findings(
        BUILT_IN["X05"], [asked], lambda report_id, sheet, row, column: (row, f"{column}{row}")
    )
    (found,) = findings.itertuples()
    assert (found.level, found.header, found.cell) == ("query", "到账金额（万元）", "income5")
    assert found.message == "填报的数（35000）与上次填报（3.5）相差100倍以上，请核对计量单位后改正或说明。"
    assert marks["cell"].tolist() == ["income5"]


def test_the_page_of_the_rule_shows_the_figure_and_what_is_usual(tmp_path):
    book = Book()
    book.add(SCHOOL, "X05", "2023-11", session("1"))
    book.add(SCHOOL, "X05", "2023-12", session("2", 35_000))
    first = build_data_docs(verdict(book, "X05-91", "2023-12").results, "2023-12", tmp_path)
    pages = [page.read_text(encoding="utf-8") for page in first.parent.rglob("*.html") if page != first]
    assert len(pages) == 1
    for said in (
        "X05-91",
        "宿城中专",
        "35000",
        "到账金额（万元）",
        "本期填报的数与上次填报的数相差应不到100倍",
    ):
        assert said in pages[0]
