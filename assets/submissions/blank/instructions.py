"""The sheet 填表说明 of a blank workbook. For each form it tells what to fill in and what is reviewed."""

import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.blank import styles
from assets.submissions.blank.entry import instruction
from assets.submissions.cell_text import display_width, write_text
from schemas.cross_rules import CrossRule
from schemas.findings import Level
from schemas.form import Form, Rule

SHEET = "填表说明"
"""The reader knows by this name that the sheet is not a report."""

GENERAL = (
    "带 * 的栏必填；点选单元格，会显示该栏的填写说明。",
    "表头、列名请勿改动；行数不够时直接往下填，或插入行。",
    "数字只填数字，不带单位；身份证号、电话和各种代码已设为文本格式，请勿改为数字格式。",
)
SECTIONS = {
    Level.HARD: "审核时会提示以下强制性错误，必须改正：",
    Level.QUERY: "审核时会提示以下核实性错误，须改正或说明原因：",
}
UNKNOWN = "××"
"""Takes the place of what a sentence of the review would quote from the report."""

WIDTHS = (34, 96)

_QUOTED_VALUE = re.compile(r"（\{[^{}:]+\}[^（）{}]{0,2}）")
_PLACEHOLDER = re.compile(r"\{(\w+)(:[^{}]*)?\}")


def rule_sentences(form: Form) -> dict[Level, list[str]]:
    """The faults that the review finds, by level.

    They are what the rules call wrong, each once, with ×× in place of what they would quote.
    """
    sentences: dict[Level, list[str]] = {level: [] for level in Level}
    for rule in form.declared:
        sentence = _without_values(rule)
        if sentence not in sentences[rule.level]:
            sentences[rule.level].append(sentence)
    return {level: said for level, said in sentences.items() if said}


def _without_values(rule: Rule | CrossRule) -> str:
    bare = _QUOTED_VALUE.sub("", rule.says.wrong)

    def fill(found: re.Match) -> str:
        return found[0].format(**rule.parameters) if found[1] in rule.parameters else UNKNOWN

    return _PLACEHOLDER.sub(fill, bare)


def add_instructions(workbook: Workbook, forms: Sequence[Form]) -> None:
    """Add the sheet in front of all other sheets."""
    sheet = workbook.create_sheet(SHEET, 0)
    for letter, width in zip("AB", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    page = _Page(sheet)
    page.line(styles.TITLE, SHEET)
    for number, text in enumerate(GENERAL, 1):
        page.line(styles.PLAIN, f"{number}. {text}")
    for form in forms:
        _form_lines(page, form)
    styles.for_printing(sheet, landscape=False)
    styles.protect(sheet)


def _form_lines(page: "_Page", form: Form) -> None:
    page.row += 1
    page.line(styles.HEADING, form.title)
    page.line(styles.HEADER, "栏目", "填写要求")
    for column in form.columns:
        page.line(styles.CELL, column.header, instruction(column))
    for level, sentences in rule_sentences(form).items():
        page.line(styles.STRONG, SECTIONS[level])
        for number, sentence in enumerate(sentences, 1):
            page.line(styles.PLAIN, f"（{number}）{sentence}")


class _Page:
    """A sheet that is written line by line."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.row = sheet, 1

    def line(self, style: str, *texts: str) -> None:
        """Write a line: two texts side by side, or one over both columns."""
        for column, text in enumerate(texts, 1):
            cell = self.sheet.cell(self.row, column)
            cell.style = style
            write_text(cell, text)
        if len(texts) == 1:
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=1, end_column=len(WIDTHS)
            )
        widths = WIDTHS if len(texts) > 1 else (sum(WIDTHS),)
        lines = max(-(-display_width(text) // (width - 2)) for text, width in zip(texts, widths, strict=True))
        self.sheet.row_dimensions[self.row].height = 34 if style == styles.TITLE else 6 + 15 * lines
        self.row += 1
