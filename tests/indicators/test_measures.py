"""Measures count, add and roll up exactly what the reports in force say, and say what is missing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assets.indicators.counting.measures import evaluate
from schemas.assessment.measures import Measure
from tests.support.indicator_office import TOWNSHIPS, Office, institution, learner, session

MEASURE = TypeAdapter(Measure)


def values(
    office: Office, period: str = "2023-12", as_of: date = date(2024, 1, 10), **measures: dict
) -> dict[tuple[str, str], object]:
    """(measure, unit) → row of the result."""
    read = {name: MEASURE.validate_python(measure) for name, measure in measures.items()}
    frame = evaluate(read, office.reported(as_of), [period])
    return {(row.measure, row.unit_code): row for row in frame.itertuples()}


LEARNERS = {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"}
REGULAR = {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"}


def test_a_person_on_two_rosters_is_one_person_of_the_district(office):
    office.report("321302001", "Z02", "2023-12", [learner("p1"), learner("p2")])
    office.report("321302101", "Z02", "2023-12", [learner("p2"), learner("p3")]).write()
    found = values(office, learners=LEARNERS)
    assert [found["learners", code].value for code in ("321302001", "321302101", "321302", "3213")] == [
        2,
        2,
        3,
        3,
    ]


def test_latest_takes_each_unit_s_newest_report_and_says_which(office):
    office.report("321302001", "Z03", "2023-11", [institution(90)]).report(
        "321302001", "Z03", "2023-12", [institution(100)]
    )
    office.report("321302112", "Z03", "2023-11", [institution(40)])
    for code in TOWNSHIPS:
        office.owes(code, "Z03", "2023-11").owes(code, "Z03", "2023-12")
    found = values(office.write(), regular=REGULAR)
    assert found["regular", "321302001"].value == 100
    assert found["regular", "321302001"].note == ""
    assert found["regular", "321302112"].value == 40
    assert found["regular", "321302112"].note == "缺报：屠园镇 2023-12 老年教育机构月报表（沿用2023-11数）"
    assert found["regular", "321302"].value == 140
    assert found["regular", "321302"].reports_missing == 2
    assert (
        found["regular", "321302"].note
        == "缺报：耿车镇 2023-12 老年教育机构月报表、屠园镇 2023-12 老年教育机构月报表（沿用2023-11数）"
    )


def test_latest_does_not_look_into_last_year(office):
    office.report("321302001", "Z03", "2022-12", [institution(90)]).write()
    found = values(office, regular=REGULAR)["regular", "321302001"]
    assert found.value is None
    assert found.note == "本年尚无老年教育机构月报表"


def test_missing_is_missing_and_never_zero(office):
    office.report("321302001", "Z03", "2023-12", [institution(0)])
    office.owes("321302001", "Z03", "2023-12").owes("321302112", "Z03", "2023-12", "missing")
    found = values(office.write(), regular=REGULAR)
    assert found["regular", "321302001"].value == 0
    assert found["regular", "321302112"].value is None
    assert found["regular", "321302112"].note == "缺报：屠园镇 2023-12 老年教育机构月报表"
    assert found["regular", "321302"].value == 0


def test_a_report_not_yet_due_is_not_called_missing(office):
    found = values(office.owes("321302001", "Z03", "2023-12"), as_of=date(2024, 1, 3), regular=REGULAR)
    assert found["regular", "321302001"].note == "尚未到期：幸福街道 2023-12 老年教育机构月报表"


@pytest.mark.parametrize("span", ["period", "year_to_date", "latest"])
def test_a_nil_report_gives_zero(office, span):
    office.report("321302XX01", "X05", "2023-12", []).write()
    found = values(
        office, trainees={"form": "X05", "aggregate": "sum", "columns": ["trainees"], "span": span}
    )
    assert found["trainees", "321302XX01"].value == 0
    assert found["trainees", "321302XX02"].value is None


def test_a_report_without_matching_rows_gives_zero(office):
    office.report("321302XX01", "X05", "2023-12", [session("职工培训", 20)]).write()
    where = [{"column": "category", "is": "创业培训"}]
    found = values(
        office,
        trainees={
            "form": "X05",
            "aggregate": "sum",
            "columns": ["trainees"],
            "where": where,
            "span": "period",
        },
    )
    assert found["trainees", "321302XX01"].value == 0


def test_year_to_date_adds_the_months_of_the_year(office):
    for period, trainees in (("2022-12", 5), ("2023-01", 7), ("2023-11", 11), ("2023-12", 13)):
        office.report("321302XX01", "X05", period, [session("职工培训", trainees)])
        office.owes("321302XX01", "X05", period)
    office.owes("321302XX01", "X05", "2023-10", "missing").write()
    spans = {"month": "period", "year": "year_to_date"}
    measures = {
        name: {"form": "X05", "aggregate": "sum", "columns": ["trainees"], "span": span}
        for name, span in spans.items()
    }
    found = values(office, period="2023-11", **measures)
    assert found["year", "321302XX01"].value == 18
    assert found["year", "321302XX01"].note == "缺报：江苏省宿城中等专业学校 2023-10 社会培训班次表"
    assert found["month", "321302XX01"].value == 11
    assert found["month", "321302XX01"].note == ""


def test_amounts_are_exact(office):
    office.report(
        "321302XX01", "X05", "2023-12", [session("职工培训", n, income="0.1") for n in range(1, 4)]
    ).write()
    found = values(
        office, income={"form": "X05", "aggregate": "sum", "columns": ["income"], "span": "period"}
    )
    assert found["income", "321302"].value == Decimal("0.3")


def test_a_sum_of_empty_cells_is_zero_where_a_report_is_in_force(office):
    """A blank optional number is nothing reported for its row; without a report nothing is known."""
    office.report("321302XX01", "X05", "2023-12", [session("职工培训", 3)]).write()
    found = values(
        office, income={"form": "X05", "aggregate": "sum", "columns": ["income"], "span": "period"}
    )
    assert found["income", "321302"].value == 0
    assert found["income", "321302"].note == "社会培训班次表相应栏目未填，按0计"
    assert found["income", "321302XX02"].value is None


def test_a_blank_after_a_nil_month_leaves_the_sum_at_zero(office):
    """November says that there was nothing, December leaves the amount of its one course blank."""
    office.report("321302XX01", "X05", "2023-11", []).report(
        "321302XX01", "X05", "2023-12", [session("职工培训", 3)]
    ).write()
    found = values(
        office, income={"form": "X05", "aggregate": "sum", "columns": ["income"], "span": "year_to_date"}
    )
    assert found["income", "321302XX01"].value == 0


def test_a_lower_bound_makes_the_sum_a_lower_bound(office):
    office.report(
        "321302XX01",
        "X05",
        "2023-12",
        [session("职工培训", 200, lower_bounds="hours,trainees"), session("创业培训", 3)],
    ).write()
    sums = {"all": {}, "other": {"where": [{"column": "category", "is": "创业培训"}]}}
    measures = {
        name: {"form": "X05", "aggregate": "sum", "columns": ["trainees"], "span": "period"} | more
        for name, more in sums.items()
    }
    found = values(office, **measures)
    assert found["all", "321302"].is_lower_bound
    assert not found["other", "321302"].is_lower_bound


def test_units_are_counted_once_however_many_rows_they_have(office):
    office.report(
        "321302001", "Z03", "2023-12", [institution(1), institution(2), institution(3, plaque=False)]
    )
    office.report("321302101", "Z03", "2023-12", [institution(4, plaque=False)]).write()
    with_plaque = {
        "form": "Z03",
        "aggregate": "units",
        "where": [{"column": "plaque", "is": "是"}],
        "span": "latest",
    }
    found = values(office, branches=with_plaque, townships={"count_units": "township"})
    assert [found["branches", code].value for code in ("321302001", "321302101", "321302")] == [1, 0, 1]
    assert [found["townships", code].value for code in ("321302001", "321302", "321311")] == [1, 3, 0]


def test_rows_about_other_units_count_for_those(office):
    """The bureau's table of townships: each township has its row's figures, the district their sum, and an
    unlisted one has nothing.
    """
    rows = [
        {"subject_code": code, "township": code, "residents": 10 * n, "elderly": n}
        for n, code in enumerate(TOWNSHIPS[:2], 1)
    ]
    office.report("321302JYJ", "J05", "2023-01", rows).write()
    found = values(
        office, elderly={"form": "J05", "aggregate": "sum", "columns": ["elderly"], "span": "latest"}
    )
    assert [found["elderly", code].value for code in (*TOWNSHIPS[:2], "321302")] == [1, 2, 3]
    assert found["elderly", "321302112"].value is None
    assert found["elderly", "321302112"].note == "镇街人口基数表未列该单位"
    assert found["elderly", "321302"].note == "镇街人口基数表少列1个单位"


def test_rows_held_back_are_said(office):
    office.report("321302001", "Z02", "2023-12", [learner("p1")], status="partly_accepted").write()
    assert (
        values(office, learners=LEARNERS)["learners", "321302"].note
        == "学历技能双提升学员名册有记录待更正未计入：幸福街道 2023-12"
    )


@pytest.mark.parametrize(
    ("condition", "counted"),
    [
        ({"column": "award", "is": "金牌"}, 1),
        ({"column": "award", "in": ["金牌", "银牌"]}, 2),
        ({"column": "award", "award_at_least": "银牌"}, 3),
        ({"column": "award", "award_at_least": "三等奖"}, 4),
        ({"column": "contest", "starts_with": "江苏"}, 3),
        ({"column": "contest", "contains": "技能"}, 4),
        ({"column": "headcount", "at_least": 2}, 1),
        ({"column": "awarded_on", "filled": True}, 2),
        ({"column": "awarded_on", "filled": False}, 3),
    ],
)
def test_conditions(office, condition, counted):
    awards = [
        ("江苏技能大赛", "金牌", 1, date(2023, 3, 1)),
        ("江苏技能大赛", "银牌", 1, date(2023, 3, 1)),
        ("江苏技能大赛", "一等奖", 1, None),
        ("全国技能大赛", "铜牌", 2, None),
        (None, "优秀奖", None, None),
    ]
    rows = [
        dict(zip(("contest", "award", "headcount", "awarded_on"), award, strict=True)) for award in awards
    ]
    office.report("321302XX01", "X04", "2023-12", rows).write()
    found = values(
        office, awards={"form": "X04", "aggregate": "count", "where": [condition], "span": "period"}
    )
    assert found["awards", "321302"].value == counted


def test_distinct_combinations(office):
    pairs = [("A", "订单班"), ("A", "产业学院"), ("B", "订单班"), ("A", "订单班")]
    rows = [{"enterprise_code": code, "cooperation": kind} for code, kind in pairs]
    office.report("321302XX01", "X08", "2023-12", rows).report(
        "321302XX02", "X08", "2023-12", rows[:1]
    ).write()
    columns = {"enterprises": ["enterprise_code"], "projects": ["enterprise_code", "cooperation"]}
    measures = {
        name: {"form": "X08", "aggregate": "distinct", "columns": names, "span": "latest"}
        for name, names in columns.items()
    }
    found = values(office, **measures)
    assert (found["enterprises", "321302"].value, found["projects", "321302"].value) == (2, 3)


def test_report_discipline(office):
    office.owes("321302001", "Z03", "2023-11", late=True).owes("321302001", "Z03", "2023-12", "missing")
    office.owes("321302101", "Z03", "2023-12", "returned").owes(
        "321302101", "Z02", "2023-12", "missing", late=True
    )
    counts = {name: {"reports": name, "span": "year_to_date"} for name in ("late", "missing", "returned")}
    found = values(office, z03={"reports": "missing", "forms": ["Z03"], "span": "period"}, **counts)
    assert [found[name, "321302"].value for name in ("late", "missing", "returned", "z03")] == [1, 2, 1, 1]
    assert [found[name, "321302001"].value for name in ("late", "missing", "returned")] == [1, 1, 0]
    assert found["late", "321302112"].value is None, "who owes nothing has nothing to be late with"
    assert values(office, period="2023-10", **counts)["late", "321302"].value is None, (
        "nothing was owed by then"
    )
    office.report("321302101", "Z03", "2023-12", [])
    assert values(office, **counts)["returned", "321302"].value == 0, "an earlier version is in force"
    before = values(office, as_of=date(2024, 1, 3), missing={"reports": "missing", "span": "year_to_date"})
    assert before["missing", "321302"].value == 0, "what is not yet due is not missing"


def test_report_discipline_in_days_and_places(office):
    """Four days late and one, three places found and two of them hard; a missing report adds no day."""
    office.owes("321302001", "Z03", "2023-11", late=True, late_days=4, findings=3, hard_findings=2)
    office.owes("321302101", "Z03", "2023-11", late=True, late_days=1)
    office.owes("321302101", "Z03", "2023-12", "missing", late=True)
    names = ("late_days", "owed", "findings", "hard_findings")
    found = values(office, **{name: {"reports": name, "span": "year_to_date"} for name in names})
    assert [found[name, "321302"].value for name in names] == [5, 3, 3, 2]
    assert [found[name, "321302001"].value for name in names] == [4, 1, 3, 2]
    early = values(office, as_of=date(2024, 1, 3), owed={"reports": "owed", "span": "year_to_date"})
    assert early["owed", "321302"].value == 2, "what is not yet due is not owed"


@pytest.mark.parametrize(
    ("span", "period", "counted"),
    [
        ("quarter", "2023-11", 2),  # October, November
        ("quarter", "2023-09", 3),  # July to September
        ("half_year", "2023-11", 5),  # July to November
        ("half_year", "2023-06", 6),  # January to June
        ("school_year", "2023-11", 3),  # September to November
        ("school_year", "2023-03", 3),  # September to December 2022 has no reports here
    ],
)
def test_spans_of_a_quarter_a_half_year_and_a_school_year(office, span, period, counted):
    for month in range(1, 12):
        office.report("321302001", "Z04", f"2023-{month:02}", [{"attendances": 1}])
    office.write()
    measure = {"form": "Z04", "aggregate": "sum", "columns": ["attendances"], "span": span}
    assert values(office, period=period, sum=measure)["sum", "321302001"].value == counted


def test_a_school_year_goes_back_to_last_september(office):
    for period in ("2022-08", "2022-09", "2022-12", "2023-03"):
        office.report("321302001", "Z04", period, [{"attendances": 1}])
    measure = {"form": "Z04", "aggregate": "sum", "columns": ["attendances"], "span": "school_year"}
    assert values(office.write(), period="2023-03", sum=measure)["sum", "321302001"].value == 3


rosters = st.dictionaries(
    st.sampled_from(TOWNSHIPS), st.lists(st.integers(0, 6), min_size=1, max_size=5), min_size=1
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rosters=rosters, seed=st.randoms(use_true_random=False))
def test_rolling_up(tmp_path_factory, rosters, seed):
    """Sums roll up to the sum of the leaves, persons to at most it, and the order of rows changes nothing."""
    results = []
    for order in (lambda rows: rows, lambda rows: seed.sample(rows, len(rows))):
        office = Office(tmp_path_factory.mktemp("office"))
        for code, persons in rosters.items():
            office.report(code, "Z02", "2023-12", [learner(f"p{person}") for person in persons])
            office.report(code, "Z03", "2023-12", [institution(person) for person in persons])
        results.append(values(office.write(order), learners=LEARNERS, regular=REGULAR))
    found, permuted = results
    assert {key: row.value for key, row in found.items()} == {key: row.value for key, row in permuted.items()}
    leaves = [code for code in TOWNSHIPS if code in rosters]
    assert (
        found["regular", "321302"].value
        == sum(found["regular", code].value for code in leaves)
        == sum(map(sum, rosters.values()))
    )
    assert found["learners", "321302"].value == len(
        {person for persons in rosters.values() for person in persons}
    )
    assert found["learners", "321302"].value <= sum(found["learners", code].value for code in leaves)


def test_dates_within_the_assessed_year_or_month(office):
    days = (
        date(2022, 12, 31),
        date(2023, 1, 1),
        date(2023, 9, 30),
        date(2023, 10, 1),
        date(2023, 11, 5),
        None,
    )
    office.report(
        "321302001",
        "Z02",
        "2023-10",
        [learner(f"p{place}", enrolled_on=day) for place, day in enumerate(days)],
    ).write()
    new = {"form": "Z02", "aggregate": "count", "span": "latest"}
    found = values(
        office,
        "2023-10",
        this_year=new | {"where": [{"column": "enrolled_on", "within": "year"}]},
        this_month=new | {"where": [{"column": "enrolled_on", "within": "month"}]},
    )
    assert found["this_year", "321302001"].value == 3, "a day after the assessed month is not counted yet"
    assert found["this_month", "321302001"].value == 1


def test_names_listed_in_one_cell_count_each_once(office):
    cells = ("城关镇、留山镇", "留山镇，云阳镇", "皇后乡", None, "城关镇 ")
    office.report(
        "321302001",
        "S02",
        "2023-12",
        [{"title": f"宣讲{n}", "townships": cell} for n, cell in enumerate(cells)],
    )
    office.report("321302101", "S02", "2023-12", [{"title": "宣讲", "townships": "云阳镇"}]).write()
    found = values(
        office,
        reached={
            "form": "S02",
            "aggregate": "distinct_listed",
            "columns": ["townships"],
            "span": "year_to_date",
        },
    )
    assert [found["reached", code].value for code in ("321302001", "321302101", "321302")] == [4, 1, 4]


def test_nothing_listed_is_zero(office):
    office.report("321302001", "S02", "2023-12", [{"title": "学习", "townships": None}]).write()
    found = values(
        office,
        reached={
            "form": "S02",
            "aggregate": "distinct_listed",
            "columns": ["townships"],
            "span": "year_to_date",
        },
    )
    assert found["reached", "321302001"].value == 0
