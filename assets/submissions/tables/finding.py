"""Finding the tables of forms in a sheet, wherever they stand and however the headers were retyped.

No row is lost on the way. Each row below a header is a record, or ``RowFates`` counts it as something else.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from assets.submissions.tables import row_kinds
from assets.submissions.tables.blocks import TextLine
from assets.submissions.tables.could_hold import is_filled, is_number_or_date
from assets.submissions.tables.found_table import FoundTable, RowFates, TotalRow
from assets.submissions.tables.headers.blocks import TITLE_ROWS, lines, named, next_header
from assets.submissions.tables.headers.matching import FormHeaders, HeaderIndex
from assets.submissions.tables.headers.named_times import is_beside_month
from assets.submissions.tables.headers.qualifiers import Qualifier, Standing, said_in_line
from assets.submissions.tables.headers.texts import title_key
from assets.submissions.tables.horizontal_tables import tables_under
from assets.submissions.tables.loose_blocks import loose_blocks
from assets.submissions.tables.row_kinds import compact
from assets.submissions.tables.vertical_tables import find_vertical_tables
from assets.submissions.tables.zones import Surroundings
from assets.submissions.workbook import Sheet, Workbook
from schemas.form import Form

__all__ = ["FoundTable", "RowFates", "TotalRow", "find_tables", "find_workbook_tables"]

_LEAFLET = re.compile(
    r"目录|封面|说明|须知|字典|代码表|下拉|参数|审核意见|示例|样例|样表|范例|范本|模板|草稿|草表|作废|备份|副本|存档"
    r"|旧[表版稿件]|^旧$|(?:修改|更正|调整|审核)前"
)
"""Names of sheets that explain the forms instead of holding data."""
_OURS = re.compile(r"审核意见|(?:填表说明|表样参数)$")
"""Names of the sheets that we add to blank and returned workbooks. Copies of returned sheets match too."""

Forms = Mapping[str, Form] | Iterable[Form] | HeaderIndex


def find_workbook_tables(
    workbook: Workbook,
    forms: Forms,
    period: str | None = None,
    of_sheets: Mapping[str, str] = MappingProxyType({}),
) -> list[FoundTable]:
    """The tables of all sheets, in the order of the sheets.

    ``period``: the period of the reports ('YYYY-MM'), once it is known. ``of_sheets``: the periods of sheets
    that state their own. The period decides between columns and blocks of several times.
    """
    index = header_index(forms)
    return [
        table
        for sheet in workbook.sheets
        for table in find_tables(sheet, index, of_sheets.get(sheet.name, period))
    ]


def without_other_months(
    tables: Iterable[FoundTable], forms: Forms, period: str, of_sheets: Mapping[str, str]
) -> list[FoundTable]:
    """The tables, without the content of those whose sheet's name says another time than ``period``.

    Such a table comes back empty with the problem "sheet-of-another-time" if it holds data. Sheets that state
    a period of their own (``of_sheets``) are left as they are.
    """
    index = header_index(forms)
    return [
        FoundTable(table.form, table.sheet, problem="sheet-of-another-time")
        if table.problem is None
        and table.sheet not in of_sheets
        and _is_of_another_time(table.sheet, index.headers_of(table.form), period)
        and _holds_data(table, index)
        else table
        for table in tables
    ]


def without_sheets_of_others(tables: Iterable[FoundTable], of_others: Mapping[str, str]) -> list[FoundTable]:
    """The tables, without the content of those in sheets of other units (sheet → name of the unit).

    Such a table comes back empty with the problem "sheet-of-another-unit".
    """
    return [
        FoundTable(table.form, table.sheet, problem="sheet-of-another-unit", other=of_others[table.sheet])
        if table.sheet in of_others and table.problem is None
        else table
        for table in tables
    ]


def find_tables(sheet: Sheet, forms: Forms, period: str | None = None) -> list[FoundTable]:
    """Every form's table in a sheet, from top to bottom. A sheet unrelated to the forms has none.

    Some sheets are searched but not read. Their tables come back empty, with a problem:

    - "hidden-sheet": the sheet is hidden.
    - "sheet-left-out": its name calls it a leaflet or a sample, and its tables hold data.
    - "sheet-of-another-time": its name says a plan or another time, and its tables hold data.
    """
    index = header_index(forms)
    if not sheet.rows:
        return _title_only(sheet, index)
    if is_leaflet(sheet, index):
        held = [table for table in _read_tables(sheet, index, period) if _holds_data(table, index)]
        if is_ours(sheet):  # our sheets list column names below each other, as vertical tables do
            held = [table for table in held if not index.headers_of(table.form).form.vertical]
        return _not_read(held, "sheet-left-out")
    tables = _read_tables(sheet, index, period) or _title_only(sheet, index)
    if not sheet.hidden and any(
        _said_by_name(sheet.name, index.headers_of(table.form)).is_of_something_else for table in tables
    ):
        return _not_read([table for table in tables if _holds_data(table, index)], "sheet-of-another-time")
    if sheet.hidden:
        return _not_read(tables, "hidden-sheet")
    if sheet.hidden_rows or sheet.struck:
        return [replace(table, hidden_rows=sheet.hidden_rows, struck=sheet.struck) for table in tables]
    return tables


def _not_read(tables: Iterable[FoundTable], problem: str) -> list[FoundTable]:
    return [FoundTable(table.form, table.sheet, problem=problem) for table in tables]


def is_ours(sheet: Sheet) -> bool:
    """Whether this is a sheet that we added to the workbook."""
    return _OURS.match(sheet.name) is not None


def is_leaflet(sheet: Sheet, index: HeaderIndex) -> bool:
    """Whether the name of a sheet says that it holds no data. The title of a form in the name is ignored."""
    name = title_key(sheet.name)
    for position in named(index, [sheet.name]):
        name = name.replace(index.forms[position].title, "")
    return _LEAFLET.search(name) is not None


def _is_of_another_time(sheet: str, headers: FormHeaders, period: str) -> bool:
    said = _said_by_name(sheet, headers)
    other = said.standing(headers.form, period) is Standing.OTHER
    return other or is_beside_month(said, headers.form, period)


def _said_by_name(name: str, headers: FormHeaders) -> Qualifier:
    """What a sheet's name says about its tables: a plan or another time (上年, 下月计划, 11月)."""
    said = said_in_line(title_key(name).replace(headers.title, ""))
    return said.without_plan() if said_in_line(headers.title).is_plan else said


