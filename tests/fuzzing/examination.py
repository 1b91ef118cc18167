"""What is done with each fuzzed input: parsed, its tables found, its unit and period read. Nothing but
UnreadableWorkbook may come of it.

The first byte of an input says what the rest is: a whole file, the XML of one part of a workbook or an
OpenDocument, or the stream of an old workbook, for bytes changed in a packed file hardly ever get beyond its
checksums. Cells are taken out by a few lines of
Python in place of calamine, whose own faults are kept in its process (tests/submissions/test_isolation.py)
and would end this one.
"""

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from unittest.mock import patch

from assets.submissions.blank.versions import outdated_templates
from assets.submissions.opening.explanations import read_explanations
from assets.submissions.opening.identity import identify
from assets.submissions.reading import parsing
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.workbook import Limits, UnreadableWorkbook
from schemas.office.catalogue import BUILT_IN
from schemas.office.units import UnitRegistry
from tests.support.submitted_files import ods, ole, repacked

REGISTRY = UnitRegistry.load(Path(__file__).parents[2] / "sites" / "sucheng" / "units.csv")
LIMITS = Limits(unpacked_bytes=2_000_000, cells=100_000)
WHOLE, SHEET, BOOK, RELATIONS, TEXT, OPENDOCUMENT, PACKAGE, OLD = range(8)
PARTS = {
    SHEET: "xl/worksheets/sheet1.xml",
    BOOK: "xl/workbook.xml",
    RELATIONS: "xl/_rels/workbook.xml.rels",
    PACKAGE: "_rels/.rels",
}

_ROW = re.compile(r"<row\b[^>]*>(.*?)</row>", re.DOTALL)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s")
_CELL = re.compile(r"<c\b[^>]*>.*?<(?:t|v)[^>]*>([^<]*)<", re.DOTALL)


def examine(data: bytes) -> None:
    """Do with an input what the product does with a file."""
    kind, content = data[0] % 8 if data else WHOLE, data[1:]
    name = "耿车镇2023年11月.csv" if kind == TEXT else "耿车镇2023年11月.xlsx"
    try:
        with patch.object(parsing, "read_grids", _cells):
            workbook = parsing.parse_workbook(as_file(kind, content), name, LIMITS)
    except UnreadableWorkbook as refusal:
        assert refusal.sentence.endswith("。") and refusal.sentence.isprintable()
        return
    tables = find_workbook_tables(workbook, BUILT_IN)
    identify(workbook, tables, name, REGISTRY, BUILT_IN)
    outdated_templates(workbook, BUILT_IN)
    read_explanations(workbook)


def as_file(kind: int, content: bytes) -> bytes:
    """The file in which a part or a stream stands."""
    if kind in PARTS:
        return packed(PARTS[kind], content)
    if kind == OPENDOCUMENT:
        return repacked(ods(""), {"content.xml": content})
    return ole("Workbook", content) if kind == OLD else content


def packed(part: str, content: bytes) -> bytes:
    """A workbook with this part; the others are as small as can be."""
    parts = {
        "xl/workbook.xml": b'<workbook><sheets><sheet name="\xe8\xa1\xa8" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": b"<worksheet><sheetData/></worksheet>",
        part: content,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, each in parts.items():
            archive.writestr(name, each)
    return stream.getvalue()


def _cells(data: bytes, limits: Limits) -> list[parsing.Grid]:
    """The texts of the cells of the first sheet, row by row, and the other sheets without any."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read(PARTS[SHEET]).decode("utf-8", "replace")
            others = len(_SHEET.findall(archive.read(PARTS[BOOK]).decode("utf-8", "replace"))) - 1
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return []
    rows = [[unescape(cell) or None for cell in _CELL.findall(row)] for row in _ROW.findall(xml)][
        : limits.rows
    ]
    width = min(max(map(len, rows), default=0), limits.columns)
    first = ("表", False, [(row + [None] * width)[:width] for row in rows], [(0, 0, 3, 1)])
    return [first, *[("空表", False, [], [])] * others]
