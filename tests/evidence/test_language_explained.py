"""Rules that the sample's own schemes do not use, explained on the sample's data: every tree adds up."""

from dataclasses import replace
from fractions import Fraction

import pytest

from assets.evidence.tree.explain import explained
from assets.evidence.tree.grounds import grounds_of
from assets.evidence.tree.nodes import Kind, Making, Node, contradictions, walk, with_value
from assets.evidence.tree.originals import Originals
from schemas.assessment.assessed import assessed_units
from schemas.figures import exact
from schemas.scheme import Scheme

PERIOD = "2023-12"
PARTICIPATION = {
    "kind": "ratio",
    "numerator": ["regular"],
    "denominator": ["elderly"],
    "denominator_note": "60周岁以上常住老年人口",
}
RATE = {"unit_of_measure": "%", "formula": PARTICIPATION, "target": {"kind": "number", "value": 0.3}}
ACTIVITIES = {"unit_of_measure": "人次", "formula": {"kind": "total", "measures": ["attendances"]}}
SCHEME = {
    "id": "language-2023",
    "title": "试行方案",
    "year": 2023,
    "authority": "示例",
    "assessed": {"kind": "township", "under": "321302"},
    "group_by": "unit_group",
    "full_score": 100,
    "decimals": 3,
    "missing": {"share": 0, "says": "缺报不得分"},
    "light": {"preset": "three-colour by points"},
    "coefficients": {"321302001": 1.05},
    "may_exceed_weight": False,
    "ties": ["R"],
    "grades": {"best_first": [{"name": "优秀", "quota": 0.3}, {"name": "合格"}]},
    "sections": {
        "老年教育": {"weight": 80, "indicators": ["R", "P", "C"]},
        "活动": {"weight": 20, "indicators": ["Q"]},
    },
    "entries": {"opinion": {"title": "群众满意度", "unit_of_measure": "分", "most": 100}},
    "measures": {
        "regular": {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"},
        "elderly": {"form": "J05", "aggregate": "sum", "columns": ["elderly"], "span": "latest"},
        "attendances": {"form": "Z04", "aggregate": "sum", "columns": ["attendances"], "span": "quarter"},
        "days": {"title": "迟报天数", "reports": "late_days", "span": "quarter"},
        "places": {"title": "审核发现", "reports": "findings", "span": "year_to_date"},
    },
    "indicators": {
        "R": RATE
        | {
            "name": "参与率",
            "weight": 40,
            "score": {"method": "功效系数", "satisfactory": "best", "unacceptable": "mean"},
        },
        "P": RATE
        | {"name": "参与率分段", "weight": 20, "score": {"method": "分段", "points": [[0.2, 0], [0.3, 20]]}}
        | {"applies": {"except": ["321302101"]}},
        "C": {
            "name": "参与率增减",
            "unit_of_measure": "%",
            "formula": {"kind": "change", "of": PARTICIPATION},
            "weight": 20,
            "score": {"method": "位次插值", "worst": 0.5},
        },
        "Q": ACTIVITIES | {"name": "季度活动", "weight": 20, "score": {"method": "均值比"}},
        "D": {
            "name": "迟报和审核",
            "unit_of_measure": "次",
            "direction": "lower",
            "formula": {"kind": "total", "measures": ["days", "places"]},
            "score": {"method": "扣分", "each": 0.125, "cap": 3},
        },
        "O": {"name": "满意度", "unit_of_measure": "分", "formula": {"kind": "entered", "entry": "opinion"}},
    },
}


def test_every_tree_adds_up_to_its_score(sample):
    office, scheme = sample.office, Scheme.model_validate(SCHEME)
    assert list(scheme.findings(office.forms, office.site.registry)) == []
    units = assessed_units(scheme, office.site.registry, PERIOD)
    grounds = grounds_of(office, scheme, PERIOD, Originals(office, "test"), units)
    scores = grounds.assessed.scores.totals.set_index("unit_code")["score"]
    assert scores.notna().all()
    assert scores.nunique() > 5, "there is something to add up"
    for unit in units:
        tree = explained(grounds, None, unit)
        assert contradictions(tree) == [], unit.name
        assert tree.value == exact(scores[unit.code])
    left_out = next(unit for unit in units if unit.code == "321302101")
    titles = {node.title for node in walk(explained(grounds, None, left_out)) if node.kind is Kind.POINTS}
    assert "折算" in titles, "what does not apply is taken over by the others"


def test_a_mean_of_the_units_below_adds_up(sample):
    """The townships' participation, each counted once, for the district."""
    mean = {"kind": "mean_of_units", "of": "R", "kind_of_unit": "township"}
    indicators = {
        "M": {"name": "平均", "unit_of_measure": "%", "assesses": "district", "formula": mean},
        "R": {"name": "参与率", "unit_of_measure": "%", "assesses": "township", "formula": PARTICIPATION},
    }
    whole = {"assessed": {"kind": ["district", "township"], "under": "321302"}, "full_score": 0}
    kept = {key: SCHEME[key] for key in ("id", "title", "year", "authority", "light", "measures")}
    office, scheme = sample.office, Scheme.model_validate(kept | whole | {"indicators": indicators})
    district = [
        unit for unit in assessed_units(scheme, office.site.registry, PERIOD) if unit.kind == "district"
    ]
    grounds = grounds_of(office, scheme, PERIOD, Originals(office, "test"), district)
    tree = explained(grounds, "M", district[0])
    assert contradictions(tree) == []
    assert len(tree.parts) == 15
    rates = [value.computed.value for (code, _), value in grounds.assessed.values.items() if code == "R"]
    assert tree.value == sum(rates) / 15


@pytest.mark.parametrize("made_by", [Making.RATIO, Making.DIFFERENCE, Making.GROWTH])
def test_what_is_divided_or_reduced_by_a_lower_bound_is_no_lower_bound(made_by):
    """200余 ÷ 40 is at least 5; 40 ÷ 200余 is at most 0.2; 200余 ÷ 40余 is neither."""
    number, bound = Node(Kind.MEASURE, "40", Fraction(40)), Node(Kind.MEASURE, "200余", Fraction(200))
    bound = replace(bound, is_lower_bound=True)
    told = {
        parts: with_value(
            Node(Kind.INDICATOR, "", made_by=made_by, factors=(Fraction(1),), parts=parts)
        ).is_lower_bound
        for parts in ((bound, number), (number, bound), (bound, bound), (number, number))
    }
    assert list(told.values()) == [True, False, False, False]
