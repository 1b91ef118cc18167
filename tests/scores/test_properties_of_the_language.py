"""What holds of every scheme of the language, whatever its rules and its data: what is printed adds up, and no
order of rows or units changes anything.
"""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.evidence.tree.nodes import Kind, Node, contradictions, with_value
from assets.evidence.tree.total_nodes import total_made
from assets.scores.scores import calculate_scores
from schemas.figures import exact, rounded
from schemas.scheme import Scheme
from tests.scores.test_scores import REGISTRY, UNITS, frame, scheme

PERIOD = "2023-12"
RULES = [
    {"method": "目标达成", "bonus_cap": 0.2},
    {"method": "分档", "tiers": [{"at_least": 8, "points": 5}, {"at_least": 3, "points": 2}]},
    {"method": "分段", "points": [[2, 0], [5, 6], [9, 12]], "below": 0},
    {"method": "分段", "of": "completion", "points": [[0.5, 0], [1, 8]]},
    {"method": "同比增长", "full_at": 0.3},
    {"method": "排名赋分", "step": 1, "least": 1},
    {"method": "位次插值", "best": 1, "worst": 0.7},
    {"method": "分位", "bands": [[0.3, 10], [1, 2]]},
    {"method": "最优比", "floor": 0.1},
    {"method": "均值比", "cap": 1.3},
    {"method": "功效系数", "satisfactory": "best", "unacceptable": "mean"},
    {"method": "功效系数", "satisfactory": 8, "unacceptable": "worst", "clamp": [0, 110]},
    {"method": "功效系数", "satisfactory": 8, "unacceptable": 2, "form": "exponential", "clamp": [0, 120]},
    {"method": "扣分", "each": 0.125, "per": 2, "partial": True},
    {"method": "扣分", "each": 0.7, "over": "target", "per": 1},
    {"method": "直接计分"},
    {"method": "直接计分", "out_of": 10},
]
CREDIBILITY = {"method": "自评可信度", "each": 0.5, "per": 0.05, "cap": 3}
BESIDE = [
    CREDIBILITY,
    {"method": "加分", "each": 0.35, "cap": 3},
    {"method": "扣分", "each": 0.15, "cap": 2},
    {"method": "达标"},
    {"method": "降等", "authority": "办法第一条", "at_least": 6},
    {"method": "不得评优", "authority": "办法第二条", "at_least": 4},
    {"method": "一票否决", "authority": "办法第三条", "at_least": 11, "enabled": True},
]
ENTRIES = {
    "satisfaction": {"title": "满意度", "unit_of_measure": "分", "least": 0, "most": 12},
    "own_score": {"title": "自评分", "unit_of_measure": "分", "least": 0, "most": 40, "of": "W0"},
}
ENTERED = {"formula": {"kind": "entered", "entry": "satisfaction"}}
OWN_SCORE = {"formula": {"kind": "entered", "entry": "own_score"}}
NOT_APPLICABLE = {"value": None, "absence": "not_applicable"}
ON_NOTHING = {"numerator": 3, "denominator": 0, "value": None, "absence": "zero_denominator"}
CELLS = st.one_of(
    st.integers(0, 12).map(lambda n: {"value": n, "numerator": n, "target": 6, "last_year": 5}),
    st.sampled_from(
        [None, NOT_APPLICABLE, ON_NOTHING, {"value": 0, "numerator": 0, "target": 0, "last_year": 0}]
    ),
)
GRADES = {
    "best_first": [
        {"name": "优", "at_least": 60, "quota": 0.5},
        {"name": "良", "at_least": 30},
        {"name": "差"},
    ]
}


