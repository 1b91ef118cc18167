"""Drawing a report into a sheet: title, line of the unit and period, header, rows, totals, footer."""

import random
from dataclasses import dataclass, field
from datetime import date

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from sites.writing.forms import FORMS, PrintedColumn, PrintedForm
from sites.writing.habits import Habits, written

ROWS_TO_A_PAGE = 36
SHORT_TITLES = {
    "Z01": "摸底",
    "Z02": "名册",
    "Z03": "老年教育",
    "Z04": "活动台账",
    "X01": "招生",
    "X02": "去向",
    "X03": "教师",
}
GUIDE = (
    "填表说明",
    "1. 每月5日前报送上月报表。",
    "2. 没有发生的填“零报告”，不留空表。",
    "3. 身份证号请按文本格式填写。",
)
SERIAL = PrintedColumn("", "序号", "serial", 6)
REMARKS = PrintedColumn("", "备注", "remarks", 14)


@dataclass(frozen=True)
class Report:
    """One form of a unit for a month: its rows and, where a clerk has erred, the totals as he typed them."""

    form: str
    rows: list[dict]
    totals: dict[str, int] = field(default_factory=dict)
    groups: tuple[int, ...] = ()
    """How many rows stand above each 小计; empty without."""
    printed: PrintedForm | None = None
    """The form, where it is an office's own."""


@dataclass(frozen=True)
class Cover:
    """What stands around the table."""

    year: int
    month: int
    filled_on: date
    filled_by: str
    checked_by: str
    phone: str


def add_styles(workbook: Workbook, habits: Habits) -> None:
    """The cell styles of a clerk's workbook: thin borders, a grey header where the font is a modern one."""
    thin = Side(style="thin", color="000000")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    shade = PatternFill("solid", fgColor="D9E1F2") if habits.font in ("微软雅黑", "等线") else PatternFill()
    title_font = "方正小标宋简体" if habits.font in ("宋体", "仿宋") else "黑体"
    for name, font, border, alignment, fill in (
        (
            "大标题",
            Font(name=title_font, size=18),
            Border(),
            Alignment(horizontal="center", vertical="center"),
            PatternFill(),
        ),
        ("表头行", Font(name="黑体", size=11, bold=habits.font != "仿宋"), box, centre, shade),
        ("正文", Font(name=habits.font, size=11), box, centre, PatternFill()),
        (
            "长文本",
            Font(name=habits.font, size=11),
            box,
            Alignment(vertical="center", wrap_text=True),
            PatternFill(),
        ),
        ("合计行", Font(name=habits.font, size=11, bold=True), box, centre, PatternFill()),
        ("说明", Font(name=habits.font, size=11), Border(), Alignment(vertical="center"), PatternFill()),
    ):
        workbook.add_named_style(NamedStyle(name, font=font, border=border, alignment=alignment, fill=fill))


def draw(workbook: Workbook, report: Report, cover: Cover, habits: Habits) -> dict[str, object]:
    """Draw the report into a new sheet; gives the values of its formulas by cell."""
    form = report.printed or FORMS[report.form]
    sheet = workbook.create_sheet(_tab(form, habits, len(workbook.sheetnames)))
    return _Drawing(sheet, form, report, cover, habits).draw()


def add_guide(workbook: Workbook, habits: Habits) -> None:
    """The page of instructions that some clerks leave in front, and the hidden page of choices behind the
    drop-down lists.
    """
    guide = workbook.create_sheet("填表说明", 0)
    for row, text in enumerate(GUIDE, 1):
        guide.cell(row, 1, text).style = "大标题" if row == 1 else "说明"
    choices = workbook.create_sheet("下拉选项")
    for row, text in enumerate(("是", "否", "男", "女"), 1):
        choices.cell(row, 1, text).style = "说明"
    choices.sheet_state = "hidden"


def _tab(form: PrintedForm, habits: Habits, place: int) -> str:
    return {
        "title": form.title,
        "code": f"{form.code} {form.title}",
        "numbered": f"Sheet{place + 1}",
        "short": SHORT_TITLES.get(form.code, form.title.removesuffix("表")),
    }[habits.tabs]


