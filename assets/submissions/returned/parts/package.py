"""A workbook as a package of parts (OOXML). What is not touched stays the same, byte for byte.

Parts have names. Relationships tell what a part uses: ``xl/_rels/workbook.xml.rels`` tells what
``xl/workbook.xml`` uses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname, normpath
from typing import TypeAlias
from urllib.parse import unquote
from zipfile import ZipInfo

from lxml import etree

from assets.submissions.reading.formats.packages import open_package
from assets.submissions.returned.parts.zipping import copied, packed, zipped
from assets.submissions.workbook import Limits

Element: TypeAlias = etree._Element

CONTENT_TYPES = "[Content_Types].xml"
ROOT = ""
"""The name for the package itself. Its relationships lead to the workbook."""

TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
"""The beginnings of relationship types. They are also the namespaces of attributes that name one."""

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
_IN_ORDER = re.compile(r"(?:[^\x00-\x1f/:*?\"<>|\\]+/)*[^\x00-\x1f/:*?\"<>|\\]+")
"""The name of a part as the standard allows it. It is not a path that leaves the package."""

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")
"""Beginnings of an address outside the package."""


class NotEditable(ValueError):
    """The file is not a package that can be edited part by part."""


@dataclass(frozen=True)
class Relationship:
    """Something that a part uses.

    ``part``: the name of the used part; "" if it is outside the package, or a place in the workbook.
    """

    id: str
    type: str
    part: str
    leads_out: bool
    element: Element

    @property
    def kind(self) -> str:
        """The last piece of the type, such as worksheet, styles or comments."""
        return self.type.rpartition("/")[2]


def local_name(element: Element) -> str:
    """The name of an element without its namespace; "" for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace_of(element: Element) -> str:
    """The namespace of an element; "" if it has none."""
    return etree.QName(element).namespace or ""


def parsed(content: bytes) -> Element:
    """The root of a part. Raises etree.XMLSyntaxError if it is damaged."""
    return etree.fromstring(content, _PARSER)


