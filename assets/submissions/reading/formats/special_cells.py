"""What the XML of an .xlsx tells about single cells and the reader does not: number formats that show more
than the number, runs of text that are struck through or raised, and pictures as values.

Regular expressions find them. That costs far less than reading the sheets, and is only done if the styles,
the shared texts or the sheet have any. Sources: [ECMA-376] part 1, 18.3, 18.4 and 18.8; [MS-XLSX].
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from html import unescape

from assets.submissions.reading.number_formats import BUILT_IN, says_more
from assets.submissions.workbook import Address

_NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
_STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_RUN = re.compile(rb"<(?:\w+:)?r(?:\s[^>]*)?>(.*?)</(?:\w+:)?r>", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<")
_STRUCK = re.compile(rb"""<(?:\w+:)?d?strike(?:\s+val\s*=\s*["'](\w+)["'])?\s*/?>""")
_RAISED = re.compile(rb"""<(?:\w+:)?vertAlign\s+val\s*=\s*["'](?:super|sub)script["']""")
_ROW_OR_CELL = re.compile(
    rb"<(?:\w+:)?(?:row\b([^>]*)>|c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>))", re.DOTALL
)
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_SHARED_TEXT = re.compile(rb"""(?:^|\s)t\s*=\s*["']s["']""")
_INDEX = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>\s*(\d{1,9})\s*<")
_CELL_STYLE = re.compile(rb"""(?:^|\s)s\s*=\s*["'](\d{1,9})["']""")
_RICH_VALUE = re.compile(rb"""(?:^|\s)vm\s*=\s*["'](\d{1,9})["']""")
_PICTURE_FORMULA = re.compile(
    rb"<(?:\w+:)?f(?:\s[^>]*)?>[^<]*?(?<![A-Z])(?:DISPIMG|IMAGE)\s*\(", re.IGNORECASE
)
_PICTURE_FUNCTIONS = (b"DISPIMG", b"IMAGE(", b"dispimg")
_RICH_VALUE_TYPE = "XLRICHVALUE"


class Mark(IntEnum):
    """How runs of a text are marked: some are only raised or lowered, some are struck through, or all are."""

    RAISED = 0
    STRUCK = 1
    ALL_STRUCK = 2


def mark_of(runs: Iterable[tuple[bool, bool]]) -> Mark | None:
    """The mark of a text, by whether each run is struck through and whether it is raised; None if none is."""
    found = list(runs)
    struck = [is_struck for is_struck, _ in found]
    if any(struck):
        return Mark.ALL_STRUCK if all(struck) and not any(raised for _, raised in found) else Mark.STRUCK
    return Mark.RAISED if any(raised for _, raised in found) else None


@dataclass(frozen=True)
class SpecialCells:
    """The special cells of one sheet.

    ``formats``: number formats by cell. ``marked``: cells with marked texts. ``pictures``: cells that are
    pictures.
    """

    formats: dict[Address, str] = field(default_factory=dict)
    marked: dict[Address, Mark] = field(default_factory=dict)
    pictures: set[Address] = field(default_factory=set)


def find_special_cells(sheets: Iterable[bytes], parts: Mapping[str, bytes]) -> list[SpecialCells]:
    """The special cells of each sheet. ``parts``: all parts in XML by lower-case name."""
    formats = _telling_formats(_part(parts, "/styles.xml"))
    marked = _marked_strings(_part(parts, "/sharedstrings.xml"))
    pictures = _picture_values(parts)
    return [_special_cells(sheet, formats, marked, pictures) for sheet in sheets]


def _special_cells(
    sheet: bytes, formats: dict[bytes, str], marked: dict[int, Mark], pictures: set[int]
) -> SpecialCells:
    found = SpecialCells()
    has_format = formats and re.search(rb"""\ss\s*=\s*["'](?:""" + b"|".join(formats) + rb""")["']""", sheet)
    has_marks = b"strike" in sheet or b"vertAlign" in sheet
    has_pictures = pictures or any(name in sheet for name in _PICTURE_FUNCTIONS)
    if not (has_format or has_marks or marked or has_pictures):  # true of nearly all sheets
        return found
    for place, attributes, content in _cells(sheet):
        style = _CELL_STYLE.search(attributes) if has_format else None
        if style and style[1] in formats:
            found.formats[place] = formats[style[1]]
        mark = _marks_of_cell(attributes, content, marked)
        if mark is not None:
            found.marked[place] = mark
        rich = _RICH_VALUE.search(attributes) if pictures else None
        if (rich and int(rich[1]) in pictures) or (has_pictures and _PICTURE_FORMULA.search(content)):
            found.pictures.add(place)
    return found


def _cells(sheet: bytes) -> Iterator[tuple[Address, bytes, bytes]]:
    """The filled cells: place, attributes and content.

    A cell that does not state its place follows the cell before it.
    """
    row, column = -1, -1
    for found in _ROW_OR_CELL.finditer(sheet):
        if found[2] is None:
            place = _PLACE.search(found[1])
            row, column = int(place[2]) - 1 if place else row + 1, -1
            continue
        place = _PLACE.search(found[2])
        if place and place[1]:
            row, column = int(place[2]) - 1, _column(place[1])
        else:
            column += 1
        if found[3]:
            yield (row, column), found[2], found[3]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _telling_formats(styles: bytes) -> dict[bytes, str]:
    """Number of a cell style → its number format, if that shows more than the number."""
    codes = dict(BUILT_IN)
    for tag in _NUMBER_FORMAT.findall(styles):
        number = _number(tag, b"numFmtId")
        codes[number] = unescape(_attribute(tag, b"formatCode"))
    telling = {number: code for number, code in codes.items() if says_more(code)}
    found = _CELL_STYLES.search(styles)
    numbers = [_number(tag, b"numFmtId") for tag in _STYLE.findall(found[0])] if found else []
    return {b"%d" % style: telling[number] for style, number in enumerate(numbers) if number in telling}


def _marked_strings(shared: bytes) -> dict[int, Mark]:
    """Numbers of shared texts with marked runs → their mark."""
    if b"strike" not in shared and b"vertAlign" not in shared:
        return {}
    marked = ((number, _marks(text)) for number, text in enumerate(_STRING.findall(shared)))
    return {number: mark for number, mark in marked if mark is not None}


def _marks_of_cell(attributes: bytes, content: bytes, marked: dict[int, Mark]) -> Mark | None:
    if not _SHARED_TEXT.search(attributes):
        return _marks(content)
    number = _INDEX.search(content) if marked else None
    return marked.get(int(number[1])) if number else None


def _marks(text: bytes) -> Mark | None:
    filled = (run for run in _RUN.findall(text) if b"".join(_TEXT.findall(run)).strip())
    return mark_of((_is_struck(run), _RAISED.search(run) is not None) for run in filled)


def _is_struck(run: bytes) -> bool:
    struck = _STRUCK.search(run)
    return struck is not None and struck[1] not in (b"0", b"false")


def _picture_values(parts: Mapping[str, bytes]) -> set[int]:
    """Numbers of values that are pictures placed in a cell. Cells refer to them by ``vm``, counted from 1."""
    metadata = _part(parts, "/metadata.xml")
    cells = re.search(rb"<(?:\w+:)?valueMetadata\b.*?</(?:\w+:)?valueMetadata>", metadata, re.DOTALL)
    if not cells:
        return set()
    structures = [_attribute(tag, b"t") for tag in _tags(_part(parts, "/rdrichvaluestructure.xml"), b"s")]
    shapes = [_number(tag, b"s") for tag in _tags(_part(parts, "/rdrichvalue.xml"), b"rv")]
    pictures = {number for number, name in enumerate(structures) if "image" in name.lower()}
    types = [_attribute(tag, b"name") for tag in _tags(metadata, b"metadataType")]
    rich_types = {number for number, name in enumerate(types, start=1) if name == _RICH_VALUE_TYPE}
    blocks = [_number(tag, b"i") for tag in _tags(metadata, b"rvb")]
    of_cells = [(_number(tag, b"t"), _number(tag, b"v")) for tag in _tags(cells[0], b"rc")]
    values = [
        blocks[value] if kind in rich_types and 0 <= value < len(blocks) else -1 for kind, value in of_cells
    ]
    return {
        number
        for number, value in enumerate(values, start=1)
        if 0 <= value < len(shapes) and shapes[value] in pictures
    }


def _part(parts: Mapping[str, bytes], ending: str) -> bytes:
    return next((content for name, content in parts.items() if name.endswith(ending)), b"")


def _tags(xml: bytes, name: bytes) -> list[bytes]:
    return re.findall(rb"<(?:\w+:)?" + name + rb"\s([^>]*)>", xml)


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"(?:^|\s)" + name + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return (found[1] or found[2] or b"").decode("utf-8", "replace") if found else ""


def _number(tag: bytes, name: bytes) -> int:
    """A number that an attribute states; -1 if it states none."""
    text = _attribute(tag, name)
    return int(text) if text.isdecimal() and len(text) < 10 else -1
