"""What a steward looks at: tables and a picture of who has reported what, as Markdown that the Dagster UI
renders.
"""

import base64
from collections.abc import Iterable
from typing import Any, Protocol
from xml.sax.saxutils import escape

import pandas as pd

from assets.submissions.inbox.receipt_times import ReceiptTimes
from assets.submissions.tables.fates import WorkbookFates
from schemas.frames import each_row
from schemas.office.catalogue import Catalogue
from schemas.texts.markdown import markdown_list, markdown_table

STATUS_WORDS = {
    "missing": "缺报",
    "nil": "零报告",
    "accepted": "已通过",
    "accepted_with_queries": "通过（待核实）",
    "accepted_by_decision": "特批通过",
    "partly_accepted": "部分通过",
    "returned": "退回",
}
FILE_WORDS = {
    "accepted": "全部通过",
    "partly_accepted": "部分通过",
    "returned": "退回",
    "set_aside": "待认定",
    "rejected": "无法处理",
    "duplicate": "重复文件",
    "received": "待处理",
}
"""What became of a file."""
STATUS_COLOURS = {
    "missing": "#ffffff",
    "nil": "#a5d6a7",
    "accepted": "#43a047",
    "accepted_with_queries": "#c0ca33",
    "accepted_by_decision": "#00897b",
    "partly_accepted": "#fb8c00",
    "returned": "#e53935",
}
LEVEL_WORDS = {"hard": "强制", "query": "核实"}

MOST_FINDINGS_SHOWN, MOST_FINDINGS_NAMED = 30, 5
ROW_HEIGHT, CELL_WIDTH, NAME_WIDTH, MARGIN = 22, 56, 190, 10


def findings_table(findings: pd.DataFrame, forms: Catalogue) -> str:
    """The worst findings first: level, form, sheet and cell, message. Columns used: level, form, sheet, cell,
    message, row_count.
    """
    if findings.empty:
        return "没有审核意见。"
    worst = findings.sort_values(
        ["level", "row_count", "form", "sheet"], ascending=[True, False, True, True], kind="stable"
    )
    shown = worst.head(MOST_FINDINGS_SHOWN)
    # A list: in a table Dagster makes the short columns so narrow that their words stand upright.
    listed = markdown_list(
        f"{LEVEL_WORDS[row.level]}　{forms.name(row.form)}　{_place(row)}：{row.message}"
        for row in each_row(shown)
    )
    rest = len(worst) - len(shown)
    return listed + (f"\n\n另有 {rest} 条，见退回件或 bi\\_finding。" if rest else "")


def files_table(files: pd.DataFrame) -> str:
    """A line a file and why it is not taken. Columns used: file_name, received_at, reason."""
    if files.empty:
        return "没有。"
    return markdown_list(
        f"{row.file_name}（{row.received_at:%Y-%m-%d %H:%M} 收到）：{row.reason}" for row in each_row(files)
    )


def faulty_lines_table(times: ReceiptTimes) -> str:
    """The lines of the list of receipts that somebody has to correct."""
    if not times.faults:
        return "没有要改正的行。"
    return markdown_list(map(str, times.faults))


def worst_findings(findings: pd.DataFrame, forms: Catalogue) -> str:
    """The first hard findings as sentences, to stand behind a reason; empty without any. Columns used: as
    ``findings_table``.
    """
    hard = findings[findings["level"] == "hard"].head(MOST_FINDINGS_NAMED)
    return "".join(f"\n{forms.name(row.form)} {_place(row)}：{row.message}" for row in each_row(hard))


class ReportRow(Protocol):
    """A report as a line of a table shows it."""

    form: str
    status: str
    rows_read: int
    rows_accepted: int
    rows_held: int
    rows_skipped: int
    errors: int
    queries: int


def outcome_list(reports: Iterable[ReportRow], forms: Catalogue) -> str:
    """One line a report: form, status, rows, findings."""
    return (
        markdown_list(
            f"{forms.name(row.form)}：{STATUS_WORDS[row.status]}，读到 {row.rows_read} 行，接收 {row.rows_accepted}，"
            f"留置 {row.rows_held}，跳过 {row.rows_skipped}，强制性错误 {row.errors} 处，核实性问题 {row.queries} 处"
            for row in sorted(reports, key=lambda row: row.form)
        )
        or "尚未收到报表。"
    )


