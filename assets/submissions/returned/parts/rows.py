"""Changes the rows of a sheet in place. Only the bytes of rows with changes are written anew.

A sheet may have a hundred megabytes of rows, and a tree of them would need gigabytes. So they are searched
with regular expressions. That is safe, because ``sheet_part`` gives well-formed XML in UTF-8 without comments
and CDATA sections. There a ``<`` always begins a tag.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from assets.submissions.reading.formats.sheet_xml import column_number
from assets.submissions.returned.parts.package import NotEditable
from assets.submissions.tables.found_table import column_letters

_NAME = rb"(?:[^\s<>/:\"'=]+:)?"
_ATTRIBUTES = rb"((?:[^<>\"'/]++|/(?!>)|\"[^\"]*+\"|'[^']*+')*+)"
_ROW = re.compile(rb"<(%srow)(?=[\s/>])%s(/?)>" % (_NAME, _ATTRIBUTES))
_CELL = re.compile(rb"<(%sc)(?=[\s/>])%s(?:/>|>(.*?)</\1\s*>)" % (_NAME, _ATTRIBUTES), re.DOTALL)
_FORMULA = re.compile(rb"<(%sf)(?=[\s/>])%s(?:/>|>([^<]*)</\1\s*>)" % (_NAME, _ATTRIBUTES))
_FORMULA_BEGINS = re.compile(rb"<%sf[\s/>]" % _NAME)
_VALUE = re.compile(rb"<(%s)v(?=[\s/>])[^>]*>([^<]*)" % _NAME)
_INLINE = re.compile(rb"<%sis[\s>]" % _NAME)

NO_RESULT = b"#N/A"
"""The value of a cell whose removed formula was never calculated. A blank would look like an answer."""

_TRUE = (b"1", b"true")
_FORMULA_STARTS = (b"=", b"+", b"-", b"@")


@dataclass(frozen=True)
class Look:
    """How a cell is to look.

    ``fill``: its colour. ``quoted``: whether it has the quote prefix, so that its text never becomes a
    formula.
    """

    fill: str = ""
    quoted: bool = False


def column_of(reference: bytes) -> int:
    """The 1-based column of a reference like B12."""
    return column_number(reference.rstrip(b"0123456789").decode("ascii", "replace").upper().lstrip("$"))


def attribute(attributes: bytes, name: bytes) -> bytes | None:
    """The value of an attribute in a start tag."""
    found = re.search(rb"(?:^|\s)%s\s*=\s*(?:\"([^\"]*)\"|'([^']*)')" % name, attributes)
    return None if found is None else found[1] if found[1] is not None else found[2]


def _with_attribute(attributes: bytes, name: bytes, value: bytes) -> bytes:
    changed = re.sub(
        rb"(^|\s)%s\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name, rb'\1%s="%s"' % (name, value), attributes
    )
    return (
        changed
        if attribute(attributes, name) is not None
        else rb'%s %s="%s"' % (attributes.rstrip(), name, value)
    )


def _without_attribute(attributes: bytes, name: bytes) -> bytes:
    return re.sub(rb"\s+%s\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name, b"", attributes)


@dataclass(frozen=True)
class Styles:
    """How the cells of a sheet get their styles.

    ``restyled(style, look)`` gives the number of a style that is ``style`` with this look.
    ``of_column(column)`` gives the number of the style for a new cell.
    """

    restyled: Callable[[int, Look], int]
    of_column: Callable[[int], int]


def formulas_to_go(rows: bytes, may_stay: Callable[[str], bool]) -> set[int]:
    """The places where formulas begin that may not stay.

    Raises NotEditable for a formula in a form that no program writes.
    """
    found: set[int] = set()
    harmless: set[bytes | None] = set()
    count = 0
    for formula in _FORMULA.finditer(rows):
        count += 1
        text, kind = formula[3], attribute(formula[2], b"t")
        shared = attribute(formula[2], b"si") if kind == b"shared" else None
        if text:
            stays = may_stay(unescape(text.decode()).removeprefix("="))
            if stays and shared is not None:
                harmless.add(shared)
        else:
            stays = shared in harmless if kind == b"shared" else True
        if not stays:
            found.add(formula.start())
    if count != len(_FORMULA_BEGINS.findall(rows)):
        raise NotEditable("a formula that holds more than text")
    return found


def changed_rows(
    rows: bytes, prefix: bytes, fills: Mapping[tuple[int, int], str], to_go: Collection[int], styles: Styles
) -> bytes:
    """The rows with coloured cells, and with results in place of some formulas.

    ``fills``: 1-based row and column of a cell → its fill. Cells that do not exist are made. ``to_go``: where
    the formulas begin that are replaced. ``prefix``: the namespace prefix of the sheet's elements.
    """
    fills_of: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), fill in fills.items():
        fills_of[row][column] = fill
    going, missing = sorted(to_go), sorted(fills_of)
    editor = _Editor(rows, prefix, frozenset(to_go), styles)
    pieces, end = [], 0
    for start, stop, number in _places(rows):
        earlier = bisect_left(missing, number)
        has_formula = bisect_left(going, start) < bisect_left(going, stop)
        if earlier or has_formula or number in fills_of:
            pieces += [rows[end:start], *(editor.new_row(row, fills_of[row]) for row in missing[:earlier])]
            pieces.append(editor.row(start, stop, number, fills_of[number] if number in missing else {}))
            missing, end = missing[bisect_right(missing, number) :], stop
    pieces += [rows[end:], *(editor.new_row(row, fills_of[row]) for row in missing)]
    if editor.replaced != len(to_go):
        raise NotEditable("a formula outside of a cell")
    return b"".join(pieces)


def _places(rows: bytes) -> Iterator[tuple[int, int, int]]:
    """Begin, end and number of each row. A row without a stated number follows the row before it."""
    number = 0
    for row in _ROW.finditer(rows):
        stated = attribute(row[2], b"r")
        number = int(stated) if stated else number + 1
        stop = row.end() if row[3] else rows.index(b">", rows.index(b"</" + row[1], row.end())) + 1
        yield row.start(), stop, number


class _Editor:
    """Writes single rows anew."""

    def __init__(self, rows: bytes, prefix: bytes, to_go: Collection[int], styles: Styles) -> None:
        self.rows, self.prefix, self.to_go, self.styles = rows, prefix, to_go, styles
        self.replaced = self.made = 0

    def new_row(self, number: int, fills: Mapping[int, str]) -> bytes:
        """A row that does not exist yet."""
        cells = b"".join(self._new_cell(number, column, fills[column], None) for column in sorted(fills))
        return b'<%srow r="%d">%s</%srow>' % (self.prefix, number, cells, self.prefix)

    def row(self, start: int, stop: int, number: int, fills: Mapping[int, str]) -> bytes:
        """A row with its changes. Its number and the addresses of its cells are written out."""
        begin = _ROW.match(self.rows, start, stop)
        pieces, end, column, self.made = [], begin.end(), 0, 0
        missing = dict(sorted(fills.items()))
        own_style = attribute(begin[2], b"s") if attribute(begin[2], b"customFormat") in _TRUE else None
        for cell in _CELL.finditer(self.rows, begin.end(), stop):
            stated = attribute(cell[2], b"r")
            column = column_of(stated) if stated else column + 1
            pieces.append(self.rows[end : cell.start()])
            for earlier in [each for each in missing if each < column]:
                pieces.append(self._new_cell(number, earlier, missing.pop(earlier), own_style))
            pieces.append(self._cell(cell, number, column, missing.pop(column, "")))
            end = cell.end()
        new = b"".join(self._new_cell(number, each, missing[each], own_style) for each in missing)
        attributes = (
            begin[2] if attribute(begin[2], b"r") else _with_attribute(begin[2], b"r", b"%d" % number)
        )
        attributes = _without_attribute(attributes, b"spans") if self.made else attributes
        if begin[3]:
            return b"<%s%s>%s</%s>" % (begin[1], attributes, new, begin[1])
        return b"<%s%s>%s%s" % (
            begin[1],
            attributes,
            b"".join(pieces),
            self._with_new(self.rows[end:stop], new),
        )

    @staticmethod
    def _with_new(rest: bytes, new: bytes) -> bytes:
        """Put new cells first: cells stand before anything else in a row."""
        at = len(rest) - len(rest.lstrip())
        return rest[:at] + new + rest[at:]

    def _new_cell(self, row: int, column: int, fill: str, row_style: bytes | None) -> bytes:
        style = int(row_style) if row_style else self.styles.of_column(column)
        style = self.styles.restyled(style, Look(fill))
        self.made += 1
        return b'<%sc r="%s%d" s="%d"/>' % (self.prefix, column_letters(column - 1).encode(), row, style)

    def _cell(self, cell: re.Match, row: int, column: int, fill: str) -> bytes:
        name, attributes, content = cell[1], cell[2], cell[3] or b""
        formula = _FORMULA.search(content)
        goes = formula is not None and cell.start(3) + formula.start() in self.to_go
        quoted = False
        if goes:
            self.replaced += 1
            attributes, content = _result(
                name, attributes, content[: formula.start()] + content[formula.end() :]
            )
            found = _VALUE.search(content)
            quoted = (
                attribute(attributes, b"t") == b"str" and bool(found) and found[2].startswith(_FORMULA_STARTS)
            )
        if fill or quoted:
            style = self.styles.restyled(int(attribute(attributes, b"s") or 0), Look(fill, quoted))
            attributes = _with_attribute(attributes, b"s", b"%d" % style)
        place = b"%s%d" % (column_letters(column - 1).encode(), row)
        attributes = attributes if attribute(attributes, b"r") else _with_attribute(attributes, b"r", place)
        return (
            b"<%s%s>%s</%s>" % (name, attributes, content, name)
            if content
            else b"<%s%s/>" % (name, attributes)
        )


def _result(name: bytes, attributes: bytes, content: bytes) -> tuple[bytes, bytes]:
    """Attributes and content of a cell after its formula was removed."""
    attributes = _without_attribute(attributes, b"cm")
    found = _VALUE.search(content)
    is_calculated = (
        (found and found[2].strip()) or attribute(attributes, b"t") == b"str" or _INLINE.search(content)
    )
    if is_calculated:
        return attributes, content
    prefix = name[: -len(b"c")]
    return _with_attribute(attributes, b"t", b"e"), b"<%sv>%s</%sv>" % (prefix, NO_RESULT, prefix)
