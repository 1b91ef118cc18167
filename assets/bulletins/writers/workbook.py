"""The bulletin as an Excel workbook: a sheet for every table and every unit, native charts, and lights by
conditional format.
"""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from assets.bulletins.model import Bulletin, Chart, Number, Section, Table, TableCell
from assets.bulletins.wording import day_words, ordinal
from assets.bulletins.writers.chart_descriptions import chart_words, with_descriptions
from assets.bulletins.writers.colours import BAR, GROUNDS
from assets.submissions.blank.styles import (
    BOX,
    CELL_FONT,
    HEADER,
    HEADING,
    PLAIN,
    TITLE,
    add_styles,
    for_printing,
)
from assets.submissions.cell_text import display_width, sheet_name, write_text

WIDE_CELL, CENTRED_CELL = "表格文字", "表格数字"
TEXT_SHEET, CHARTS_SHEET, NOTES_SHEET = "通报正文", "图表", "指标说明"
FIRST_ROW = 4
"""The row of a table's header. Above it are the title, the line that says which issue it is, and an empty
row.
"""
TEXT_WIDTH, WIDEST, NARROWEST = 100, 44, 9
"""Widths of columns in half-width characters."""
LINE_HEIGHT = 16
"""The height of one line of text, in points."""
CHART_WIDTH, CHART_ROW_HEIGHT, CHART_FRAME = 20.0, 0.75, 4.0
"""Sizes of charts in centimetres. A chart is as high as its bars need."""
ROWS_PER_CM, PAGE_OF_CHARTS = 2, 36.0
PERCENT = "%"
LIGHTS_NOTE = "注：底色为亮灯；各项的亮灯也在数据下方的“亮灯”表里用文字写明。"


