"""Makes the file that a unit gets back from the file that it sent."""

from collections.abc import Mapping
from pathlib import PurePath
from xml.parsers.expat import ExpatError

import pandas as pd
from lxml import etree

from assets.submissions.cell_text import sheet_name
from assets.submissions.opening.explanations import COMPARED, SHEET, is_opinions_header
from assets.submissions.reading.formats.encryption import plain_package
from assets.submissions.reading.reader import read_workbook
from assets.submissions.returned.marking import Mark, Marking
from assets.submissions.returned.opinions import (
    Heading,
    answers_by_key,
    opinion_lines,
    title_marks,
)
from assets.submissions.returned.opinions_sheet import OpinionsSheet
from assets.submissions.returned.parts.book import Book
from assets.submissions.returned.parts.disarming import disarm
from assets.submissions.returned.parts.package import WorkbookPackage
from assets.submissions.returned.places import SheetPlaces
from assets.submissions.returned.rebuilding import rebuilt
from assets.submissions.workbook import Limits, Sheet, UnreadableWorkbook, Workbook
from schemas.findings import Level

LARGEST_UNPACKED = 300_000_000
"""A larger file (in unpacked bytes) is not edited: that would take minutes and gigabytes."""

MOST_CELLS = 1_000_000
"""A workbook with more cells than this is not written anew from its cells."""

SUFFIX = "（退回）"

_NOT_AS_STATED = (UnreadableWorkbook, etree.LxmlError, ExpatError, ValueError, LookupError)
"""The exceptions for packages that do not follow the standard."""


def returned_file_name(file_name: str) -> str:
    """The name of the returned workbook of a file. A file that is returned again keeps its name."""
    stem = PurePath(file_name).stem
    return f"{stem.removesuffix(SUFFIX)}{SUFFIX}.xlsx"


def write_returned(
    original: bytes,
    file_name: str,
    heading: Heading,
    findings: pd.DataFrame,
    marks: pd.DataFrame,
    explanations: pd.DataFrame | None = None,
    read: Workbook | None = None,
) -> bytes:
    """The unit's own workbook as .xlsx: faulty cells coloured and commented, a first sheet 审核意见.

    ``findings`` and ``marks``: the results of the review for all reports of the file. ``findings`` may also
    have ``row_key`` (see ``finding_keys``), ``cost`` (what a finding costs in score), ``overruled`` (the
    decision by which it holds nothing back) and the columns that ``with_places`` adds. ``explanations``: the
    explanations read from the file, if it was returned before. They are written back to findings that are
    still listed; those that explain nothing are refused there. ``read``: the workbook, if it was already
    read.

    An .xlsx is edited part by part, so what is not marked stays the same, byte for byte. Macros, links to
    other files and anything else that reaches beyond the workbook are removed. A formula that reaches beyond
    it becomes its value. Other formats are written anew. If a file cannot be read or is too large to be
    marked, only the sheet 审核意见 is returned. No content of the file makes this function raise.
    """
    read = read or _read(original, file_name)
    copy = _Copy(read, heading, findings, marks, explanations)
    if read is not None:
        try:
            package = plain_package(original)
            return copy.of(WorkbookPackage(package, Limits(unpacked_bytes=LARGEST_UNPACKED)), {})
        except _NOT_AS_STATED:
            if sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in read.sheets if sheet.rows) <= MOST_CELLS:
                return copy.of_cells(read)
    return copy.of_cells(Workbook(()))


def _read(original: bytes, file_name: str) -> Workbook | None:
    try:
        return read_workbook(original, file_name)
    except UnreadableWorkbook:
        return None


class _Copy:
    """What is told about one file. The copy may be made of its package or of its cells."""

    def __init__(
        self,
        read: Workbook | None,
        heading: Heading,
        findings: pd.DataFrame,
        marks: pd.DataFrame,
        explanations: pd.DataFrame | None,
    ) -> None:
        sheets = read.sheets if read else ()
        self.ours = {sheet.name for sheet in sheets if _is_opinions(sheet)}
        own = Workbook(tuple(sheet for sheet in sheets if sheet.name not in self.ours))
        places = SheetPlaces(own, heading.form_titles)
        self.heading, self.lines = heading, opinion_lines(findings, places)
        columns = (marks[name] for name in Mark._fields)
        self.marks = [
            Mark(sheet, cell, Level(level), message)
            for sheet, cell, level, message in zip(*columns, strict=True)
        ]
        self.marks += title_marks(self.lines)
        self.answers = answers_by_key(explanations)

    def of_cells(self, workbook: Workbook) -> bytes:
        """The copy made from the bare cells of the file."""
        content, names = rebuilt(workbook)
        return self.of(WorkbookPackage(content, Limits()), names)

    def of(self, package: WorkbookPackage, names: Mapping[str, str]) -> bytes:
        """The copy made from a package. ``names``: the unit's sheets → their names in it, if they differ."""
        book = Book(package)
        ours = {names.get(name, name) for name in self.ours}
        disarmed = disarm(package, book)
        was_returned = book.remove_sheets(lambda sheet: sheet.name in ours)
        stylesheet = book.stylesheet()
        marking = Marking(package, book, disarmed, stylesheet)
        marking.clear(was_returned)
        marking.mark(mark._replace(sheet=names.get(mark.sheet, mark.sheet)) for mark in self.marks)
        usable = book.usable_names()
        shown = {name: usable.get(names.get(name, name), "") for name in {line.sheet for line in self.lines}}
        title = sheet_name(SHEET, set(usable.values()))
        sheet = OpinionsSheet(stylesheet, shown, self.answers)
        content = sheet.write(self.heading, self.lines, book.space)
        book.add_first(title, content, f"'{title}'!${sheet.header}:${sheet.header}")
        book.keep(stylesheet)
        return package.packed()


def _is_opinions(sheet: Sheet) -> bool:
    """Whether a sheet is the 审核意见 of an earlier return, or a copy of it.

    A sheet of the unit that only has the same name is not.
    """
    return sheet.name.startswith(SHEET) and any(map(is_opinions_header, sheet.rows[:COMPARED]))
