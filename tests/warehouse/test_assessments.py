"""A period is assessed again when what it stands on has changed, and only then."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import update

from schemas.office.catalogue import BUILT_IN
from schemas.office.site import Site
from tests.support.small_schemes import scheme_of
from warehouse.database.tables import report
from warehouse.ledger import obligations
from warehouse.results import assessments, scheme_bases

TOWN = "321302101"


@dataclass(frozen=True)
class OnThatDay:
    """An office as the bases of its periods know it."""

    site: Site
    as_of: date
    base_years: tuple[int, ...] = ()
    counts_reports: bool = False


TODAY = date(2023, 11, 1)  # nothing is overdue yet


@pytest.fixture
def office(engine, site, post):
    """The due periods, assessing them, and posting a report, in three words."""
    (site.directory / "site.yaml").write_text("id: here", encoding="utf-8")

    class Office:
        def due(self, today=TODAY, **settings):
            with engine.connect() as connection:
                return list(assessments.due(connection, OnThatDay(site, today, **settings)))

        def assess(self, today=TODAY):
            with engine.begin() as connection:
                for period, basis in assessments.due(connection, OnThatDay(site, today)).items():
                    assessments.record(connection, site.id, period, basis)

        def begin_to_assess(self, period):
            with engine.begin() as connection:
                assessments.forget_if_changed(connection, OnThatDay(site, TODAY), period)

        def review(self, period, status):
            """What the review across reports says of the period's reports."""
            with engine.begin() as connection:
                connection.execute(update(report).where(report.c.period == period).values(status=status))

        def withdraw(self, period):
            with engine.begin() as connection:
                of_period = update(report).where(report.c.period == period)
                connection.execute(of_period.values(form_status="returned"))

        def post(self, period, status="accepted"):
            name = f"{period}-{status}.xlsx"
            post.receive((name, name, "2023-12-01 08:00"))
            post.record([(name, TOWN, "Z04", period, status, 3 if status == "accepted" else 0)])

    with engine.begin() as connection:
        obligations.register(connection, site, TODAY)
    return Office()


def test_a_report_concerns_its_own_period_and_the_later_ones_of_its_year_that_have_reports(office):
    office.post("2023-12")
    assert office.due() == ["2023-12"]
    office.assess()
    assert office.due() == []
    office.post("2023-10")
    assert office.due() == ["2023-10", "2023-12"]  # December counts the year to date


def test_growth_makes_this_december_stand_on_the_last(office):
    office.post("2023-12")
    office.assess()
    office.post("2022-12")
    assert office.due() == ["2022-12", "2023-12"]


def test_a_period_stands_on_the_base_year_that_a_scheme_compares_it_with(office):
    office.post("2023-12")
    office.assess()
    office.post("2021-12")
    assert office.due() == []
    assert office.due(base_years=(2021,)) == ["2023-12"]


def test_a_returned_report_changes_nothing(office):
    office.post("2023-12")
    office.assess()
    office.post("2023-11", status="returned")
    assert office.due() == []


def test_where_a_scheme_counts_reports_a_returned_one_is_no_missing_one(office, engine, site):
    with engine.begin() as connection:
        assessments.record(connection, site.id, "2023-11", "")
    office.post("2023-11", status="returned")
    assert office.due() == []
    assert office.due(counts_reports=True) == ["2023-11"]


def test_what_lies_before_the_history_or_after_the_last_period_is_not_assessed(office):
    office.post("2021-12")
    office.post("2024-01")
    assert office.due() == []


def test_a_due_date_that_has_passed_is_news(office, engine, site):
    office.post("2023-10")
    office.assess()
    with engine.begin() as connection:
        obligations.register(connection, site, date(2024, 1, 10))
    assert "2023-10" in office.due(date(2024, 1, 10))
    office.assess(date(2024, 1, 10))
    assert office.due(date(2024, 1, 10)) == []


def test_a_period_whose_time_has_come_is_assessed_although_nothing_is_new(office):
    office.post("2023-12")
    office.assess(date(2023, 12, 30))
    assert office.due(date(2023, 12, 30)) == []
    assert office.due(date(2023, 12, 31)) == ["2023-12"]


def test_an_edited_scheme_or_setting_has_everything_assessed_again(office, site):
    office.post("2023-12")
    office.assess()
    (site.directory / "site.yaml").write_text("id: elsewhere", encoding="utf-8")
    assert office.due() == ["2023-12"]