def bulletin_workbook(bulletin: Bulletin) -> bytes:
    """The .xlsx of a bulletin."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title, workbook.properties.creator = bulletin.title, bulletin.office
    add_styles(workbook)
    _add_cell_styles(workbook)
    for annex in bulletin.annexes:
        _write_table_sheet(workbook, bulletin, annex.title, annex)
    _write_charts(workbook, bulletin)
    _write_text(workbook, bulletin)
    for table in (part for section in bulletin.sections for part in section.parts if isinstance(part, Table)):
        _write_table_sheet(workbook, bulletin, table.title, table)
    for unit in bulletin.unit_sheets:
        sheet, below = _write_table_sheet(workbook, bulletin, unit.name, unit.table)
        _write_lines(sheet, below + 1, unit.remarks, len(unit.table.headers))
    _write_notes(workbook, bulletin)
    file = io.BytesIO()
    workbook.save(file)
    return with_descriptions(file.getvalue(), [chart_words(chart) for chart in bulletin.charts])


def _add_cell_styles(workbook: Workbook) -> None:
    """Add the styles for the cells of tables; short cells are centred. They are named styles of the workbook,
    because it takes very long to give each cell a style of its own.
    """
    for name, horizontal in ((WIDE_CELL, "left"), (CENTRED_CELL, "center")):
        alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        workbook.add_named_style(NamedStyle(name, font=CELL_FONT, alignment=alignment, border=BOX))


def _new_sheet(workbook: Workbook, bulletin: Bulletin, name: str, title: str, columns: int) -> Worksheet:
    sheet = workbook.create_sheet(sheet_name(name, set(workbook.sheetnames)))
    _style(sheet.cell(1, 1), TITLE, title)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
    _merge(sheet, 1, max(columns, 2))
    sheet.row_dimensions[1].height = 30
    _style(
        sheet.cell(2, 1),
        PLAIN,
        f"{bulletin.title}（{bulletin.issue.words}）　{bulletin.office}　{day_words(bulletin.issue.day)}",
    )
    sheet.cell(2, 1).alignment = Alignment(wrap_text=False)
    sheet.sheet_view.showGridLines = False
    for_printing(sheet, landscape=columns > 6, footer=bulletin.issue.words)
    return sheet


def _write_table_sheet(
    workbook: Workbook, bulletin: Bulletin, name: str, table: Table
) -> tuple[Worksheet, int]:
    """Write a sheet with a table on it; return the sheet and the first free row below the table."""
    sheet = _new_sheet(workbook, bulletin, name, table.title, len(table.headers))
    _write_header(sheet, FIRST_ROW, table.headers)
    for row, cells in enumerate(table.rows, FIRST_ROW + 1):
        for column, cell in enumerate(cells, 1):
            _write_cell(sheet.cell(row, column), cell)
    below = FIRST_ROW + len(table.rows) + 1
    _set_widths(sheet, table)
    _set_heights(sheet, FIRST_ROW, table)
    sheet.freeze_panes = sheet.cell(FIRST_ROW + 1, 2)
    sheet.print_title_rows = f"{FIRST_ROW}:{FIRST_ROW}"
    below = _light(sheet, table, below)
    if table.lights_beside:
        _write_lines(sheet, below + 1, (LIGHTS_NOTE,), len(table.headers))
        below += 2
    return sheet, below


def _write_header(sheet: Worksheet, row: int, headers: Iterable[str]) -> None:
    for column, header in enumerate(headers, 1):
        _style(sheet.cell(row, column), HEADER, header)


def _write_cell(target: SheetCell, cell: TableCell) -> None:
    _style(target, WIDE_CELL if display_width(cell.text) > NARROWEST * 2 else CENTRED_CELL, cell.text)
    if cell.number and cell.value is not None:
        # Excel itself multiplies a number by 100 when it shows it in per cent.
        target.value = cell.value if cell.number.after == PERCENT else cell.value * cell.number.times
        target.number_format = _number_format(cell.number)


def _number_format(number: Number) -> str:
    """The format in which Excel shows a number exactly as the bulletin prints it."""
    before, after = (f'"{words}"' if words else "" for words in (number.before, number.after))
    decimals = f".{'0' * number.decimals}" if number.decimals else ""
    return f"{before}0{decimals}{PERCENT if number.after == PERCENT else after}"


def _light(sheet: Worksheet, table: Table, below: int) -> int:
    """Colour the lights by conditional format; return the first free row.

    A light that stands in a cell as a word colours that cell. For cells with values, a second table below has
    the lights at the same places; these lights colour both tables.
    """
    words = {
        column
        for row in table.rows
        for column, cell in enumerate(row, 1)
        if cell.light and not cell.light_beside
    }
    for column in words:
        letter = get_column_letter(column)
        _colour_words(sheet, f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + len(table.rows)}")
    values = [column for column in range(2, len(table.headers) + 1) if column not in words]
    if not any(cell.light_beside for row in table.rows for cell in row):
        return below
    sheet.row_breaks.append(Break(id=below))
    start = below + 2
    _style(sheet.cell(below + 1, 1), HEADING, "亮灯")
    _write_header(sheet, start, table.headers)
    for row, cells in enumerate(table.rows, start + 1):
        for column, cell in enumerate(cells, 1):
            _write_cell(sheet.cell(row, column), TableCell(cell.light or "—") if column > 1 else cell)
    _set_heights(sheet, start, table)
    last = get_column_letter(max(values))
    _colour_words(sheet, f"B{start + 1}:{last}{start + len(table.rows)}")
    for light, ground in GROUNDS.items():
        rule = FormulaRule(formula=[f'B{start + 1}="{light}"'], fill=_fill(ground))
        sheet.conditional_formatting.add(f"B{FIRST_ROW + 1}:{last}{FIRST_ROW + len(table.rows)}", rule)
    return start + len(table.rows) + 1


def _colour_words(sheet: Worksheet, cells: str) -> None:
    for light, ground in GROUNDS.items():
        sheet.conditional_formatting.add(
            cells, CellIsRule(operator="equal", formula=[f'"{light}"'], fill=_fill(ground))
        )


def _fill(ground: str) -> PatternFill:
    # A conditional format takes its background colour from bgColor.
    return PatternFill(start_color=ground, end_color=ground, fill_type="solid")


def _write_charts(workbook: Workbook, bulletin: Bulletin) -> None:
    if not bulletin.charts:
        return
    sheet = _new_sheet(workbook, bulletin, CHARTS_SHEET, CHARTS_SHEET, 6)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 12
    row, on_page = FIRST_ROW, 0.0
    for chart in bulletin.charts:
        height = CHART_FRAME + CHART_ROW_HEIGHT * len(chart.bars)
        if on_page and on_page + height > PAGE_OF_CHARTS:
            sheet.row_breaks.append(Break(id=row - 1))
            on_page = 0.0
        on_page += height
        row = _write_chart(sheet, row, chart, height)


def _write_chart(sheet: Worksheet, row: int, chart: Chart, height: float) -> int:
    """Write the chart's numbers with the chart beside them; return the row for the next chart."""
    _write_header(sheet, row, (chart.title, chart.measured))
    sheet.row_dimensions[row].height = LINE_HEIGHT * 2
    for place, (label, figure) in enumerate(chart.bars, row + 1):
        _write_cell(sheet.cell(place, 1), TableCell(label))
        _write_cell(sheet.cell(place, 2), TableCell.showing(figure))
    sheet.add_chart(_bar_chart(sheet, chart, row, height), f"D{row}")
    return row + max(len(chart.bars) + 3, round(height * ROWS_PER_CM) + 1)


