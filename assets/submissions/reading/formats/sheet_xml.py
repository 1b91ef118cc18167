"""What the XML of an .xlsx tells and the reader does not: error cells, formulas that were never calculated,
what is hidden or struck through, and how far a sheet reaches (``special_cells`` finds the rest).

calamine allocates the rectangle from the first to the last filled cell. So a single stray cell at XFD1048576,
or a damaged reference, would take all memory and end the process. calamine also returns error cells (#DIV/0!,
#N/A …) as blank cells. Regular expressions over the XML of the sheets find all this. That costs far less than
reading the XML.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from posixpath import normpath

from assets.submissions.reading.formats.special_cells import find_special_cells
from assets.submissions.reading.formats.swept_sheets import SweptSheet
from assets.submissions.workbook import (
    NOT_CALCULATED,
    SUM_NOT_CALCULATED,
    Address,
    ExcelError,
    Limits,
    UnreadableWorkbook,
)

_UNUSUAL_CELL = re.compile(rb"""<c(?! r="[A-Z][0-9]{1,4}")""")
"""A cell beyond row 9,999 or column Z, or one whose place is not written as Excel and WPS write it.

An ordinary sheet has none.
"""
_NEAR_ROWS, _NEAR_COLUMNS = 9_999, 26
_PLAIN_CELL = re.compile(rb"""<c r="([A-Z]{1,3}[0-9]{1,7})\"""")
_CELL = re.compile(rb"""<c r="([A-Z]+[0-9]+)"[^>]*?(?:(/)>|>(?:\s*(</c>))?)""")
_SHARED = re.compile(rb"""t="s"[^>]*><v>([0-9]{1,9})<""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*?\bt\s*=\s*["']e["'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v[^>]*>([^<]*)<""",
    re.DOTALL,
)
_NOT_CALCULATED = re.compile(
    rb"""<(?:\w+:)?c(\s[^>]*)?>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*"""
    rb"""(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"""
)
_COLUMN_SUM = re.compile(rb"""\s*SUM\(\$?([A-Z]{1,3})\$?[0-9]{1,7}:\$?\1\$?([0-9]{1,7})\)\s*""")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_TEXT_RESULT = re.compile(rb"""(?:^|\s)t\s*=\s*["']str["']""")
_RESULT = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*<(?:\w+:)?v[^>]*>([^<]*)<"""
)
"""A formula with its stored result."""
_CALCULATION = re.compile(rb"""<(?:\w+:)?calcPr\s([^>]*)>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b([^>]*)>""")
_COLUMNS = re.compile(rb"""<(?:\w+:)?col\s([^>]*)>""")
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_STRIKE = re.compile(rb"""<(?:\w+:)?strike\b(?![^>]*\bval\s*=\s*["'](?:0|false)["'])""")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"""<(?:\w+:)?xf\s([^>]*)>""")
_STYLE_WITH_CONTENT = re.compile(rb"<(?:\w+:)?xf\s(?:[^>]*/>|[^>]*>(.*?)</(?:\w+:)?xf>)", re.DOTALL)
_ALIGNMENT = re.compile(rb"<(?:\w+:)?alignment\s([^>]*)>")
_MOST_INDENT = 15
_STYLED_CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bs\s*=\s*["'](\d+)["'][^>]*)>""")
_LONGEST_NUMBER = 7
_TRUE, _FALSE = ("1", "true"), ("0", "false")
_INVISIBLE_HEIGHT, _INVISIBLE_WIDTH = 1, 0.5
"""A row below this height (in points) or a column below this width (in characters) shows no text."""
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s([^>]*)>""")
_RELATION = re.compile(rb"""<(?:\w+:)?Relationship\s([^>]*)>""")
_DATES_FROM_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")


@dataclass(frozen=True)
class Sweep:
    """What the XML of an .xlsx tells about each sheet, in workbook order, and about the date system."""

    sheets: list[SweptSheet]
    dates_from_1904: bool


def sweep(contents: dict[str, bytes], limits: Limits) -> Sweep:
    """Search the sheets of an .xlsx. ``contents``: its parts in XML by lower-case name.

    Raises UnreadableWorkbook if a sheet is too large to be read.
    """
    workbook = contents.get("xl/workbook.xml", b"")
    names = _sheet_names(workbook, contents)
    sheets = {path: content for path, content in contents.items() if b"sheetData" in content}
    shown = dict(names)
    for path, content in sheets.items():
        _check_extent(content, unescape(shown.get(path, path)), limits)
    _check_shared_texts(
        [content for content in contents.values() if b"<sst" in content],
        list(sheets.values()),
        limits,
    )
    styles = contents.get("xl/styles.xml", b"")
    struck_styles, indents = _struck_styles(styles), _indents(styles)
    in_order = [sheets.get(path, b"") for path, _ in names]
    swept = [_swept(sheet, struck_styles, indents, limits) for sheet in in_order]
    for found, special in zip(swept, find_special_cells(in_order, contents), strict=True):
        found.special = special
    if _asks_for_calculation(workbook):
        _find_never_calculated(in_order, swept)
    return Sweep(swept, bool(_DATES_FROM_1904.search(workbook)))


def _sheet_names(workbook: bytes, contents: dict[str, bytes]) -> list[tuple[str, str]]:
    """Part and name of each sheet in workbook order."""
    relations = _RELATION.findall(contents.get("xl/_rels/workbook.xml.rels", b""))
    targets = {_attribute(tag, b"Id"): _attribute(tag, b"Target") for tag in relations}
    return [
        (
            _part_name(targets.get(_attribute(tag, rb"(?:\w+:)?id"), ""), contents),
            _attribute(tag, b"name"),
        )
        for tag in _SHEET.findall(workbook)
    ]


def _swept(
    xml: bytes, struck_styles: frozenset[bytes], indents: Mapping[bytes, int], limits: Limits
) -> SweptSheet:
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
    found = SweptSheet(_errors(xml), _hidden_rows(xml, start, end), _hidden_columns(xml[:start], limits))
    if struck_styles or indents:
        for attributes, style in _STYLED_CELL.findall(xml, start):
            if style in struck_styles and (place := _address(attributes)):
                found.struck.add(place)
            if style in indents and (place := _address(attributes)):
                found.indents[place] = indents[style]
    return found


def _hidden_rows(xml: bytes, start: int, end: int) -> set[int]:
    low = b" ht='0" if xml.startswith(b"='", xml.find(b"=", start)) else b' ht="0'
    if xml.find(b"hidden", start, end) < 0 and xml.find(low, start, end) < 0:
        return set()
    hidden, number = set(), 0
    for attributes in _ROW.findall(xml, start):
        number = _number(attributes, b"r") or number + 1
        if _is_hidden(attributes, b"ht", _INVISIBLE_HEIGHT):
            hidden.add(number - 1)
    return hidden


def _hidden_columns(head: bytes, limits: Limits) -> set[int]:
    hidden: set[int] = set()
    if b"hidden" not in head and b'width="0' not in head and b"width='0" not in head:
        return hidden
    for attributes in _COLUMNS.findall(head):
        first, last = _number(attributes, b"min"), _number(attributes, b"max")
        if first and last and _is_hidden(attributes, b"width", _INVISIBLE_WIDTH):
            hidden.update(range(first - 1, min(last, limits.columns)))
    return hidden


def _is_hidden(attributes: bytes, extent: bytes, least: float) -> bool:
    """Whether a row or a column is hidden, or too low or narrow to be seen."""
    if _attribute(attributes, b"hidden") in _TRUE:
        return True
    try:
        return float(_attribute(attributes, extent) or least) < least
    except ValueError:
        return False


def _struck_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles whose font is struck through."""
    if b"strike" not in styles:
        return frozenset()
    fonts, cell_styles = _FONTS.search(styles), _CELL_STYLES.search(styles)
    if not fonts or not cell_styles:
        return frozenset()
    struck = {str(number) for number, font in enumerate(_FONT.findall(fonts.group())) if _STRIKE.search(font)}
    return frozenset(
        b"%d" % number
        for number, style in enumerate(_STYLE.findall(cell_styles.group()))
        if _attribute(style, b"fontId") in struck
    )


def _indents(styles: bytes) -> dict[bytes, int]:
    """The numbers of the cell styles that indent a text from the left → how far."""
    cell_styles = _CELL_STYLES.search(styles) if b"indent=" in styles else None
    indents = {}
    for number, style in enumerate(_STYLE_WITH_CONTENT.findall(cell_styles.group()) if cell_styles else ()):
        alignment = _ALIGNMENT.search(style)
        indent = _number(alignment[1], b"indent") if alignment else None
        if indent and _attribute(alignment[1], b"horizontal") in ("", "general", "left", "distributed"):
            indents[b"%d" % number] = min(indent, _MOST_INDENT)
    return indents


def _asks_for_calculation(workbook: bytes) -> bool:
    """Whether results are to be calculated when the file is opened, or were not calculated when it was saved.

    Programs that cannot calculate ask for this.
    """
    settings = _CALCULATION.search(workbook)
    if settings is None:
        return False
    asked = (_attribute(settings.group(1), name) for name in (b"fullCalcOnLoad", b"forceFullCalc"))
    done = (_attribute(settings.group(1), name) for name in (b"calcCompleted", b"calcOnSave"))
    return any(each in _TRUE for each in asked) or any(each in _FALSE for each in done)


def _find_never_calculated(sheets: list[bytes], swept: list[SweptSheet]) -> None:
    """Mark zeros as NOT_CALCULATED if no formula of the workbook has another result.

    In that case the program that wrote the file could not calculate and wrote 0 instead.
    """
    zeros: list[tuple[SweptSheet, Address]] = []
    for xml, found in zip(sheets, swept, strict=True):
        for attributes, result in _RESULT.findall(xml) if _has_formula(xml) else ():
            if not _is_zero(result):
                return
            place = _address(attributes)
            if place and result and not _TEXT_RESULT.search(attributes):
                zeros.append((found, place))
    for found, place in zeros:
        found.errors[place] = NOT_CALCULATED


def _is_zero(result: bytes) -> bool:
    try:
        return float(result or b"0") == 0
    except ValueError:
        return False


def _has_formula(xml: bytes) -> bool:
    start = xml.find(b"sheetData")
    prefixed = xml.startswith(b":", start - 1)
    return xml.find(b":f" if prefixed else b"<f", start, xml.rfind(b"sheetData")) >= 0


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"(?:^|\s)" + name + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return found.group(1).decode("utf-8", "replace") if found else ""


def _number(tag: bytes, name: bytes) -> int | None:
    """The number of a row or a column."""
    text = _attribute(tag, name)
    return int(text) if len(text) <= _LONGEST_NUMBER and text.isdecimal() else None


def _part_name(target: str, contents: dict[str, bytes]) -> str:
    """The part that a relationship of the workbook points to. Some programs write its full name."""
    name = normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower()
    return name if name in contents else target.lower()


def _check_extent(xml: bytes, name: str, limits: Limits) -> None:
    """Raise UnreadableWorkbook if the filled cells of a sheet span more than the limits.

    Cells with a style but no value do not count. If a cell does not state its place as Excel and WPS write
    it, the span is not known here. Then only the memory limit of the reading process applies.
    """
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData")
    is_roomy = (
        limits.rows >= _NEAR_ROWS
        and limits.columns >= _NEAR_COLUMNS
        and limits.cells >= _NEAR_ROWS * _NEAR_COLUMNS
    )
    if is_roomy and not _UNUSUAL_CELL.search(xml, start, end):
        return
    data = xml[start:end]
    references = _PLAIN_CELL.findall(data)
    if data.count(b"<c") == len(references) and _beyond(
        [_place(reference) for reference in references], limits
    ):
        filled = [
            _place(reference) for reference, closed, empty in _CELL.findall(data) if not (closed or empty)
        ]
        if _beyond(filled, limits):
            farthest = max(filled, key=lambda place: max(place[0] / limits.rows, place[1] / limits.columns))
            raise UnreadableWorkbook(
                "sheet-too-large", sheet=name, cell=farthest[2], rows=limits.rows, columns=limits.columns
            )


def _check_shared_texts(strings: list[bytes], sheets: list[bytes], limits: Limits) -> None:
    """Raise UnreadableWorkbook if the shared strings of all cells together are too long.

    The reader makes a copy of the string for each cell.
    """
    texts = [text for content in strings for text in content.split(b"<si>")[1:]]
    cells = sum(sheet.count(b't="s"') for sheet in sheets)
    if cells * max(map(len, texts), default=0) <= limits.text_bytes:  # nearly every workbook
        return
    shown = Counter(int(number) for sheet in sheets for number in _SHARED.findall(sheet))
    if (
        sum(len(texts[number]) * count for number, count in shown.items() if number < len(texts))
        > limits.text_bytes
    ):
        raise UnreadableWorkbook("file-needs-too-much-memory", limit=round(limits.memory_bytes / 1e6))


def _beyond(places: list[tuple[int, int, str]], limits: Limits) -> bool:
    height, width = (
        max((row for row, _, _ in places), default=0),
        max((column for _, column, _ in places), default=0),
    )
    return height > limits.rows or width > limits.columns or height * width > limits.cells


def _place(reference: bytes) -> tuple[int, int, str]:
    """1-based row and column of a reference like ``B12``, and the reference itself."""
    text = reference.decode().upper()
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]), column_number(letters), text


def column_number(letters: str) -> int:
    """1-based number of a column: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _errors(xml: bytes) -> dict[Address, ExcelError]:
    errors: dict[Address, ExcelError] = {}
    if b't="e"' in xml or b"t='e'" in xml:
        for attributes, value in _ERROR.findall(xml):
            if place := _address(attributes):
                errors[place] = ExcelError(value.decode("utf-8", "replace"))
    if _has_formula(xml):
        for attributes, formula in _NOT_CALCULATED.findall(xml):
            place = _address(attributes)
            if place and not _TEXT_RESULT.search(attributes):
                is_sum = _sums_cells_above(formula, place)
                errors.setdefault(place, SUM_NOT_CALCULATED if is_sum else NOT_CALCULATED)
    return errors


def _sums_cells_above(formula: bytes, place: Address) -> bool:
    """Whether a formula is the plain sum of cells of its column that end above it."""
    found = _COLUMN_SUM.fullmatch(formula)
    row, column = place
    return bool(found) and column_number(found[1].decode()) == column + 1 and int(found[2]) <= row


def _address(attributes: bytes) -> Address | None:
    found = _REFERENCE.search(attributes)
    if not found:
        return None
    row, column, _ = _place(found.group(1) + found.group(2))
    return row - 1, column - 1
