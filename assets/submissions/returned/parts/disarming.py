"""Removes from a submitted workbook what must not be returned: everything that reaches beyond the workbook
when it is opened, and everything that runs.

It is removed part by part, together with what leads to it. Nothing else in a part is changed.
"""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from assets.submissions.returned.parts.book import Book
from assets.submissions.returned.parts.comments import vml_text, without_shapes
from assets.submissions.returned.parts.formulas import FUNCTIONS, LIST_FUNCTIONS, is_harmless, names_in
from assets.submissions.returned.parts.package import (
    CONTENT_TYPES,
    ROOT,
    STRICT,
    TRANSITIONAL,
    Element,
    Relationship,
    WorkbookPackage,
    local_name,
    namespace_of,
)
from assets.submissions.returned.parts.sheet_part import SheetPart

KINDS_TO_GO = frozenset((
    "activexcontrolbinary", "attachedtoolbars", "connections", "control", "customdata", "customdataprops", "dialogsheet",
    "extensibility", "externallink", "externallinkpath", "oleobject", "origin", "package", "powerpivotdata", "python",
    "querytable", "usercustomization", "vbaproject", "vbaprojectsignature", "vbaprojectsignatureagile",
    "vbaprojectsignaturev3", "volatiledependencies", "webextension", "webextensiontaskpanes", "wordvbadata",
    "xlintlmacrosheet", "xlmacrosheet",
))  # fmt: skip
"""Kinds of relationships that are removed, in lower case.

They are macros, links to other files, embedded objects, controls that run code, queries, extensions, and
signatures. Signatures become invalid when the file is changed.
"""

_TYPES_TO_GO = re.compile(
    r"macro|vba|externallink|oleobject|activex|connections\+xml|querytable|webextension|dialogsheet"
    r"|volatiledependencies|attachedtoolbars|digital-signature|x-msdownload",
    re.IGNORECASE,
)
_NAMES_TO_GO = re.compile(
    r"vba|macro|activex|embeddings/|oleobject|externallink|connections|customui|querytable|webextension|_xmlsignatures",
    re.IGNORECASE,
)
"""Names of parts that are removed although nothing leads to them. Other such parts are dead and stay."""

_LOOKED_THROUGH = frozenset((
    "drawing", "chart", "chartex", "chartusershapes", "ctrlprop", "table", "tablesinglecells", "pivottable",
    "pivotcachedefinition", "xmlmaps",
))  # fmt: skip
"""Kinds of parts that may hold formulas and names of macros."""