def test_a_run_that_waited_for_another_does_not_make_its_period_due_again(engine, site, office):
    office.post("2023-12")
    with engine.connect() as connection:
        asked_for = assessments.due(connection, OnThatDay(site, TODAY))["2023-12"]
    office.post("2023-11")
    with engine.begin() as connection:
        assessments.record_unless_done(connection, OnThatDay(site, TODAY), "2023-12", asked_for)
    assert office.due() == ["2023-11", "2023-12"]  # what came meanwhile may or may not have been read
    office.assess()
    with engine.begin() as connection:
        assessments.record_unless_done(connection, OnThatDay(site, TODAY), "2023-12", asked_for)
    assert office.due() == []


def test_a_period_whose_assessment_broke_off_is_due_although_the_news_is_withdrawn(office):
    office.post("2023-12")
    office.assess()
    office.post("2023-11")
    office.begin_to_assess("2023-12")  # and then the machine stops
    office.withdraw("2023-11")
    assert "2023-12" in office.due()


def test_an_assessment_of_what_has_not_changed_leaves_its_period_done(office):
    office.post("2023-12")
    office.assess()
    office.begin_to_assess("2023-12")
    assert office.due() == []


def test_what_the_review_of_an_earlier_period_returns_makes_the_later_ones_due(office):
    office.post("2023-01")
    office.post("2023-12")
    office.assess()
    office.review("2023-01", "returned")
    assert office.due() == ["2023-12"], "its own review follows from what it stands on"
    office.assess()
    office.review("2023-01", "accepted")
    assert office.due() == ["2023-12"]


TOTAL = {"formula": {"kind": "total", "measures": ["counted"]}}


def scheme(form="Z04", measure=None):
    counted = measure or {"form": form, "aggregate": "count", "span": "latest"}
    return scheme_of({"A-1": TOTAL}, measures={"counted": counted})


def test_a_scheme_stands_on_the_forms_it_reads_and_on_those_they_are_compared_with():
    assert scheme_bases.stands_on(scheme("Z04"), (), BUILT_IN) == {"Z04"}
    assert scheme_bases.stands_on(scheme("Z03"), (), BUILT_IN) == {"Z03", "J05"}
    assert scheme_bases.stands_on(scheme("Z02"), (), BUILT_IN) == {"Z01", "Z02"}


def test_a_scheme_that_counts_reports_stands_on_every_form():
    counting = scheme(measure={"reports": "late", "span": "year_to_date"})
    assert scheme_bases.stands_on(counting, (), BUILT_IN) is None


class TestSchemes:
    ON = {"activities": frozenset({"Z04"}), "elderly": frozenset({"Z03"}), "every form": None}

    @pytest.fixture
    def due(self, engine, site):
        """The schemes that are due in December."""

        def found():
            with engine.connect() as connection:
                bases = assessments.Bases.now(connection, OnThatDay(site, TODAY))
                return scheme_bases.due_schemes(connection, bases, "2023-12", self.ON)

        return found

    @pytest.fixture
    def record(self, engine, site):
        """Record that December was assessed on a basis, or on what there is now."""

        def recorded(basis=None):
            with engine.begin() as connection:
                bases = assessments.Bases.now(connection, OnThatDay(site, TODAY))
                basis = basis or bases.of("2023-12")
                scheme_bases.record_schemes(connection, bases, "2023-12", basis, self.ON)

        return recorded

    def test_only_the_schemes_are_due_that_stand_on_the_form_of_a_new_report(self, office, due, record):
        office.post("2023-12")
        assert due() == [*self.ON], "of none is it known what it stands on"
        record()
        assert due() == []
        office.post("2023-11")
        assert due() == ["activities", "every form"], "the report was of Z04"

    def test_an_edited_setting_makes_all_of_them_due(self, office, site, due, record):
        office.post("2023-12")
        record()
        (site.directory / "site.yaml").write_text("id: elsewhere", encoding="utf-8")
        assert due() == [*self.ON]

    def test_if_something_came_meanwhile_nothing_is_known_of_any(self, office, engine, site, due, record):
        office.post("2023-12")
        record()
        with engine.connect() as connection:
            asked_for = assessments.Bases.now(connection, OnThatDay(site, TODAY)).of("2023-12")
        office.post("2023-11")
        record(asked_for)
        assert due() == [*self.ON]
