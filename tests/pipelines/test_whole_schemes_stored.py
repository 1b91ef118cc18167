"""What two months of a run store of a whole scheme: sections, grades, ranks against last year, scores taken in,
what units say of themselves, who is in charge.
"""

from datetime import datetime

import pandas as pd
import pytest

from assets.evidence.tree.explain import explain_score
from assets.evidence.tree.nodes import contradictions, walk
from schemas.decisions import DecisionKind
from tests.support.offices import SmallOffice
from tests.support.pipelines import pipeline_of
from tests.support.workbooks import township_workbook
from warehouse.ledger.decisions import Decision, record_decision
from warehouse.results import results

SCHEME = """\
id: whole-2023
title: 老年教育考核（2023年）
year: 2023
authority: 示例
assessed: {kind: township, under: "321302"}
full_score: 100
missing: {share: 0, says: 缺报的指标不得分}
light: {preset: three-colour by points}
follows: whole-2022
ties: [W-2]
sections:
  参与: {weight: 60, indicators: [W-1]}
  开户: {weight: 20, indicators: [W-2]}
  平时: {weight: 20, indicators: [W-3]}
grades:
  best_first: [{name: 优秀, quota: 0.5, at_least: 80}, {name: 合格}]
entries:
  own: {title: 自评分, unit_of_measure: 分, least: 0, most: 60, of: W-1}
measures:
  regular: {form: Z03, aggregate: sum, columns: [regular_learners], span: latest}
  accounts: {form: Z03, aggregate: sum, columns: [credit_accounts], span: latest}
indicators:
  W-1:
    name: 经常性参与人数
    unit_of_measure: 人
    office_section: 职成教科
    formula: {kind: total, measures: [regular]}
    target: {kind: number, value: 100}
    pace: constant
    weight: 60
    score: {method: 目标达成}
  W-2:
    name: 学分银行开户数
    unit_of_measure: 户
    formula: {kind: total, measures: [accounts]}
    weight: 20
    score: {method: 排名赋分, step: 5}
  W-3:
    name: 平时考核
    unit_of_measure: 分
    formula: {kind: scores, of: whole-2023, months: {11: 0.25, 12: 0.75}}
    weight: 20
    score: {method: 直接计分, out_of: 80}
  W-4:
    name: 自评可信度
    unit_of_measure: 分
    formula: {kind: entered, entry: own}
    score: {method: 自评可信度, each: 1, per: 0.05}
"""
CITY = """\
id: both-2023
title: 两个方案合计（2023年）
year: 2023
authority: 示例
assessed: {kind: township, under: "321302"}
full_score: 100
missing: {share: 0, says: 缺报的指标不得分}
light: {preset: three-colour by points}
measures: {}
indicators:
  C-1:
    name: 老年教育考核得分
    unit_of_measure: 分
    formula: {kind: scores, of: {whole-2023: 1}}
    weight: 100
    score: {method: 直接计分, out_of: 100}
"""
GENGCHE, BUZI = "321302101", "321302102"


@pytest.fixture
def assessed(tmp_path):
    """耿车镇 has 80 learners and 30 accounts in November, 100 and 50 in December; 埠子镇 50 and 40 in both."""
    office = SmallOffice(tmp_path, first="2023-11", last="2023-12", as_of="2024-01-10")
    for name, text in (("whole", SCHEME), ("both", CITY)):
        (office.site_folder / "schemes" / f"{name}-2023.yaml").write_text(text, encoding="utf-8")
    counts = {
        ("耿车镇", "2023-11"): (80, 30),
        ("耿车镇", "2023-12"): (100, 50),
        ("埠子镇", "2023-11"): (50, 40),
        ("埠子镇", "2023-12"): (50, 40),
    }
    for (name, period), (regular, accounts) in counts.items():
        figures = {"regular_learners": regular, "credit_accounts": accounts}
        book = township_workbook(name, period, sheets=["Z03"], **figures)
        office.send(f"{name}{period}.xlsx", book)
    claims = {"unit_code": BUZI, "scheme": "whole-2023", "indicator": "own", "period": "2023-12"}
    last_year = pd.DataFrame(
        {
            "unit_code": [GENGCHE, BUZI],
            "unit_name": ["耿车镇", "埠子镇"],
            "group_name": "全体",
            "score": [70.0, 90.0],
            "full_score": 100.0,
            "rank": [2, 1],
            "follows": None,
        }
    )
    items = pd.DataFrame(
        columns=["indicator", "unit_code", "score", "full_score", "method", "reason", "self_score"]
    )
    with office.office.engine.begin() as connection:
        made = Decision(
            DecisionKind.ENTER, datetime(2024, 1, 8), "教育局办公室", "自评表", value="36", **claims
        )
        record_decision(connection, "small", made)
        results.replace_scores(connection, "small", "whole-2022", "2022-12", last_year, items)
    with pipeline_of(office) as pipeline:
        pipeline.run("nightly")
        for period in ("2023-11", "2023-12"):
            assert pipeline.run("assess", period).success
    return office


