"""OpenDocument spreadsheets: .ods, and .fods, which is a single XML file.

Read are the cells and what is merged, hidden, struck through or an error. Source: [ODF 1.3] part 3.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError, XMLParser

from assets.submissions.reading.cell_grids import Grid
from assets.submissions.reading.formats.opendocument_formats import number_formats
from assets.submissions.reading.formats.opendocument_values import qualified, value_of
from assets.submissions.reading.formats.packages import refuse_entities
from assets.submissions.reading.formats.special_cells import Mark
from assets.submissions.reading.formats.swept_sheets import SweptSheet
from assets.submissions.reading.number_formats import says_more
from assets.submissions.workbook import ExcelError, Limits, Row, UnreadableWorkbook

T = TypeVar("T")


ROOTS = frozenset(("content.xml", "encrypted-package"))
"""The part with the content: in plain form, or encrypted together with all other parts."""
_SPREADSHEET = qualified("office", "spreadsheet")
_TABLE, _COLUMN, _ROW = (
    qualified("table", "table"),
    qualified("table", "table-column"),
    qualified("table", "table-row"),
)
_CELL, _COVERED_CELL = qualified("table", "table-cell"), qualified("table", "covered-table-cell")
_GROUPS = frozenset(
    qualified("table", f"table-{what}")
    for what in ("rows", "row-group", "header-rows", "columns", "column-group", "header-columns")
)
_STYLE, _STYLE_NAME = qualified("style", "style"), qualified("table", "style-name")
_DEFAULT_STYLE = qualified("table", "default-cell-style-name")
_FORMULA, _VISIBILITY = qualified("table", "formula"), qualified("table", "visibility")
_PICTURE_FORMULA = re.compile(r"(?<![A-Z])(?:DISPIMG|IMAGE)\s*\(", re.IGNORECASE)
_DISPLAY = qualified("table", "display")
_ROWS_REPEATED, _COLUMNS_REPEATED = (
    qualified("table", "number-rows-repeated"),
    qualified("table", "number-columns-repeated"),
)
_ROWS_SPANNED, _COLUMNS_SPANNED = (
    qualified("table", "number-rows-spanned"),
    qualified("table", "number-columns-spanned"),
)
_PARAGRAPH, _RUN, _TEXT_STYLE = (
    qualified("text", "p"),
    qualified("text", "span"),
    qualified("text", "style-name"),
)
_IN_LINE = re.compile(r"\s*-?0%")
"""The position of text that is neither raised nor lowered."""
_LENGTH = re.compile(r"(\d*\.?\d+)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 28.3, "mm": 2.83, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_INVISIBLE_POINTS = 1
"""A row or column below this size shows nothing."""
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_LENGTH, _INDENT = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)(pt|cm|mm|in)"), 10.0
_POINTS = {"pt": 1, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72}
"""One step of indentation is ten points."""
_MOST_ANCESTORS = 20
"""The most styles in a chain of styles that are derived from each other."""


@dataclass
class _Styles:
    """The styles by their names.

    ``unseen``: family and name of styles that hide a sheet, row or column. ``parents``: style of cells → the
    style that it is derived from. ``struck``: style of cells → whether it is struck through, if it says so
    itself. ``formats``: style of cells → its number format. ``marks``: style of runs of text → whether they
    are struck through (True) or only raised (False). ``indents``: style of cells → how far it indents a text.
    """

    unseen: set[tuple[str, str]] = field(default_factory=set)
    parents: dict[str, str] = field(default_factory=dict)
    struck: dict[str, bool] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    marks: dict[str, bool] = field(default_factory=dict)
    indents: dict[str, int] = field(default_factory=dict)

    def of_cell(self, stated: Mapping[str, T], name: str) -> T | None:
        """What is stated for a style of cells, or for the nearest style that it is derived from."""
        for _ in range(_MOST_ANCESTORS):
            if name in stated:
                return stated[name]
            if name not in self.parents:
                break
            name = self.parents[name]
        return None


@dataclass
class _Row:
    """The filled cells of a row by column, and what is special about them."""

    cells: dict[int, object] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)
    formats: dict[int, str] = field(default_factory=dict)
    marked: dict[int, bool] = field(default_factory=dict)
    pictures: set[int] = field(default_factory=set)
    indents: dict[int, int] = field(default_factory=dict)


@dataclass
class _Sheet:
    """A sheet as far as it has been read: its rows by number, each with its filled cells by column."""

    name: str
    limits: Limits
    rows: dict[int, dict[int, object]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    swept: SweptSheet = field(default_factory=SweptSheet)
    width: int = 0

    @property
    def height(self) -> int:
        """The number of rows down to the last filled one."""
        return max(self.rows, default=-1) + 1

    def add(self, first: int, count: int, row: _Row, hidden: bool) -> None:
        """Enter a filled row and its repetitions."""
        self.width = max(self.width, max(row.cells) + 1)
        if first + count > self.limits.rows or self.width > self.limits.columns:
            raise UnreadableWorkbook(
                "sheet-too-large",
                sheet=self.name,
                cell=f"第{first + count}行第{self.width}列",
                rows=self.limits.rows,
                columns=self.limits.columns,
            )
        special = self.swept.special
        for number in range(first, first + count):
            self.rows[number] = row.cells
            self.swept.struck.update((number, column) for column in row.struck)
            self.swept.indents.update(((number, column), by) for column, by in row.indents.items())
            special.formats.update(((number, column), code) for column, code in row.formats.items())
            special.marked.update(((number, column), Mark(struck)) for column, struck in row.marked.items())
            special.pictures.update((number, column) for column in row.pictures)
        if hidden:
            self.swept.hidden_rows.update(range(first, first + count))

    def grid(self, hidden: bool) -> Grid:
        """All rows as a rectangle. Error values are noted in ``swept`` and stay blank in the grid."""
        grid: list[Row] = [[None] * self.width for _ in range(self.height)]
        for number, row in self.rows.items():
            for column, value in row.items():
                if isinstance(value, ExcelError):
                    self.swept.errors[number, column] = value
                else:
                    grid[number][column] = value
        return self.name, hidden, grid, self.merged


def is_opendocument(names: Collection[str], parts: Mapping[str, bytes]) -> bool:
    """Whether a package is an OpenDocument.

    ``names``: the names of all parts in lower case. ``parts``: the parts in XML. Raises UnreadableWorkbook if
    it has a password.
    """
    if ROOTS.isdisjoint(names):
        return False
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b""):
        raise UnreadableWorkbook("file-with-password")
    return True


def read_parts(parts: Mapping[str, bytes], limits: Limits) -> tuple[list[Grid], list[SweptSheet], bool]:
    """The sheets of an .ods, and whether days count from 1904.

    Raises UnreadableWorkbook if it is damaged, is no spreadsheet, or is beyond the limits.
    """
    roots = [_parsed(parts[name]) for name in ("styles.xml", "content.xml") if name in parts]
    if not roots:
        raise UnreadableWorkbook("file-damaged")
    return _read(roots, limits)


def read_flat(data: bytes, limits: Limits) -> tuple[list[Grid], list[SweptSheet], bool]:
    """The same as ``read_parts``, for an .fods."""
    return _read([_parsed(data)], limits)


def _parsed(xml: bytes) -> Element:
    refuse_entities(xml)
    parser = XMLParser()  # noqa: S314 - there are no entities, and the process has its limits
    try:
        parser.feed(xml)
        return parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableWorkbook("file-damaged") from error


def _read(roots: Sequence[Element], limits: Limits) -> tuple[list[Grid], list[SweptSheet], bool]:
    spreadsheet = next(roots[-1].iter(_SPREADSHEET), None)
    if spreadsheet is None:
        raise UnreadableWorkbook("file-not-a-workbook", format="OpenDocument 文档")
    tables = spreadsheet.findall(_TABLE)
    if len(tables) > limits.sheets:
        raise UnreadableWorkbook("file-too-many-sheets", count=len(tables), limit=limits.sheets)
    styles = _styles(roots)
    sheets = [_sheet(table, styles, limits) for table in tables]
    cells = sum(sheet.height * sheet.width for sheet in sheets)
    if cells > limits.cells:
        raise UnreadableWorkbook("file-too-many-cells", count=cells, limit=limits.cells)
    grids = [
        sheet.grid(("table", table.get(_STYLE_NAME, "")) in styles.unseen)
        for sheet, table in zip(sheets, tables, strict=True)
    ]
    return grids, [sheet.swept for sheet in sheets], _counts_from_1904(spreadsheet)


def _counts_from_1904(spreadsheet: Element) -> bool:
    stated = spreadsheet.find(
        f"{qualified('table', 'calculation-settings')}/{qualified('table', 'null-date')}"
    )
    return stated is not None and stated.get(qualified("table", "date-value"), "").startswith("1904")


# --- Styles


def _styles(roots: Sequence[Element]) -> _Styles:
    styles, formats = _Styles(), number_formats(roots)
    telling = {name: code for name, code in formats.items() if says_more(code)}
    for style in (style for root in roots for style in root.iter(_STYLE)):
        name, family = style.get(qualified("style", "name"), ""), style.get(qualified("style", "family"), "")
        struck, raised = _marks_of(style)
        if any(map(_is_unseen, style)):
            styles.unseen.add((family, name))
        if family == "text" and (struck or raised):
            styles.marks[name] = bool(struck)
        elif family == "table-cell":
            if parent := style.get(qualified("style", "parent-style-name")):
                styles.parents[name] = parent
            if struck is not None:
                styles.struck[name] = struck
            if (indent := _indent(style)) is not None:
                styles.indents[name] = indent
            if data_style := style.get(qualified("style", "data-style-name")):
                styles.formats[name] = telling.get(data_style, "")
    return styles


def _indent(style: Element) -> int | None:
    """How far a style indents a text, roughly in characters; None if it does not say."""
    for properties in style:
        found = _LENGTH.fullmatch(properties.get(f"{_FO}margin-left", ""))
        is_from_left = properties.get(f"{_FO}text-align", "start") in ("start", "left", "justify")
        if found:
            return min(round(float(found[1]) * _POINTS[found[2]] / _INDENT), 15) if is_from_left else 0
    return None


def _marks_of(style: Element) -> tuple[bool | None, bool]:
    """Whether a style strikes text through (None if it does not say), and whether it raises or lowers it."""
    struck, raised = None, False
    for properties in style:
        line = properties.get(qualified("style", "text-line-through-style"))
        line = line or properties.get(qualified("style", "text-line-through-type"))
        struck = line != "none" if line else struck
        position = properties.get(qualified("style", "text-position"), "0%")
        raised = raised or not _IN_LINE.match(position)
    return struck, raised


def _is_unseen(properties: Element) -> bool:
    """Whether a style hides a sheet, or makes a row or a column too low or narrow to be seen."""
    extent = properties.get(qualified("style", "row-height")) or properties.get(
        qualified("style", "column-width")
    )
    length = _LENGTH.fullmatch(extent or "")
    is_small = length and float(length[1]) * _POINTS[length[2]] < _INVISIBLE_POINTS
    return bool(is_small) or properties.get(_DISPLAY) == "false"


# --- Sheets, rows and cells


def _sheet(table: Element, styles: _Styles, limits: Limits) -> _Sheet:
    sheet = _Sheet(table.get(qualified("table", "name"), ""), limits)
    column_styles = _columns(table, sheet, styles)
    number = 0
    for element, is_in_hidden_group in _members(table, _ROW):
        count = _count(element, _ROWS_REPEATED)
        row = _row(element, number, column_styles, sheet, styles)
        if row.cells:
            hidden = is_in_hidden_group or element.get(_VISIBILITY, "visible") != "visible"
            hidden = hidden or ("table-row", element.get(_STYLE_NAME, "")) in styles.unseen
            sheet.add(number, count, row, hidden)
        number += count
    return sheet


def _columns(table: Element, sheet: _Sheet, styles: _Styles) -> list[str]:
    """The default style of cells in each column. Hidden columns are entered in the sheet."""
    column_styles: list[str] = []
    for column, is_in_hidden_group in _members(table, _COLUMN):
        first = len(column_styles)
        stop = min(first + _count(column, _COLUMNS_REPEATED), sheet.limits.columns)
        hidden = is_in_hidden_group or column.get(_VISIBILITY, "visible") != "visible"
        if hidden or ("table-column", column.get(_STYLE_NAME, "")) in styles.unseen:
            sheet.swept.hidden_columns.update(range(first, stop))
        column_styles += [column.get(_DEFAULT_STYLE, "")] * (stop - first)
    return column_styles


def _members(table: Element, tag: str) -> Iterator[tuple[Element, bool]]:
    """The rows or columns of a sheet, inside groups or not, each with whether its group is collapsed."""
    pending = [(iter(table), False)]
    while pending:
        children, hidden = pending[-1]
        for child in children:
            if child.tag == tag:
                yield child, hidden
            elif child.tag in _GROUPS:
                pending.append((iter(child), hidden or child.get(_DISPLAY) == "false"))
                break
        else:
            pending.pop()


def _count(element: Element, attribute: str) -> int:
    """A stated count, of repetitions or of merged rows or columns; at least 1."""
    stated = element.get(attribute)
    return max(int(stated), 1) if stated and stated.isdecimal() and len(stated) <= 7 else 1


def _row(element: Element, number: int, column_styles: Sequence[str], sheet: _Sheet, styles: _Styles) -> _Row:
    """The filled cells of a row. Merged ranges are entered in the sheet."""
    row, column = _Row(), 0
    for cell in element:
        if cell.tag not in (_CELL, _COVERED_CELL):
            continue
        count = _count(cell, _COLUMNS_REPEATED) if _COLUMNS_REPEATED in cell.attrib else 1
        value = value_of(cell) if cell.tag == _CELL and (cell.attrib or len(cell)) else None
        if value is not None:
            # One column beyond the limit is enough to refuse the row.
            places = range(column, min(column + count, sheet.limits.columns + 1)) if count > 1 else (column,)
            own_style = cell.get(_STYLE_NAME) or element.get(_DEFAULT_STYLE)
            marks = _marks(cell, styles) if styles.marks and type(value) is str else None
            for place in places:
                row.cells[place] = value
                if styles.struck or styles.formats or styles.indents:
                    style = own_style or "".join(column_styles[place : place + 1])
                    _add_style(row, place, style, styles)
                if marks is not None:
                    row.marked[place] = marks
            if _PICTURE_FORMULA.search(cell.get(_FORMULA, "")):
                row.pictures.update(places)
        if _ROWS_SPANNED in cell.attrib or _COLUMNS_SPANNED in cell.attrib:
            height, width = _count(cell, _ROWS_SPANNED), _count(cell, _COLUMNS_SPANNED)
            sheet.merged += [(number, column, number + height - 1, column + width - 1)] * (height + width > 2)
        column += count
    return row


def _add_style(row: _Row, place: int, style: str, styles: _Styles) -> None:
    if styles.of_cell(styles.struck, style):
        row.struck.add(place)
    if indent := styles.of_cell(styles.indents, style):
        row.indents[place] = indent
    if code := styles.of_cell(styles.formats, style):
        row.formats[place] = code


def _marks(cell: Element, styles: _Styles) -> bool | None:
    """Whether runs of a text are struck through (True) or only raised (False); None if neither."""
    marks = {
        styles.marks.get(run.get(_TEXT_STYLE, ""))
        for run in cell.iter(_RUN)
        if "".join(run.itertext()).strip()
    }
    return max((mark for mark in marks if mark is not None), default=None)
