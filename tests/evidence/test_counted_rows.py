"""What the rows of a measure add comes to the measure's value, whatever it counts and whatever is repeated,
empty or missing.
"""

from datetime import date
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assets.evidence.tree.counted_rows import NO_ROWS, counted_rows
from assets.indicators.counting.coverage import cover
from assets.indicators.counting.measures import evaluate_on, uses_of
from assets.indicators.counting.rolled_up import RolledUpFacts
from schemas.assessment.measures import Measure
from schemas.figures import exact
from tests.support.indicator_office import TOWNSHIPS, Office, learner, session

PERIOD, AS_OF = "2023-12", date(2024, 1, 10)
MEASURES = TypeAdapter(dict[str, Measure]).validate_python(
    {
        "persons": {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"},
        "online": {
            "form": "Z02",
            "aggregate": "count",
            "where": [{"column": "online", "is": "是"}],
            "span": "latest",
        },
        "classes": {"form": "Z02", "aggregate": "distinct", "columns": ["class_name"], "span": "latest"},
        "points": {
            "form": "Z02",
            "aggregate": "distinct",
            "columns": ["class_name", "teaching_point"],
            "span": "year_to_date",
        },
        "trainees": {"form": "X05", "aggregate": "sum", "columns": ["trainees"], "span": "year_to_date"},
        "income": {"form": "X05", "aggregate": "sum", "columns": ["income", "trainees"], "span": "period"},
        "money": {"form": "X05", "aggregate": "sum", "columns": ["income"], "span": "period"},
        "places": {
            "form": "Z02",
            "aggregate": "units",
            "where": [{"column": "online", "is": "是"}],
            "span": "latest",
        },
        "names": {
            "form": "S02",
            "aggregate": "distinct_listed",
            "columns": ["townships"],
            "span": "year_to_date",
        },
    }
)
names = st.sampled_from([None, "甲", "乙"])
learners = st.builds(
    lambda person, online, class_name, point: learner(
        person, online=online, class_name=class_name, teaching_point=point
    ),
    st.sampled_from(["p1", "p2", "p3"]),
    st.booleans(),
    names,
    names,
)
sessions = st.builds(session, st.just("职工培训"), st.integers(0, 50), st.sampled_from([None, "1.25", "0.1"]))
talks = st.builds(
    lambda cell: {"title": "宣讲", "townships": cell},
    st.sampled_from([None, "甲镇、乙镇", "乙镇，丙镇", "甲镇 "]),
)


def facts_of(office: Office, units: list[str]) -> RolledUpFacts:
    reported = office.reported(AS_OF)
    return RolledUpFacts(reported, cover(uses_of(MEASURES), [PERIOD], reported, units), units)


@given(
    rosters=st.dictionaries(st.sampled_from(TOWNSHIPS), st.lists(learners, max_size=6)),
    held=st.lists(sessions, max_size=5),
    given_talks=st.lists(talks, max_size=4),
)
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_what_the_rows_add_is_the_measure(tmp_path_factory, rosters, held, given_talks):
    office = Office(tmp_path_factory.mktemp("office"))
    for code, rows in rosters.items():
        office.report(code, "Z02", PERIOD, rows)
    office.report("321302XX01", "X05", PERIOD, held).report("321302XX02", "S02", PERIOD, given_talks).write()
    units = [*TOWNSHIPS, "321302", "3213", "321302XX01"]
    facts = facts_of(office, units)
    counted = {name: counted_rows(facts, measure, units) for name, measure in MEASURES.items()}
    for row in evaluate_on(facts, MEASURES).itertuples():
        if exact(row.value) is not None:
            rows = counted[row.measure].get((row.unit_code, PERIOD), NO_ROWS).rows
            assert sum((each.adds or Fraction(0) for each in rows), Fraction(0)) == exact(row.value), (
                row.measure,
                row.unit_code,
            )


def test_a_repeated_row_says_which_row_counts_it(tmp_path):
    office = Office(tmp_path)
    office.report("321302001", "Z02", PERIOD, [learner("p1")]).report(
        "321302101", "Z02", PERIOD, [learner("p2"), learner("p1")]
    ).write()
    facts = facts_of(office, ["321302"])
    found = counted_rows(facts, MEASURES["persons"], ["321302"])["321302", PERIOD]
    assert [(each.row["unit_code"], each.adds) for each in found.rows] == [
        ("321302001", 1),
        ("321302101", 1),
        ("321302101", 0),
    ]
    assert found.rows[2].counted_with["unit_code"] == "321302001"