def test_what_is_stored(assessed):
    """耿车镇 in November: 48 + 15 = 63 of 80, 15.75 of 20 for W-3: 78.75. In December 60 + 20 = 80;
    0.25 × 63 + 0.75 × 80 = 75.75 of 80 are 18.9375, rounded 18.94: 98.94. 埠子镇 in November: 30 + 20 = 50 of
    80, 12.5: 62.5. In December 30 + 15, and 4 points less, since its claim of 36 lies 20 % above 30: 41;
    0.25 × 50 + 0.75 × 41 = 43.25 of 80 are 10.8125, rounded 10.81: 51.81.
    """
    scores = assessed.view("bi_score", scheme="whole-2023").set_index(["unit_name", "period"])
    assert scores.loc[("耿车镇", "2023-11"), "score"] == 78.75
    assert scores.loc[("埠子镇", "2023-11"), "score"] == 62.5
    assert scores.loc[("耿车镇", "2023-12"), "score"] == 98.94
    assert scores.loc[("埠子镇", "2023-12"), "score"] == 51.81
    ranks = ["rank", "previous_rank", "rank_change", "last_year_rank"]
    assert scores.loc[("耿车镇", "2023-12"), ranks].tolist() == [1, 1, 0, 2]
    assert scores.loc[("埠子镇", "2023-12"), ranks].tolist() == [2, 2, 0, 1]
    assert scores.loc[("耿车镇", "2023-11"), ranks[1:]].isna().all()
    both = assessed.view("bi_score", scheme="both-2023", period="2023-12").set_index("unit_name")["score"]
    assert both.to_dict() == {"耿车镇": 98.94, "埠子镇": 51.81}


def test_sections_grades_and_claims(assessed):
    sections = assessed.view("bi_score_section", period="2023-12", unit_code=BUZI).set_index("section")
    assert sections["score"].to_dict() == {"参与": 30, "开户": 15, "平时": 10.81}
    assert sections["full_score"].to_dict() == {"参与": 60, "开户": 20, "平时": 20}
    assert set(sections["rank"]) == {2}
    grades = assessed.view("bi_grade", period="2023-12").set_index("unit_name")["grade"]
    assert grades.to_dict() == {"耿车镇": "优秀", "埠子镇": "合格"}
    items = assessed.view("bi_score_item", scheme="whole-2023", period="2023-12", unit_code=BUZI)
    assert items.set_index("indicator")["self_score"].dropna().to_dict() == {"W-1": 36}
    assert items.set_index("indicator").loc["W-4", "score"] == -4


def test_who_is_in_charge_stands_in_the_views(assessed):
    for view in ("bi_indicator", "bi_gap", "bi_monitoring"):
        rows = assessed.view(view, scheme="whole-2023", period="2023-12")
        charged = rows[rows["office_section"].notna()]
        assert set(charged["indicator"]) == {"W-1"}, view
        assert set(charged["office_section"]) == {"职成教科"}


def test_the_explanation_adds_up_down_to_months_and_entries(assessed):
    for unit in ("耿车镇", "埠子镇"):
        tree = explain_score(assessed.office, "whole-2023", None, unit, "2023-12").tree
        assert contradictions(tree) == []
        assert {"whole-2023 11月得分", "whole-2023 12月得分"} <= {node.title for node in walk(tree)}
    (claim,) = [node for node in walk(tree) if node.title == "自评分" and node.value == 36][:1]
    assert claim.says[0].startswith("第1号认定录入")
