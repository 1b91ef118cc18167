"""What a steward reads of scores, conclusions and statuses."""

import pandas as pd

from assets.scores.markdown_tables import conclusion_table, gap_list, score_table, status_table


def test_scores_by_group_and_rank():
    totals = pd.DataFrame(
        {
            **{
                "unit_code": ["b", "a"],
                "unit_name": ["乙镇", "甲镇"],
                "group_name": ["镇", "镇"],
                "rank": [2, 1],
            },
            **{"score": [80.456, 98.5], "full_score": [100.0, 100.0]},
        }
    )
    assert score_table(totals).splitlines()[2:] == [
        "| 镇 | 1 | 甲镇 | 98.50 | 100 |",
        "| 镇 | 2 | 乙镇 | 80.46 | 100 |",
    ]
    assert score_table(totals.head(0)) == "本方案不考核这个月。"


def test_conclusions_with_their_gaps():
    counts = {"passed": [11], "failed": [1], "missing": [1]}
    units = pd.DataFrame(
        {
            "unit_name": ["甲校"],
            "conclusion": ["未达标"],
            **counts,
            "gaps": ["生均图书28册，要求不低于30册，差2册"],
        }
    )
    assert conclusion_table(units).splitlines()[2:] == ["| 甲校 | 未达标 | 11 | 1 | 1 |"]
    assert gap_list(units) == "- 甲校：生均图书28册，要求不低于30册，差2册"
    assert conclusion_table(units.head(0)).startswith("没有达标结论")


def test_statuses_by_unit_what_has_not_begun_first():
    rows = [
        ("a", "A-1", "达标"),
        ("a", "A-2", "未启动"),
        ("a", "A-3", "未启动"),
        ("b", "A-1", "引领"),
        ("b", "A-2", "未达标"),
        ("b", "A-3", None),
    ]
    statuses = pd.DataFrame(rows, columns=["unit_code", "indicator", "status"], dtype="string")
    assert status_table(statuses, {"a": "甲系", "b": "乙系"}).splitlines() == [
        "| 单位 | 未启动 | 未达标 | 达标 | 引领 | 缺报或无目标 |",
        "| --- | --- | --- | --- | --- | --- |",
        "| 甲系 | A-2、A-3 |  | A-1 |  |  |",
        "| 乙系 |  | A-2 |  | A-1 | A-3 |",
    ]
