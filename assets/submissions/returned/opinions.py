"""The sheet 审核意见 of a returned workbook: a line for each finding, what to do, and room for the answer."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.cell_text import display_width, sheet_name, write_text
from assets.submissions.opening.explanations import (
    COMPARED,
    EXPLANATION_HEADER,
    KEY_HEADER,
    SHEET,
    FindingKey,
    Judgement,
    is_opinions_header,
    judge,
)
from assets.submissions.returned.marking import FILLS
from assets.submissions.review.findings import row_ranges
from schemas.findings import KINDS, SHORTEST_EXPLANATION, Level
from schemas.periods import parse_period

HEADERS = (
    "序号",
    "级别",
    "报表",
    "工作表",
    "位置",
    "存在问题",
    "怎么改",
    "涉及分值",
    EXPLANATION_HEADER,
    KEY_HEADER,
)
WIDTHS = (6, 12, 20, 18, 26, 50, 38, 10, 40, 4)
LEVELS = {Level.HARD: "强制性错误", Level.QUERY: "核实性错误"}
INSTRUCTIONS = (
    "1. 标红的单元格是强制性错误，必须改正；标黄的是核实性错误，请改正，或在“核实说明”栏写明原因。",
    "2. 请直接在本文件中修改，点“位置”可跳到要改的单元格。",
    "3. 改好后保存，把本文件原样报回；只写“核实无误”“属实”等没有写明原因的，不予采纳。",
)
COSTS = "4. “涉及分值”是考核中要用这张报表计算的指标的分值，报表退回或有行留置时，这些指标缺数或少算。"
NOTHING_TO_EXPLAIN = "—"
NO_COST = -1.0
"""Stands for a finding whose cost in score is not known, so that it comes after those that cost nothing."""

WHAT_UNITS_MAY_DO = ("formatColumns", "formatRows", "autoFilter")
"""What the protection of the sheet leaves open besides the answers."""

_REPEATED = re.compile(r"（共(\d+)处：(.+)）$")
_ADVICE = re.compile(r"^(.+?)[，,；](请.+)$")
_THIN = Side(style="thin", color="A6A6A6")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_ANSWER = PatternFill("solid", fgColor="FFFFF9E5")
_SHADE = PatternFill("solid", fgColor="FFDDEBF7")


@dataclass(frozen=True)
class Heading:
    """What stands above the list. ``change`` tells what has become of the last review's findings
    (上次12条，已改9 …), if there was one. ``form_titles`` names the forms by code.
    """

    office: str
    unit: str
    period: str
    file_name: str
    change: str = ""
    form_titles: Mapping[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """Unit, period and file in one line."""
        year, month = parse_period(self.period).split("-") if self.period else ("", "")
        period = f"{year}年{int(month)}月" if self.period else ""
        return "　　".join(
            filter(
                None,
                (self.unit, period, f"文件：{self.file_name}", f"审核：{self.office}" if self.office else ""),
            )
        )


@dataclass
class Line:
    """A line of the list: findings that say the same of the same column of a sheet."""

    level: Level
    form: str
    sheet: str
    cell: str
    message: str
    places: str
    cost: float
    count: int = 0
    keys: list[FindingKey] = field(default_factory=list)


def opinion_lines(findings: pd.DataFrame) -> list[Line]:
    """The findings as lines: those that must be corrected first, then by what they cost in score, then as
    they stand in the workbook.
    """
    lines: dict[tuple, Line] = {}
    rows: dict[tuple, list[int]] = {}
    for number, finding in enumerate(findings.to_dict("records")):
        text = {name: "" if pd.isna(value) else value for name, value in finding.items()}
        message, places, repeated = _split_repetition(text["message"])
        same = (text["level"], text["form"], text["code"], text["sheet"], text["column"], message)
        group = (*same, number) if repeated or text["row"] == "" else same
        cost = NO_COST if text.get("cost", "") == "" else float(text["cost"])
        line = Line(Level(text["level"]), text["form"], text["sheet"], text["cell"], message, places, cost)
        line = lines.setdefault(group, line)
        line.count += int(text["row_count"])
        line.keys.append(FindingKey.of(text))
        rows.setdefault(group, []).append(int(text["row"] or 0))
    for group, line in lines.items():
        if len(rows[group]) > 1:
            line.places = f"{row_ranges(rows[group])}，共{len(rows[group])}处"
    return sorted(lines.values(), key=lambda line: (line.level is not Level.HARD, -line.cost))


def _split_repetition(message: str) -> tuple[str, str, bool]:
    """A message without its （共83处：第5–87行）, these places as 第5–87行，共83处, and whether it had
    them.
    """
    found = _REPEATED.search(message)
    return (message[: found.start()], f"{found[2]}，共{found[1]}处", True) if found else (message, "", False)


def wrong_and_advice(message: str, level: Level) -> tuple[str, str]:
    """A sentence of the catalogue in two: what is wrong, and what to do."""
    found = _ADVICE.match(message)
    if found:
        return found[1] + "。", found[2]
    return message, "请改正后重新报送。" if level is Level.HARD else "请改正，或在“核实说明”栏写明原因。"


def remove_opinions(workbook: Workbook) -> None:
    """Take away the sheet of an earlier return, also a copy of it; a sheet of the unit's own that is only
    called so stays.
    """
    for sheet in list(workbook.worksheets):
        if sheet.title.startswith(SHEET):
            top = sheet.iter_rows(max_row=COMPARED, max_col=len(HEADERS) + 5, values_only=True)
            if any(is_opinions_header(row) for row in top):
                workbook.remove(sheet)


def add_opinions(
    workbook: Workbook,
    heading: Heading,
    findings: pd.DataFrame,
    names: Mapping[str, str],
    explanations: pd.DataFrame | None = None,
) -> None:
    """Add the sheet in front. ``names``: the unit's sheets → their names in this workbook, for the links."""
    sheet = workbook.create_sheet(sheet_name(SHEET, set(workbook.sheetnames)), 0)
    lines = opinion_lines(findings)
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    top = _write_top(sheet, heading, lines)
    answered = _answers(explanations)
    for number, line in enumerate(lines, 1):
        answers = [answered[key.text()] for key in line.keys if key.text() in answered]
        title = heading.form_titles.get(line.form, line.form)
        _write_line(sheet, top + number, number, line, title, names.get(line.sheet, ""), answers)
    _lay_out(sheet, top, has_cost=any(line.cost > NO_COST for line in lines))
    _ask_for_reasons(sheet, top, len(lines))
    _open_here(workbook)