@st.composite
def situations(draw, always: tuple[dict, ...] = ()) -> tuple[Scheme, dict]:
    """A scheme of two to four weighted items and some beside them, ``always`` these, and what its units
    reported.
    """
    rules = draw(st.lists(st.sampled_from(RULES), min_size=2, max_size=4))
    weights = [Decimal(100) / 4] * (len(rules) - 1)
    weights.append(100 - sum(weights))
    target = {"target": {"kind": "number", "value": 6}}
    indicators = {
        f"W{place}": {"score": rule, "weight": float(weight)}
        | target
        | (ENTERED if rule["method"] == "直接计分" else draw(st.sampled_from([{}, ENTERED])))
        | draw(st.sampled_from([{}, {"may_exceed_weight": False}, {"coefficients": {"甲街道": 1.1}}]))
        | draw(st.sampled_from([{}, {"missing": {"share": 1, "says": "照给"}}]))
        for place, (rule, weight) in enumerate(zip(rules, weights, strict=True))
    }
    beside = draw(st.lists(st.sampled_from(BESIDE), max_size=3, unique_by=lambda rule: rule["method"]))
    beside = [*always, *(rule for rule in beside if rule not in always)]
    indicators |= {
        f"B{place}": {"score": rule} | target | (OWN_SCORE if rule["method"] == "自评可信度" else {})
        for place, rule in enumerate(beside)
    }
    parts = {"前": {"weight": 25, "indicators": ["W0"]}}
    parts["后"] = {"weight": 75, "indicators": [code for code in indicators if code != "W0"]}
    changes = {
        "decimals": draw(st.integers(0, 4)),
        "not_applicable": draw(st.sampled_from(["redistribute", "full_marks"])),
        "coefficients": draw(st.sampled_from([{}, {"乙街道": 0.95, "丙镇": 1.05}])),
        "may_exceed_weight": draw(st.booleans()),
        "ties": draw(st.sampled_from([[], ["W1"], ["W1", "W0"]])),
        "group_by": draw(st.sampled_from([None, "unit_group"])),
        "sections": parts,
        "entries": ENTRIES,
        "grades": GRADES | {"per": draw(st.sampled_from(["group", "all"]))},
    }
    values = {code: {unit: draw(CELLS) for unit in UNITS} for code in indicators}
    for code, indicator in indicators.items():
        if indicator["score"]["method"] == "自评可信度":
            claims = st.integers(0, 40) | st.sampled_from([40, 30, None, NOT_APPLICABLE])
            values[code] = {unit: draw(claims) for unit in UNITS}
    return scheme(indicators, 100, **changes), values


def by_unit(table: pd.DataFrame, column: str) -> dict[str, Fraction | None]:
    return {row.unit_code: exact(getattr(row, column)) for row in table.itertuples()}


@settings(max_examples=150, deadline=None)
@given(situations())
def test_items_sections_totals_and_trees_add_up(situation):
    assessed, values = situation
    found = calculate_scores(assessed, frame(values), REGISTRY, PERIOD)
    totals = by_unit(found.totals, "score")
    for unit in UNITS:
        items = found.items[found.items["unit_code"] == unit]
        points = {row.indicator: exact(row.score) for row in items.itertuples()}
        fulls = {row.indicator: exact(row.full_score) for row in items.itertuples()}
        vetoes = {row.indicator for row in items.itertuples() if row.method == "一票否决"}
        check_total(assessed, unit, totals[unit], points, fulls, vetoes)
        sections = found.sections[found.sections["unit_code"] == unit]
        assert sum(value or 0 for value in map(exact, sections["score"])) == sum(
            v or 0 for v in points.values()
        )
        assert sum(map(exact, sections["full_score"])) == sum(fulls.values())
        nodes = [Node(Kind.ITEM, code, value, code=code) for code, value in points.items()]
        weighted = {code for code, full in fulls.items() if full}
        made = total_made(found.accounts[unit], nodes, weighted, vetoes)
        tree = Node(Kind.SCORE, unit, value=totals[unit], made_by=made.made_by, parts=made.parts)
        if totals[unit] is not None:
            assert with_value(tree).value == totals[unit]
            assert contradictions(tree) == []