class _Drawing:
    """A sheet being drawn from top to bottom."""

    def __init__(self, sheet: Worksheet, form: PrintedForm, report: Report, cover: Cover, habits: Habits):
        self.sheet, self.form, self.report, self.cover, self.habits = sheet, form, report, cover, habits
        self.source = random.Random(f"{habits.unit_name} {form.code} {cover.year}-{cover.month}")
        self.first_column = 2 if habits.margin else 1
        self.columns = _arranged(form, habits)
        self.row = 1
        self.formulas: dict[str, object] = {}
        self.placed: dict[int, dict] = {}

    @property
    def last_column(self) -> int:
        return self.first_column + max(len(self.columns), 3) - 1

    def draw(self) -> dict[str, object]:
        self._title()
        self._line()
        if self.form.vertical:
            self._pairs()
        else:
            header_row = self.row
            self._header()
            self.sheet.print_title_rows = f"{header_row}:{self.row - 1}"
            self._records()
        self._footer()
        self._layout()
        return self.formulas

    def _put(self, column: int, value: object, style: str, number_format: str | None = None):
        cell = self.sheet.cell(self.row, column)
        cell.style = style
        if value is not None:
            cell.value = value
        if number_format:
            cell.number_format = number_format
        return cell

    def _merge(self, first: int, last: int, rows: int = 1) -> None:
        if last > first or rows > 1:
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row + rows - 1, start_column=first, end_column=last
            )

    def _title(self) -> None:
        if self.habits.preamble:
            self._put(self.first_column, f"附件{self.report.form[-1]}：", "说明")
            self.row += 1
        dated = (
            f"{self.cover.year}年{self.cover.month}月"
            if self.habits.line == 3 and self.habits.footer % 2
            else ""
        )
        self._put(self.first_column, dated + self.form.title, "大标题")
        self._merge(self.first_column, self.last_column)
        self.sheet.row_dimensions[self.row].height = 32
        self.row += 1
        if self.habits.line == 3 and not dated:
            self._put(
                self.first_column, f"（{self.cover.year}年{self.cover.month}月）", "说明"
            ).alignment = Alignment(horizontal="center")
            self._merge(self.first_column, self.last_column)
            self.row += 1

    def _line(self) -> None:
        """填报单位、报告期、单位 in one of five wordings; the narrow forms have room for one cell only.

        A line left blank leaves it to the file's name to say whose report it is.
        """
        unit, year, month, measure = (
            self.habits.unit_name,
            self.cover.year,
            self.cover.month,
            self.form.measure,
        )
        wording = 0 if self.habits.line in (1, 2) and len(self.columns) < 6 else self.habits.line
        first, last, middle = self.first_column, self.last_column, (self.first_column + self.last_column) // 2
        cells = {
            0: {first: f"填报单位：{unit}        报告期：{year}年{month}月        单位：{measure}"},
            1: {
                first: f"填报单位（盖章）：{unit}",
                middle: f"报告期：{year}年{month}月",
                last: f"单位：{measure}",
            },
            2: {
                first: "填报单位",
                first + 1: unit,
                middle: "年月",
                middle + 1: f"{year}-{month:02}",
                last: f"单位：{measure}",
            },
            3: {first: f"填报单位:{unit}", last: f"单位:{measure}"},
            4: {first: f"填报单位： {unit}（公章）   年月：{year}.{month}   计量单位：{measure}"},
            5: {first: f"填报单位：                  报告期：    年   月        单位：{measure}"},
        }[wording]
        for column, text in cells.items():
            self._put(column, text, "说明")
        if len(cells) == 1:
            self._merge(first, last)
        self.row += 1

    def _header(self) -> None:
        depth = min(
            self.habits.header_rows, max(len(column.path(self.habits.header_rows)) for column in self.columns)
        )
        paths = [column.path(depth) for column in self.columns]
        top = self.row
        for level in range(depth):
            self.row = top + level
            place = 0
            while place < len(paths):
                place = self._header_cell(paths, place, level, depth)
            self.sheet.row_dimensions[self.row].height = 34 if level == depth - 1 else 22
        self.row = top + depth

    def _header_cell(self, paths: list[tuple[str, ...]], place: int, level: int, depth: int) -> int:
        """Write the header cell at that place and level and merge it with its like; gives the place after
        it.
        """
        path = paths[place]
        column = self.first_column + place
        if level >= len(path):
            self._put(column, None, "表头行")
            return place + 1
        is_leaf = level == len(path) - 1
        stop = place + 1
        while (
            not is_leaf
            and stop < len(paths)
            and len(paths[stop]) > level + 1
            and paths[stop][: level + 1] == path[: level + 1]
        ):
            stop += 1
        self._put(
            column, _looking(path[level], self.habits, self.source) if is_leaf else path[level], "表头行"
        )
        for neighbour in range(place + 1, stop):
            self._put(self.first_column + neighbour, None, "表头行")
        self._merge(column, self.first_column + stop - 1, depth - level if is_leaf else 1)
        return stop

    def _records(self) -> None:
        if not self.report.rows:
            self._nil()
            return
        done, sections = 0, []
        for size in self.report.groups or (len(self.report.rows),):
            top = self.row
            for place, row in enumerate(self.report.rows[done : done + size], done):
                self._turn_page(place)
                self._record(row, place)
            done += size
            sections.append((top, self.row - 1))
            if self.report.groups:
                self._total("小计", sections[-1:])
        if self.habits.gap:
            self.row += 1
        if self.form.totals and (self.habits.totals != "none" or self.report.totals or self.report.groups):
            self._total(self.source.choice(("合计", "合  计", "总计")), sections)

    def _turn_page(self, place: int) -> None:
        """Some clerks copy the header to the top of each page of a long roster."""
        if self.form.roster and self.habits.repeats_header and place and place % ROWS_TO_A_PAGE == 0:
            self.sheet.row_breaks.append(Break(id=self.row - 1))
            self._header()

    def _record(self, row: dict, place: int) -> None:
        for offset, column in enumerate(self.columns):
            if column.kind == "serial":
                value, number_format = place + 1, "0"
            elif column.kind == "remarks":
                value, number_format = row.get("remarks"), "General"
            else:
                value, number_format = written(
                    row.get(column.name), column.name, column.kind, self.habits, self.source
                )
            self._put(
                self.first_column + offset, value, "长文本" if column.width > 22 else "正文", number_format
            )
        self.placed[self.row] = row
        self.row += 1

    def _nil(self) -> None:
        words = ("零报告", "无", "本月无此项，零报告")
        for offset in range(len(self.columns)):
            self._put(self.first_column + offset, None, "正文")
        self._put(self.first_column, words[self.habits.line % 3], "正文")
        self._merge(self.first_column, self.last_column)
        self.row += 1

    def _total(self, label: str, sections: list[tuple[int, int]]) -> None:
        for offset, column in enumerate(self.columns):
            value = (
                self._total_of(column, self.first_column + offset, sections)
                if column.name in self.form.totals
                else None
            )
            mistaken = self.report.totals.get(column.name) if label != "小计" else None
            self._put(self.first_column + offset, value if mistaken is None else mistaken, "合计行")
        self._put(self.first_column, label, "合计行")
        if self.columns[0].kind == "serial" and self.columns[1].name not in self.form.totals:
            self._merge(self.first_column, self.first_column + 1)
        self.row += 1

    def _total_of(self, column: PrintedColumn, number: int, sections: list[tuple[int, int]]) -> object:
        """The sum as a formula, where the clerk uses them and all cells are numbers: SUM passes over numbers
        kept as text.
        """
        rows = [row for first, last in sections for row in range(first, last + 1) if row in self.placed]
        values = [self.placed[row].get(column.name) or 0 for row in rows]
        if any(isinstance(value, str) for value in values):
            return "#REF!"
        total = round(sum(values), 2)
        if self.habits.totals != "formula" or any(
            isinstance(self.sheet.cell(row, number).value, str) for row in rows
        ):
            return total
        letter = get_column_letter(number)
        self.formulas[f"{letter}{self.row}"] = total
        return f"=SUM({','.join(f'{letter}{first}:{letter}{last}' for first, last in sections)})"

    def _pairs(self) -> None:
        """The vertical form: 指标 and 数值 side by side, one pair a row."""
        labels = ("序号", "指标名称", "数值", "备注") if self.habits.serial else ("指标", "数值", "备注")
        self._cells(labels, "表头行")
        (values,) = self.report.rows
        for place, column in enumerate(self.form.columns, 1):
            value, number_format = written(
                values[column.name], column.name, column.kind, self.habits, self.source
            )
            cells = [column.header, value, None]
            self._cells([place, *cells] if self.habits.serial else cells, "正文")
            self.sheet.cell(self.row - 1, self.first_column + len(labels) - 2).number_format = number_format

    def _cells(self, values: list | tuple, style: str) -> None:
        for offset, value in enumerate(values):
            self._put(self.first_column + offset, value, style)
        self.row += 1

    def _footer(self) -> None:
        """注 and the signatures, after a blank row or at once."""
        cover, day = self.cover, self.cover.filled_on
        dotted, chinese = f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日"
        self.row += 1 if self.habits.gap else 0
        first, last, middle = self.first_column, self.last_column, (self.first_column + self.last_column) // 2
        lines = {
            0: [
                {
                    first: f"填表人：{cover.filled_by}        审核人：{cover.checked_by}        填报日期：{chinese}"
                }
            ],
            1: [
                {
                    first: f"单位负责人：{cover.checked_by}",
                    middle: f"填表人：{cover.filled_by}",
                    last: f"填报日期：{dotted}",
                }
            ],
            2: [
                {first: "注：1.本表由填报单位于次月5日前报送；2.没有发生的不填。"},
                {first: f"审核人：{cover.checked_by}", last: f"填表人：{cover.filled_by}"},
            ],
            3: [
                {first: f"填表人：{cover.filled_by}   联系电话：{cover.phone}   填报日期：{day.isoformat()}"}
            ],
        }[self.habits.footer]
        for line in lines:
            for column, text in line.items():
                self._put(column, text, "说明")
            self.row += 1

    def _layout(self) -> None:
        widths = [30, 14, 14] if self.form.vertical else [column.width for column in self.columns]
        if self.form.vertical and self.habits.serial:
            widths = [6, *widths]
        for offset, width in enumerate(widths):
            self.sheet.column_dimensions[get_column_letter(self.first_column + offset)].width = width
        if self.habits.margin:
            self.sheet.column_dimensions["A"].width = 2.5
        self.sheet.page_setup.orientation = "landscape" if len(self.columns) > 6 else "portrait"
        self.sheet.page_setup.paperSize = self.sheet.PAPERSIZE_A4
        self.sheet.print_options.horizontalCentered = True


