"""What a run stores and Dagster shows of a scheme without points, of statuses and of a funnel."""

import pytest

from tests.support.pipelines import pipeline_of
from tests.support.workbooks import township_workbook

SCHEME = """\
id: conditions-2023
title: 老年教育办学条件（2023年）
year: 2023
authority: 示例
illustrative: [两项要求为示例]
assessed: {kind: township, under: "321302"}
full_score: 0
light: {preset: three-colour by points}
statuses: {ahead_margin: 0.10}
funnel:
  - {name: 报名, measure: learners}
  - {name: 注册, measure: registered}
measures:
  regular: {form: Z03, aggregate: sum, columns: [regular_learners], span: latest}
  accounts: {form: Z03, aggregate: sum, columns: [credit_accounts], span: latest}
  learners: {form: Z02, aggregate: distinct_persons, span: latest}
  registered: {form: Z02, aggregate: distinct_persons, where: [{column: registration, is: 已注册}], span: latest}
indicators:
  B-1:
    name: 经常性参与人数
    unit_of_measure: 人
    formula: {kind: total, measures: [regular]}
    target: {kind: number, value: 90}
    score: {method: 达标}
  B-2:
    name: 学分银行开户数
    unit_of_measure: 户
    formula: {kind: total, measures: [accounts]}
    target: {kind: number, value: 70}
    score: {method: 达标}
"""


@pytest.fixture
def reported(small_office):
    """耿车镇 has reported, 埠子镇 has not."""
    (small_office.site_folder / "schemes" / "conditions-2023.yaml").write_text(SCHEME, encoding="utf-8")
    small_office.send(
        "耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=100, credit_accounts=60)
    )
    with pipeline_of(small_office) as pipeline:
        pipeline.run("nightly")
        yield pipeline.run("assess", "2023-11")


def test_what_it_stores_and_shows(small_office, reported):
    conclusions = small_office.view("bi_conclusion").set_index("unit_name")
    assert conclusions["conclusion"].to_dict() == {"耿车镇": "未达标", "埠子镇": "无法判定"}
    assert conclusions.loc["耿车镇", ["passed", "failed", "missing", "gaps"]].tolist() == [
        1,
        1,
        0,
        "学分银行开户数60户，要求不低于70户，差10户",
    ]
    items = small_office.view("bi_conclusion_item", unit_name="耿车镇").set_index("indicator")
    assert items.loc["B-2", ["value", "required", "shortfall"]].tolist() == [60, 70, 10]
    scores = small_office.view("bi_score", scheme="conditions-2023")
    assert (len(scores), scores["score"].count(), scores["rank"].count(), set(scores["full_score"])) == (
        2,
        0,
        0,
        {0},
    )
    statuses = small_office.view("bi_indicator_status").set_index(["unit_code", "indicator"])["status"]
    assert statuses.dropna().to_dict() == {("321302101", "B-1"): "引领", ("321302101", "B-2"): "未达标"}
    assert len(statuses) == 4, "what has no value has no status"
    funnel = small_office.view("bi_funnel", unit_name="耿车镇").sort_values("step")
    assert funnel["stage"].tolist() == ["报名", "注册"]
    assert funnel["count"].iloc[0] == 3

    (shown,) = reported.asset_materializations_for_node("scores__conditions_2023")
    assert "学分银行开户数60户，要求不低于70户，差10户" in shown.metadata["差额清单"].value
    assert "| 耿车镇 |  | B-2 |  | B-1 |  |" in shown.metadata["指标状态"].value
    assert shown.metadata["示例说明"].value == "- 两项要求为示例"
    assert "得分" not in shown.metadata
    (with_points,) = reported.asset_materializations_for_node("scores__township_2023")
    assert "全部权重" in with_points.metadata["示例说明"].value
    (funnels,) = reported.asset_materializations_for_node("indicators__conditions_2023")
    assert "| 耿车镇 | 3 |" in funnels.metadata["漏斗"].value
    (together,) = reported.asset_materializations_for_node("assessment")
    assert "未达标" in together.metadata["老年教育办学条件（2023年）"].value
