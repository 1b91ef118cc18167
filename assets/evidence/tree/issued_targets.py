"""The rows of form J03 (目标任务下达表) that hand down a target."""

from collections.abc import Sequence

from assets.evidence.tree.grounds import TreeSources
from assets.evidence.tree.nodes import Kind, Node
from assets.indicators.counting.rolled_up import counted_rows
from assets.indicators.targets import TARGETS_USE, TargetKey
from schemas.figures import exact
from schemas.scheme import TARGETS_FORM
from warehouse.facts.store import fact_schema

TARGET_COLUMNS = ("scheme", "indicator", "unit", "target")


def issued_rows(grounds: TreeSources, keys: Sequence[TargetKey]) -> list[Node]:
    """The rows that hand down these targets, each with its file and cells. Together they make up the
    target.
    """
    if not keys:
        return []
    form = grounds.forms[TARGETS_FORM]
    table = counted_rows(fact_schema(form), grounds.assessed.facts.amendments(form))
    columns = [
        "report_id",
        "unit_code",
        "subject_code",
        "holder",
        "period",
        "sheet",
        "row",
        "scheme",
        "indicator",
        "target",
    ]
    newest = table.filter(
        (table["assessed_period"] == keys[0][0]) & (table["counted_span"] == str(TARGETS_USE[1]))
    )
    found = grounds.assessed.facts.compute_counted(newest.select(*columns).distinct(), form)
    wanted = {key[1:] for key in keys}
    found = [row for row in found if (row["scheme"], row["indicator"], row["holder"]) in wanted]
    found.sort(key=lambda row: (row["subject_code"], row["report_id"], row["sheet"], row["row"]))
    return [
        Node(
            kind=Kind.ROW,
            title=f"{grounds.unit_name(row['subject_code'])} 第{row['row']}行",
            period=row["period"],
            value=exact(row["target"]),
            source=grounds.of_row(form, row, TARGET_COLUMNS),
        )
        for row in found
    ]
