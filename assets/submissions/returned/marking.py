"""Marks faulty cells in the unit's own sheets: with a colour, and with a comment that says what is wrong."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from assets.submissions.returned.parts.book import Book, BookSheet
from assets.submissions.returned.parts.comments import SheetComments, our_comment
from assets.submissions.returned.parts.disarming import Disarmed
from assets.submissions.returned.parts.package import NotEditable, WorkbookPackage
from assets.submissions.returned.parts.rows import Styles
from assets.submissions.returned.parts.sheet_part import SheetPart, span_of
from assets.submissions.returned.parts.stylesheet import RED, YELLOW, Stylesheet
from assets.submissions.tables.found_table import column_letters
from schemas.findings import Level

FILLS = {Level.HARD: RED, Level.QUERY: YELLOW}

MOST_COMMENTS = 2_000
"""The most comments of a sheet. Further faulty cells are only coloured.

With more comments, opening the workbook would take minutes.
"""


MOST_SPANNED = 1_000_000
"""The most cells of a sheet that may be merged or linked. Many programs keep each of them in memory."""


class Mark(NamedTuple):
    """A cell to be marked: the name of its sheet, its address, and why it is marked."""

    sheet: str
    cell: str
    level: Level
    message: str


Reasons = list[tuple[Level, str]]


class Marking:
    """The sheets of a package that is being returned.

    First the marks of an earlier return are removed, then the new marks are added.
    """

    def __init__(
        self, package: WorkbookPackage, book: Book, disarmed: Disarmed, stylesheet: Stylesheet
    ) -> None:
        """Open all sheets and remove what must not be returned."""
        self.package, self.book, self.disarmed, self.stylesheet = package, book, disarmed, stylesheet
        self.opened: list[tuple[BookSheet, SheetPart, SheetComments]] = []
        for told in book.sheets:
            sheet = SheetPart(package.read(told.part))
            disarmed.sheet(told.part, sheet)
            if sheet.spanned_cells() > MOST_SPANNED:
                raise NotEditable("merged to the end of the sheet")
            self.opened.append((told, sheet, SheetComments(package, told.part, sheet)))

    def clear(self, was_returned: bool) -> None:
        """Remove the comments and colours of an earlier return.

        Colours alone do not prove an earlier return, because they are also among Excel's own colours.
        """
        had_comments = [comments.clear() for _, _, comments in self.opened]
        if was_returned or any(had_comments):
            self.stylesheet.clear(frozenset(FILLS.values()))

    def mark(self, marks: Iterable[Mark]) -> None:
        """Colour cells and say why. Formulas that must not be returned become their values.

        A cell with several findings gets the colour of the gravest. Marks in sheets that do not exist are
        left out; the sheet 审核意见 lists them anyway.
        """
        marks_of: dict[str, list[Mark]] = defaultdict(list)
        for mark in marks:
            marks_of[mark.sheet].append(mark)
        replaced = [self._mark(*opened, marks_of[opened[0].name]) for opened in self.opened]
        if any(replaced):
            # calcChain lists the cells with formulas. Excel makes a new one.
            for each in self.package.related(self.book.part, "calcChain"):
                self.package.unrelate(self.book.part, each)
                self.package.remove(each.part)

    def _mark(self, told: BookSheet, sheet: SheetPart, comments: SheetComments, marks: list[Mark]) -> bool:
        """Mark one sheet. Returns whether formulas became values."""
        reasons = self._reasons(sheet, marks) if marks else {}
        fills = {
            place: FILLS[Level.HARD if any(level is Level.HARD for level, _ in why) else Level.QUERY]
            for place, why in reasons.items()
        }
        styles = Styles(self.stylesheet.restyled, sheet.column_style)
        replaced = sheet.change_rows(fills, self.disarmed.may_stay, styles)
        first = list(reasons.items())[:MOST_COMMENTS]
        comments.tell(
            {f"{column_letters(column - 1)}{row}": our_comment(why) for (row, column), why in first}
        )
        content = sheet.content()
        if content is not self.package.read(told.part):
            self.package.write(told.part, content)
        return replaced

    @staticmethod
    def _reasons(sheet: SheetPart, marks: list[Mark]) -> dict[tuple[int, int], Reasons]:
        """What is wrong at each cell to be marked. In a merged range this is the first cell."""
        found: dict[tuple[int, int], Reasons] = defaultdict(list)
        for mark in marks:
            span = span_of(mark.cell)
            if span:
                found[span[:2]].append((mark.level, mark.message))
        first = sheet.top_left_cells(found)
        together: dict[tuple[int, int], Reasons] = defaultdict(list)
        for place, why in found.items():
            together[first[place]] += why
        return together
