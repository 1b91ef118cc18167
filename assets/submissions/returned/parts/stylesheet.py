"""The styles of a workbook. Styles for marks and for our own sheet are appended; nothing is renumbered."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from lxml import etree

from assets.submissions.returned.parts.package import Element, local_name, namespace_of
from assets.submissions.returned.parts.rows import Look

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EMPTY = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
"""The styles for a workbook that has none."""

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"
NO_FILL = "0"

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_LOOKED_THROUGH = 40
"""A new font, fill … is compared with so many of the last ones, where those of an earlier return stand."""


@dataclass(frozen=True)
class CellStyle:
    """A style of our own sheet, with the XML of its font, fill, border and alignment.

    ``text``: whether the cell is typed as text. ``open``: whether the cell is not locked.
    """

    font: str
    alignment: str
    fill: str = ""
    border: str = ""
    text: bool = True
    open: bool = False


def solid(colour: str) -> str:
    """The XML of a solid fill."""
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'


class Stylesheet:
    """A stylesheet that is being extended."""

    def __init__(self, root: Element) -> None:
        """``root``: the root of the stylesheet."""
        self.root, self.is_changed = root, False
        self._space = namespace_of(root)
        self._lists = {name: self._list(name) for name in _ORDER[1:]}
        self._numbers: dict[tuple[str, str], int] = {}
        self._restyled: dict[tuple[int, Look], int] = {}

    def restyled(self, style: int, look: Look) -> int:
        """The number of a style that is ``style`` with the fill (a colour) and quote prefix of ``look``."""
        if (style, look) not in self._restyled:
            formats = self._lists["cellXfs"]
            made = deepcopy(formats[style if style < len(formats) else 0])
            if look.fill:
                made.set("fillId", str(self._number("fills", solid(look.fill))))
                made.set("applyFill", "1")
            if look.quoted:
                made.set("quotePrefix", "1")
            self._restyled[style, look] = self._added("cellXfs", made)
        return self._restyled[style, look]

    def number(self, style: CellStyle) -> int:
        """The number of one of our styles."""
        parts = {
            "fontId": self._number("fonts", style.font),
            "fillId": self._number("fills", style.fill) if style.fill else 0,
            "borderId": self._number("borders", style.border)
            if style.border
            else self._number("borders", _NO_BORDER),
        }
        numbers = " ".join(f'{name}="{number}"' for name, number in parts.items())
        text = 'numFmtId="49" quotePrefix="1"' if style.text else 'numFmtId="0"'
        applied = " ".join(f'apply{what}="1"' for what in _APPLIED)
        lock = '<protection locked="0"/>' if style.open else ""
        made = f'<xf {text} {numbers} xfId="0" {applied}>{style.alignment}{lock}</xf>'
        return self._number("cellXfs", made)

    def clear(self, colours: frozenset[str]) -> None:
        """Remove these fills from all cells, except where they come from a named style of the unit."""
        ours = {number for number, fill in enumerate(self._lists["fills"]) if _colour(fill) in colours}
        named = self._lists["cellStyleXfs"]
        for each in self._lists["cellXfs"] if ours else ():
            base = int(each.get("xfId", 0))
            own = named[base].get("fillId") if base < len(named) else None
            if int(each.get("fillId", 0)) in ours and own != each.get("fillId"):
                each.set("fillId", NO_FILL)
                self.is_changed = True

    def _list(self, name: str) -> Element:
        """The list of fonts, fills … in the workbook. If there is none, the usual one is added."""
        own = list(self.root.iterchildren(etree.Element))
        found = next((each for each in own if local_name(each) == name), None)
        if found is not None and len(found):
            return found
        usual = self._own(next(each for each in _parsed(EMPTY) if local_name(each) == name))
        if found is not None:
            found.getparent().replace(found, usual)
        else:
            self.root.insert(sum(local_name(each) in _ORDER[: _ORDER.index(name)] for each in own), usual)
        return usual

    def _number(self, name: str, xml: str) -> int:
        if (name, xml) not in self._numbers:
            self._numbers[name, xml] = self._number_of(name, xml)
        return self._numbers[name, xml]

    def _number_of(self, name: str, xml: str) -> int:
        made = self._own(_parsed(xml))
        members = self._lists[name]
        for number in range(len(members) - 1, max(len(members) - _LOOKED_THROUGH, 0) - 1, -1):
            if _same(members[number], made):
                return number
        return self._added(name, made)

    def _added(self, name: str, made: Element) -> int:
        members = self._lists[name]
        members.append(made)
        members.set("count", str(len(members)))
        self.is_changed = True
        return len(members) - 1

    def _own(self, element: Element) -> Element:
        """A copy of an element in the namespace of the stylesheet."""
        made = etree.Element(
            f"{{{self._space}}}{local_name(element)}", dict(element.attrib), nsmap=self.root.nsmap
        )
        made.extend(self._own(child) for child in element)
        return made


_NO_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_APPLIED = ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection")


_parsed = cache(etree.fromstring)
"""Parses XML. It is only used for constant texts of this module and of our own sheet."""


def _colour(fill: Element) -> str | None:
    """The colour of a solid fill."""
    for pattern in fill:
        if isinstance(pattern.tag, str) and pattern.get("patternType") == "solid":
            return next((each.get("rgb") for each in pattern if local_name(each) == "fgColor"), None)
    return None


def _same(one: Element, other: Element) -> bool:
    return (
        one.tag == other.tag
        and len(one) == len(other)
        and dict(one.attrib) == dict(other.attrib)
        and (one.text or "").strip() == (other.text or "").strip()
        and all(map(_same, one, other))
    )
