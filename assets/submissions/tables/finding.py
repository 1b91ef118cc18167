"""Finding the tables of forms in a sheet, wherever they stand and however the headers were retyped.

No row is lost on the way: each row below a header is a record or is counted as what else it is
(``RowFates``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assets.submissions.tables import row_kinds
from assets.submissions.tables.found_table import FoundTable, RowFates, TotalRow, column_letters
from assets.submissions.tables.headers import (
    HeaderIndex,
    Match,
    match_block,
    split_header,
    title_key,
)
from assets.submissions.tables.merged_cells import fill_down, is_shareable, without_shared
from assets.submissions.tables.row_kinds import RowKind, compact
from assets.submissions.tables.stated_units import stated_units
from assets.submissions.tables.vertical_tables import find_vertical_tables
from assets.submissions.workbook import Row, Sheet, Workbook
from schemas.form import Form

__all__ = ["FoundTable", "RowFates", "TotalRow", "find_tables", "find_workbook_tables"]

HEADER_ROWS = 3
"""Rows a merged header may take."""
MOST_NUMBERS = 2
"""Numbers and dates that a header may hold."""
TITLE_ROWS = 6
"""Rows above a header that may hold its title and the 填报单位 line."""
_LEAFLET = re.compile(r"目录|封面|说明|须知|示例|样例|样表|字典|代码表|下拉|参数|审核意见")
"""Names of sheets that explain the forms instead of holding data."""
_TELLING = (
    *("int", "amount", "resident_id", "credit_code", "major_code", "division_code", "date", "month"),
    *("enum", "yesno", "set", "phone", "unit", "text"),
)
"""Types of columns, those first whose values look least like a header."""
_OPENING_CELLS = 3
_DAYS_1900_TO_1904 = 1462
_SERIALS = (20_000, 73_051)
"""Unformatted numbers that are days: from 1954 to 2100."""


def find_workbook_tables(
    workbook: Workbook, forms: Mapping[str, Form] | Iterable[Form] | HeaderIndex
) -> list[FoundTable]:
    """The tables of all sheets, in their order."""
    index = _index(forms)
    return [table for sheet in workbook.sheets for table in find_tables(sheet, index)]


def find_tables(sheet: Sheet, forms: Mapping[str, Form] | Iterable[Form] | HeaderIndex) -> list[FoundTable]:
    """Every form's table in a sheet, from top to bottom; none for a sheet that has nothing to do with the
    forms.

    A hidden sheet is looked at but not read: its tables come back empty with the problem "hidden-sheet".
    """
    index = _index(forms)
    if not sheet.rows or (_LEAFLET.search(sheet.name) and not _named(index, [sheet.name])):
        return _title_only(sheet, index)
    tables = _read_tables(sheet, index) or _title_only(sheet, index)
    if sheet.hidden:
        return [FoundTable(table.form, sheet.name, problem="hidden-sheet") for table in tables]
    if sheet.hidden_rows or sheet.struck:
        return [replace(table, hidden_rows=sheet.hidden_rows, struck=sheet.struck) for table in tables]
    return tables


_indexes: dict[tuple[int, ...], HeaderIndex] = {}


def _index(forms: Mapping[str, Form] | Iterable[Form] | HeaderIndex) -> HeaderIndex:
    if isinstance(forms, HeaderIndex):
        return forms
    forms = tuple(forms.values() if isinstance(forms, Mapping) else forms)
    # By identity: a form holds dicts and cannot be hashed. The index keeps its forms alive, so no identity is
    # used twice.
    key = tuple(map(id, forms))
    if key not in _indexes:
        _indexes[key] = HeaderIndex.of(forms)
    return _indexes[key]


def _named(index: HeaderIndex, texts: Iterable[str]) -> frozenset[int]:
    """Positions of the forms whose title or code stands in one of the texts."""
    keys = {title_key(text) for text in texts if len(text) <= 80}
    return frozenset(
        position for position, form in enumerate(index.forms) if any(map(form.is_named_in, keys))
    )


def _read_tables(sheet: Sheet, index: HeaderIndex) -> list[FoundTable]:
    rows = sheet.rows
    vertical = find_vertical_tables(sheet, index)
    stops = sorted(table.header_rows[0] for table in vertical)
    tables, position = list(vertical), 0
    while (match := _next_header(rows, position, len(rows), index, sheet.name)) is not None:
        stop = next((row for row in stops if row > match.first), len(rows))
        zone = _Zone(sheet, match, index, stop)
        tables.append(zone.read([*_lines(rows, position, match.first), sheet.name]))
        position = zone.position
    return sorted(tables, key=lambda table: table.header_rows)


def _next_header(
    rows: Sequence[Row], start: int, stop: int, index: HeaderIndex, sheet_name: str
) -> Match | None:
    for position in range(start, stop):
        if _may_be_header(rows[position], index):
            match = header_at(rows, position, start, index, sheet_name)
            if match:
                return match
    return None


def _may_be_header(row: Row, index: HeaderIndex) -> bool:
    """At least two cells with headers. A header holds a year or a day at most, no other numbers, which spares
    looking at most rows of data.
    """
    texts = [cell for cell in row if type(cell) is str]
    others = len(row) - row.count(None) - len(texts)
    if len(texts) < 2 or others > MOST_NUMBERS:
        return False
    known = sum(map(index.knows, texts))
    return known >= 2 and known > others


def header_at(
    rows: Sequence[Row], position: int, earliest: int, index: HeaderIndex, sheet_name: str
) -> Match | None:
    """The header block that holds the row ``position``, of up to three rows: the one under which most columns
    are found.
    """
    named = _named(index, [*_lines(rows, max(earliest, position - TITLE_ROWS), position), sheet_name])
    best: Match | None = None
    for first in range(position, max(earliest, position - HEADER_ROWS + 1) - 1, -1):
        if len(rows[first]) - rows[first].count(None) < 2:
            break  # a title
        for height in range(position - first + 1, HEADER_ROWS + 1):
            block = rows[first : first + height]
            if len(block) < height or not _of_header(block[-1], index):
                break
            match = match_block(block, first, index, named)
            if match and (best is None or len(match.columns) > len(best.columns)):
                best = match
                if len(match.columns) == len(match.headers.form.columns):
                    return match
    return best


def _of_header(row: Row, index: HeaderIndex) -> bool:
    """Whether a row may belong to a block of headers: texts only, or a header in which a year is a number."""
    return all(type(cell) in (str, type(None)) for cell in row) or _may_be_header(row, index)


def _lines(rows: Sequence[Row], start: int, stop: int) -> list[str]:
    """The texts of a range of rows."""
    return [cell for row in rows[start:stop] for cell in row if type(cell) is str]


class _Zone:
    """The rows below a header, read one by one until the next form's header or the end of the sheet."""

    def __init__(self, sheet: Sheet, match: Match, index: HeaderIndex, stop: int) -> None:
        self.sheet, self.match, self.index, self.stop = sheet, match, index, stop
        self.start = self.position = match.first + match.height
        self.kinds: list[RowKind] = []
        self.records: list[int] = []
        self.labels: list[tuple[int, str, int]] = []
        """0-based row, label and the number of records before each total."""
        self.other_block: tuple[int, str] | None = None
        """1-based row and text of the line that opens a block of another month, or of a plan."""
        self.nil = False
        self.footer_seen = False
        header = sheet.rows[match.first : self.start]
        self.header_keys = {split_header(cell)[0] for row in header for cell in row if type(cell) is str}
        self.places = list(match.columns.values())
        self.rows, self.covered = fill_down(sheet.rows, sheet.merged, self.start, self.places)
        required = match.headers.required
        self.required_places = [place for name, place in match.columns.items() if name in required]
        self.telling = _telling_place(match)
        self.openings = row_kinds.OPENINGS.union(*(key[:1] + key[:1].upper() for key in self.header_keys))

    def read(self, lines_above: list[str]) -> FoundTable:
        """The table of this zone; ``position`` is then the row where the search goes on."""
        while self.position < self.stop:
            row = self.rows[self.position]
            if self._starts_another_table(row):
                break
            kind = self._kind_in_block(row)
            self.kinds.append(kind)
            if kind is RowKind.RECORD:
                self.records.append(self.position)
            self.position += 1
        return self._table(lines_above)

    def _kind_in_block(self, row: Row) -> RowKind:
        """What a row is. Below a line that names a plan or another time, with a header of its own, nothing is
        this report's.
        """
        if self.other_block is None and (line := self._opens_other_block(row)):
            self.other_block = self.position + 1, line
        return RowKind.OTHER_BLOCK if self.other_block else self._kind(row)

    def _opens_other_block(self, row: Row) -> str | None:
        filled = [cell for cell in row if cell is not None]
        if len(filled) != 1 or type(filled[0]) is not str or not self.records:
            return None
        if not row_kinds.OTHER_BLOCK.search(filled[0]):
            return None
        following = self.rows[self.position + 1 : self.position + 1 + HEADER_ROWS]
        return filled[0] if any(self._is_header_again(other) for other in following) else None

    def _is_header_again(self, row: Row) -> bool:
        keys = {split_header(cell)[0] for cell in row if type(cell) is str}
        return len(keys & self.header_keys) > 1

    def _starts_another_table(self, row: Row) -> bool:
        cell = row[self.telling]
        after_gap = bool(self.kinds) and self.kinds[-1] in (
            RowKind.BLANK,
            RowKind.NOTE,
            RowKind.REPEATED_HEADER,
        )
        if not (after_gap or (type(cell) is str and self.index.knows(cell))) or not _may_be_header(
            row, self.index
        ):
            return False
        other = header_at(self.sheet.rows, self.position, self.position, self.index, self.sheet.name)
        if other is None or (other.headers is self.match.headers and other.columns == self.match.columns):
            return False
        # Part of a repeated two-row header finds fewer of the same columns at the same places.
        return not (
            other.headers is self.match.headers and other.columns.items() <= self.match.columns.items()
        )

    def _kind(self, row: Row) -> RowKind:
        if self._is_plain_record(row):
            return RowKind.RECORD
        values = [row[place] for place in self.places]
        filled = len(values) - values.count(None)
        texts = row_kinds.leading_texts(row)
        if not texts or not any(texts):
            blank = filled == 0 or all(
                value is None or (type(value) is str and not value.strip()) for value in values
            )
            return RowKind.BLANK if blank else RowKind.RECORD
        if row_kinds.PART.match(texts[0]):
            return RowKind.PART
        if row_kinds.COMPARISON.match(texts[0]):
            return RowKind.COMPARISON
        if label := row_kinds.total_label(texts):
            self.labels.append((self.position, label, len(self.records)))
            return RowKind.TOTAL
        if row_kinds.SAMPLE.search(texts[0]) or any(
            row_kinds.SAMPLE.match(compact(cell)) for cell in row[:2]
        ):
            return RowKind.SAMPLE
        if self._repeats_header(row, texts):
            return RowKind.REPEATED_HEADER
        if row_kinds.may_be_nil(texts[0]) and row_kinds.is_nil_row(row):
            self.nil = True
            return RowKind.NOTE
        return self._kind_of_text(row, texts, filled)

    def _is_plain_record(self, row: Row) -> bool:
        """The short way for most rows of a roster: all required cells filled, and nothing begins like a
        total, a note …
        """
        for place in self.required_places:  # written out, for every row of every roster comes here
            if row[place] is None:
                return False
        has_text = False
        for cell in row[:_OPENING_CELLS]:
            if type(cell) is str:
                if cell[0] in self.openings or (len(cell) <= 6 and cell[0].isdigit()):
                    return False
                if cell[-1] in row_kinds.ENDINGS:
                    return False
                has_text = True
        return has_text

    def _kind_of_text(self, row: Row, texts: list[str], filled: int) -> RowKind:
        is_mostly_empty = 2 * sum(row[place] is not None for place in self.required_places) < len(
            self.required_places
        )
        is_footer = row_kinds.is_footer(texts[0], is_mostly_empty)
        self.footer_seen = self.footer_seen or is_footer
        if is_footer or row_kinds.is_note(texts[0]):
            self.nil = self.nil or any(row_kinds.says_nil(_remark(cell)) for cell in row)
            return RowKind.NOTE
        if filled == 0:
            return RowKind.NOTE
        if (
            len(row) - row.count(None) == 1
            and len(self.required_places) > 1
            and (kind := self._kind_of_line(texts[0]))
        ):
            return kind
        return RowKind.NOTE if self.footer_seen and is_mostly_empty else RowKind.RECORD

    def _kind_of_line(self, text: str) -> RowKind | None:
        """What a row with one filled cell is; None if it may be a record with only that cell filled."""
        if row_kinds.says_nil(text):
            self.nil = True
            return RowKind.NOTE
        if self.match.headers.is_named_in(title_key(text)):
            return RowKind.REPEATED_HEADER
        is_line = len(text) > 25 or row_kinds.LINE.match(text) or _named(self.index, [text])
        return RowKind.NOTE if is_line else None

    def _repeats_header(self, row: Row, texts: list[str]) -> bool:
        if not texts[0] or len(texts[0]) > 40:
            return False
        if split_header(texts[0])[0] in self.header_keys:
            filled = [cell for cell in row if cell is not None]
            return (
                all(type(cell) is str and split_header(cell)[0] in self.header_keys for cell in filled)
                and len(filled) > 1
            )
        is_first = not self.records and self.position < self.start + 2
        return is_first and _numbers_columns([cell for cell in row if cell is not None])

    def _table(self, lines_above: list[str]) -> FoundTable:
        match, form = self.match, self.match.headers.form
        counts = {kind.value: self.kinds.count(kind) for kind in RowKind}
        cells = {name: self._cells(name, place) for name, place in match.columns.items()}
        if self.sheet.dates_from_1904:
            cells = {
                name: days_from_1900(values) if _is_date(form, name) else values
                for name, values in cells.items()
            }
        notes = [row for row, kind in enumerate(self.kinds, self.start) if kind is RowKind.NOTE]
        lines = [*lines_above, *(text for row in notes for text in _lines(self.sheet.rows, row, row + 1))]
        nil = not self.records and (self.nil or any(map(_title_says_nil, lines_above)))
        return FoundTable(
            form=form.code,
            sheet=self.sheet.name,
            columns=match.columns,
            rows=[row + 1 for row in self.records],
            cells=cells,
            totals=self._totals(),
            fates=RowFates(read=len(self.kinds), **counts),
            unknown_headers=tuple(text for text in match.unknown if not _is_numbering(text)),
            missing_columns=match.missing,
            nil=nil,
            units=stated_units(form, {name: [text] for name, text in match.stated_units.items()}, lines),
            header_rows=(match.first, match.first + match.height),
            repeated_columns=tuple(
                (name, column_letters(match.columns[name]), column_letters(place))
                for name, place in match.repeated
            ),
            other_block=self.other_block,
        )

    def _cells(self, name: str, place: int) -> list[object]:
        """The values of a column, one a record, as the sheet shows them."""
        cells = [self.rows[row][place] for row in self.records]
        if self.sheet.special:
            cells = [self._cell(row, place) for row in self.records]
        if not self.covered or is_shareable(self.match.headers.form, name):
            return cells
        return without_shared(cells, [(row, place) for row in self.records], self.covered)

    def _cell(self, row: int, place: int) -> object:
        """What a cell says; one that a merged cell covers says what that does."""
        shown = self.sheet.special.get((self.covered.get((row, place), row), place))
        return self.rows[row][place] if shown is None else shown

    def _totals(self) -> list[TotalRow]:
        """Each total with the records it covers: those since the last total of its own or a higher level.

        A total above its records (汇总行在前) covers those that follow; a second 合计 with nothing between
        covers everything.
        """
        levels = {"小计": 0, "合计": 1, "总计": 2}
        heads = {label for row, label, before in self.labels if before == 0}
        totals = []
        for position, (row, label, before) in enumerate(self.labels):
            if label in heads:
                following = (
                    count for _, other, count in self.labels[position + 1 :] if levels[other] >= levels[label]
                )
                covered = (before, next(following, len(self.records)))
            else:
                earlier = (
                    count
                    for _, other, count in reversed(self.labels[:position])
                    if levels[other] >= levels[label]
                )
                covered = (next(earlier, 0), before)
            if covered[0] == covered[1]:
                covered = (0, before or len(self.records))
            values = {name: self.sheet.cell(row, place) for name, place in self.match.columns.items()}
            values = {
                name: value
                for name, value in values.items()
                if value is not None and not row_kinds.total_label([compact(value)])
            }
            totals.append(TotalRow(row + 1, label, values, covered))
        return totals


