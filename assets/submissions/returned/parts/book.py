"""The main part of a workbook: its sheets, their names, and which of them is shown."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from assets.submissions.cell_text import FORBIDDEN_IN_NAMES, LONGEST_NAME, sheet_name
from assets.submissions.returned.parts.package import (
    ROOT,
    STRICT,
    TRANSITIONAL,
    Element,
    NotEditable,
    WorkbookPackage,
    local_name,
    namespace_of,
)
from assets.submissions.returned.parts.stylesheet import EMPTY, Stylesheet
from assets.submissions.workbook import printable

PLAIN_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TRANSITIONAL_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


@dataclass(frozen=True)
class BookSheet:
    """A sheet: its name, the part that holds it, and its element in the main part."""

    name: str
    part: str
    element: Element


class Book:
    """The main part of a package.

    Raises NotEditable if there is none, if a sheet is missing, or if two sheets share a part.
    """

    def __init__(self, package: WorkbookPackage) -> None:
        """Find the main part in this package and its sheets."""
        self.package = package
        main = package.related(ROOT, "officeDocument")
        if not main:
            raise NotEditable("no workbook")
        self.part = main[0].part
        self.root = package.tree(self.part)
        self.sheets = self._sheets()
        if len({sheet.part for sheet in self.sheets}) < len(self.sheets):
            raise NotEditable("a sheet is there twice")
        if package.content_type(self.part) != PLAIN_WORKBOOK:
            package.describe(self.part, PLAIN_WORKBOOK)

    def members(self, name: str) -> list[Element]:
        """The members of a list in the workbook, such as sheets or definedNames."""
        return [
            member
            for each in self.root.iterchildren(etree.Element)
            if local_name(each) == name
            for member in each.iterchildren(etree.Element)
        ]

    def _sheets(self) -> list[BookSheet]:
        targets = {each.id: each.part for each in self.package.relationships(self.part)}
        found = []
        for each in self.members("sheets"):
            identifier = next(
                (
                    each.get(f"{{{space}}}id")
                    for space in (TRANSITIONAL, STRICT)
                    if each.get(f"{{{space}}}id")
                ),
                "",
            )
            part = targets.get(identifier, "")
            if part not in self.package:
                raise NotEditable("a sheet is missing")
            found.append(BookSheet(each.get("name", ""), part, each))
        return found

    def usable_names(self) -> dict[str, str]:
        """Name of each sheet → its new name.

        A name that no program accepts is changed. Otherwise the whole workbook could not be opened.
        """
        names: dict[str, str] = {}
        for sheet in self.sheets:
            name = sheet.name
            is_usable = (
                len(name) <= LONGEST_NAME and name == printable(name) and not FORBIDDEN_IN_NAMES & set(name)
            )
            taken = set(names.values())
            if not name or not is_usable or name.lower() in {each.lower() for each in taken}:
                name = sheet_name(name, taken | {other.name for other in self.sheets if other is not sheet})
                sheet.element.set("name", name)
                self.package.touch(self.part)
            names.setdefault(sheet.name, name)
        return names

    # --- Removing and adding

    def remove_sheets(self, is_gone: Callable[[BookSheet], bool]) -> bool:
        """Remove sheets, with the defined names that belong to them. Returns whether there were any."""
        gone = [is_gone(sheet) for sheet in self.sheets]
        if not any(gone):
            return False
        places: dict[int, int | None] = {}
        for number, (sheet, goes) in enumerate(zip(self.sheets, gone, strict=True)):
            places[number] = None if goes else len([place for place in places.values() if place is not None])
            if goes:
                sheet.element.getparent().remove(sheet.element)
                for each in self.package.relationships(self.part):
                    if each.part == sheet.part:
                        self.package.unrelate(self.part, each)
                self.package.remove(sheet.part)
        self.sheets = [sheet for sheet, goes in zip(self.sheets, gone, strict=True) if not goes]
        self._renumber(places)
        return True

    def remove_names(self, is_gone: Callable[[Element], bool]) -> set[str]:
        """Remove defined names. Returns the removed names in lower case."""
        gone = [each for each in self.members("definedNames") if is_gone(each)]
        for each in gone:
            self._remove(each)
        return {each.get("name", "").lower() for each in gone}

    def add_first(self, name: str, content: bytes, titles: str) -> None:
        """Put a sheet in front. It is shown when the workbook is opened.

        ``titles``: the rows that are repeated on every printed page.
        """
        self._renumber({number: number + 1 for number in range(len(self.sheets))})
        part = self.package.unused_name("xl/worksheets/sheet{}.xml")
        self.package.write(part, content)
        self.package.describe(part, WORKSHEET_TYPE)
        identifier = self.package.relate(self.part, "worksheet", part)
        numbers = [int(each.get("sheetId", 0)) for each in self.members("sheets")]
        sheets = self._list_element("sheets")
        told = {"name": name, "sheetId": str(max(numbers, default=0) + 1)}
        made = etree.Element(f"{{{self.space}}}sheet", told)
        made.set(f"{{{self.package.dialect()}}}id", identifier)
        sheets.insert(0, made)
        self._name_titles(titles)
        self._show_first()
        self.package.touch(self.part)

    def _name_titles(self, titles: str) -> None:
        names = self._list_element("definedNames")
        made = etree.Element(f"{{{self.space}}}definedName", name="_xlnm.Print_Titles", localSheetId="0")
        made.text = titles
        names.insert(0, made)

    def _show_first(self) -> None:
        for view in self.members("bookViews"):
            for name in ("activeTab", "firstSheet"):
                view.attrib.pop(name, None)

    def _renumber(self, places: dict[int, int | None]) -> None:
        """Adapt what refers to sheets by place. ``places``: old place → new place, None if removed."""
        for each in self.members("definedNames"):
            if each.get("localSheetId") is not None:
                place = places.get(int(each.get("localSheetId")))
                if place is None:
                    self._remove(each)
                else:
                    each.set("localSheetId", str(place))
        for view in self.members("bookViews"):
            place = places.get(int(view.get("activeTab", 0)))
            view.set("activeTab", str(place or 0))
        self.package.touch(self.part)

    def _remove(self, element: Element) -> None:
        parent = element.getparent()
        parent.remove(element)
        if not len(parent):
            parent.getparent().remove(parent)
        self.package.touch(self.part)

    @property
    def space(self) -> str:
        """The namespace of the workbook."""
        return namespace_of(self.root)

    def _list_element(self, name: str) -> Element:
        """A list in the workbook. It is made if there is none."""
        own = list(self.root.iterchildren(etree.Element))
        found = next((each for each in own if local_name(each) == name), None)
        if found is None:
            found = etree.Element(f"{{{self.space}}}{name}")
            [each for each in own if local_name(each) in _BEFORE_NAMES][-1].addnext(found)
        return found

    def stylesheet(self) -> Stylesheet:
        """The styles of the workbook. After changing them, call ``keep``."""
        related = self.package.related(self.part, "styles")
        if not related:
            part = self.package.unused_name("xl/styles{}.xml")
            self.package.write(part, EMPTY.replace(_TRANSITIONAL_MAIN, self.space.encode()))
            self.package.describe(part, STYLES_TYPE)
            self.package.relate(self.part, "styles", part)
            related = self.package.related(self.part, "styles")
        self._styles = related[0].part
        return Stylesheet(self.package.tree(self._styles))

    def keep(self, stylesheet: Stylesheet) -> None:
        """Have the styles written, if they were changed."""
        if stylesheet.is_changed:
            self.package.touch(self._styles)
