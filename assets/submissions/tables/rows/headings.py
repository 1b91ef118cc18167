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

_NUMBERED = re.compile(r"^[(（]?([一二三四五六七八九十]{1,2})(?:[)）]|[、.．])")
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
    numbered = [(line, before, _NUMBERED.match(compact(line.text))) for line, before in headings]
    begins = any(found and found[1] == "一" for _, _, found in numbered)
    begins = begins or any(
        (found := _NUMBERED.match(compact(text))) is not None and found[1] == "一" for text in above
    )
    starts = [*(before for _, before, _ in numbered), records]
    for (line, before, found), stop in zip(numbered, starts[1:], strict=True):
        if found is None or stop == before or len(compact(line.text)) > LONGEST_HEADING:
            continue
        if _OF_OTHERS.search(line.text) or (found[1] != "一" and not begins):
            cell = next((place for place, cell in enumerate(sheet.rows[line.row]) if cell is not None), 0)
            details = {"line": line.text[:40], "row": str(line.row + 1), "count": str(stop - before)}
            cells = (f"{column_letters(cell)}{line.row + 1}",)
            yield Doubt("rows-below-heading", details, cells=cells, row=line.row + 1)
