"""The workbook in which an office writes its decisions (认定表): one row for each decision, with lists to
choose from.
"""

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assets.decisions.folder import FOLDER
from assets.decisions.layout import DECISIONS, ENTRIES, KIND, DecisionSheet
from assets.decisions.requests import TAKEN, TITLES
from assets.submissions.blank import styles
from assets.submissions.blank.choices import ChoiceLists
from assets.submissions.cell_text import write_text
from schemas.assessment.assessed import assessed_units
from schemas.decisions import KINDS, DecisionKind
from schemas.periods import period_end
from warehouse.files.private_files import write_private
from warehouse.ledger.candidates import files_set_aside
from warehouse.office import Office

TITLE_ROW, HINT_ROW, HEADER_ROW = 1, 2, 3
ROWS = 300
"""How many rows there are to write in."""

WIDTHS = {
    KIND: 12,
    "unit": 18,
    "form": 22,
    "period": 10,
    "file": 30,
    "place": 26,
    "value": 14,
    "reason": 40,
    "basis": 24,
    "by": 18,
    "scheme": 18,
    "entry": 18,
}
HINT = (
    "一行一件，放进设置文件夹的 {folder} 文件夹，下次收件考核时记录并生效；办过的行留着不会重复办理，要撤销的另写一行“撤销”，"
    "值写编号。认定人写单位或职务，不写姓名；理由写清为什么。"
)
PLACES = {
    DecisionKind.CORRECT: "位置写 工作表!单元格",
    DecisionKind.EXEMPT: "位置写 方案:指标，报告期写从哪个月起，不写则全部月份",
    DecisionKind.AUDIT: "位置写栏目名称，值写 核实数/上报数",
    DecisionKind.EXTEND: "值写延到哪一天",
    DecisionKind.REVOKE: "值写认定的编号",
}


def write_decisions_blank(office: Office, folder: Path) -> Path:
    """Write the blank into a folder and replace any that is there; return its path."""
    written = io.BytesIO()
    decisions_blank(office).save(written)
    path = folder / f"{DECISIONS.name}.xlsx"
    write_private(path, written.getvalue())
    return path


def decisions_blank(office: Office) -> Workbook:
    """The blank. Its lists offer the office's own units, forms, months, files and schemes."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    styles.add_styles(workbook)
    lists = ChoiceLists(workbook)
    choices = _choices(office)
    for described in (DECISIONS, ENTRIES):
        workbook.create_sheet(described.name)
    _draw_help(workbook.create_sheet("填写说明"))
    for described in (DECISIONS, ENTRIES):
        _draw(workbook[described.name], described, lists, choices)
    workbook.properties.title = f"{office.site.name}认定表"
    return workbook


def _choices(office: Office) -> dict[tuple[str, str], tuple[str, ...]]:
    """(Sheet, particular) → the values to choose from."""
    day, period = period_end(office.newest_period), office.newest_period
    with office.engine.connect() as connection:
        aside = files_set_aside(connection, office.site.id)
    collected = [form for form in office.forms.values() if office.site.collects(form.code)]
    entering = [scheme for scheme in office.schemes if scheme.entries]
    assessed = {
        unit.name for scheme in entering for unit in assessed_units(scheme, office.site.registry, period)
    }
    periods = tuple(reversed(office.known_periods))
    found = {
        (DECISIONS.name, KIND): tuple(DECISIONS.kinds),
        (DECISIONS.name, "unit"): tuple(each.name for each in office.site.registry if each.valid_on(day)),
        (DECISIONS.name, "form"): tuple(form.title for form in collected),
        (DECISIONS.name, "period"): periods,
        (DECISIONS.name, "file"): tuple(dict.fromkeys(aside["file_name"])),
        (ENTRIES.name, "scheme"): tuple(scheme.id for scheme in entering),
        (ENTRIES.name, "entry"): tuple(dict.fromkeys(name for each in entering for name in each.entries)),
        (ENTRIES.name, "unit"): tuple(sorted(assessed)),
        (ENTRIES.name, "period"): periods,
    }
    return {place: values for place, values in found.items() if values}


def _draw(
    sheet: Worksheet,
    described: DecisionSheet,
    lists: ChoiceLists,
    choices: dict[tuple[str, str], tuple[str, ...]],
) -> None:
    for row, text, style in (
        (TITLE_ROW, described.name, styles.TITLE),
        (HINT_ROW, HINT.format(folder=FOLDER), styles.PLAIN),
    ):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(described.columns))
        sheet.cell(row, 1).style = style
        write_text(sheet.cell(row, 1), text)
    sheet.row_dimensions[TITLE_ROW].height, sheet.row_dimensions[HINT_ROW].height = 30, 34
    for number, (header, name) in enumerate(described.columns.items(), 1):
        cell = sheet.cell(HEADER_ROW, number)
        cell.style = styles.HEADER
        write_text(cell, header)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS[name]
        for row in range(HEADER_ROW + 1, HEADER_ROW + ROWS + 1):
            # The cells are text, because Excel would turn 3/4 and 2023-12 into dates.
            sheet.cell(row, number).style = styles.INPUT
            sheet.cell(row, number).number_format = "@"
        if values := choices.get((described.name, name)):
            _offer(sheet, letter, lists.named(f"选项_{described.name}_{header}", header, values))
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 1)
    styles.for_printing(sheet)


def _offer(sheet: Worksheet, letter: str, named_range: str) -> None:
    """Offer a list to choose from. Other values may be written too: they are checked when the file is
    read.
    """
    offered = DataValidation(
        type="list", formula1=f"={named_range}", allow_blank=True, showErrorMessage=False
    )
    sheet.add_data_validation(offered)
    offered.add(f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + ROWS}")


def _draw_help(sheet: Worksheet) -> None:
    """What each kind does and which columns it takes."""
    rows = [("认定事项", "做什么", "要填的栏", "怎么填")]
    for kind, each in KINDS.items():
        taken = [TITLES[name] for name in TAKEN[kind].needed]
        may = [f"{TITLES[name]}（可不填）" for name in TAKEN[kind].may]
        rows.append(
            (each.title, each.says, "、".join([*taken, *may, "理由", "认定人"]), PLACES.get(kind, ""))
        )
    for number, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(number, column)
            cell.style = styles.HEADER if number == 1 else styles.CELL
            write_text(cell, text)
    for letter, width in zip("ABCD", (14, 44, 50, 50), strict=True):
        sheet.column_dimensions[letter].width = width
    styles.for_printing(sheet)