def _remark(cell: object) -> str:
    """What a line says after its label: 备注：本月无."""
    return re.split("[:：]", compact(cell), maxsplit=1)[-1]


def _telling_place(match: Match) -> int:
    """The column whose cells differ most from a header: numbers first, text last."""
    form = match.headers.form
    return min(match.columns.items(), key=lambda item: _TELLING.index(form.column(item[0]).type.name))[1]


def _numbers_columns(filled: list[Any]) -> bool:
    """A row that numbers the columns under the header: 甲 乙 1 2 3, or (1) (2) (3)."""
    texts = [
        str(int(cell)) if type(cell) in (int, float) and cell == cell and abs(cell) < 100 else compact(cell)
        for cell in filled
    ]
    texts = [text.strip("()（）") for text in texts]
    numbers = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if not text.isdecimal()]
    return (
        len(texts) > 2
        and numbers == list(range(1, len(numbers) + 1))
        and letters == list("甲乙丙丁戊己庚辛"[: len(letters)])
    )


def _is_numbering(header: str) -> bool:
    return split_header(header)[0] in ("序号", "编号", "no", "其中", "")


def _title_says_nil(text: str) -> bool:
    key = title_key(text)
    return len(key) <= 60 and not row_kinds.NOTE.match(key) and row_kinds.says_nil(key)


