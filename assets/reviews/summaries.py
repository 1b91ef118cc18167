"""The comparisons of a period as people see them: what was compared, how much of it agrees, and what could
not be compared.
"""

from collections.abc import Sequence

from assets.reviews.settlement import Verdict
from schemas.texts.markdown import markdown_table

SUMMARY_HEADERS = ["审核规则", "已核对", "相符", "强制性错误", "核实性问题", "未能核对"]


def summary_rows(verdicts: Sequence[Verdict]) -> list[list[object]]:
    """One row of SUMMARY_HEADERS for each rule: compared, agreeing, not agreeing by level, and not comparable
    (the other side has not come).
    """
    rows = []
    for verdict in verdicts:
        failed = verdict.failed["level"].value_counts()
        compared = len(verdict.table) - verdict.unchecked
        hard, query = int(failed.get("hard", 0)), int(failed.get("query", 0))
        rows.append([verdict.words.title, compared, compared - hard - query, hard, query, verdict.unchecked])
    return rows


def summary_table(verdicts: Sequence[Verdict]) -> str:
    """``summary_rows`` as Markdown."""
    return (
        markdown_table(SUMMARY_HEADERS, summary_rows(verdicts))
        if verdicts
        else "本期没有需要跨表核对的报表。"
    )
