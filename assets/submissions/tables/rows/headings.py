"""Headings between the records without a header below them: 二、外来人口.

The rows below are read. But a heading that begins in the middle of a table, or that names people whom a form
does not count, may say that they are of something else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from assets.submissions.tables.blocks import LONGEST_HEADING, TextLine
from assets.submissions.tables.found_table import Doubt, column_letters
from assets.submissions.tables.row_kinds import compact
from assets.submissions.workbook import Sheet

_NUMBERED = re.compile(
    r"^[(（]?([一二三四五六七八九十]{1,2})(?:[)）]|[、.．])|^第([一二三四五六七八九十]{1,2})(?:部分|[章节类])"
)
_SENTENCE = re.compile(r"[，。；,;]|[:：].")
"""What a note has and a name has not."""
_LONGEST_NAME = 12
_OF_OTHERS = re.compile(
    r"外来|外[省地市县籍]|流动|非(?:本|户籍|常住|在籍)|暂住|寄居|迁出|注销|死亡|退出|不计入|不在"
)


def doubtful_headings(
    headings: Sequence[tuple[TextLine, int]], above: Iterable[str], records: int, sheet: Sheet
) -> Iterator[Doubt]:
    """A query about each heading with records below it that may be of something else.

    ``headings``: lines between the rows, with the number of records before each. ``above``: the lines above
    the table. ``records``: how many records there are.
    """
    numbers = [_number(line.text) for line, _ in headings]
    begins = "一" in (*numbers, *map(_number, above))
    starts = [*(before for _, before in headings), records]
    for (line, before), number, stop in zip(headings, numbers, starts[1:], strict=True):
        if stop == before or len(compact(line.text)) > LONGEST_HEADING:
            continue
        is_of_others = _names_others(compact(line.text)) if number is None else _OF_OTHERS.search(line.text)
        if is_of_others or (number not in (None, "一") and not begins):
            cell = next((place for place, cell in enumerate(sheet.rows[line.row]) if cell is not None), 0)
            details = {"line": line.text[:40], "row": str(line.row + 1), "count": str(stop - before)}
            cells = (f"{column_letters(cell)}{line.row + 1}",)
            yield Doubt("rows-below-heading", details, cells=cells, row=line.row + 1)


def _number(text: str) -> str | None:
    """The number of a heading: 二 of 二、外来人口 or of 第二部分."""
    found = _NUMBERED.match(compact(text))
    return (found[1] or found[2]) if found else None


def _names_others(text: str) -> bool:
    """Whether a line without a number is nothing but a name of such people: 外来人口："""
    return bool(_OF_OTHERS.match(text)) and len(text) <= _LONGEST_NAME and not _SENTENCE.search(text)
