"""Reads the rows below a header one by one: what each row is, and which rows belong to the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assets.submissions.tables import row_kinds
from assets.submissions.tables.blocks import (
    Block,
    Sayings,
    TextLine,
    block_below,
    first_block,
    names_a_time,
    says_of_block,
    tells_of_rows,
)
from assets.submissions.tables.could_hold import is_filled
from assets.submissions.tables.found_table import Doubt, column_letters
from assets.submissions.tables.headers.blocks import header_at, may_be_header, named
from assets.submissions.tables.headers.column_places import ColumnPlaces
from assets.submissions.tables.headers.matching import HeaderIndex, Match
from assets.submissions.tables.headers.qualifiers import Standing, qualifier_of
from assets.submissions.tables.headers.texts import header_text, split_header, title_key
from assets.submissions.tables.merged_cells import fill_down
from assets.submissions.tables.row_kinds import RowKind, compact
from assets.submissions.tables.rows.headings import doubtful_headings
from assets.submissions.tables.rows.part_rows import Before, PartRows
from assets.submissions.workbook import Row, Sheet

_GAP = 5
"""A line belongs to a repeated header that follows within so many rows."""
_BLOCK_CODES = {
    Block.OTHER: "block-of-another-time",
    Block.OF_UNIT: "block-of-another-unit",
    Block.UNCLEAR: "block-unclear",
    Block.SET_APART: "block-set-apart",
}


@dataclass
class _NotOwn:
    """A block that is not read: what it is, the line that says so, and how many records it has."""

    block: Block
    line: TextLine
    rows: int = 0


@dataclass(frozen=True)
class Surroundings:
    """What is known before a header is read.

    ``above``: the lines above the first table of the sheet. ``before``: the lines since the table before this
    one. ``last_form``: the form of that table. The first table has neither of the two. ``stop``: the row
    where another table begins. ``period``: the period of the report, if it is known.
    """

    index: HeaderIndex
    stop: int
    above: Sequence[TextLine]
    before: Sequence[TextLine]
    last_form: str | None
    period: str | None

    def texts(self, sheet: Sheet) -> list[str]:
        """The texts above the table, with the sheet's name."""
        return [*(line.text for line in self.before or self.above), sheet.name]