def _bar_chart(sheet: Worksheet, chart: Chart, row: int, height: float) -> BarChart:
    last = row + len(chart.bars)
    drawn = BarChart()
    drawn.type, drawn.style, drawn.title, drawn.legend = "bar", 10, chart.title, None
    drawn.add_data(Reference(sheet, min_col=2, min_row=row, max_row=last), titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=row + 1, max_row=last))
    drawn.gapWidth = 40
    drawn.series[0].graphicalProperties.solidFill = BAR
    drawn.dataLabels = DataLabelList()
    drawn.dataLabels.showVal = True
    drawn.dataLabels.showSerName = drawn.dataLabels.showCatName = drawn.dataLabels.showLegendKey = False
    # The first unit is on top, as in the table; the axis of the values stays below.
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.y_axis.scaling.min = 0
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.crosses = "max"
    in_per_cent = any(figure.number and figure.number.after == PERCENT for _, figure in chart.bars)
    drawn.y_axis.number_format = "0%" if in_per_cent else "General"
    drawn.width, drawn.height = CHART_WIDTH, height
    return drawn


def _write_text(workbook: Workbook, bulletin: Bulletin) -> None:
    sheet = _new_sheet(workbook, bulletin, TEXT_SHEET, bulletin.title, 1)
    sheet.column_dimensions["A"].width = TEXT_WIDTH
    row = FIRST_ROW
    for place, section in enumerate(bulletin.sections, 1):
        _style(sheet.cell(row, 1), HEADING, f"{ordinal(place)}、{section.heading}")
        lines = _lines(section)
        _write_lines(sheet, row + 1, lines, 1)
        row += len(lines) + 2


def _lines(section: Section) -> list[str]:
    return [
        f"见工作表“{part.title}”。" if isinstance(part, Table) else f"{part.lead}{part.text}"
        for part in section.parts
    ]


def _write_notes(workbook: Workbook, bulletin: Bulletin) -> None:
    table = Table(
        NOTES_SHEET,
        ("指标", "口径和计分"),
        tuple((TableCell(name), TableCell(note)) for name, note in bulletin.indicator_notes),
    )
    sheet, below = _write_table_sheet(workbook, bulletin, NOTES_SHEET, table)
    sheet.column_dimensions["B"].width = TEXT_WIDTH - 20
    remarks = _lines(bulletin.sections[-1])
    _write_lines(sheet, below + 1, remarks, 2)


def _write_lines(sheet: Worksheet, row: int, lines: Sequence[str], columns: int) -> None:
    """Write lines of text across the columns of the table above, each line as high as it needs."""
    width = sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(1, columns + 1))
    for place, line in enumerate(lines, row):
        _style(sheet.cell(place, 1), PLAIN, line)
        if columns > 1:
            _merge(sheet, place, columns)
        sheet.row_dimensions[place].height = LINE_HEIGHT * (display_width(line) // max(int(width) - 4, 1) + 1)


def _merge(sheet: Worksheet, row: int, columns: int) -> None:
    """Merge the first cell of a row with cells that were never written. ``merge_cells`` would first write and
    style all of them.
    """
    sheet.merged_cells.add(f"A{row}:{get_column_letter(columns)}{row}")


def _set_widths(sheet: Worksheet, table: Table) -> None:
    for column, header in enumerate(table.headers, 1):
        widest = max(
            [display_width(row[column - 1].text) for row in table.rows] + [display_width(header) // 2 + 2]
        )
        sheet.column_dimensions[get_column_letter(column)].width = min(max(widest + 3, NARROWEST), WIDEST)


def _set_heights(sheet: Worksheet, first: int, table: Table) -> None:
    """Make rows as high as their texts need, because not all programs do so themselves."""
    widths = [
        sheet.column_dimensions[get_column_letter(column)].width
        for column in range(1, len(table.headers) + 1)
    ]
    for row, texts in enumerate(
        [table.headers, *([cell.text for cell in cells] for cells in table.rows)], first
    ):
        lines = max(
            -(-display_width(text) // max(int(width) - 2, 1))
            for text, width in zip(texts, widths, strict=True)
        )
        sheet.row_dimensions[row].height = LINE_HEIGHT * max(lines, 1) + 4


def _style(cell: SheetCell, style: str, text: str) -> None:
    cell.style = style
    write_text(cell, text)
