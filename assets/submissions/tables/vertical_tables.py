"""Vertical forms (指标 / 数值): each row is a column of the form, the whole table is one record."""

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence

from assets.submissions.tables.blocks import Block, Sayings, TextLine, block_below, first_block, names_a_time
from assets.submissions.tables.could_hold import is_number
from assets.submissions.tables.fates import Fate, Fates
from assets.submissions.tables.found_table import Doubt, FoundTable, RowFates, column_letters
from assets.submissions.tables.headers.matching import FormHeaders, HeaderIndex
from assets.submissions.tables.headers.qualifiers import NOTHING, Standing, qualifier_of
from assets.submissions.tables.headers.texts import header_text, split_header
from assets.submissions.tables.headers.vertical_labels import Part, Place, known_texts, labels_of, parts_of
from assets.submissions.tables.row_kinds import compact
from assets.submissions.tables.stated_units import StatedUnit, remarked_units, stated_units
from assets.submissions.tables.unread_columns import OtherColumn, account
from assets.submissions.tables.zones import doubt_of_block
from assets.submissions.workbook import Row, SharedCell, Sheet

_VALUE_HEADER = re.compile(
    r"^(?:数值|数据|数量|数|值|指标值|填报[数值]?|填报数据|填报内容|实际数?|本[年期]数?|本年度|当前数?|内容)(?:[(（].*)?$"
)
_LABEL_HEADER = re.compile(
    r"^(?:序号|编号|行次|指标(?:名称)?|项目(?:名称)?|名称|内容|计量单位|单位|备注|说明|填写说明)$"
)
_COMPARED = re.compile(
    r"^(?:[比较][上去][年月]|增减|增长|增幅|同比|环比|差额|完成率|比例|占比|行次|序号|编号|代码)"
)
"""Headers of numbers that are not values of the form."""
_UNIT_TEXT = re.compile(r"^[^\d０-９]{1,4}$|^[^\d０-９]{1,4}/[^\d０-９]{1,4}$|^万?㎡$|^万?[mM][2²]$")
_LINES = 6
"""How many rows above the first label and below the last label may name units."""
Fated = tuple[Hashable, Fate]


def find_vertical_tables(sheet: Sheet, index: HeaderIndex, period: str | None = None) -> list[FoundTable]:
    """The tables of vertical forms in a sheet, each with one record.

    ``period``: the period of the report, if it is known.
    """
    known = known_texts(sheet, index)
    labels = [(headers, labels_of(sheet, headers, known)) for headers in index.vertical] if known else []
    return [_Reading(sheet, headers, found, period).table() for headers, found in labels if found]


def _units(
    sheet: Sheet, headers: FormHeaders, places: dict[str, tuple[Place, int]], first: int, last: int
) -> dict[str, StatedUnit]:
    """The units of the form's columns that the sheet states differently from the form.

    They may stand in the label, in a cell beside it, above the values, or in a line around the table.
    ``places``: for each of the form's columns, the place of its label and the sheet column of its value.
    """
    label_columns = sorted({column for (_, column), _ in places.values()})
    beside = {}
    for name, ((row, column), value) in places.items():
        stop = next((other for other in label_columns if other > column), None)
        cells = [
            compact(cell)
            for place, cell in enumerate(sheet.rows[row][:stop])
            if place > column and place != value
        ]
        remarked = [unit.name for text in cells for unit in remarked_units(text)]
        beside[name] = [split_header(sheet.rows[row][column])[1], *filter(_UNIT_TEXT.match, cells), *remarked]
    around = [*sheet.rows[max(0, first - _LINES) : first], *sheet.rows[last + 1 : last + 1 + _LINES]]
    lines = [cell for row in around for cell in row if type(cell) is str]
    values = [cell for cell in sheet.rows[first - 1] if type(cell) is str] if first else []
    return stated_units(
        headers.form, beside, [*lines, *(f"单位：{split_header(text)[1]}" for text in values)]
    )