class Zone:
    """The rows below a header, read until the next form's header or the end of the sheet.

    ``records``: 0-based rows of the report's records. ``labels``: for each total its 0-based row, its label
    and the number of records before it. ``kinds``: what each row from ``start`` on is. ``lines``: the lines
    since the last record, which may be about the next table. ``awaits_period``: whether the report's period
    decides what is read.
    """

    def __init__(self, sheet: Sheet, match: Match, around: Surroundings) -> None:
        """``sheet`` holds only the columns of the table, ``match`` only the columns that are read."""
        self.sheet, self.match, self.index, self.stop = sheet, match, around.index, around.stop
        self.period = around.period
        self.start = self.position = match.first + match.height
        self.kinds: list[RowKind] = []
        self.records: list[int] = []
        self.labels: list[tuple[int, str, int]] = []
        self.nil = False
        self.footer_seen = False
        self.header_keys = frozenset().union(*match.keys.values())
        self.columns = ColumnPlaces.of(match, len(sheet.rows[0]))
        self.places = self.columns.every
        self.rows, self.covered = fill_down(sheet.rows, sheet.merged, self.start, self.places)
        self.openings = _openings(self.header_keys)
        self.sayings = Sayings.of([line.text for line in around.above], match.headers)
        self.lines: list[TextLine] = []
        self.not_own: list[_NotOwn] = []
        self.block: _NotOwn | None = None
        self.parts = PartRows(self.columns)
        self.above = [line.text for line in (*around.above, *around.before)]
        self.headings: list[tuple[TextLine, int]] = []
        self.awaits_period = False
        self._begin(around)

    def _begin(self, around: Surroundings) -> None:
        """Follow what the lines above the header say about the first rows."""
        form = self.match.headers.form.code
        if around.last_form is None:
            self.awaits_period = any(map(tells_of_rows, around.above))
            self._turn(first_block(around.above, self.match.headers, self.period))
        else:
            self._turn(self._said(around.before, has_header=around.last_form == form))

    def read(self) -> None:
        """Read all rows. Afterwards ``position`` is the row where the search for tables goes on."""
        while self.position < self.stop:
            row = self.rows[self.position]
            if self._starts_another_table(row):
                break
            self.kinds.append(self._fate(row))
            self.position += 1

    def _fate(self, row: Row) -> RowKind:
        """What a row is. A record or total in a block that is not the report's becomes ``OTHER_BLOCK``."""
        kind = self._kind(row)
        if kind is RowKind.RECORD:
            if self.block is not None:
                self.block.rows += 1
                kind = RowKind.OTHER_BLOCK
            else:
                self.records.append(self.position)
            self.lines = []
        elif kind is RowKind.TOTAL:
            if any(row[place] is not None for place in self.columns.numbers):
                self.lines = []
            if self.block is not None:
                kind = RowKind.OTHER_BLOCK
        elif kind in (RowKind.NOTE, RowKind.REPEATED_HEADER, RowKind.COMPARISON):
            self._listen(row, kind)
        return kind

    def _listen(self, row: Row, kind: RowKind) -> None:
        """Follow what a line says about the rows below it: at once, and again when a header follows it."""
        if kind is RowKind.NOTE or len(row) - row.count(None) == 1:
            line = TextLine.of(self.position, row)
            self.lines.append(line)
            self.headings.append((line, len(self.records)))
            self._turn(self._said([line], has_header=False))
        elif self.lines and kind is RowKind.REPEATED_HEADER:
            self._turn(self._said(self.lines, has_header=True))
            self.lines = []

    def _said(self, lines: Sequence[TextLine], has_header: bool) -> tuple[Block, TextLine] | None:
        return block_below(lines, self.sayings, self.match.headers, self.period, has_header=has_header)

    def _turn(self, said: tuple[Block, TextLine] | None) -> None:
        """Begin the block of rows that a line announces."""
        if said is None:
            return
        block, line = said
        if self.block is not None and self.block.line == line:
            self.block.block = block  # a header below the line may make it clear
            return
        self.awaits_period = self.awaits_period or names_a_time(line)
        self.block = None if block is Block.OWN else _NotOwn(block, line)
        if self.block is not None:
            self.not_own.append(self.block)

    def doubts(self) -> list[Doubt]:
        """Doubts about the blocks that were not read, and about 其中 rows that are unclear."""
        found = [
            doubt_of_block(each.block, each.line, each.rows, self.sheet) for each in self.not_own if each.rows
        ]
        for row in (part + 1 for part in self.parts.unclear()):
            found.append(Doubt("parts-unclear", {"row": str(row)}, row=row))
        return [*found, *doubtful_headings(self.headings, self.above, len(self.records), self.sheet)]

    def _starts_another_table(self, row: Row) -> bool:
        cell = row[self.columns.telling]
        after_gap = bool(self.kinds) and self.kinds[-1] in (
            RowKind.BLANK,
            RowKind.NOTE,
            RowKind.REPEATED_HEADER,
        )
        if not (after_gap or (type(cell) is str and self.index.knows(cell))) or not may_be_header(
            row, self.index
        ):
            return False
        other = header_at(self.sheet.rows, self.position, self.position, self.index, self.sheet.name)
        # A single row of a repeated two-row header is not another table. It names fewer columns of the same
        # form, all at the same places.
        return other is not None and not (
            other.headers is self.match.headers and _claimed(other) <= _claimed(self.match)
        )

    def _kind(self, row: Row) -> RowKind:
        if self._is_plain_record(row):
            self.parts.has_ended()
            return RowKind.RECORD
        values = [row[place] for place in self.places]
        filled = len(values) - values.count(None)
        texts = row_kinds.leading_texts(row)
        if not texts or not any(texts):
            return RowKind.BLANK if row_kinds.says_nothing(values) else RowKind.RECORD
        if kind := self._kind_of_label(row, texts):
            return kind
        if row_kinds.SAMPLE.search(texts[0]) or any(
            row_kinds.SAMPLE.match(compact(cell)) for cell in row[:2]
        ):
            return RowKind.NOTE if len(row) - row.count(None) == 1 else RowKind.SAMPLE
        if self._repeats_header(row, texts):
            return RowKind.REPEATED_HEADER
        if row_kinds.may_be_nil(texts[0]) and row_kinds.is_nil_row(row):
            self._say_nil()
            return RowKind.NOTE
        if filled and row_kinds.says_nothing(values):
            return RowKind.BLANK
        return self._kind_of_text(row, texts, filled)

    def _is_plain_record(self, row: Row) -> bool:
        """Whether a row clearly is a record. This is a quick test that settles most rows of a roster.

        All required cells are filled, and no leading cell begins or ends like a total, a note … A listed word
        behind another text (女) is no such beginning.
        """
        for place in self.columns.required:  # a loop for speed: every row of every roster comes here
            if row[place] is None:
                return False
        has_text = False
        for place in self.columns.opening:
            cell = row[place]
            if type(cell) is not str or (has_text and cell in self.columns.words.get(place, ())):
                continue
            if (
                cell[0] in self.openings
                or cell[-1] in row_kinds.ENDINGS
                or (cell[0].isdigit() and (len(cell) <= 6 or "年" in cell or "月" in cell))
            ):
                return False
            has_text = True
        return has_text

    def _kind_of_label(self, row: Row, texts: list[str]) -> RowKind | None:
        """What a row is by its label: a total, a part of the row above, or a row for comparison."""
        before = Before(len(self.records), len(self.labels), self.block is None)
        if self.parts.takes(self.position, row, texts, before):
            return RowKind.PART
        if label := row_kinds.total_label(texts):
            return self._total(label)
        plain = row_kinds.without_bracket(texts[0])
        if not self.columns.labels_row(row):
            return None
        if row_kinds.COMPARISON.match(plain):
            return RowKind.COMPARISON
        is_line = len(row) - row.count(None) == 1
        said = None if is_line else qualifier_of(plain)
        # 2023-03 may name a month. It may also be the number of a class, with a name and a date beside it.
        if said and (said.is_of_something_else or self.columns.holds_only_numbers(row)):
            self.awaits_period = self.awaits_period or bool(said.times)
            if said.standing(self.match.headers.form, self.period) is Standing.OWN:
                return self._total("合计")
            return RowKind.COMPARISON
        label = row_kinds.named_total_label(texts)
        return self._total(label) if label and self.columns.holds_only_numbers(row) else None

    def _total(self, label: str) -> RowKind:
        if self.block is None:
            self.labels.append((self.position, label, len(self.records)))
        return RowKind.TOTAL

    def _kind_of_text(self, row: Row, texts: list[str], filled: int) -> RowKind:
        is_mostly_empty = 2 * sum(row[place] is not None for place in self.columns.required) < len(
            self.columns.required
        )
        is_footer = row_kinds.is_footer(texts[0], is_mostly_empty)
        self.footer_seen = self.footer_seen or is_footer
        if is_footer or row_kinds.is_note(texts[0]):
            if any(row_kinds.says_nil(row_kinds.remark(cell)) for cell in row if type(cell) is str):
                self._say_nil()
            return RowKind.NOTE
        if filled == 0:
            return RowKind.NOTE
        if len(row) - row.count(None) == 1 and len(self.columns.required) > 1:
            if kind := self._kind_of_line(texts[0]):
                return kind
            if self._stands_above_a_header():
                return RowKind.NOTE
        if is_mostly_empty and self._is_heading(row):
            return RowKind.NOTE
        has_numbers = any(type(row[place]) in (int, float) for place in self.columns.numbers)
        return RowKind.NOTE if self.footer_seen and is_mostly_empty and not has_numbers else RowKind.RECORD

    def _kind_of_line(self, text: str) -> RowKind | None:
        """What a row with one filled cell is; None if it may be a record with only this cell filled."""
        if row_kinds.says_nil(text):
            self._say_nil()
            return RowKind.NOTE
        if self.match.headers.is_named_in(title_key(text)):
            return RowKind.REPEATED_HEADER
        is_line = (
            len(text) > 25
            or row_kinds.LINE.match(text)
            or row_kinds.PAGE.match(text)
            or row_kinds.SENTENCE_OF_TOTALS.match(text)
            or named(self.index, [text])
            or says_of_block(text, self.match.headers, self.period)
        )
        return RowKind.NOTE if is_line else None

    def _stands_above_a_header(self) -> bool:
        """Whether only blank rows stand between this row and a repeated header."""
        below = self.rows[self.position + 1 : min(self.stop, self.position + 1 + _GAP)]
        following = next((row for row in below if any(map(is_filled, row))), None)
        return following is not None and self._repeats_header(following, row_kinds.leading_texts(following))

    def _is_heading(self, row: Row) -> bool:
        """Whether a row of a few texts is a line between blocks: 二、1月计划 … 单位：人."""
        filled = [cell for cell in row if cell is not None]
        return all(type(cell) is str for cell in filled) and (
            says_of_block(filled[0], self.match.headers, self.period)
            or self.match.headers.is_named_in(title_key(filled[0][:80]))
        )

    def _say_nil(self) -> None:
        self.nil = self.nil or self.block is None

    def _repeats_header(self, row: Row, texts: list[str]) -> bool:
        if not texts or not texts[0] or len(texts[0]) > 40:
            return False
        if split_header(texts[0])[0] in self.header_keys:
            filled = [header_text(cell) for cell in row if cell is not None]
            return (
                all(text and split_header(text)[0] in self.header_keys for text in filled) and len(filled) > 1
            )
        is_first = not self.records and self.position < self.start + 2
        return is_first and row_kinds.numbers_columns([cell for cell in row if cell is not None])


@lru_cache(maxsize=1_000)
def _openings(header_keys: frozenset[str]) -> frozenset[str]:
    """First characters of cells in rows that may not be records, below headers with these keys."""
    return row_kinds.OPENINGS.union(*(key[:1] + key[:1].upper() for key in header_keys))


def doubt_of_block(block: Block, line: TextLine, rows: int, sheet: Sheet) -> Doubt:
    """The doubt that tells that so many rows below a line are not read."""
    row = line.row
    cell = next((place for place, cell in enumerate(sheet.rows[row]) if cell is not None), 0)
    details = {"line": line.text[:40], "row": str(row + 1), "count": str(rows)}
    return Doubt(_BLOCK_CODES[block], details, cells=(f"{column_letters(cell)}{row + 1}",), row=row + 1)


def _claimed(match: Match) -> set[tuple[str, int]]:
    return {(claim.name, claim.place) for claim in match.claims}
