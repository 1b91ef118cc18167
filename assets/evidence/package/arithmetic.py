"""The sheet 计算 of an evidence workbook: from the score down to the measures. Each figure is a formula over
the lines below it.
"""

from collections.abc import Mapping

from assets.evidence.package.sheets import FigureCell, PackageSheet, SheetRow
from assets.evidence.tree.nodes import Kind, Making, Node
from schemas.figures import decimal_text

COLUMN = "B"
"""The column that holds the figures."""

WORDS = {
    Making.SUM: "以下各项相加",
    Making.TOTAL: "以下各项相加",
    Making.RATIO: "第一项÷第二项",
    Making.DIFFERENCE: "第一项－第二项",
    Making.GROWTH: "（第一项－第二项）÷第二项",
    Making.WEIGHTED: "各项×权数后相加",
    Making.CAPPED: "不超过上限",
    Making.ROUNDED: "四舍五入到两位小数",
    Making.METHOD: "按计分方法",
}
FOLDED = (Kind.ROW, Kind.UNIT, Kind.REPORT)
"""The kinds of nodes that have sheets of their own."""


def arithmetic_sheet(
    name: str, root: Node, sheets: Mapping[tuple[str, str, str], tuple[str, str]]
) -> PackageSheet:
    """The sheet 计算. ``sheets``: (kind, code, period) of a measure or target → the name of its sheet and the
    reference to its total.
    """
    lines = [
        SheetRow(("计算过程",), "title"),
        SheetRow(("项目", "数值", "单位", "怎么得来", "说明"), "header"),
    ]
    _add(root, 0, lines, sheets)
    return PackageSheet(name, (40, 14, 10, 34, 80), tuple(lines))


def _add(
    node: Node, depth: int, lines: list[SheetRow], sheets: Mapping[tuple[str, str, str], tuple[str, str]]
) -> int:
    """Add lines for the node and for what is below it; return the row of the node."""
    place = len(lines)
    lines.append(SheetRow(()))
    own = sheets.get((str(node.kind), node.code, node.period))
    parts = [] if own else [part for part in node.parts if part.kind not in FOLDED]
    rows = [_add(part, depth + 1, lines, sheets) for part in parts]
    for each in node.beside:
        if each.kind in (Kind.TARGET, Kind.LAST_YEAR):
            _add(each, depth + 1, lines, sheets)
    formula = f"={own[1]}" if own else _formula(node, [f"{COLUMN}{row}" for row in rows])
    how = f"见“{own[0]}”表" if own else WORDS.get(node.made_by, "")
    figure = FigureCell(
        node.value, node.unit, formula if node.value is not None else None, node.is_lower_bound
    )
    lines[place] = SheetRow((_title(node), figure, node.unit, how, "；".join(node.says)), indent=depth)
    return place + 1


def _title(node: Node) -> str:
    period = f"（{node.period}）" if node.period and node.kind in (Kind.MEASURE, Kind.LAST_YEAR) else ""
    return (
        f"{node.code} {node.title}" if node.kind in (Kind.ITEM, Kind.INDICATOR) else f"{node.title}{period}"
    )


def _formula(node: Node, cells: list[str]) -> str | None:
    """The formula for the node's figure over the cells of its parts, in the order of ``nodes.Making``. None
    where the figure stands for itself.
    """
    if not cells or node.made_by in (Making.GIVEN, Making.METHOD):
        return None
    first, second = cells[0], cells[-1]
    factors = [decimal_text(factor, 10) for factor in node.factors]
    if node.made_by is Making.WEIGHTED:
        return "=" + "+".join(f"{cell}*{factor}" for cell, factor in zip(cells, factors, strict=True))
    return {
        Making.SUM: "=" + "+".join(cells),
        Making.TOTAL: "=" + "+".join(cells),
        Making.RATIO: f"={first}/{second}" + (f"*{factors[0]}" if factors and factors[0] != "1" else ""),
        Making.DIFFERENCE: f"={first}-{second}",
        Making.GROWTH: f"=({first}-{second})/{second}",
        Making.CAPPED: f"=MIN({first},{factors[0] if factors else ''})",
        Making.ROUNDED: f"=ROUND({first},2)",
    }[node.made_by]
