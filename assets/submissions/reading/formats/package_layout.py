"""Where the parts of a workbook lie in its package.

They may lie anywhere, because relationships tell where. But readers look only where Excel puts them.
Source: [ECMA-376] part 2, 9.3.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape, unescape
from posixpath import basename, dirname, normpath

from assets.submissions.reading.formats.packages import Package, open_package

WORKBOOK, _RELATIONSHIPS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_SHEETS = re.compile(rb"<(?:\w+:)?sheets[\s>]")
_ATTRIBUTE = re.compile(rb"""(?:^|\s)(Id|Type|Target)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LEADS_TO_WORKBOOK = re.compile(
    rb"""/relationships/officeDocument["'][^>]*?\sTarget=["']/?xl/workbook\.xml["']"""
    rb"""|\sTarget=["']/?xl/workbook\.xml["'][^>]*?/relationships/officeDocument["']"""
)
_LEADS_ELSEWHERE = re.compile(
    rb"""<(?:\w+:)?Relationship\s(?=[^>]*/relationships/(?:styles|sharedStrings)["'])"""
    rb"""(?![^>]*\sTarget=["'](?:/xl/)?(?:styles|sharedStrings)\.xml["'])"""
)
"""The first pattern fits nearly all packages. The second fits only packages with an unusual layout."""

_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_USUAL = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedstrings.xml"}
"""Kind of a workbook's relationship → where readers look for the part."""


def workbook_part(parts: Mapping[str, bytes]) -> str | None:
    """The part with the list of sheets; None if the package is no .xlsx. ``parts`` has lower-case names."""
    if _LEADS_TO_WORKBOOK.search(parts.get("_rels/.rels", b"")) and WORKBOOK in parts:  # the usual case
        return WORKBOOK
    stated = [target for kind, target in _uses(parts, "") if kind == "officeDocument"]
    if stated and stated[0] != WORKBOOK and _SHEETS.search(parts.get(stated[0], b"")):
        return stated[0]
    return WORKBOOK if WORKBOOK in parts else None


def in_usual_layout(package: Package, parts: Mapping[str, bytes], workbook: str) -> Package | None:
    """A copy of the package with the workbook where readers look for it; None if it is there already."""
    is_usual = workbook == WORKBOOK and not _LEADS_ELSEWHERE.search(parts.get(_RELATIONSHIPS, b""))
    if is_usual and not package.has_odd_names:  # nearly all packages
        return None
    places = {workbook: WORKBOOK, _relationships_part(workbook): _RELATIONSHIPS}
    places |= {target: _USUAL[kind] for kind, target in _uses(parts, workbook) if kind in _USUAL}
    taken = set(places.values())
    placed = {_place(name, workbook, places, taken): content for name, content in package.parts()}
    for part in ("", workbook):
        used = [
            (name, kind, _place(target, workbook, places, taken))
            for name, kind, target in _relationships(parts, part)
        ]
        placed[_relationships_part(places.get(part, part))] = _written(used)
    return open_package(_zipped(placed), package.limits)


def _place(name: str, workbook: str, places: Mapping[str, str], taken: set[str]) -> str:
    """The new place of a part. Parts beside the workbook stay beside it. Parts in the way go to others/."""
    if name in places:
        return places[name]
    folder = dirname(workbook)
    is_beside = not folder or name.startswith(f"{folder}/")
    place = "xl/" + name.removeprefix(f"{folder}/") if is_beside else name
    is_in_the_way = place in taken or (not is_beside and name.startswith("xl/"))
    return f"others/{name}" if is_in_the_way else place


def _uses(parts: Mapping[str, bytes], part: str) -> list[tuple[str, str]]:
    """What a part uses, as pairs: the last piece of the relationship's type, and the part."""
    return [(kind.rpartition("/")[2], target) for _, kind, target in _relationships(parts, part)]


def _relationships(parts: Mapping[str, bytes], part: str) -> list[tuple[str, str, str]]:
    """The relationships of a part: identifier, type and the part it leads to. ``part`` "" is the package."""
    found = []
    for tag in _RELATIONSHIP.findall(parts.get(_relationships_part(part), b"")):
        stated = {
            name: unescape((one or other).decode("utf-8", "replace"))
            for name, one, other in _ATTRIBUTE.findall(tag)
        }
        target = stated.get(b"Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else f"{dirname(part)}/{target}".lstrip("/")
        found.append((stated.get(b"Id", ""), stated.get(b"Type", ""), normpath(path).lower()))
    return found


def _written(relationships: list[tuple[str, str, str]]) -> bytes:
    written = "".join(
        f'<Relationship Id="{escape(name)}" Type="{escape(kind)}" Target="/{escape(target)}"/>'
        for name, kind, target in relationships
    )
    return f'<Relationships xmlns="{_NAMESPACE}">{written}</Relationships>'.encode()


def _relationships_part(part: str) -> str:
    return f"{dirname(part)}/_rels/{basename(part)}.rels".lstrip("/")


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
