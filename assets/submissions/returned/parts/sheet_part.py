"""The part of one sheet. Its rows stay bytes; everything around them becomes a tree when it is needed.

Around the rows stand views, columns, merged ranges, links, checks, print settings and so on.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from xml.parsers import expat

from lxml import etree

from assets.submissions.returned.parts.package import (
    Element,
    local_name,
    namespace_of,
    parsed,
    serialised,
)
from assets.submissions.returned.parts.rows import Styles, changed_rows, column_of, formulas_to_go

_NAME = rb"(?:[^\s<>/:\"'=]+:)?"
_DATA = re.compile(rb"<(%s)sheetData(?=[\s/>])([^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>" % _NAME)
_SELECTED = re.compile(rb"""(<%ssheetView\s[^<>]*?)\stabSelected\s*=\s*["'](?:1|true)["']""" % _NAME)
_HERE = b"<?rows?>"
"""The mark in the tree at the place of the rows."""

_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_BEHIND_LEGACY_DRAWING = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts", "extLst")
)  # fmt: skip
"""Elements of a sheet that stand after the one that names the shapes of its comments."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")


class SheetPart:
    """One sheet. It is no longer selected, because typing goes into all selected sheets at once.

    Raises etree.XMLSyntaxError or expat.ExpatError if it is damaged.
    """

    def __init__(self, content: bytes) -> None:
        """``content``: the XML of the sheet."""
        self._original = content
        content = _plain(content)
        data = _DATA.search(content)
        self.prefix = data[1] if data else b""
        if data is None:
            self._head, self._rows, self._tail = content, b"", b""
        elif data[3]:
            name = self.prefix + b"sheetData"
            self._head = content[: data.end()].rstrip(b"/>") + b">"
            self._rows, self._tail = b"", b"</%s>" % name + content[data.end() :]
        else:
            stop = content.rindex(b"</%ssheetData" % self.prefix)
            self._head, self._rows, self._tail = (
                content[: data.end()],
                content[data.end() : stop],
                content[stop:],
            )
        head = _SELECTED.sub(rb'\1 tabSelected="0"', self._head)
        self._is_changed, self._is_tree_changed, self._head = head != self._head, False, head
        self._tree: Element | None = None

    # --- Rows

    def change_rows(
        self, fills: Mapping[tuple[int, int], str], may_stay: Callable[[str], bool], styles: Styles
    ) -> bool:
        """Colour cells, and put results in place of formulas that may not stay (see ``rows``).

        Returns whether there were such formulas.
        """
        to_go = formulas_to_go(self._rows, may_stay)
        if to_go or fills:
            self._rows = changed_rows(self._rows, self.prefix, fills, to_go, styles)
            self._is_changed = True
        return bool(to_go)

    # --- What stands around the rows

    @property
    def tree(self) -> Element:
        """The sheet without its rows. After changing it, call ``touch``."""
        if self._tree is None:
            self._tree = parsed(self._head + (_HERE if self._tail else b"") + self._tail)
        return self._tree

    def touch(self) -> None:
        """Note that the tree was changed."""
        self._is_changed = self._is_tree_changed = True

    def children(self, name: str) -> Iterator[Element]:
        """All elements of the sheet with this name, at any depth."""
        return (each for each in self.tree.iter(etree.Element) if local_name(each) == name)

    def column_style(self, column: int) -> int:
        """The style of cells in a column that do not exist in the file."""
        for each in self.children("col"):
            if int(each.get("min", 0)) <= column <= int(each.get("max", 0)):
                return int(each.get("style", 0))
        return 0

    def spanned_cells(self) -> int:
        """How many cells are merged or linked."""
        spans = [
            span_of(each.get("ref", ""))
            for name in ("mergeCell", "hyperlink")
            for each in self.children(name)
        ]
        return sum(
            (bottom - top + 1) * (right - left + 1) for top, left, bottom, right in filter(None, spans)
        )

    def top_left_cells(self, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
        """Each of these cells (1-based row and column) → the first cell of its merged range, or itself."""
        first = {place: place for place in places}
        ordered = sorted(places)
        for each in self.children("mergeCell"):
            span = span_of(each.get("ref", ""))
            if span:
                top, left, bottom, right = span
                begin, end = bisect_left(ordered, (top, 0)), bisect_right(ordered, (bottom, right))
                first |= {
                    (row, column): (top, left)
                    for row, column in ordered[begin:end]
                    if left <= column <= right
                }
        return first

    def shapes(self) -> str:
        """The id of the relationship to the shapes of comments and controls; "" if there are none."""
        return next((value for each in self.children("legacyDrawing") for value in each.attrib.values()), "")

    def add_shapes(self, identifier: str, relationships: str) -> None:
        """Name the shapes of the comments. ``relationships``: the namespace of relationship ids."""
        made = etree.Element(
            f"{{{namespace_of(self.tree)}}}legacyDrawing", {f"{{{relationships}}}id": identifier}
        )
        behind = next((each for each in self.tree.iterchildren(etree.Element) if self._is_behind(each)), None)
        if behind is None:
            self.tree.append(made)
        else:
            behind.addprevious(made)
        self.touch()

    @staticmethod
    def _is_behind(element: Element) -> bool:
        return local_name(element) in _BEHIND_LEGACY_DRAWING

    # --- The part

    def content(self) -> bytes:
        """The part with all changes. Without changes these are the original bytes."""
        if not self._is_changed:
            return self._original
        if self._is_tree_changed:
            head, _, tail = serialised(self._tree).partition(_HERE)
        else:
            head, tail = self._head, self._tail
        content = b"".join((head, self._rows, tail))
        check_well_formed(content)
        return content


def span_of(reference: str) -> tuple[int, int, int, int] | None:
    """First row, first column, last row and last column of a cell or a range like A1:B2; None for neither."""
    found = _REFERENCE.fullmatch(reference.strip())
    if not found:
        return None
    rows = [int(found[2]), int(found[4] or found[2])]
    columns = [column_of(letters.encode()) for letters in (found[1], found[3] or found[1])]
    return min(rows), min(columns), max(rows), max(columns)


def check_well_formed(content: bytes) -> None:
    """Raise expat.ExpatError for XML that is not well-formed."""
    expat.ParserCreate().Parse(content, True)


def _plain(content: bytes) -> bytes:
    """The XML in UTF-8, without comments, processing instructions and CDATA sections."""
    encoding = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    is_usual = (
        (encoding is None or encoding[1].lower() in (b"utf-8", b"utf8"))
        and content.startswith((b"<", b"\xef\xbb\xbf<"))
        and b"<!" not in content
        and content.count(b"<?") == content.startswith((b"<?xml", b"\xef\xbb\xbf<?xml"))
        and not content.startswith(b"<\0")
    )
    if is_usual:
        check_well_formed(content)
        return content
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, strip_cdata=True
    )
    return serialised(etree.fromstring(content, parser))