def fates_table(fates: WorkbookFates) -> str:
    """How many columns, blocks and sheets a pass has seen, and what became of them."""
    kinds = (("栏目", fates.columns), ("区块", fates.blocks), ("工作表", fates.sheets))
    return markdown_table(
        ["", "读到", "接收", "已知不是数据", "已提出审核意见"],
        [[name, each.read, each.mapped, each.no_data, each.told] for name, each in kinds],
    )


def _place(finding: Any) -> str:
    return "!".join(str(part) for part in (finding.sheet, finding.cell) if not pd.isna(part) and part)


def status_table(status: pd.DataFrame, forms: Catalogue) -> str:
    """One line a report: unit, form, status, due day. Columns used: unit_name, form, status, due_on,
    errors.
    """
    if status.empty:
        return "没有。"
    return markdown_table(
        ["单位", "报表", "状态", "应报日期", "强制性错误"],
        [
            [row.unit_name, forms.name(row.form), STATUS_WORDS[row.status], row.due_on, row.errors]
            for row in each_row(status)
        ],
    )


def matrix_picture(status: pd.DataFrame, period: str) -> str:
    """The report matrix of a period, unit × form, as Markdown that holds an SVG picture.

    Columns used: unit_code, unit_name, form, status, late. A red frame marks a late report.
    """
    if status.empty:
        return "本期没有应报的报表。"
    picture = base64.b64encode(matrix_svg(status, period).encode()).decode()
    return f"![{period} 报送情况](data:image/svg+xml;base64,{picture})"


def matrix_svg(status: pd.DataFrame, period: str) -> str:
    """The picture itself: a row a unit, a column a form, a coloured box a report, and a legend."""
    forms = sorted(status["form"].unique())
    units = status.drop_duplicates("unit_code").sort_values("unit_code")
    top = MARGIN + 2 * ROW_HEIGHT
    places = {(row.unit_code, row.form): row for row in each_row(status)}
    parts = [_text(MARGIN, MARGIN + 14, f"{period} 报送情况（行：填报单位，列：报表）", 14)]
    parts += [
        _text(NAME_WIDTH + index * CELL_WIDTH + 12, top - 6, form, 12) for index, form in enumerate(forms)
    ]
    for line, unit in enumerate(each_row(units)):
        y = top + line * ROW_HEIGHT
        parts.append(_text(MARGIN, y + 15, unit.unit_name, 12))
        for index, form in enumerate(forms):
            if report := places.get((unit.unit_code, form)):
                parts.append(
                    _box(
                        NAME_WIDTH + index * CELL_WIDTH,
                        y + 2,
                        CELL_WIDTH - 4,
                        report.status,
                        bool(report.late),
                    )
                )
    legend_y = top + len(units) * ROW_HEIGHT + 8
    for index, (key, word) in enumerate(STATUS_WORDS.items()):
        parts.append(_box(MARGIN + index * 115, legend_y, 18, key, False))
        parts.append(_text(MARGIN + index * 115 + 22, legend_y + 14, word, 12))
    parts.append(_box(MARGIN + len(STATUS_WORDS) * 115, legend_y, 18, "missing", True))
    parts.append(_text(MARGIN + len(STATUS_WORDS) * 115 + 22, legend_y + 14, "迟报", 12))
    width = max(NAME_WIDTH + len(forms) * CELL_WIDTH, 115 * (len(STATUS_WORDS) + 1)) + MARGIN
    height = legend_y + ROW_HEIGHT + MARGIN
    font = "font-family=\"'Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif\""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {font}>'
        f'<rect width="{width}" height="{height}" fill="#fafafa"/>{"".join(parts)}</svg>'
    )


def _text(x: int, y: int, text: str, size: int) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="#263238">{escape(text)}</text>'


def _box(x: int, y: int, width: int, status: str, late: bool) -> str:
    border = "#b71c1c" if late else "#90a4ae"
    thickness = 3 if late else 1
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{ROW_HEIGHT - 4}" rx="3" fill="{STATUS_COLOURS[status]}" '
        f'stroke="{border}" stroke-width="{thickness}"/>'
    )
