"""The comments of a sheet: ours are added, and those of the unit stay.

A comment is stored in two parts: its text, and the shape in which Excel shows it. The shape is VML, as in
1997; no program shows a comment without one. The VML that Excel writes is not valid XML, so it is changed as
text.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from lxml import etree

from assets.submissions.cell_text import display_width, plain_text
from assets.submissions.returned.parts.package import (
    Element,
    NotEditable,
    WorkbookPackage,
    local_name,
    namespace_of,
)
from assets.submissions.returned.parts.sheet_part import SheetPart, span_of
from assets.submissions.tables.found_table import column_letters
from schemas.findings import Level

AUTHOR = "审核"
LEVELS = {Level.HARD: "强制性错误", Level.QUERY: "核实性错误"}
LONGEST = 1_000
SEPARATOR = "\n—— 原批注 ——\n"
"""The text between our comment and the unit's own comment."""

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_SHAPES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_BEGINNINGS = tuple(f"【{name}】" for name in LEVELS.values())
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_NO_SHAPES = (
    f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
).encode()
_SHAPE_TYPE = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    f'<v:shape {_SPACES} id="_x0000_s{{number}}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:300px;height:{height}px;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE_BEGINS = re.compile(rb"<v:shape(?=[\s>])")
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_PLACE = re.compile(rb"<x:Row>\s*(\d{1,9})\s*</x:Row>\s*<x:Column>\s*(\d{1,9})\s*</x:Column>")
_CLOSING = re.compile(rb"</xml\s*>\s*$")


def our_comment(reasons: Iterable[tuple[Level, str]]) -> str:
    """The text of our comment: errors first, and nothing twice."""
    ordered = sorted(reasons, key=lambda reason: reason[0] is not Level.HARD)
    return plain_text(
        "\n".join(dict.fromkeys(f"【{LEVELS[level]}】{message}" for level, message in ordered))
    )[:LONGEST]


