"""The evidence workbook (证据包). It can be handed to a unit that contests a score; every figure adds up on
the page.

It holds rows of units' reports. Persons appear only by masked number. It is written for the office alone
(folder 0700, file 0600).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assets.evidence.package.arithmetic import arithmetic_sheet
from assets.evidence.package.lists import (
    decisions_sheet,
    figure_sheet,
    not_counted_sheet,
    ranking_sheet,
    reports_sheet,
)
from assets.evidence.package.sheets import PackageSheet, SheetRow, workbook_bytes
from assets.evidence.tree.data import figure_text
from assets.evidence.tree.explain import Explanation
from assets.evidence.tree.nodes import Kind, Node, contradictions, walk
from assets.submissions.cell_text import sheet_name
from schemas.assessment.rule_texts import scoring_text
from warehouse.files.private_files import write_private
from warehouse.keeping.access_log import evidence_folder
from warehouse.ledger.returns import safe_name
from warehouse.office import Office

COVER, ARITHMETIC, DECISIONS, REPORTS, NOT_COUNTED, RANKING = (
    "封面",
    "计算",
    "认定",
    "依据的报表",
    "未计入",
    "组内排名",
)
PRIVACY = (
    "本证据包含有各单位报送的明细，只供核实本项得分使用，请勿转发。",
    "人员只显示身份证号的前6位和后4位，内容取自存档的原始文件；每次查看原件都有记录。",
)


class FiguresDoNotAddUp(RuntimeError):
    """A figure differs from what its parts come to. This is a fault of the program, and no evidence is handed
    out.
    """


def write_package(office: Office, explanation: Explanation, folder: Path | None = None) -> Path:
    """Write the evidence workbook of an explanation into a folder (default: ``<home>/evidence``); return its
    path.
    """
    parts = (explanation.unit.name, explanation.period, explanation.scheme.id, explanation.indicator)
    path = (
        folder or evidence_folder(office)
    ) / f"证据包-{'-'.join(safe_name(part) for part in parts if part)}.xlsx"
    write_private(path, workbook_bytes(package_sheets(office, explanation)))
    return path


def package_sheets(office: Office, explanation: Explanation) -> list[PackageSheet]:
    """The sheets: cover, arithmetic, reports, one sheet for each measure and each target, ranks, and what was
    not counted.
    """
    tree = explanation.tree
    if wrong := contradictions(tree):
        raise FiguresDoNotAddUp("、".join(f"{node.code} {node.title}" for node in wrong))
    taken = {COVER, ARITHMETIC, DECISIONS, REPORTS, NOT_COUNTED, RANKING}
    figures: list[PackageSheet] = []
    places: dict[tuple[str, str, str], tuple[str, str]] = {}
    for node in _with_sheets(tree):
        key = (str(node.kind), node.code, node.period)
        if key not in places:
            name = sheet_name(f"{len(places) + 1:02d} {node.period} {node.title}", taken)
            taken.add(name)
            sheet, total = figure_sheet(name, node, explanation.unit.name)
            figures.append(sheet)
            places[key] = (name, total)
    reports = [
        part
        for node in walk(tree)
        if node.kind is Kind.NOTE
        for part in node.parts
        if part.kind is Kind.REPORT
    ]
    rankings = [(_name(explanation, node.code), node) for node in walk(tree) if node.kind is Kind.RANKING]
    decided = [node for node in walk(tree) if node.kind is Kind.DECISION]
    sheets = [
        arithmetic_sheet(ARITHMETIC, tree, places),
        *figures,
        *([decisions_sheet(DECISIONS, decided)] if decided else []),
        *([ranking_sheet(RANKING, rankings)] if rankings else []),
        *([reports_sheet(REPORTS, reports)] if reports else []),
        not_counted_sheet(NOT_COUNTED, [node for node in walk(tree) if node.kind is Kind.NOT_COUNTED]),
    ]
    return [_cover(office, explanation, sheets), *sheets]


def _with_sheets(tree: Node) -> Iterator[Node]:
    """The measures with their periods, and the targets that were handed down; each of them has a sheet."""
    for node in walk(tree):
        below = {part.kind for part in node.parts}
        if (node.kind is Kind.MEASURE and Kind.MEASURE not in below) or (
            node.kind is Kind.TARGET and Kind.ROW in below
        ):
            yield node


def _name(explanation: Explanation, code: str) -> str:
    return explanation.scheme.indicators[code].name


def _cover(office: Office, explanation: Explanation, sheets: list[PackageSheet]) -> PackageSheet:
    scheme, tree = explanation.scheme, explanation.tree
    made = datetime.now(ZoneInfo(office.site.time_zone))
    facts = [
        ("被考核单位", f"{explanation.unit.name}（{explanation.unit.code}）"),
        ("考核方案", scheme.title),
        ("方案依据", scheme.authority),
        ("报告期", explanation.period),
        (
            "考核内容",
            f"{explanation.indicator} {_name(explanation, explanation.indicator)}"
            if explanation.indicator
            else "总分",
        ),
        ("结果", "；".join([_result(explanation), *tree.says])),
        *(_rules(explanation)),
        *(
            (note.title, "\n".join(note.says))
            for note in tree.beside
            if note.kind is Kind.NOTE and not note.parts
        ),
        ("数据截至", f"{office.as_of:%Y-%m-%d}"),
        ("制作单位、时间", f"{office.site.name}，{made:%Y-%m-%d %H:%M}"),
    ]
    lines = [SheetRow(("考核证据包",), "title"), *(SheetRow((name, text)) for name, text in facts)]
    lines += [
        SheetRow(("目录",), "heading"),
        *(SheetRow((sheet.name, str(sheet.lines[0].cells[0]))) for sheet in sheets),
    ]
    lines += [SheetRow((sentence,), "text") for sentence in PRIVACY]
    return PackageSheet(COVER, (44, 100), tuple(lines))


def _result(explanation: Explanation) -> str:
    tree = explanation.tree
    if explanation.indicator is None and not explanation.scheme.gives_points:
        return "本方案不计分，各项指标见“计算”表"
    return figure_text(tree.value, tree.unit, tree.is_lower_bound)


def _rules(explanation: Explanation) -> Iterator[tuple[str, str]]:
    """The text of the rule for one indicator, or the rules for all indicators that give points."""
    codes = (
        [explanation.indicator] if explanation.indicator else [item.code for item in explanation.tree.parts]
    )
    texts = {code: scoring_text(explanation.scheme.indicators[code]) or "只监测，不计分" for code in codes}
    yield "计分规则", "\n".join(f"{code} {_name(explanation, code)}：{text}" for code, text in texts.items())
    if explanation.indicator and explanation.scheme.illustrative:
        yield "示例性规定", "\n".join(explanation.scheme.illustrative)