def check_total(assessed: Scheme, unit: str, total, points: dict, fulls: dict, vetoes: set) -> None:
    """The total by the words of the handbook, computed once more from the items."""
    applying = sum(fulls.values())
    if not applying:
        assert total is None
        return
    earned = sum(points[code] or 0 for code, full in fulls.items() if full)
    beside = sum(points[code] or 0 for code, full in fulls.items() if not full and code not in vetoes)
    whole = (Fraction(earned) / applying * 100 + beside) * Fraction(assessed.coefficients.get(unit, 1))
    if not assessed.may_exceed_weight:
        whole = min(whole, Fraction(100))
    expected = exact(rounded(whole, assessed.decimals))
    taken = sum(points[code] or 0 for code in vetoes)
    assert total == expected + taken
    assert taken in (0, -expected)


@settings(max_examples=100, deadline=None)
@given(situations(always=(CREDIBILITY,)))
def test_what_a_claim_above_the_score_costs(situation):
    """By the words of the handbook: half a point for every full 5 % above the printed score, or of the weight where nothing was earned; at most 3; nothing without a claim, and nothing for a claim below."""
    assessed, values = situation
    found = calculate_scores(assessed, frame(values), REGISTRY, PERIOD).items
    points = {(row.indicator, row.unit_code): exact(row.score) for row in found.itertuples()}
    for code, indicator in assessed.indicators.items():
        if indicator.score is None or indicator.score.method != "自评可信度":
            continue
        for unit in UNITS:
            claim, got = values[code][unit], points["W0", unit]
            if not isinstance(claim, int) or got is None:
                continue
            above = (claim - got) / (got if got > 0 else Fraction(assessed.indicators["W0"].weight))
            steps = max(0, above // Fraction("0.05"))
            lost = rounded(-min(Fraction(steps, 2), 3), assessed.decimals)
            assert points[code, unit] == exact(lost)


@settings(max_examples=100, deadline=None)
@given(situations(), st.randoms(use_true_random=False))
def test_no_order_of_rows_or_units_changes_anything(situation, random):
    assessed, values = situation
    rows = frame(values)
    shuffled = rows.sample(frac=1, random_state=random.randint(0, 9999))
    first, second = (calculate_scores(assessed, each, REGISTRY, PERIOD) for each in (rows, shuffled))
    for name in ("items", "totals", "sections", "grades"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


@settings(max_examples=100, deadline=None)
@given(situations())
def test_the_better_total_has_the_better_rank_and_no_worse_grade(situation):
    assessed, values = situation
    found = calculate_scores(assessed, frame(values), REGISTRY, PERIOD)
    totals, ranks = by_unit(found.totals, "score"), by_unit(found.totals, "rank")
    groups = dict(zip(found.totals["unit_code"], found.totals["group_name"], strict=True))
    names = [grade.name for grade in assessed.grades.best_first]
    grades = {row.unit_code: names.index(row.grade) for row in found.grades.itertuples()}
    lowered = {row.unit_code for row in found.grades.itertuples() if "；" in row.reason}
    assert set(grades) == {unit for unit in UNITS if totals[unit] is not None}
    for one in grades:
        for other in grades:
            if groups[one] == groups[other] and totals[one] > totals[other]:
                assert ranks[one] < ranks[other]
                assert grades[one] <= grades[other] or one in lowered


@settings(max_examples=50, deadline=None)
@given(situations(), st.integers(1, 9), st.integers(0, 4))
def test_a_revision_is_the_edited_scheme(situation, share, decimals):
    """What a setting changes is what editing the document would: from its month on, and not before."""
    assessed, values = situation
    document = assessed.model_dump(mode="json", by_alias=True, exclude_unset=True)
    edited = Scheme.model_validate(
        document | {"decimals": decimals, "missing": {"share": share / 10, "says": "修订"}}
    )
    settings_of = {"decimals": decimals, "missing.share": share / 10, "missing.says": "修订"}
    revision = {"from": "2023-07", "says": "区考〔2023〕12号", "set": settings_of}
    revised = Scheme.model_validate(document | {"revisions": [revision]})
    for scheme_of_month, same in (("2023-06", assessed), ("2023-12", edited)):
        found, expected = (
            calculate_scores(each, frame(values), REGISTRY, PERIOD)
            for each in (revised.in_month(scheme_of_month), same)
        )
        pd.testing.assert_frame_equal(found.items, expected.items)
        pd.testing.assert_frame_equal(found.totals, expected.totals)