class SheetComments:
    """The comments of one sheet of a package."""

    def __init__(self, package: WorkbookPackage, name: str, sheet: SheetPart) -> None:
        """``name``: the part of the sheet."""
        self.package, self.name, self.sheet = package, name, sheet
        related = package.related(name, "comments")
        self.part = related[0].part if related else ""

    def clear(self) -> bool:
        """Remove our comments of an earlier return and restore the unit's own.

        Returns whether there were any of ours.
        """
        if not self.part:
            return False
        gone = set()
        ours = [each for each in self._comments() if _said_by_us(each)]
        for comment in ours:
            whole = "".join(_texts(comment))
            if SEPARATOR in whole:
                _cut(comment, whole.index(SEPARATOR) + len(SEPARATOR))
            else:
                comment.getparent().remove(comment)
                gone.add(comment.get("ref", "").upper())
        if ours:
            self.package.touch(self.part)
            self._remove_shapes(gone)
        return bool(ours)

    def tell(self, texts: Mapping[str, str]) -> None:
        """Add comments (address → text). If the unit has a comment there, ours stands before it."""
        if not texts:
            return
        if not self.part:
            self._make_part()
        own = {each.get("ref", "").upper(): each for each in self._comments()}
        listed, author = self._list("commentList"), self._author()
        new = {}
        for place, text in texts.items():
            if place in own:
                _put_before(own[place], text + SEPARATOR)
            else:
                new[place] = text
                self._append(listed, place, author, text)
        self.package.touch(self.part)
        self._add_shapes(new)

    # --- Texts

    def _comments(self) -> list[Element]:
        return [
            each for each in self.package.tree(self.part).iter(etree.Element) if local_name(each) == "comment"
        ]

    def _list(self, name: str) -> Element:
        root = self.package.tree(self.part)
        found = next((each for each in root.iterchildren(etree.Element) if local_name(each) == name), None)
        if found is None:
            found = etree.Element(f"{{{namespace_of(root)}}}{name}")
            root.insert(0 if name == "authors" else 1, found)
        return found

    def _author(self) -> str:
        """The number of our name in the list of authors."""
        authors = self._list("authors")
        names = [each.text for each in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, f"{{{namespace_of(authors)}}}author").text = AUTHOR
            return str(len(names))
        return str(names.index(AUTHOR))

    @staticmethod
    def _append(listed: Element, place: str, author: str, text: str) -> None:
        space = f"{{{namespace_of(listed)}}}"
        comment = etree.SubElement(listed, f"{space}comment", ref=place, authorId=author)
        run = etree.SubElement(etree.SubElement(comment, f"{space}text"), f"{space}r")
        _text_element(run, text)

    def _make_part(self) -> None:
        sheets = namespace_of(self.sheet.tree)
        self.part = self.package.unused_name("xl/comments{}.xml")
        self.package.write(
            self.part, f'<comments xmlns="{sheets}"><authors/><commentList/></comments>'.encode()
        )
        self.package.describe(self.part, _TYPE)
        self.package.relate(self.name, "comments", self.part)

    # --- Shapes

    def _shapes_part(self) -> str:
        """The part with the shapes. It is made if there is none."""
        wanted = self.sheet.shapes()
        for each in self.package.related(self.name, "vmlDrawing"):
            if each.id == wanted:
                return each.part
        if wanted:
            raise NotEditable("the shapes of a sheet are missing")
        part = self.package.unused_name("xl/drawings/vmlDrawing{}.vml")
        self.package.write(part, _NO_SHAPES)
        self.package.describe(part, _SHAPES_TYPE)
        self.sheet.add_shapes(self.package.relate(self.name, "vmlDrawing", part), self.package.dialect())
        return part

    def _add_shapes(self, texts: Mapping[str, str]) -> None:
        if not texts:
            return
        part = self._shapes_part()
        content = vml_text(self.package.read(part))
        closing = _CLOSING.search(content)
        if closing is None:
            raise NotEditable("shapes that do not end")
        first = max([1024, *map(int, _SHAPE_NUMBER.findall(content))]) + 1
        made = [] if b'id="_x0000_t202"' in content else [_SHAPE_TYPE]
        for number, (place, text) in enumerate(texts.items()):
            row, column, _, _ = span_of(place)
            height = min(30 + 18 * sum(1 + display_width(line) // 40 for line in text.splitlines()), 400)
            made.append(
                _SHAPE.format(
                    number=first + number, order=number + 1, height=height, row=row - 1, column=column - 1
                )
            )
        at = closing.start()
        self.package.write(part, content[:at] + "".join(made).encode() + content[at:])

    def _remove_shapes(self, places: Collection[str]) -> None:
        wanted = self.sheet.shapes()
        for each in self.package.related(self.name, "vmlDrawing"):
            if each.id == wanted and places:
                content = vml_text(self.package.read(each.part))
                self.package.write(each.part, without_shapes(content, lambda shape: _place(shape) in places))


def without_shapes(content: bytes, is_gone: Callable[[bytes], bool]) -> bytes:
    """VML without the shapes for which ``is_gone`` is true."""
    pieces, end = [], 0
    while (begin := _SHAPE_BEGINS.search(content, end)) is not None:
        stop = content.find(b"</v:shape>", begin.end()) + len(b"</v:shape>")
        if stop < begin.end():
            break
        shape = content[begin.start() : stop]
        pieces += [content[end : begin.start()], b"" if is_gone(shape) else shape]
        end = stop
    return b"".join([*pieces, content[end:]])


def _place(shape: bytes) -> str:
    """The cell of a comment's shape."""
    place = _PLACE.search(shape)
    return f"{column_letters(int(place[2]))}{int(place[1]) + 1}" if place else ""


def vml_text(content: bytes) -> bytes:
    """VML, changed to UTF-8 if it is in UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16").encode()
    return content


def _texts(comment: Element) -> list[str]:
    return [
        each.text or ""
        for each in comment.iter(etree.Element)
        if local_name(each) == "t" and not _is_phonetic(each)
    ]


def _is_phonetic(element: Element) -> bool:
    return local_name(element.getparent()) == "rPh"


def _said_by_us(comment: Element) -> bool:
    """Whether a comment is ours. If somebody edits a comment, Excel puts the author's name in front."""
    return "".join(_texts(comment)).removeprefix(f"{AUTHOR}:").lstrip().startswith(_BEGINNINGS)


def _cut(comment: Element, length: int) -> None:
    """Remove the first characters of a comment, even if they are spread over several pieces."""
    for each in [each for each in comment.iter(etree.Element) if local_name(each) == "t"]:
        text = each.text or ""
        each.text, length = text[length:], max(length - len(text), 0)
        if not each.text and local_name(each.getparent()) == "r":
            each.getparent().getparent().remove(each.getparent())


def _put_before(comment: Element, text: str) -> None:
    """Put a text in front of a comment."""
    whole = next((each for each in comment if local_name(each) == "text"), None)
    if whole is None:
        raise NotEditable("a comment without a text")
    space = f"{{{namespace_of(whole)}}}"
    for plain in [each for each in whole if local_name(each) == "t"]:
        etree.SubElement(whole, f"{space}r").append(plain)
    run = etree.Element(f"{space}r")
    whole.insert(0, run)
    _text_element(run, text)


def _text_element(run: Element, text: str) -> None:
    said = etree.SubElement(run, f"{{{namespace_of(run)}}}t")
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
