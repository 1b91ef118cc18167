"""The sheet 审核意见 as XML.

It fits the width of a screen and of a printed page. Cells for answers are open; all others are locked.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from assets.submissions.cell_text import display_width, plain_text
from assets.submissions.opening.explanations import EXPLANATION_HEADER, KEY_HEADER, SHEET, Judgement, judge
from assets.submissions.returned.opinions import COSTS, INSTRUCTIONS, NO_COST, Heading, OpinionLine
from assets.submissions.returned.parts.comments import LEVELS
from assets.submissions.returned.parts.stylesheet import RED, YELLOW, CellStyle, Stylesheet, solid
from assets.submissions.tables.found_table import column_letters
from schemas.finding_kinds.explanations import SHORTEST_EXPLANATION
from schemas.findings import KINDS, Level

WIDTHS = {
    "序号": 5,
    "级别": 11,
    "问题": 38,
    "位置": 28,
    "怎么改": 36,
    EXPLANATION_HEADER: 23,
    "涉及分值": 6,
    KEY_HEADER: 4,
}
"""The columns and their widths in digits. Together they take about 1,150 pixels at 8 pixels a digit."""

HEADERS = tuple(WIDTHS)
LETTERS = dict(zip(HEADERS, map(column_letters, range(len(HEADERS))), strict=True))
NOTHING_TO_EXPLAIN = "—"
SHOWN = sum(WIDTHS.values()) - WIDTHS[KEY_HEADER]

_FONT = '<font>{}<sz val="{}"/>{}<name val="{}"/><charset val="134"/></font>'
_SONG, _HEI = _FONT.format("", 11, "", "宋体"), _FONT.format("", 11, "", "黑体")
_LINE = '<{0} style="thin"><color rgb="FFA6A6A6"/></{0}>'
_BOX = "<border>" + "".join(map(_LINE.format, ("left", "right", "top", "bottom"))) + "<diagonal/></border>"
_ALIGNED = '<alignment horizontal="{}" vertical="center" wrapText="1"/>'
_LEFT, _CENTRE = _ALIGNED.format("left"), _ALIGNED.format("center")
STYLES = {
    "title": CellStyle(_FONT.format("", 18, "", "黑体"), _CENTRE),
    "heading": CellStyle(_HEI, _LEFT),
    "instruction": CellStyle(_SONG, _LEFT),
    "header": CellStyle(_HEI, _CENTRE, solid("FFDDEBF7"), _BOX),
    "text": CellStyle(_SONG, _LEFT, border=_BOX),
    "centred": CellStyle(_SONG, _CENTRE, border=_BOX),
    "number": CellStyle(_SONG, _CENTRE, border=_BOX, text=False),
    "link": CellStyle(_FONT.format("<u/>", 11, '<color rgb="FF0563C1"/>', "宋体"), _LEFT, border=_BOX),
    Level.HARD: CellStyle(_SONG, _CENTRE, solid(RED), _BOX),
    Level.QUERY: CellStyle(_SONG, _CENTRE, solid(YELLOW), _BOX),
    "answer": CellStyle(_SONG, _LEFT, solid("FFFFF9E5"), _BOX, open=True),
}

_SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="{space}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{last}"/>\
<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="{header}" \
topLeftCell="A{first}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>\
<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{rows}</sheetData>\
<sheetProtection sheet="1" formatColumns="0" formatRows="0" autoFilter="0"/><mergeCells count="{top}">{merged}</mergeCells>\
{checks}{links}<printOptions horizontalCentered="1"/>\
<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>\
<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>\
<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"""
_CHECK = (
    '<dataValidations count="1"><dataValidation type="textLength" operator="greaterThanOrEqual" allowBlank="1" '
    'showInputMessage="1" showErrorMessage="1" errorTitle="{title}" error="请写明具体原因。" promptTitle="{title}" '
    'prompt="请写明具体原因，不要只写“核实无误”“属实”。" sqref="{places}"><formula1>{shortest}</formula1>'
    "</dataValidation></dataValidations>"
)