def _answers(explanations: pd.DataFrame | None) -> dict[str, str]:
    if explanations is None:
        return {}
    named = explanations[["form", "code", "column", "row_key"]].itertuples(index=False, name=None)
    return {
        json.dumps(identity, ensure_ascii=False): text
        for identity, text in zip(named, explanations["text"], strict=True)
    }


def _write_top(sheet: Worksheet, heading: Heading, lines: Iterable[Line]) -> int:
    """Title, addressee, what to do, the count; gives the row of the header."""
    counts = {level: sum(line.count for line in lines if line.level is level) for level in Level}
    summary = (
        f"本次审核意见：强制性错误{counts[Level.HARD]}处，核实性错误{counts[Level.QUERY]}处。{heading.change}"
    )
    costs = [COSTS] if any(line.cost > NO_COST for line in lines) else []
    texts = (SHEET, heading.line(), *INSTRUCTIONS, *costs, summary)
    for row, text in enumerate(texts, 1):
        cell = sheet.cell(row, 1)
        write_text(cell, text)
        cell.font = (
            Font(name="黑体", size=18)
            if row == 1
            else Font(name="黑体" if row in (2, len(texts)) else "宋体", size=12)
        )
        cell.alignment = Alignment(
            horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True
        )
        sheet.merge_cells(
            start_row=row, end_row=row, start_column=1, end_column=HEADERS.index(EXPLANATION_HEADER) + 1
        )
        sheet.row_dimensions[row].height = 34 if row == 1 else 20
    header = len(texts) + 1
    for column, text in enumerate(HEADERS, 1):
        cell = _cell(sheet, header, column, text)
        cell.font, cell.fill = Font(name="黑体", size=11), _SHADE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[header].height = 24
    return header