_FORMULA_ELEMENTS = frozenset(
    ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula")
)
_LISTS = frozenset(("dataValidation",))
_FORMULA_ATTRIBUTES = frozenset(
    ("textlink", "linkedCell", "listFillRange", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup")
)
_BEARERS = frozenset(("dataValidation", "cfRule", "sparkline", "sparklineGroup"))
"""Elements that are removed as a whole if their formula must be removed."""

_WITHOUT_CONTENT = frozenset((
    "hyperlinks", "controls", "oleObjects", "Choice", "Fallback", "AlternateContent", "ext", "extLst", "dataValidations",
    "conditionalFormatting", "conditionalFormattings", "sparklines", "sparklineGroup", "sparklineGroups",
    "externalReferences", "pivotCaches", "slicerCaches", "slicerList", "dataRefs", "dataConsolidate", "webPublishItems",
))  # fmt: skip
"""Elements that are removed if nothing is left in them."""

_SHEETS = frozenset(("officedocument", "worksheet", "chartsheet"))
_CHART_DATA = {"numRef": "numLit", "strRef": "strLit"}
"""Element for a chart's figures from cells → element for figures that are written out."""

_VML_FORMULA = re.compile(rb"<x:Fmla(\w+)>([^<]*)</x:Fmla\w+>")
_VML_ADDRESS = re.compile(
    rb"""\s(?:href|o:href|src)\s*=\s*(?:"(?:[a-z]+:|//|\\\\)[^"]*"|'(?:[a-z]+:|//|\\\\)[^']*')""",
    re.IGNORECASE,
)
_REFERENCED = tuple(f"{{{space}}}" for space in (TRANSITIONAL, STRICT))


def disarm(package: WorkbookPackage, book: Book) -> "Disarmed":
    """Remove from a package what must not be returned. ``Disarmed.sheet`` later does so in the sheets."""
    before = package.reachable()
    gone: dict[str, set[str]] = {}
    for name in [ROOT, *package.names()]:
        leaving = [each for each in package.relationships(name) if _is_to_go(package, each)]
        if leaving:
            gone[name] = {each.id for each in leaving}
            for each in leaving:
                package.unrelate(name, each)
    _remove_unused(package, before)
    book.remove_sheets(lambda sheet: sheet.part not in package)
    removed_names = book.remove_names(lambda each: not _is_name_harmless(each))
    disarmed = Disarmed(package, gone, removed_names)
    for kind, name in sorted({(each.kind.lower(), each.part) for each in _all_relationships(package)}):
        disarmed.part(kind, name)
    disarmed.workbook(book)
    return disarmed


def _is_to_go(package: WorkbookPackage, relationship: Relationship) -> bool:
    kind, part = relationship.kind.lower(), relationship.part
    if relationship.leads_out or kind in KINDS_TO_GO:
        return True
    if part not in package or kind == "officedocument":
        return False
    if kind == "customxml":
        return b"DataMashup" in package.read(part)[:10_000].replace(b"\0", b"")
    if kind == "pivotcachedefinition":
        return not _is_of_this_workbook(package, part)
    if kind == "pivottable":
        return any(
            not _is_of_this_workbook(package, cache.part)
            for cache in package.related(part, "pivotCacheDefinition")
        )
    return bool(_TYPES_TO_GO.search(package.content_type(part)))


def _is_of_this_workbook(package: WorkbookPackage, cache: str) -> bool:
    """Whether a pivot table takes its data from the workbook itself."""
    source = next((each for each in package.tree(cache) if local_name(each) == "cacheSource"), None)
    if source is None or source.get("type") not in ("worksheet", "consolidation"):
        return False
    return not any(name.startswith(_REFERENCED) for each in source.iter() for name in each.attrib)


def _remove_unused(package: WorkbookPackage, before: set[str]) -> None:
    """Remove parts to which nothing leads any more, and their content types.

    Parts to which nothing ever led are removed too if their name or type is one that must not be returned.
    """
    after = package.reachable()
    for name in package.names():
        is_described = name == CONTENT_TYPES or name.rpartition("/")[0].endswith("_rels")
        is_dead = not is_described and name not in after
        if is_dead and (
            name in before or _NAMES_TO_GO.search(name) or _TYPES_TO_GO.search(package.content_type(name))
        ):
            package.remove(name)
    left = {f"/{name}".lower() for name in package.names()}
    for each in list(package.content_types()):
        stated = each.get("PartName")
        is_idle = stated is not None and stated.replace("\\", "/").lower() not in left
        if is_idle or _TYPES_TO_GO.search(each.get("ContentType", "")):
            each.getparent().remove(each)
            package.touch(CONTENT_TYPES)


def _all_relationships(package: WorkbookPackage) -> Iterator[Relationship]:
    for name in [ROOT, *package.names()]:
        yield from (each for each in package.relationships(name) if each.part in package)


def _is_name_harmless(element: Element) -> bool:
    runs = any(element.get(flag) in ("1", "true") for flag in ("vbProcedure", "xlm", "function"))
    return not runs and is_harmless(element.text or "")


class Disarmed:
    """A package without the parts that must not be returned. It removes what else depends on them.

    ``gone``: part → ids of the relationships that it has lost. ``names``: defined names that were removed.
    """

    def __init__(self, package: WorkbookPackage, gone: dict[str, set[str]], names: set[str]) -> None:
        """``package``: the package after the removal of these parts."""
        self.package, self.gone, self.names = package, gone, names
        self._shapes: set[bytes] = set()

    def may_stay(self, formula: str, functions: frozenset[str] = FUNCTIONS) -> bool:
        """Whether a formula may be returned: it is harmless, and uses no removed name."""
        return is_harmless(formula, functions) and not (self.names and self.names & names_in(formula))

    def part(self, kind: str, name: str) -> None:
        """Disarm a part other than the workbook and its sheets."""
        if kind == "vmldrawing":
            before = vml_text(self.package.read(name))
            content = _VML_FORMULA.sub(self._vml_formula, _VML_ADDRESS.sub(b"", before))
            if content != before:
                self.package.write(name, content)
        elif kind not in _SHEETS and (kind in _LOOKED_THROUGH or name in self.gone):
            tree = self.package.tree(name)
            if self._tree(tree, self.gone.get(name, set())) | _without_query(tree):
                self.package.touch(name)

    def _vml_formula(self, found: re.Match) -> bytes:
        stays = found[1] != b"Macro" and self.may_stay(unescape(found[2].decode()))
        return found[0] if stays else b""

    def workbook(self, book: Book) -> None:
        """Disarm the part of the workbook itself."""
        if self._tree(book.root, self.gone.get(book.part, set())):
            self.package.touch(book.part)

    def sheet(self, name: str, sheet: SheetPart) -> None:
        """Disarm what stands around the rows of a sheet, and remove the shapes of its removed objects."""
        self._shapes.clear()
        if self._tree(sheet.tree, self.gone.get(name, set())):
            sheet.touch()
        if self._shapes:
            for each in self.package.related(name, "vmlDrawing"):
                content = vml_text(self.package.read(each.part))
                self.package.write(each.part, without_shapes(content, self._is_of_lost_object))
            for each in self.package.related(name, "drawing"):
                self._remove_lost_objects(each.part)

    def _is_of_lost_object(self, shape: bytes) -> bool:
        return any(b'"_x0000_s%s"' % number in shape for number in self._shapes)

    def _remove_lost_objects(self, drawing: str) -> None:
        wanted = {f"_x0000_s{number.decode()}" for number in self._shapes}
        tree = self.package.tree(drawing)
        for anchor in list(tree):
            if any(each.get("spid") in wanted for each in anchor.iter(etree.Element)):
                tree.remove(anchor)
                self.package.touch(drawing)

    # --- Trees

    def _tree(self, root: Element, lost: set[str]) -> bool:
        """Disarm a tree. Returns whether anything was changed."""
        going: list[Element] = []
        changed = False
        for element in root.iter(etree.Element):
            name = local_name(element)
            if name in _FORMULA_ELEMENTS and not self._may_stay_in(element):
                going.append(_bearer(element))
            for attribute, value in list(element.attrib.items()):
                if attribute.startswith(_REFERENCED) and value in lost:
                    if name == "blip":
                        del element.attrib[attribute]
                        changed = True
                    else:
                        going.append(element)
                elif self._is_attribute_to_go(element, name, attribute, value):
                    del element.attrib[attribute]
                    changed = True
        for element in going:
            self._remove(element)
        return changed or bool(going)

    def _is_attribute_to_go(self, element: Element, name: str, attribute: str, value: str) -> bool:
        if attribute == "macro":
            return bool(value)
        if attribute in _FORMULA_ATTRIBUTES:
            return bool(value) and not self.may_stay(value.removeprefix("="))
        return (
            name == "cfvo"
            and attribute == "val"
            and element.get("type") == "formula"
            and not self.may_stay(value)
        )

    def _may_stay_in(self, element: Element) -> bool:
        formula = "".join(element.itertext())
        in_list = any(local_name(each) in _LISTS for each in element.iterancestors())
        return self.may_stay(formula, LIST_FUNCTIONS if in_list else FUNCTIONS)

    def _remove(self, element: Element) -> None:
        """Remove an element, and the elements around it that held nothing else."""
        if local_name(element) in ("oleObject", "control") and element.get("shapeId"):
            self._shapes.add(element.get("shapeId").encode())
        if local_name(element) == "f":
            _write_out(element)
            return
        parent = element.getparent()
        while parent is not None:
            parent.remove(element)
            if parent.get("count") is not None:
                parent.set("count", str(len(parent)))
            if len(parent) or local_name(parent) not in _WITHOUT_CONTENT:
                break
            element, parent = parent, parent.getparent()


def _bearer(element: Element) -> Element:
    """The element that must be removed as a whole with this formula."""
    return next((each for each in element.iterancestors() if local_name(each) in _BEARERS), element)


def _write_out(formula: Element) -> None:
    """Keep the figures of a chart as they were last drawn, without the reference to another file.

    If that is not possible, the reference becomes #REF!.
    """
    source = formula.getparent()
    kept = next((each for each in source if local_name(each) in ("numCache", "strCache")), None)
    used_as = local_name(source.getparent()) if source.getparent() is not None else ""
    space = namespace_of(source)
    if kept is None or local_name(source) not in _CHART_DATA:
        formula.text = "#REF!"
    elif used_as in ("val", "cat", "xVal", "yVal", "bubbleSize"):
        written = etree.Element(f"{{{space}}}{_CHART_DATA[local_name(source)]}")
        written.extend(list(kept))
        source.getparent().replace(source, written)
    else:
        formula.text = "#REF!"


def _without_query(root: Element) -> bool:
    """Separate a table from the query that filled it, and an XML map from its file."""
    changed = False
    for element in list(root.iter(etree.Element)):
        if local_name(element) == "DataBinding":
            element.getparent().remove(element)
            changed = True
        if element.get("tableType") == "queryTable":
            del element.attrib["tableType"]
            changed = True
        for name in ("connectionId", "queryTableFieldId"):
            changed |= element.attrib.pop(name, None) is not None
    return changed