def _holds_data(table: FoundTable, index: HeaderIndex) -> bool:
    """Whether some record has a number, a date, or more than half of what the form requires.

    A name alone does not count: it may be pre-filled, or part of an explanation.
    """
    required = index.headers_of(table.form).required
    records = zip(*table.cells.values(), strict=True)
    return any(
        any(map(is_number_or_date, cells)) or 2 * _filled(table, cells, required) > len(required)
        for cells in records
    )


def _filled(table: FoundTable, cells: Iterable[object], required: Collection[str]) -> int:
    return sum(is_filled(cell) for name, cell in zip(table.cells, cells, strict=True) if name in required)


_indexes: dict[tuple[int, ...], HeaderIndex] = {}


def header_index(forms: Forms) -> HeaderIndex:
    """The headers of these forms. They are worked out once and kept."""
    if isinstance(forms, HeaderIndex):
        return forms
    forms = tuple(forms.values() if isinstance(forms, Mapping) else forms)
    # The key is the identity of the forms, because a form holds dicts and cannot be hashed. The index keeps
    # its forms alive, so no identity is used twice.
    key = tuple(map(id, forms))
    if key not in _indexes:
        _indexes[key] = HeaderIndex.of(forms)
    return _indexes[key]


def _read_tables(sheet: Sheet, index: HeaderIndex, period: str | None) -> list[FoundTable]:
    rows = sheet.rows
    vertical = find_vertical_tables(sheet, index, period)
    stops = sorted(table.header_rows[0] for table in vertical)
    tables, position = list(vertical), 0
    above: Sequence[TextLine] = ()
    before: Sequence[TextLine] = ()
    last_form = None
    while (match := next_header(rows, position, len(rows), index, sheet.name)) is not None:
        over = [TextLine.of(row, rows[row]) for row in range(position, match.first)]
        above, between = above or over, [*before, *over]
        stop = next((row for row in stops if row > match.first), len(rows))
        around = Surroundings(index, stop, above, between if last_form else (), last_form, period)
        found = tables_under(match, sheet, around)
        tables += found.tables
        position, before, last_form = found.position, found.lines, match.headers.form.code
    return _with_blocks_around(sorted(tables, key=lambda table: table.header_rows), sheet, index)


def _with_blocks_around(tables: list[FoundTable], sheet: Sheet, index: HeaderIndex) -> list[FoundTable]:
    """The tables of a sheet, with doubts about blocks outside their rows that look like tables.

    The first table below such a block tells about it, or the last table if none is below.
    """
    if not tables:
        return tables
    taken = {row for table in tables for row in range(*table.region)}
    for block in loose_blocks(sheet, [row for row in range(len(sheet.rows)) if row not in taken]):
        number = next((n for n, table in enumerate(tables) if table.region[0] > block.last), len(tables) - 1)
        headers = index.headers_of(tables[number].form)
        tables[number] = tables[number].with_blocks([block.doubt(block.could_be_of(headers))])
    return tables


def _title_only(sheet: Sheet, index: HeaderIndex) -> list[FoundTable]:
    """The table of a sheet that has the name or title of one form but not its headers.

    It is a nil report if the sheet says so. Otherwise it has the problem "no-headers".
    """
    if _LEAFLET.search(sheet.name):
        return []
    positions = named(index, [sheet.name]) or named(index, lines(sheet.rows, 0, TITLE_ROWS))
    if len(positions) != 1:
        return []
    filled = [row for row in sheet.rows if any(cell is not None for cell in row)]
    texts = [text for row in filled for text in map(compact, row) if text]
    form = index.forms[next(iter(positions))].form.code
    nil = any(row_kinds.says_nil(text) and not row_kinds.NOTE.match(text) for text in texts)
    return [FoundTable(form, sheet.name, nil=nil, problem=None if nil else "no-headers")]