class _Reading:
    """The work of reading one vertical form from the places of its labels."""

    def __init__(
        self, sheet: Sheet, headers: FormHeaders, labels: dict[Place, str], period: str | None
    ) -> None:
        self.sheet, self.headers, self.form, self.period = sheet, headers, headers.form, period
        self.label_columns = sorted({column for _, column in labels})
        self.parts = parts_of(labels)
        self.first = min(row for row, _ in labels)
        self.last = max(row for row, _ in labels)
        self.doubts: list[Doubt] = []
        self.undecided: set[str] = set()
        self.others: list[OtherColumn] = []
        self.awaits_period = False
        self.numeric: set[Hashable] = set()
        self.value_columns: dict[Hashable, Fate] = {}
        self.own = self._own_parts()

    def table(self) -> FoundTable:
        places = self._places()
        labels = {name: label for name, (label, _) in places.items()}
        cells = _values(self.sheet, {name: (label[0], value) for name, (label, value) in places.items()})
        self._look_at_other_rows(places)
        accounted = account(self.form, cells, frozenset(self.undecided), self.others)
        return FoundTable(
            form=self.form.code,
            sheet=self.sheet.name,
            columns={name: row for name, (row, _) in labels.items()},
            value_columns={name: value for name, (_, value) in places.items()},
            rows=[self.first + 1],
            cells=cells,
            fates=RowFates(read=1, records=1),
            column_fates=self._fates(places, accounted.fates),
            block_fates=Fates(len(self.parts), len(self.own), told=len(self.parts) - len(self.own)),
            unknown_headers=accounted.unknown_headers,
            missing_columns=tuple(
                column.name
                for column in self.form.columns
                if column.required and column.name not in labels and column.name not in self.undecided
            ),
            units=_units(self.sheet, self.headers, places, self.first, self.last),
            header_rows=(self.first, self.first + 1),
            region=self._region(),
            doubts=(*self.doubts, *accounted.doubts),
            undecided=frozenset(self.undecided),
            awaits_period=self.awaits_period,
        )

    def _fates(self, places: dict[str, tuple[Place, int]], others: Sequence[Fated]) -> Fates:
        """What became of the labels, the other rows and the columns of numbers."""
        read = {label for label, _ in places.values()}
        own = {label for part in self.own for label in part.labels.values()}
        labels = {label: name for part in self.parts for name, label in part.labels.items()}
        fated = [*others, *self.value_columns.items()]
        for label, name in labels.items():
            is_told = label not in own or name in self.undecided
            fated.append((label, Fate.MAPPED if label in read else Fate.TOLD if is_told else Fate.NO_DATA))
        return Fates.of({*labels, *self.numeric, *(each.place for each in self.others)}, fated)

    def _places(self) -> dict[str, tuple[Place, int]]:
        """Column name → the place of its label, and the sheet column of its value."""
        found: dict[str, list[tuple[Place, int]]] = defaultdict(list)
        for part in self.own:
            for column in sorted({column for _, column in part.labels.values()}):
                value = self._value_column(part, column)
                for name, label in part.labels.items():
                    if label[1] == column and value is not None:
                        found[name].append((label, value))
                    elif label[1] == column:
                        self.undecided.add(name)
        return {name: places[0] for name, places in found.items() if self._agree(name, places)}

    def _agree(self, name: str, places: Sequence[tuple[Place, int]]) -> bool:
        """Whether all places of a label have the same value. If not, none of them is read."""
        if len({repr(self._cell(label[0], value)) for label, value in places}) > 1:
            self.undecided.add(name)
            cells = tuple(f"{column_letters(label[1])}{label[0] + 1}" for label, _ in places)
            details = {"header": self.form.column(name).header, "columns": "和".join(cells)}
            self.doubts.append(Doubt("same-header-twice", details, (name,), cells))
        return name not in self.undecided

    def _cell(self, row: int, column: int) -> object:
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else None

    def _own_parts(self) -> list[Part]:
        """The parts that belong to the report. A doubt tells about each of the others."""
        above = self._lines(0, self.first)
        sayings = Sayings.of([line.text for line in above], self.headers)
        own = []
        for number, part in enumerate(self.parts):
            first, last = part.rows
            before = max((p.rows[1] for p in self.parts[:number] if p.rows[1] < first), default=None)
            if before is None:
                said = first_block(above, self.headers, self.period)
            else:
                lines = self._lines(before + 1, first)
                said = block_below(lines, sayings, self.headers, self.period, has_header=True)
            self.awaits_period = self.awaits_period or bool(said and names_a_time(said[1]))
            if said is None or said[0] is Block.OWN:
                own.append(part)
            else:
                self.doubts.append(doubt_of_block(*said, last - first + 1, self.sheet))
        return own

    def _lines(self, start: int, stop: int) -> list[TextLine]:
        rows = range(start, stop)
        lines = [TextLine.of(row, self.sheet.rows[row]) for row in rows]
        return [line for line in lines if line.text and not _is_header_of_pairs(self.sheet.rows[line.row])]

    def _value_column(self, part: Part, label_column: int) -> int | None:
        """The column with the values of the labels in a column; None if unclear or about another time."""
        places = [label[0] for label in part.labels.values() if label[1] == label_column]
        columns = self._numeric_columns(label_column, places)
        first = min(places)
        self.numeric |= {(first, column_letters(column)) for column in columns}
        kept, others = {}, []
        self.value_columns |= {(first, column_letters(column)): Fate.NO_DATA for column in columns}
        for column in columns:
            header = self._header_above(first, column)
            said = qualifier_of(header) or NOTHING
            self.awaits_period = self.awaits_period or bool(said.times)
            if said.standing(self.form, self.period) is Standing.OTHER:
                others.append(column)
            elif not _COMPARED.match(compact(header)):
                kept[column] = header
        if others and not kept:
            self._doubt_columns("values-of-another-time", others, first)
            return None
        hidden = {column for column in kept if column in self.sheet.hidden_columns}
        if hidden < kept.keys():
            kept = {column: text for column, text in kept.items() if column not in hidden}
        return self._column_meant(kept, label_column, places)

    def _column_meant(self, kept: dict[int, str], label_column: int, places: Sequence[int]) -> int | None:
        """The one of several possible columns of values that is meant; None if they disagree.

        ``kept``: the possible columns with their headers. Columns whose header says that they hold values are
        preferred. If several hold the same, the first is taken.
        """
        first = min(places)
        stated = [
            column
            for column, text in kept.items()
            if _VALUE_HEADER.match(compact(text)) or qualifier_of(text)
        ]
        meant = stated or list(kept)
        contents = {repr([self._cell(row, column) for row in places]) for column in meant}
        if len(contents) > 1:
            self._doubt_columns("values-twice", meant, first)
        for column in kept:
            if column not in meant or (column != meant[0] and len(contents) == 1):
                self._other(column, kept[column], places)
        if len(contents) > 1:
            return None
        if meant:
            self.value_columns[first, column_letters(meant[0])] = Fate.MAPPED
        return meant[0] if meant else self._only_texts(label_column, places)

    def _doubt_columns(self, code: str, columns: Sequence[int], first: int) -> None:
        cells = tuple(f"{column_letters(column)}{first + 1}" for column in columns)
        shown = "和".join(f"{column_letters(column)}列" for column in columns)
        self.value_columns |= {(first, column_letters(column)): Fate.TOLD for column in columns}
        self.doubts.append(Doubt(code, {"columns": shown}, cells=cells))

    def _numeric_columns(self, label_column: int, places: Sequence[int]) -> list[int]:
        """The columns that hold numbers beside these labels, up to the next column of labels."""
        width = len(self.sheet.rows[0])
        stop = next((other for other in self.label_columns if other > label_column), width)
        return [
            column
            for column in range(label_column + 1, stop)
            if any(is_number(self._cell(row, column)) for row in places)
        ]

    def _only_texts(self, label_column: int, places: Sequence[int]) -> int:
        """The column of the values if none of them is a number.

        It is the column under the header 数值, or else the first column that does not hold units.
        """
        width = len(self.sheet.rows[0])
        columns = range(
            label_column + 1, next((other for other in self.label_columns if other > label_column), width)
        )
        for column in columns:
            if _VALUE_HEADER.match(compact(self._header_above(min(places), column))):
                return column
        for column in columns:
            filled = [value for row in places if (value := self._cell(row, column)) is not None]
            if filled and not all(
                type(value) is str and _UNIT_TEXT.match(compact(value)) for value in filled
            ):
                return column
        return label_column + 1

    def _header_above(self, first: int, column: int) -> str:
        """The nearest text in a column of values, in the three rows above the first label.

        A text with a colon (报告期：…) is no header.
        """
        above = (header_text(self._cell(row, column)) for row in range(first - 1, max(-1, first - 4), -1))
        return next((text for text in above if text and not re.search("[:：]", text)), "")

    def _other(self, column: int, header: str, places: Sequence[int]) -> None:
        letters = column_letters(column)
        values = tuple(value for row in places if (value := self._cell(row, column)) is not None)
        shown = f"{letters}列“{header[:20]}”" if header else f"{letters}列（没有表头）"
        place = min(places), letters
        self.value_columns.pop(place, None)
        self.others.append(OtherColumn(place, header, values, shown, f"{letters}{place[0] + 1}"))

    def _look_at_other_rows(self, places: dict[str, tuple[Place, int]]) -> None:
        """Note the rows that the form does not have, among the labels and directly above and below them."""
        labelled = {label for part in self.parts for label in part.labels.values()}
        for column in self.label_columns:
            values = {value for (_, label), value in places.values() if label == column}
            for row in self._rows_around(column):
                text = compact(self._cell(row, column))
                if not text or (row, column) in labelled or _is_header_of_pairs(self.sheet.rows[row]):
                    continue
                found = tuple(value for place in values if (value := self._cell(row, place)) is not None)
                is_between = self.first < row < self.last
                if is_between or any(map(is_number, found)):
                    shown = f"第{row + 1}行“{text[:20]}”"
                    cell = f"{column_letters(column)}{row + 1}"
                    header = str(self._cell(row, column)).strip()
                    self.others.append(OtherColumn((row, column), header, found, shown, cell))

    def _region(self) -> tuple[int, int]:
        rows = [row for column in self.label_columns for row in self._rows_around(column)]
        return min(rows), max(rows) + 1

    def _rows_around(self, column: int) -> list[int]:
        """The rows from the first label to the last, and those above and below up to the next blank cell."""
        first, last = self.first, self.last
        while first > 0 and compact(self._cell(first - 1, column)):
            first -= 1
        while last + 1 < len(self.sheet.rows) and compact(self._cell(last + 1, column)):
            last += 1
        return list(range(first, last + 1))


def _is_header_of_pairs(row: Row) -> bool:
    """Whether a row holds only headers like 指标, 数值 or years."""
    texts = [header_text(cell) for cell in row if cell is not None]
    return all(
        _LABEL_HEADER.match(compact(text))
        or _VALUE_HEADER.match(compact(text))
        or _COMPARED.match(compact(text))
        or qualifier_of(text)
        for text in texts
    )


def _values(sheet: Sheet, places: dict[str, Place]) -> dict[str, list[object]]:
    """The raw value of each column. If a cell is merged over several columns' rows, it is a SharedCell."""
    cells = {
        name: [sheet.cell(row, column) if column < len(sheet.rows[row]) else None]
        for name, (row, column) in places.items()
    }
    for merged in sheet.merged:
        held = [name for name, place in places.items() if merged.covers(*place)]
        if len(held) > 1:
            value = sheet.cell(merged.first_row, merged.first_column)
            cells |= {name: [None if value is None else SharedCell(value)] for name in held}
    return cells
