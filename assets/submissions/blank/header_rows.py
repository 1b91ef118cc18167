"""The header of a form's table in a blank workbook. It has one row, or more rows with merged cells above."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.blank import styles
from assets.submissions.cell_text import write_text
from schemas.form import Column, Form

ORDINAL = "序号"
"""The header of the column that numbers the rows."""

REQUIRED_MARK = "*"
"""The reader treats it as a footnote mark and ignores it."""


@dataclass(frozen=True)
class HeaderSpan:
    """A header and the rows and columns that it covers, counted from 0."""

    text: str
    top: int
    bottom: int
    left: int
    right: int

    @property
    def is_merged(self) -> bool:
        """Whether it covers more than one cell."""
        return self.top < self.bottom or self.left < self.right


def header_text(column: Column) -> str:
    """The lowest text of a column's header, with a mark if the column must be filled in."""
    return levels_of(column)[-1] + (REQUIRED_MARK if column.required else "")


def levels_of(column: Column) -> tuple[str, ...]:
    """The header of a column, row by row."""
    return column.levels or (column.header,)


def header_height(form: Form) -> int:
    """How many rows the header takes."""
    return max(len(levels_of(column)) for column in form.columns)


def header_spans(paths: Sequence[tuple[str, ...]]) -> list[HeaderSpan]:
    """The cells of a header. ``paths``: for each column its texts, row by row.

    Neighbouring columns share a cell if this text and all texts above it are the same. The lowest text of a
    column belongs to this column alone, and its cell reaches down to the last row.
    """
    depth = max(map(len, paths))
    spans = []
    for left, path in enumerate(paths):
        for top, text in enumerate(path[:-1]):
            upper = path[: top + 1]
            if left and _is_under(paths[left - 1], upper):
                continue
            right = left
            while right + 1 < len(paths) and _is_under(paths[right + 1], upper):
                right += 1
            spans.append(HeaderSpan(text, top, top, left, right))
        spans.append(HeaderSpan(path[-1], len(path) - 1, depth - 1, left, left))
    return spans


def _is_under(path: tuple[str, ...], upper: tuple[str, ...]) -> bool:
    return len(path) > len(upper) and path[: len(upper)] == upper


def draw_header(sheet: Worksheet, form: Form, top: int, first_column: int) -> None:
    """Draw the header from row ``top`` on. The form's columns begin at ``first_column``.

    A column before them gets the header of the row numbers.
    """
    before = [(ORDINAL,)] if first_column > 1 else []
    paths = [(*levels_of(column)[:-1], header_text(column)) for column in form.columns]
    draw_spans(sheet, [*before, *paths], top)


def draw_spans(sheet: Worksheet, paths: Sequence[tuple[str, ...]], top: int) -> None:
    """Draw a header from row ``top`` and the first column on (see ``header_spans``)."""
    for span in header_spans(paths):
        _draw(sheet, span, top)


def _draw(sheet: Worksheet, span: HeaderSpan, top: int) -> None:
    first, last = top + span.top, top + span.bottom
    for row in range(first, last + 1):
        for column in range(span.left + 1, span.right + 2):
            sheet.cell(row, column).style = styles.HEADER
    write_text(sheet.cell(first, span.left + 1), span.text)
    if span.is_merged:
        sheet.merge_cells(
            start_row=first, end_row=last, start_column=span.left + 1, end_column=span.right + 1
        )
