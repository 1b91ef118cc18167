"""The sheets of an evidence workbook besides its arithmetic: rows of measures and targets, reports, what was
not counted, and ranks.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from openpyxl.utils import get_column_letter

from assets.evidence.package.sheets import Content, FigureCell, PackageSheet, SheetRow, TextFormula, reference
from assets.evidence.tree.nodes import Kind, Node, Source

FILE_HEADERS = ("文件", "版本", "收到时间")
FILE_WIDTHS = (34, 8, 18)


def figure_sheet(name: str, node: Node, unit: str) -> tuple[PackageSheet, str]:
    """The sheet for a measure or a target of a unit, and the reference to its total.

    It first lists units, then rows, each with the cells it stands in. Both lists add up to the value, and the
    sheet says that they do.
    """
    rows = list(_rows(node, unit))
    head = [
        SheetRow((f"{node.title}（{node.period}）",), "title"),
        *(SheetRow((sentence,), "text") for sentence in node.says),
    ]
    by_unit, unit_total = _unit_table(node, unit, len(head) + 1)
    lines = [*head, *by_unit]
    headers, widths = _row_columns(rows)
    if rows:
        lines += _row_table(rows, headers, len(lines) + 1, unit_total)
    return PackageSheet(name, tuple(widths), tuple(lines)), reference(name, 2, unit_total)


def _rows(node: Node, unit: str) -> Iterator[tuple[str, Node]]:
    """The rows below a node, each with the name of the unit it is about."""
    for part in node.parts:
        if part.kind is Kind.ROW:
            yield unit, part
        else:
            yield from _rows(part, part.title)


def _leaves(node: Node, unit: str) -> Iterator[tuple[str, Fraction | None, str]]:
    """The units that have rows of their own, or else the units or reports that are counted. Each has its
    share and the notes on it.
    """
    own = [part.value for part in node.parts if part.kind is Kind.ROW]
    if own:
        yield unit, _sum(own), ""
    for part in node.parts:
        if part.kind is Kind.UNIT and part.parts:
            yield from _leaves(part, part.title)
        elif part.kind is not Kind.ROW:
            yield part.title, part.value, "；".join(part.says)


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if known else None


def _unit_table(node: Node, unit: str, start: int) -> tuple[list[SheetRow], int]:
    """The lines from row ``start`` on, and the row of the total."""
    leaves = list(_leaves(node, unit))
    lines = [SheetRow(("单位", "计入", "说明"), "header")]
    lines += [SheetRow((title, FigureCell(value, node.unit), says)) for title, value, says in leaves]
    first, last = start + 1, start + len(leaves)
    formula = f"=SUM(B{first}:B{last})" if leaves and node.value is not None else None
    total = FigureCell(node.value, node.unit, formula, node.is_lower_bound)
    lines.append(SheetRow(("合计", total, "" if node.value is not None else "没有数据"), "total"))
    return lines, start + len(leaves) + 1


def _row_columns(rows: Sequence[tuple[str, Node]]) -> tuple[list[str], list[int]]:
    headers = ["单位", "计入", "说明", "报告期", *FILE_HEADERS, "工作表", "行"]
    widths = [24, 14, 30, 10, *FILE_WIDTHS, 16, 6]
    for cell in rows[0][1].source.cells if rows else ():
        headers += [f"{cell.header}：单元格", f"{cell.header}：原文"]
        widths += [10, 22]
    return headers, widths


def _row_table(
    rows: Sequence[tuple[str, Node]], headers: Sequence[str], start: int, unit_total: int
) -> list[SheetRow]:
    lines = [SheetRow(("明细",), "heading"), SheetRow(tuple(headers), "header")]
    lines += [SheetRow(_row_cells(unit, row)) for unit, row in rows]
    first, last = start + 2, start + 1 + len(rows)
    total = _sum(row.value for _, row in rows)
    added = FigureCell(total, "", f"=SUM(B{first}:B{last})" if total is not None else None)
    lines.append(SheetRow(("明细合计", added, *_verdict(total, last + 1, unit_total)), "total"))
    return lines


def _verdict(total: Fraction | None, row: int, unit_total: int) -> tuple[Content, ...]:
    if total is None:
        return ("没有数据",)
    letter = get_column_letter(2)
    formula = f'=IF(ROUND({letter}{row}-{letter}{unit_total},6)=0,"与按单位的合计相符","与按单位的合计不符")'
    return (TextFormula("与按单位的合计相符", formula),)


def _row_cells(unit: str, row: Node) -> tuple[Content, ...]:
    source = row.source
    cells = [content for cell in source.cells for content in (cell.address or "标不出", cell.text or "")]
    return (
        unit,
        FigureCell(row.value, is_lower_bound=row.is_lower_bound),
        "；".join(row.says),
        row.period,
        *_file_cells(source),
        source.sheet,
        source.row,
        *cells,
    )


def _file_cells(source: Source | None) -> tuple[Content, ...]:
    return (source.file_name, f"第{source.version}版", source.received_at) if source else ("", "", "")


def reports_sheet(name: str, nodes: Iterable[Node]) -> PackageSheet:
    """The reports on which the figures stand, each with its file, version, time of receipt and
    fingerprint.
    """
    lines = [
        SheetRow(("依据的报表",), "title"),
        SheetRow(("报表", "单位", "报告期", "受理情况", *FILE_HEADERS, "文件指纹（SHA-256）"), "header"),
    ]
    told = {}
    for node in nodes:
        key = (node.source.form, node.period, node.code)
        told[key] = (
            node.source.form_name,
            node.source.unit,
            node.period,
            "；".join(node.says),
            *_file_cells(node.source),
        )
        told[key] += (node.source.sha256,)
    lines += [SheetRow(cells) for _, cells in sorted(told.items())]
    return PackageSheet(name, (26, 14, 10, 34, *FILE_WIDTHS, 40), tuple(lines))


def not_counted_sheet(name: str, nodes: Sequence[Node]) -> PackageSheet:
    """The sheet of what was not counted, and why."""
    lines = [
        SheetRow(("未计入的报表和明细行",), "title"),
        SheetRow(("报表", "原因", *FILE_HEADERS), "header"),
    ]
    told = dict.fromkeys((node.title, "\n".join(node.says), *_file_cells(node.source)) for node in nodes)
    lines += [SheetRow(cells) for cells in told] or [
        SheetRow(("应报的报表都已受理，没有留置的行。",), "text")
    ]
    return PackageSheet(name, (34, 70, *FILE_WIDTHS), tuple(lines))


def decisions_sheet(name: str, nodes: Iterable[Node]) -> PackageSheet:
    """The decisions of the office on which the figures depend."""
    told = {node.code: node.title for node in nodes}
    lines = [SheetRow((told[code],), "text") for code in sorted(told, key=int)]
    return PackageSheet(name, (120,), (SheetRow(("主管部门的认定",), "title"), *lines))


def ranking_sheet(name: str, nodes: Iterable[tuple[str, Node]]) -> PackageSheet:
    """The values of the groups by which ranks were given, one indicator after the other."""
    lines = [SheetRow(("组内排名",), "title")]
    for title, node in nodes:
        lines += [
            SheetRow((f"{node.code} {title}：{node.title}",), "heading"),
            SheetRow(("单位", "值", "名次"), "header"),
        ]
        lines += [
            SheetRow((part.title, FigureCell(part.value, part.unit), "；".join(part.says)))
            for part in node.parts
        ]
    return PackageSheet(name, (30, 16, 20), tuple(lines))