class OpinionsSheet:
    """The sheet, written from top to bottom. Its styles are added to the workbook's."""

    def __init__(self, stylesheet: Stylesheet, names: Mapping[str, str], answers: Mapping[str, str]) -> None:
        """``names``: the unit's sheets → their names in this workbook, for the links.

        ``answers``: the result of ``answers_by_key``.
        """
        self.styles = {name: stylesheet.number(style) for name, style in STYLES.items()}
        self.names, self.answers = names, answers
        self.rows: list[str] = []
        self.links: list[str] = []
        self.header = 0

    def write(self, heading: Heading, lines: Sequence[OpinionLine], space: str) -> bytes:
        """The XML of the sheet. ``space``: the namespace of the workbook's sheets."""
        has_cost = any(line.cost > NO_COST for line in lines)
        self._top(heading, lines, has_cost)
        for number, line in enumerate(lines, 1):
            self._line(number, line)
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"{self._hidden(name, has_cost)}/>'
            for number, (name, width) in enumerate(WIDTHS.items(), 1)
        )
        merged = "".join(
            f'<mergeCell ref="A{row}:{LETTERS["涉及分值"]}{row}"/>' for row in range(1, self.header)
        )
        column = LETTERS[EXPLANATION_HEADER]
        places = f"{column}{self.header + 1}:{column}{len(self.rows)}"
        check = _CHECK.format(title=EXPLANATION_HEADER, places=places, shortest=SHORTEST_EXPLANATION)
        return _SHEET.format(
            space=space,
            last=f"{LETTERS[KEY_HEADER]}{len(self.rows)}",
            header=self.header,
            first=self.header + 1,
            columns=columns,
            rows="".join(self.rows),
            top=self.header - 1,
            merged=merged,
            checks=check if lines else "",
            links=f"<hyperlinks>{''.join(self.links)}</hyperlinks>" if self.links else "",
        ).encode()

    @staticmethod
    def _hidden(name: str, has_cost: bool) -> str:
        return ' hidden="1"' if name == KEY_HEADER or (name == "涉及分值" and not has_cost) else ""

    def _top(self, heading: Heading, lines: Sequence[OpinionLine], has_cost: bool) -> None:
        """Write the title, the addressee, the instructions, the summary with counts, and the header."""
        counts = {level: sum(line.count for line in lines if line.level is level) for level in Level}
        summary = f"本次审核意见：强制性错误{counts[Level.HARD]}处，核实性错误{counts[Level.QUERY]}处。{heading.change}"
        decided = [f"主管部门的认定：{'；'.join(heading.decisions)}。"] if heading.decisions else []
        texts = (SHEET, heading.line(), *INSTRUCTIONS, *([COSTS] if has_cost else []), *decided, summary)
        for number, text in enumerate(texts):
            style = "title" if number == 0 else "heading" if number in (1, len(texts) - 1) else "instruction"
            height = 30 if number == 0 else 4 + 15 * math.ceil(display_width(text) / (SHOWN - 4))
            self._row([(text, style)], height)
        self._row([(name, "header") for name in HEADERS], 32)
        self.header = len(self.rows)

    def _line(self, number: int, line: OpinionLine) -> None:
        row = len(self.rows) + 1
        answers = [self.answers[key.text()] for key in line.keys if key.text() in self.answers]
        refused = next((text for text in answers if judge(text) is Judgement.REFUSED), "")
        refusal = KINDS["empty-explanation"].message(text=refused[:20]) if refused else ""
        target = self.names.get(line.sheet, "")
        answer = "；".join(dict.fromkeys(answers))
        cells: dict[str, tuple[str | float, Any]] = {
            "序号": (number, "number"),
            "级别": (LEVELS[line.level], line.level),
            "问题": (line.wrong, "text"),
            "位置": (line.where, "link" if target else "text"),
            "怎么改": (refusal + line.advice, "text"),
            EXPLANATION_HEADER: (answer, "answer")
            if line.level is Level.QUERY
            else (NOTHING_TO_EXPLAIN, "centred"),
            "涉及分值": (line.cost, "number") if line.cost > NO_COST else ("", "number"),
            KEY_HEADER: ("\n".join(key.stored(line.told_sheet) for key in line.keys), "text"),
        }
        shown = [(str(text), WIDTHS[name]) for name, (text, _) in cells.items() if name != KEY_HEADER]
        self._row(list(cells.values()), 6 + 15 * max(_lines(text, width) for text, width in shown))
        if target:
            location = quoteattr(f"'{target.replace(chr(39), chr(39) * 2)}'!{line.cell}")
            self.links.append(f'<hyperlink ref="{LETTERS["位置"]}{row}" location={location}/>')

    def _row(self, cells: Sequence[tuple[str | float, Any]], height: float) -> None:
        number = len(self.rows) + 1
        written = "".join(
            self._cell(f"{column_letters(column)}{number}", value, self.styles[style])
            for column, (value, style) in enumerate(cells)
        )
        self.rows.append(f'<row r="{number}" ht="{height}" customHeight="1">{written}</row>')

    @staticmethod
    def _cell(place: str, value: str | float, style: int) -> str:
        if value == "":
            return f'<c r="{place}" s="{style}"/>'
        if not isinstance(value, str):
            return f'<c r="{place}" s="{style}"><v>{value:g}</v></c>'
        text = escape(plain_text(value))
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of this width."""
    return sum(max(math.ceil(display_width(line) / (width - 2)), 1) for line in text.split("\n"))
