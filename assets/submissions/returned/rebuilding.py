"""Writes a workbook of another format (.xls, .et, .ods, .csv) anew as an .xlsx, from its cells."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils.datetime import to_excel

from assets.submissions.cell_text import display_width, plain_text, sheet_name
from assets.submissions.returned.parts.book import PLAIN_WORKBOOK, STYLES_TYPE, WORKSHEET_TYPE
from assets.submissions.returned.parts.package import CONTENT_TYPES, TRANSITIONAL
from assets.submissions.returned.parts.stylesheet import EMPTY, MAIN
from assets.submissions.returned.parts.zipping import packed, zipped
from assets.submissions.tables.found_table import column_letters
from assets.submissions.workbook import NEVER_CALCULATED, ExcelError, Picture, Row, Sheet, Workbook

WIDTHS = (8, 40)
"""The smallest and the largest width of a column."""

LINES_MEASURED = 200
"""The width of a column is measured in so many rows."""

_FORMATS = ("General", "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm:ss", "[h]:mm:ss")
_STYLES = {form: number for number, form in enumerate(_FORMATS)}
"""Number format → number of its style."""

_ERRORS_OF_EXCEL = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
"""Other programs have more of them. Excel calls a file damaged that holds one of those."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def rebuilt(workbook: Workbook) -> tuple[bytes, dict[str, str]]:
    """An .xlsx with the same cells at the same addresses, and the name of each sheet → its new name.

    Hidden sheets stay hidden. The .xlsx has no sheets if the workbook has none.
    """
    names: dict[str, str] = {}
    for sheet in workbook.sheets:
        names[sheet.name] = sheet_name(sheet.name, set(names.values()))
    parts = {
        CONTENT_TYPES: _content_types(len(names)),
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(workbook.sheets, names),
        "xl/_rels/workbook.xml.rels": _relationships(
            [
                *(("worksheet", f"worksheets/sheet{number + 1}.xml") for number in range(len(names))),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(),
    }
    parts |= {
        f"xl/worksheets/sheet{number}.xml": _sheet(sheet) for number, sheet in enumerate(workbook.sheets, 1)
    }
    return zipped(packed(name, content.encode()) for name, content in parts.items()), names


def _content_types(sheets: int) -> str:
    told = {"/xl/workbook.xml": PLAIN_WORKBOOK, "/xl/styles.xml": STYLES_TYPE}
    told |= {f"/xl/worksheets/sheet{number + 1}.xml": WORKSHEET_TYPE for number in range(sheets)}
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{content_type}"/>' for name, content_type in told.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(told: Iterable[tuple[str, str]]) -> str:
    members = "".join(
        f'<Relationship Id="rId{number}" Type="{TRANSITIONAL}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(told, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{members}</Relationships>'


def _book(sheets: Iterable[Sheet], names: dict[str, str]) -> str:
    members = "".join(
        f'<sheet name={quoteattr(names[sheet.name])} sheetId="{number}" '
        f'{"state=" + chr(34) + "hidden" + chr(34) + " " if sheet.hidden else ""}r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{TRANSITIONAL}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{members}</sheets></workbook>"
    )


def _styles() -> str:
    """The styles of an empty workbook, with one style for each number format."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + number}" formatCode={quoteattr(form)}/>'
        for number, form in enumerate(_FORMATS)
    )
    styles = "".join(
        f'<xf numFmtId="{164 + number if number else 0}" fontId="0" fillId="0" borderId="0" xfId="0" '
        'applyNumberFormat="1"/>'
        for number in range(len(_FORMATS))
    )
    before, _, rest = EMPTY.decode().partition("<cellXfs")
    behind = rest.partition("</cellXfs>")[2]
    before = before.replace("<fonts", f'<numFmts count="{len(_FORMATS)}">{formats}</numFmts><fonts', 1)
    return f'{_HEAD}{before}<cellXfs count="{len(_FORMATS)}">{styles}</cellXfs>{behind}'


def _sheet(sheet: Sheet) -> str:
    rows = "".join(
        f'<row r="{number}">{"".join(_cells(number, row))}</row>'
        for number, row in enumerate(sheet.rows, 1)
        if any(value is not None for value in row)
    )
    columns = "".join(
        f'<col min="{column}" max="{column}" width="{width}" customWidth="1"/>'
        for column, width in sorted(_widths(sheet).items())
    )
    return (
        f'{_HEAD}<worksheet xmlns="{MAIN}">{f"<cols>{columns}</cols>" if columns else ""}'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _cells(number: int, row: Row) -> Iterator[str]:
    for column, value in enumerate(row):
        if value is not None and value not in NEVER_CALCULATED:
            yield _cell(f"{column_letters(column)}{number}", value)


def _cell(place: str, value: object) -> str:
    if isinstance(value, str | Picture):
        text = escape(plain_text(str(value)))
        return (
            f'<c r="{place}" s="{_STYLES["@"]}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        )
    if isinstance(value, ExcelError):
        code = value.code if value.code in _ERRORS_OF_EXCEL else "#VALUE!"
        return f'<c r="{place}" t="e"><v>{code}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime | date | time | timedelta):
        return f'<c r="{place}" s="{_STYLES[_format(value)]}"><v>{to_excel(value)!r}</v></c>'
    shown = int(value) if isinstance(value, float) and value.is_integer() else value
    return f'<c r="{place}"><v>{shown!r}</v></c>'


def _format(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm" if value.time() != time() else "yyyy-mm-dd"
    return "yyyy-mm-dd" if isinstance(value, date) else "hh:mm:ss" if isinstance(value, time) else "[h]:mm:ss"


def _widths(sheet: Sheet) -> dict[int, int]:
    """1-based column → its width."""
    widths: dict[int, int] = {}
    for row in sheet.rows[:LINES_MEASURED]:
        for column, value in enumerate(row, 1):
            if value is not None:
                widths[column] = max(widths.get(column, 0), _width(value))
    return {column: min(max(width + 2, WIDTHS[0]), WIDTHS[1]) for column, width in widths.items()}


def _width(value: object) -> int:
    return max(map(display_width, str(value)[:100].splitlines()), default=0) if isinstance(value, str) else 10
