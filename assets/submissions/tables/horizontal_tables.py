"""Tables under a header, where each row is a record. Halves that stand side by side are separate tables."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from assets.submissions.tables import row_kinds
from assets.submissions.tables.blocks import TextLine
from assets.submissions.tables.could_hold import is_filled
from assets.submissions.tables.fates import Fate, Fates
from assets.submissions.tables.found_table import (
    Doubt,
    FoundTable,
    NamedInRows,
    RowFates,
    column_letters,
)
from assets.submissions.tables.headers.blocks import lines
from assets.submissions.tables.headers.columns import ChosenColumns, Half, halves, settled, within
from assets.submissions.tables.headers.matching import Match, match_block
from assets.submissions.tables.headers.named_times import named_in_cell, tells_time
from assets.submissions.tables.headers.texts import header_text, split_header, title_key
from assets.submissions.tables.loose_blocks import loose_blocks
from assets.submissions.tables.merged_cells import fill_down, is_shareable, without_shared
from assets.submissions.tables.row_kinds import RowKind
from assets.submissions.tables.rows.summing_rows import part_rows, total_rows
from assets.submissions.tables.stated_units import stated_units
from assets.submissions.tables.unread_columns import (
    OtherColumn,
    account,
    contains_name,
    is_larger,
    names_units,
)
from assets.submissions.tables.zones import Surroundings, Zone
from assets.submissions.workbook import Merged, Sheet

_DAYS_1900_TO_1904 = 1462
_SERIALS = (20_000, 73_051)
"""Unformatted numbers in this range are days, from 1954 to the end of 2099."""


@dataclass(frozen=True)
class TablesFound:
    """The tables under one header, the row where the search goes on, and the lines after the last records."""

    tables: list[FoundTable]
    position: int
    lines: list[TextLine]


def tables_under(match: Match, sheet: Sheet, around: Surroundings) -> TablesFound:
    """Read the table or tables whose header was found. If halves are about two years, only one is read."""
    parts = _side_by_side(match, sheet, around)
    settling = [(part, settled(part.match, sheet, around.period)) for part in parts]
    meant = [each for each in settling if _is_meant(each[1])] or settling[:1]
    zones = [_zone(sheet, part, its, around) for part, its in meant]
    if len(zones) > 1:  # a half cannot see where another table begins below its neighbour
        around = replace(around, stop=min(zone.position for zone in zones))
        zones = [_zone(sheet, part, its, around) for part, its in meant]
    passed_over = [
        place
        for part, its in settling
        if (part, its) not in meant
        for place in part.columns
        if place in match.keys
    ]
    tables: list[FoundTable] = []
    for (part, its), zone in zip(meant, zones, strict=True):
        tables.append(_Table(zone, part, its, around, [] if tables else passed_over).built())
    return TablesFound(tables, zones[0].position, [line for zone in zones for line in zone.lines])


def _zone(sheet: Sheet, part: Half, its: ChosenColumns, around: Surroundings) -> Zone:
    zone = Zone(_view(sheet, part.columns), its.match, around)
    zone.read()
    return zone


def _is_meant(its: ChosenColumns) -> bool:
    """Whether a half has columns of the report besides the key. A half about last year has none."""
    return any(name not in its.match.headers.form.key for name in its.match.columns)


def _side_by_side(match: Match, sheet: Sheet, around: Surroundings) -> list[Half]:
    """The tables under a header: one table, halves of one form, or two forms side by side."""
    width = len(sheet.rows[0])
    parts = halves(match, width)
    other = _other_form(match, sheet, around)
    if len(parts) > 1 or other is None:
        return parts
    first, second = sorted((match, other), key=lambda one: one.claims[0].place)
    start = second.claims[0].place
    if first.claims[-1].place > start:
        return parts
    return [
        Half(
            replace(one, unknown=within(one.unknown, columns), keys=within(one.keys, columns)),
            columns,
        )
        for one, columns in ((first, range(start)), (second, range(start, width)))
    ]


def _other_form(match: Match, sheet: Sheet, around: Surroundings) -> Match | None:
    """Another form, found among the headers that do not belong to the first form."""
    if len(match.unknown) < 2:
        return None
    texts = [
        [header_text(cell) if place in match.unknown else None for place, cell in enumerate(row)]
        for row in sheet.rows[match.first : match.first + match.height]
    ]
    other = match_block(texts, match.first, around.index, frozenset())
    return other if other and other.headers is not match.headers else None


def _view(sheet: Sheet, columns: range) -> Sheet:
    """The sheet with all other columns empty."""
    width = len(sheet.rows[0])
    if len(columns) == width:
        return sheet
    left, right = [None] * columns.start, [None] * (width - columns.stop)
    rows = [[*left, *row[columns.start : columns.stop], *right] for row in sheet.rows]
    return replace(sheet, rows=rows)


class _Table:
    """A table being put together from the rows that were read."""

    def __init__(
        self, zone: Zone, part: Half, its: ChosenColumns, around: Surroundings, passed_over: Sequence[int]
    ) -> None:
        """``passed_over``: the columns of halves about another time. This table accounts for them too."""
        self.zone, self.part, self.its, self.around, self.passed_over = zone, part, its, around, passed_over
        self.match, self.sheet = its.match, zone.sheet
        self.form = self.match.headers.form
        self.columns = dict(self.match.columns)
        self.undecided: set[str] = set()
        self.doubts = zone.doubts()
        self._decide_between_rivals()

    def built(self) -> FoundTable:
        match, zone, above = self.match, self.zone, self.around.texts(self.sheet)
        cells = {name: self._cells(name, place) for name, place in self.columns.items()}
        others = self._other_columns()
        remarks = [text for column in others for text in column.values if type(text) is str]
        accounted = account(self.form, cells, frozenset(self.undecided), others)
        blocks = self._loose_blocks()
        is_right = self.part.columns.start > 0
        return FoundTable(
            form=self.form.code,
            sheet=self.sheet.name,
            columns=self.columns,
            rows=[row + 1 for row in zone.records],
            cells=self._counted_from_1900(cells),
            totals=total_rows(zone, self.columns),
            parts=part_rows(zone, self.columns),
            fates=RowFates(len(zone.kinds), **{kind.value: n for kind, n in Counter(zone.kinds).items()}),
            column_fates=self._column_fates(accounted.fates),
            block_fates=self._block_fates(len(blocks)),
            unknown_headers=accounted.unknown_headers,
            missing_columns=tuple(name for name in match.missing if name not in self.undecided),
            nil=not zone.records and (zone.nil or any(map(_title_says_nil, above))),
            units=stated_units(self.form, self._bracketed(), self._lines_around(above), remarks),
            header_rows=(match.first, match.first + match.height),
            region=(match.first, zone.position),
            doubts=(*self.doubts, *accounted.doubts, *blocks),
            undecided=frozenset(self.undecided),
            half=(self.part.columns.start, self.part.columns.stop - 1) if is_right else None,
            awaits_period=self.its.awaits_period or zone.awaits_period,
            named_units=self._named_in_rows(names_units),
            named_times=self._named_in_rows(lambda key: tells_time(key, self.form)),
        )

    def _named_in_rows(self, is_meant: Callable[[str], bool]) -> NamedInRows | None:
        """The first column outside the form with such a header, and what it says of each row."""
        headers = self.match.unknown.items()
        found = ((place, text) for place, text in headers if is_meant(split_header(text)[0]))
        place, header = next(found, (-1, ""))
        if place < 0 or not self._filled(place):
            return None
        rows, _ = fill_down(self.zone.rows, self.sheet.merged, self.zone.start, [place, *self.zone.places])
        names, name = [], ""
        for row in self.zone.records:
            cell = rows[row][place]
            name = named_in_cell(cell, split_header(header)[0]) if is_filled(cell) else name
            names.append(name)
        return NamedInRows(header, place, tuple(names))

    def _decide_between_rivals(self) -> None:
        """Choose a column where a header stands there twice.

        If only one of the columns holds anything, or all hold the same, one is read. Otherwise none is.
        """
        rivals = self._rivals = dict(self.its.rivals)
        if self._merged_headers:
            for name, place in self.columns.items():
                if covered := self._under_the_same_header(place):
                    rivals[name] = (*rivals.get(name, (place,)), *covered)
        for name, place in self.columns.items() if self.match.unknown else ():
            if larger := self._larger_of_like_name(place):
                rivals[name] = (*rivals.get(name, (place,)), *larger)
        for name, places in rivals.items():
            filled = {place: values for place in places if (values := self._filled(place))}
            if len({repr(values) for values in filled.values()}) > 1:
                self._doubt(name, places)
            elif filled:
                self.columns[name] = next(iter(filled))

    def _doubt(self, name: str, places: Sequence[int]) -> None:
        self.undecided.add(name)
        del self.columns[name]
        letters = "和".join(f"{column_letters(place)}列" for place in places)
        row = self.match.first + self.match.height
        self.doubts.append(
            Doubt(
                "same-header-twice",
                {"header": self.form.column(name).header, "columns": letters},
                (name,),
                tuple(f"{column_letters(place)}{row}" for place in places),
            )
        )

    def _under_the_same_header(self, place: int) -> list[int]:
        """The columns on the right that share the merged header of this one and have no header themselves."""
        spans = [merged for merged in self._merged_headers if merged.first_column == place]
        if not spans:
            return []
        known = {claim.place for claim in self.match.claims} | self.match.unknown.keys()
        return [
            column
            for merged in spans
            for column in range(place + 1, merged.last_column + 1)
            if column not in known and column in self.part.columns
        ]

    def _larger_of_like_name(self, place: int) -> list[int]:
        """The columns that may be the figure itself, of which this column has only a part: 现有在校生数
        beside 在校生数.
        """
        keys = self.match.keys[place]
        values = dict(self._filled(place))
        return [
            other
            for other, header in self.match.unknown.items()
            if other in self.part.columns
            and contains_name(header, keys[-1])
            and any(is_larger(value, values.get(row)) for row, value in self._filled(other))
        ]

    @cached_property
    def _merged_headers(self) -> list[Merged]:
        """The merged cells within the header."""
        first, stop = self.match.first, self.match.first + self.match.height
        return [place for place in self.sheet.merged if first <= place.first_row <= place.last_row < stop]

    def _other_columns(self) -> list[OtherColumn]:
        """The columns of the region that are not read for the form, and are not empty."""
        others = set(self._seen).difference(self.columns.values())
        if not others:
            return []
        names = {claim.place: self.form.column(claim.name).header for claim in self.match.claims}
        doubted = {place for name in self.undecided for place in self._rivals[name]}
        found = []
        for place in sorted(others):
            header = self.match.unknown.get(place) or names.get(place, "")
            fate = Fate.TOLD if place in doubted else Fate.NO_DATA if place in names else None
            values = tuple(value for _, value in self._filled(place))
            found.append(self._other_column(place, header, values, fate))
        return found

    def _other_column(
        self, place: int, header: str, values: tuple[object, ...], fate: Fate | None
    ) -> OtherColumn:
        letters = column_letters(place)
        shown = f"{letters}列“{header[:20]}”" if header else f"{letters}列（没有表头）"
        cell = f"{letters}{self.match.first + self.match.height}"
        return OtherColumn(place, header, values, shown, cell, fate)

    def _column_fates(self, others: Iterable[tuple[Hashable, Fate]]) -> Fates:
        """The fates of all columns of the region that are not empty."""
        fated = [
            *((place, Fate.MAPPED) for place in self.columns.values()),
            *others,
            *((place, Fate.NO_DATA) for place in self.passed_over),
        ]
        return Fates.of([*self._seen, *self.passed_over], fated)

    @cached_property
    def _seen(self) -> list[int]:
        """The columns of the region that are not empty."""
        records = [self.zone.rows[row] for row in self.zone.records]
        return [
            place
            for place in self.part.columns
            if place in self.match.keys
            or any(is_filled(cells[place]) for cells in records if cells[place] is not None)
        ]

    def _filled(self, place: int) -> list[tuple[int, object]]:
        """Row and value of the records' filled cells in a column."""
        rows = self.zone.rows
        return [(row, rows[row][place]) for row in self.zone.records if is_filled(rows[row][place])]

    def _loose_blocks(self) -> list[Doubt]:
        """Doubts about blocks beside and below the records that look like tables."""
        zone = self.zone
        free = frozenset(self.part.columns).difference(self._seen)
        if not free:
            return []
        rows = [
            row
            for row, kind in enumerate(zone.kinds, zone.start)
            if kind in (RowKind.NOTE, RowKind.BLANK) and any(map(is_filled, self.sheet.rows[row]))
        ]
        blocks = loose_blocks(self.sheet, rows, free)
        return [block.doubt(block.could_be_of(self.match.headers)) for block in blocks]

    def _block_fates(self, loose: int) -> Fates:
        """The fates of the table itself, of blocks in it that it does not read, and of blocks around it."""
        told = loose + sum(1 for doubt in self.doubts if doubt.code.startswith("block-"))
        return Fates(1 + told, mapped=1, told=told)

    def _cells(self, name: str, place: int) -> list[object]:
        """The values of a column, one for each record, as the sheet shows them."""
        zone = self.zone
        cells = [zone.rows[row][place] for row in zone.records]
        if self.sheet.special:
            cells = [self._cell(row, place) for row in zone.records]
        if not zone.covered or is_shareable(self.form, name):
            return cells
        return without_shared(cells, [(row, place) for row in zone.records], zone.covered)

    def _cell(self, row: int, place: int) -> object:
        """What a cell says. A cell covered by a merged cell says what the merged cell says."""
        zone = self.zone
        shown = self.sheet.special.get((zone.covered.get((row, place), row), place))
        return zone.rows[row][place] if shown is None else shown

    def _bracketed(self) -> dict[str, list[str]]:
        """What stands in the brackets of each column's header. A merged header may begin further left."""
        claims = self.match.claims
        here = {(claim.name, claim.place): claim.bracketed for claim in claims}
        firsts = {claim.name: claim.bracketed for claim in reversed(claims)}
        return {name: [here.get((name, place), firsts[name])] for name, place in self.columns.items()}

    def _lines_around(self, above: Sequence[str]) -> list[str]:
        """The lines above the table, and the notes below it."""
        zone = self.zone
        notes = [row for row, kind in enumerate(zone.kinds, zone.start) if kind is RowKind.NOTE]
        return [*above, *(text for row in notes for text in lines(self.sheet.rows, row, row + 1))]

    def _counted_from_1900(self, cells: dict[str, list[object]]) -> dict[str, list[object]]:
        if not self.sheet.dates_from_1904:
            return cells
        dates = {name for name in cells if self.form.column(name).type.name in ("date", "month")}
        return {name: days_from_1900(cells[name]) if name in dates else cells[name] for name in cells}


def _title_says_nil(text: str) -> bool:
    key = title_key(text)
    return len(key) <= 60 and not row_kinds.NOTE.match(key) and row_kinds.says_nil(key)


def days_from_1900(values: list[Any]) -> list[object]:
    """Unformatted serial numbers, changed from days since 1904 to days since 1900.

    Other cells are unchanged.
    """
    return [
        value + _DAYS_1900_TO_1904
        if type(value) in (int, float)
        and _SERIALS[0] - _DAYS_1900_TO_1904 <= value < _SERIALS[1] - _DAYS_1900_TO_1904
        else value
        for value in values
    ]
