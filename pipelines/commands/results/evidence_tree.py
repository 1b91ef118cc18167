"""An explanation as a tree in the terminal. Rows are gathered by file and sheet. A long list is cut, and the
count of the rest is shown.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby

from rich.text import Text
from rich.tree import Tree

from assets.evidence.tree.data import figure_text
from assets.evidence.tree.nodes import Kind, Making, Node, Source

FEW_ROWS = 5
"""How many rows of a file, and how many reports of a list, are shown unless somebody asks for all."""

GLYPHS = {Making.RATIO: "÷", Making.DIFFERENCE: "－", Making.WEIGHTED: "×", Making.CAPPED: "最多"}
HEADED = {
    Kind.NOT_COUNTED: "未计入　",
    Kind.DECISION: "",
    Kind.RANKING: "",
    Kind.AUTHORITY: "",
    Kind.NOTE: "",
}
STYLES = {
    Kind.SCORE: "bold",
    Kind.ITEM: "bold",
    Kind.INDICATOR: "cyan",
    Kind.MEASURE: "",
    Kind.NOT_COUNTED: "yellow",
    Kind.DECISION: "magenta",
    Kind.AUTHORITY: "dim",
    Kind.NOTE: "dim",
}
FIGURELESS = (
    Kind.SCORE,
    Kind.ITEM,
    Kind.POINTS,
    Kind.AUTHORITY,
    Kind.NOTE,
    Kind.NOT_COUNTED,
    Kind.DECISION,
    Kind.RANKING,
    Kind.REPORT,
    Kind.GAP,
)
"""Kinds of nodes that may have no value; then none is shown."""


def explanation_tree(node: Node, most: int | None = FEW_ROWS) -> Tree:
    """The tree of an explanation. ``most`` limits the rows of each file and the reports of each list (None:
    no limit).
    """
    tree = Tree(_headline(node), guide_style="dim")
    _grow(tree, node, most)
    return tree


def _headline(node: Node) -> Text:
    code = f"{node.code}　" if node.kind in (Kind.ITEM, Kind.INDICATOR) and node.code else ""
    period = (
        f"（{node.period}）"
        if node.kind in (Kind.SCORE, Kind.MEASURE, Kind.LAST_YEAR, Kind.INDICATOR) and node.period
        else ""
    )
    line = Text(f"{HEADED.get(node.kind, '')}{code}{node.title}{period}", style=STYLES.get(node.kind, ""))
    if node.value is not None or node.kind not in FIGURELESS:
        line.append(f"：{figure_text(node.value, node.unit, node.is_lower_bound)}", style="bold")
    if node.source and node.kind is not Kind.ROW:
        line.append(f"　{_file(node.source)}", style="dim")
    return line


def _file(source: Source) -> str:
    received = f"，{source.received_at:%Y-%m-%d %H:%M} 收到" if source.received_at else ""
    return f"{source.file_name} 第{source.version}版{received}"


def _grow(tree: Tree, node: Node, most: int | None, told: frozenset[str] = frozenset()) -> None:
    """Add what a node says and what it is made of. Sentences that stand further up (``told``) are not
    repeated.
    """
    for sentence in node.says:
        if sentence not in told:
            tree.add(Text(sentence, style="" if node.kind is Kind.POINTS else "dim"))
    told = told | set(node.says)
    _add_rows(tree, [part for part in node.parts if part.kind is Kind.ROW], most)
    others = [part for part in node.parts if part.kind is not Kind.ROW]
    reports = [part for part in others if part.kind is Kind.REPORT]
    hidden = [] if most is None else reports[most:]
    for each in (*others, *node.beside):
        if each not in hidden:
            _grow(tree.add(_headline(each)), each, most, told)
    if hidden:
        tree.add(Text(f"其余{len(hidden)}份未列出（--rows all 列出全部）", style="dim"))


def _add_rows(tree: Tree, rows: Iterable[Node], most: int | None) -> None:
    for (_, sheet), members in groupby(rows, key=lambda row: (row.source.sha256, row.source.sheet)):
        among = list(members)
        first = among[0].source
        branch = tree.add(
            Text(f"{first.form_name} {first.period}　{_file(first)}，工作表“{sheet}”，{len(among)}行")
        )
        for row in among[:most]:
            branch.add(_row_line(row))
        if most is not None and len(among) > most:
            rest = [row.value for row in among[most:] if row.value is not None]
            branch.add(
                Text(
                    f"其余{len(among) - most}行合计{figure_text(sum(rest, Fraction(0)), '')}，未列出（--rows all 列出全部）",
                    style="dim",
                )
            )


def _row_line(row: Node) -> Text:
    line = Text(f"{row.title} ")
    line.append(figure_text(row.value, row.unit, row.is_lower_bound), style="bold")
    cells = [
        f"{cell.address or '（单元格标不出）'} {cell.header}“{cell.text or ''}”" for cell in row.source.cells
    ]
    line.append("　" + "，".join([*cells, *row.says]), style="dim")
    return line
