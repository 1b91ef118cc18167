"""Finds where a header stands in a sheet: the one to three rows that name most of a form's columns."""

from collections.abc import Iterable, Sequence
from datetime import date
from types import NoneType
from typing import Any

from assets.submissions.tables.headers.matching import HeaderIndex, Match, match_block
from assets.submissions.tables.headers.qualifiers import qualifier_of
from assets.submissions.tables.headers.texts import header_text, title_key
from assets.submissions.workbook import Row

HEADER_ROWS = 3
"""The most rows that a header may have."""
TITLE_ROWS = 6
"""So many rows above a header may hold its title and the 填报单位 line."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def next_header(
    rows: Sequence[Row], start: int, stop: int, index: HeaderIndex, sheet_name: str
) -> Match | None:
    """The first header in a range of rows; None if there is none."""
    for position in range(start, stop):
        if may_be_header(rows[position], index):
            match = header_at(rows, position, start, index, sheet_name)
            if match:
                return match
    return None


def may_be_header(row: Row, index: HeaderIndex) -> bool:
    """Whether a row holds at least two cells that could be headers.

    A header never holds more numbers and dates than texts. This is checked first, because it spares a closer
    look at most rows of data.
    """
    filled = len(row) - row.count(None)
    texts = [cell for cell in row if type(cell) is str] if filled > 1 else []
    if len(texts) < 2 or filled > 2 * len(texts):
        return False
    known = 0
    for cell in texts:
        if index.knows(cell):
            known += 1
            if known == 2:
                return True
    return False


def header_at(
    rows: Sequence[Row], position: int, earliest: int, index: HeaderIndex, sheet_name: str
) -> Match | None:
    """The header that includes the row ``position``; None if there is none.

    Of all blocks of up to three rows around it, the one that names most columns is taken.
    """
    of_forms = named(index, [*lines(rows, max(earliest, position - TITLE_ROWS), position), sheet_name])
    best: Match | None = None
    for first in range(position, max(earliest, position - HEADER_ROWS + 1) - 1, -1):
        if len(rows[first]) - rows[first].count(None) < 2:
            break  # a title
        for height in range(position - first + 1, HEADER_ROWS + 1):
            block = rows[first : first + height]
            if len(block) < height or not _may_end_header(block, index):
                break
            match = match_block([_texts(row) for row in block], first, index, of_forms)
            if match and (best is None or _is_better(match, best)):
                best = match
                is_whole = len(match.columns) == len(match.headers.form.columns)
                if is_whole and not _parts_columns(rows, first + height):
                    return match
    return best


def _parts_columns(rows: Sequence[Row], position: int) -> bool:
    """Whether a row holds only words of time and plan: 2022年 | 2023年, 计划 | 实际."""
    filled = [cell for cell in rows[position] if cell is not None] if position < len(rows) else []
    return len(filled) > 1 and all(qualifier_of(header_text(cell)) for cell in filled)


def _is_better(match: Match, best: Match) -> bool:
    """Whether a match names more of the form's columns, or as many of them in more sheet columns.

    The latter happens if a row of years, or of plan and execution, stands below the headers.
    """
    if len(match.columns) != len(best.columns):
        return len(match.columns) > len(best.columns)
    return len(match.claims) > len(best.claims)


def _may_end_header(block: Sequence[Row], index: HeaderIndex) -> bool:
    """Whether the last row of a block may belong to a header.

    It may hold only texts, or texts with years among them, or years below the headers that they divide.
    """
    last = block[-1]
    others = [cell for cell in last if type(cell) not in (str, type(None))]
    if not others:
        return True
    if may_be_header(last, index):
        return True
    is_of_times = len(others) > 1 and all(map(_is_time, others))
    return len(block) > 1 and is_of_times and may_be_header(block[-2], index)


def _is_time(cell: Any) -> bool:
    """Whether a cell is a year or a date."""
    if type(cell) in (int, float):
        return _FIRST_YEAR <= cell <= _LAST_YEAR and cell == int(cell)
    return isinstance(cell, date)


def _texts(row: Row) -> Row:
    """The row with years and dates as texts."""
    if set(map(type, row)) <= {str, NoneType}:
        return row
    return [None if cell is None else header_text(cell) for cell in row]


def named(index: HeaderIndex, texts: Iterable[str]) -> frozenset[int]:
    """Positions of the forms whose title or code stands in one of the texts."""
    keys = {title_key(text) for text in texts if len(text) <= 80}
    return frozenset(position for key in keys for position in index.named_in(key))


def lines(rows: Sequence[Row], start: int, stop: int) -> list[str]:
    """The texts of a range of rows."""
    return [cell for row in rows[start:stop] for cell in row if type(cell) is str]