def _is_date(form: Form, name: str) -> bool:
    return form.column(name).type.name in ("date", "month")


def days_from_1900(values: list[Any]) -> list[object]:
    """Unformatted serial numbers of a workbook that counts days from 1904, as if it counted from 1900; other
    cells unchanged.
    """
    return [
        value + _DAYS_1900_TO_1904
        if type(value) in (int, float)
        and _SERIALS[0] - _DAYS_1900_TO_1904 <= value < _SERIALS[1] - _DAYS_1900_TO_1904
        else value
        for value in values
    ]


def _title_only(sheet: Sheet, index: HeaderIndex) -> list[FoundTable]:
    """A sheet named or titled as a form without its headers: a nil report if it says so, else a problem to be
    told.
    """
    if _LEAFLET.search(sheet.name):
        return []
    lines = _lines(sheet.rows, 0, TITLE_ROWS)
    named = _named(index, [sheet.name]) or _named(index, lines)
    if len(named) != 1:
        return []
    filled = [row for row in sheet.rows if any(cell is not None for cell in row)]
    texts = [text for row in filled for text in map(compact, row) if text]
    form = index.forms[next(iter(named))].form.code
    nil = any(row_kinds.says_nil(text) and not row_kinds.NOTE.match(text) for text in texts)
    return [FoundTable(form, sheet.name, nil=nil, problem=None if nil else "no-headers")]