def serialised(root: Element) -> bytes:
    """The XML of a part, in the form in which Excel writes it."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


class WorkbookPackage:
    """The parts of a workbook while they are edited."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises NotEditable if the file names a part twice.

        Raises UnreadableWorkbook if it is damaged or beyond the limits.
        """
        package = open_package(data, limits)
        self._data = data
        self._entries: dict[str, ZipInfo] = {}
        self._contents: dict[str, bytes] = {}
        for entry, (_, content) in zip(package.entries.values(), package.parts(), strict=True):
            name = entry.filename.replace("\\", "/").lstrip("/")
            if name.endswith("/") or not _IN_ORDER.fullmatch(name) or {".", ".."} & set(name.split("/")):
                continue
            self._entries[name], self._contents[name] = entry, content
        self._actual = {name.lower(): name for name in self._contents}
        if len(self._actual) < len(self._contents):
            raise NotEditable("a part is there twice")
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()
        self._relationships: dict[str, list[Relationship]] = {}

    # --- Parts

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._contents

    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._contents)

    def read(self, name: str) -> bytes:
        """The content of a part, as it is in the file or was written. Raises KeyError if there is none."""
        return self._contents[name]

    def write(self, name: str, content: bytes) -> None:
        """Replace or add a part."""
        self._contents[name] = content
        self._actual[name.lower()] = name
        self._entries.pop(name, None)
        self._trees.pop(name, None)

    def tree(self, name: str) -> Element:
        """A part as a tree. After changing it, call ``touch``."""
        if name not in self._trees:
            self._trees[name] = parsed(self._contents[name])
        return self._trees[name]

    def touch(self, name: str) -> None:
        """Note that the tree of a part was changed."""
        self._changed.add(name)

    def remove(self, name: str) -> None:
        """Remove a part, its relationships and its content type. What leads to it is not removed."""
        self._relationships.pop(name, None)
        for gone in (name, _relationships_of(name)):
            if gone in self._contents:
                del self._contents[gone], self._actual[gone.lower()]
                self._entries.pop(gone, None)
                self._trees.pop(gone, None)
                self._changed.discard(gone)
        for override in self._types("Override", "PartName", f"/{name}"):
            override.getparent().remove(override)
            self.touch(CONTENT_TYPES)

    def unused_name(self, pattern: str) -> str:
        """``pattern`` with the first number that gives an unused name: "xl/comments{}.xml"."""
        return next(
            name
            for number in range(1, 10_000)
            if (name := pattern.format(number)).lower() not in self._actual
        )

    # --- Content types

    def content_type(self, name: str) -> str:
        """The stated content type of a part; "" if none is stated."""
        stated = self._types("Override", "PartName", f"/{name}")
        stated = stated or self._types("Default", "Extension", name.rpartition(".")[2])
        return stated[0].get("ContentType", "") if stated else ""

    def describe(self, name: str, content_type: str) -> None:
        """State the content type of a part."""
        for override in self._types("Override", "PartName", f"/{name}"):
            override.getparent().remove(override)
        types = self.tree(CONTENT_TYPES)
        tag = f"{{{namespace_of(types)}}}Override"
        etree.SubElement(types, tag, PartName=f"/{name}", ContentType=content_type)
        self.touch(CONTENT_TYPES)

    def content_types(self) -> Iterator[Element]:
        """All elements that state content types."""
        yield from self.tree(CONTENT_TYPES).iterchildren(etree.Element)

    def _types(self, tag: str, attribute: str, value: str) -> list[Element]:
        return [
            each
            for each in self.content_types()
            if local_name(each) == tag and each.get(attribute, "").replace("\\", "/").lower() == value.lower()
        ]

    # --- Relationships

    def relationships(self, name: str) -> list[Relationship]:
        """What a part uses."""
        if name not in self._relationships:
            self._relationships[name] = self._read_relationships(name)
        return self._relationships[name]

    def _read_relationships(self, name: str) -> list[Relationship]:
        stated = self._actual.get(_relationships_of(name).lower())
        if stated is None:
            return []
        found = []
        for element in self.tree(stated).iterchildren(etree.Element):
            target, kind = element.get("Target", "").strip(), element.get("Type", "")
            leads_out = (
                element.get("TargetMode") == "External" or bool(_ELSEWHERE.match(target))
            ) and not target.startswith("#")
            part = "" if leads_out or target.startswith("#") else self._resolved(name, target)
            found.append(Relationship(element.get("Id", ""), kind, part, leads_out, element))
        return found

    def related(self, name: str, kind: str) -> list[Relationship]:
        """What a part uses of one kind. Parts that do not exist are left out."""
        return [each for each in self.relationships(name) if each.kind == kind and each.part in self]

    def relate(self, name: str, kind: str, part: str) -> str:
        """Let a part use another one. Returns the id of the new relationship."""
        stated = self._actual.get(_relationships_of(name).lower()) or _relationships_of(name)
        if stated not in self:
            self._relationships.pop(name, None)
            self.write(
                stated,
                serialised(
                    etree.Element(f"{_RELATIONSHIPS}Relationships", nsmap={None: _RELATIONSHIPS[1:-1]})
                ),
            )
        taken = {each.id for each in self.relationships(name)}
        new = next(f"rId{number}" for number in range(1, 100_000) if f"rId{number}" not in taken)
        tree = self.tree(stated)
        etree.SubElement(
            tree,
            f"{{{namespace_of(tree)}}}Relationship",
            Id=new,
            Type=f"{self.dialect()}/{kind}",
            Target=f"/{part}",
        )
        self.touch(stated)
        self._relationships.pop(name, None)
        return new

    def unrelate(self, name: str, relationship: Relationship) -> None:
        """Remove a relationship of a part."""
        relationship.element.getparent().remove(relationship.element)
        self.touch(self._actual[_relationships_of(name).lower()])
        self._relationships.pop(name, None)

    def dialect(self) -> str:
        """TRANSITIONAL or STRICT, whichever the file uses."""
        return (
            STRICT if any(each.type.startswith(STRICT) for each in self.relationships(ROOT)) else TRANSITIONAL
        )

    def reachable(self) -> set[str]:
        """The parts that the package uses, directly or through other parts."""
        found, waiting = set(), [ROOT]
        while waiting:
            for each in self.relationships(waiting.pop()):
                if each.part in self and each.part not in found:
                    found.add(each.part)
                    waiting.append(each.part)
        return found

    def _resolved(self, name: str, target: str) -> str:
        """The name of the part that a target means. If there is no such part, the name that it would have."""
        for stated in (target, unquote(target)):
            path = stated.replace("\\", "/").partition("#")[0]
            path = path if path.startswith("/") else f"/{dirname(name)}/{path}"
            wanted = normpath(path).lstrip("/")
            if wanted.lower() in self._actual:
                return self._actual[wanted.lower()]
        return wanted

    # --- The file

    def packed(self) -> bytes:
        """The bytes of the file with all changes."""
        for name in self._changed:
            self._contents[name] = serialised(self._trees[name])
            self._entries.pop(name, None)
        self._changed.clear()
        return zipped(
            copied(name, self._data, self._entries[name]) if name in self._entries else packed(name, content)
            for name, content in self._contents.items()
        )


def _relationships_of(name: str) -> str:
    folder = f"{dirname(name)}/" if dirname(name) else ""
    return f"{folder}_rels/{basename(name)}.rels"