def _write_line(
    sheet: Worksheet, row: int, number: int, line: Line, title: str, target: str, answers: list[str]
) -> None:
    wrong, advice = wrong_and_advice(line.message, line.level)
    refused = next((text for text in answers if judge(text) is Judgement.REFUSED), "")
    if refused:
        advice = KINDS["empty-explanation"].message(text=refused[:20]) + advice
    texts = (LEVELS[line.level], title, line.sheet, line.places or line.cell or "整表", wrong, advice)
    _cell(sheet, row, 1, number)
    for column, text in enumerate(texts, 2):
        _cell(sheet, row, column, text)
    if line.cost > NO_COST:
        _cell(sheet, row, 8, line.cost)
    else:
        _cell(sheet, row, 8, "")
    sheet.cell(row, 2).fill = FILLS[line.level]
    if target:
        _link(sheet.cell(row, 5), target, line.cell or "A1")
    _write_answer(_cell(sheet, row, 9, "；".join(dict.fromkeys(answers))), line.level)
    _cell(sheet, row, 10, "\n".join(key.stored(line.sheet) for key in line.keys))
    heights = (
        math.ceil(display_width(text) / (width - 2)) for text, width in zip(texts, WIDTHS[1:], strict=False)
    )
    sheet.row_dimensions[row].height = 6 + 15 * max(heights)


def _write_answer(cell: Cell, level: Level) -> None:
    """Only a query can be answered with an explanation."""
    if level is Level.QUERY:
        cell.fill, cell.protection, cell.number_format = _ANSWER, Protection(locked=False), "@"
    else:
        write_text(cell, NOTHING_TO_EXPLAIN)
        cell.alignment = Alignment(horizontal="center", vertical="center")


def _cell(sheet: Worksheet, row: int, column: int, value: str | float) -> Cell:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        write_text(cell, value)
    else:
        cell.value = value
    is_narrow = HEADERS[column - 1] in ("序号", "级别", "涉及分值")
    cell.font, cell.border = Font(name="宋体", size=11), _BOX
    cell.alignment = Alignment(
        horizontal="center" if is_narrow else "left", vertical="center", wrap_text=True
    )
    return cell


def _link(cell: Cell, target: str, place: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(target)}!{place}")
    cell.font = Font(name="宋体", size=11, color="0563C1", underline="single")


def _lay_out(sheet: Worksheet, header: int, has_cost: bool) -> None:
    sheet.column_dimensions["H"].hidden = not has_cost
    sheet.column_dimensions["J"].hidden = True
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    sheet.print_title_rows = f"{header}:{header}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.protection.sheet = True
    for permission in WHAT_UNITS_MAY_DO:
        setattr(sheet.protection, permission, False)


def _ask_for_reasons(sheet: Worksheet, header: int, count: int) -> None:
    if count:
        check = DataValidation(
            "textLength",
            operator="greaterThanOrEqual",
            formula1=str(SHORTEST_EXPLANATION),
            showErrorMessage=True,
        )
        check.showInputMessage, check.promptTitle, check.prompt = (
            True,
            EXPLANATION_HEADER,
            "请写明具体原因，不要只写“核实无误”“属实”。",
        )
        check.errorTitle, check.error = EXPLANATION_HEADER, "请写明具体原因。"
        check.add(f"I{header + 1}:I{header + count}")
        sheet.add_data_validation(check)


def _open_here(workbook: Workbook) -> None:
    """Open the workbook at the list. No other tab may stay selected: what is typed would go into all selected
    sheets.
    """
    workbook.active = 0
    for sheet in workbook.worksheets:
        for view in sheet.views.sheetView:
            view.tabSelected = sheet is workbook.worksheets[0]
    for view in workbook.views:
        view.firstSheet = 0