def _arranged(form: PrintedForm, habits: Habits) -> list[PrintedColumn]:
    """The columns in the clerk's order, with the columns he adds. Only columns outside a group of the header
    change places.
    """
    columns = list(form.columns)
    if habits.swaps_columns and not form.vertical:
        free = [
            place
            for place in range(len(columns) - 1)
            if not any(column.two or column.three for column in columns[place : place + 2])
        ]
        if free:
            place = free[-1]
            columns[place], columns[place + 1] = columns[place + 1], columns[place]
    if habits.serial and not form.vertical:
        columns.insert(0, SERIAL)
    if habits.remarks and not form.vertical:
        columns.append(REMARKS)
    return columns


def _looking(header: str, habits: Habits, source: random.Random) -> str:
    """A header as the clerk's copy of the form has it: a line break before the bracket, blanks, a footnote
    mark, narrow brackets.
    """
    if habits.header_look == "wrapped":
        return header.replace("（", "\n（", 1) if "（" in header[1:] else _broken(header)
    if habits.header_look == "spaced":
        return "  ".join(header) if len(header) == 2 else header
    if habits.header_look == "marked" and header not in (SERIAL.header, REMARKS.header):
        return header + source.choice(("", "", "", "*", "*", "①"))
    if habits.header_look == "half-width":
        return header.replace("（", "(").replace("）", ")").replace("：", ":")
    return header


def _broken(header: str) -> str:
    place = header.find("：") + 1 or 4
    return f"{header[:place]}\n{header[place:]}" if len(header) > 6 else header
