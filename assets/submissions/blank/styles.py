"""How a blank workbook looks: its cell styles, page setup and protection."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

TITLE, HEADING, HEADER, CELL, PLAIN, STRONG, INPUT = (
    "表题",
    "小标题",
    "栏名",
    "说明格",
    "说明行",
    "要点",
    "填报格",
)

_THIN = Side(style="thin", color="808080")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CELL_FONT = Font(name="宋体", size=11)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_SHADE = PatternFill("solid", fgColor="DDEBF7")

WHAT_UNITS_MAY_DO = (
    "formatCells",
    "formatColumns",
    "formatRows",
    "insertRows",
    "deleteRows",
    "sort",
    "autoFilter",
    "insertHyperlinks",
)
"""What the protection allows. In openpyxl, False means that something is not forbidden."""


def add_styles(workbook: Workbook) -> None:
    """Add the named styles that the sheets use."""
    for name, font, alignment, border, fill, locked in (
        (TITLE, Font(name="黑体", size=18), _CENTRE, Border(), PatternFill(), True),
        (HEADING, Font(name="黑体", size=13), _LEFT, Border(), PatternFill(), True),
        (HEADER, Font(name="黑体", size=11), _CENTRE, BOX, _SHADE, True),
        (CELL, CELL_FONT, _LEFT, BOX, PatternFill(), True),
        (PLAIN, Font(name="宋体", size=11), _LEFT, Border(), PatternFill(), True),
        (STRONG, Font(name="黑体", size=11), _LEFT, Border(), PatternFill(), True),
        (INPUT, Font(name="宋体", size=11), _LEFT, BOX, PatternFill(), False),
    ):
        protection = Protection(locked=locked)
        workbook.add_named_style(
            NamedStyle(name, font=font, alignment=alignment, border=border, fill=fill, protection=protection)
        )


def for_printing(sheet: Worksheet, landscape: bool = True, footer: str = "") -> None:
    """Set up a sheet for printing: A4, all columns in the width of one page, with page numbers."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = footer


def protect(sheet: Worksheet) -> None:
    """Protect the locked cells without a password. This prevents accidents; it does not stop the clerk."""
    sheet.protection.sheet = True
    for permission in WHAT_UNITS_MAY_DO:
        setattr(sheet.protection, permission, False)
