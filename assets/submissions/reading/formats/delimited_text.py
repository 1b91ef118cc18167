"""Text files with separated values (.csv): their encoding, their separator and their cells."""

import csv
import re

from assets.submissions.workbook import Limits, Row, UnreadableWorkbook

_LOOKED_AT = 5_000
_SEPARATORS = "\t,;"
_END_OF_FILE = "\x1a"
"""Old programs end a text with it."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def decoded(data: bytes) -> str | None:
    """The text in UTF-8, GB18030 or UTF-16, with or without a byte order mark; None if it is no text."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding).rstrip(_END_OF_FILE)
        except UnicodeDecodeError:
            continue
        return None if _UNPRINTABLE.search(text) else text
    return None


def beginning(data: bytes) -> str:
    """The beginning of a file as text. Only its ASCII characters are reliable."""
    start = data[:_LOOKED_AT]
    encoding, *others = _encodings(start)
    return start.decode("latin-1" if others else encoding, "replace").lstrip("\ufeff\xef\xbb\xbf \t\r\n")


def _encodings(data: bytes) -> tuple[str, ...]:
    """The encodings a text may be in, the likeliest first."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    start = data[:_LOOKED_AT]
    if b"\0" not in start:
        return ("utf-8-sig", "gb18030")
    # In UTF-16 one of the two bytes of a separator or line break is 0. Which one it is tells the byte order.
    return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)


def looks_separated(text: str) -> bool:
    """Whether the beginning of the text holds a separator."""
    return any(separator in text[:_LOOKED_AT] for separator in _SEPARATORS)


def read_rows(text: str, limits: Limits) -> list[Row]:
    """The rows of the text, all of one length. Raises UnreadableWorkbook beyond the limits.

    Every cell is text. Its column decides later what the text means.
    """
    sample = text[:_LOOKED_AT]
    separator = max(_SEPARATORS, key=sample.count)
    rows: list[Row] = []
    try:
        for cells in csv.reader(text.splitlines(keepends=True), delimiter=separator):
            rows.append([_cell(cell, limits) for cell in cells])
            if len(rows) > limits.rows or len(cells) > limits.columns:
                raise UnreadableWorkbook(
                    "sheet-too-large",
                    sheet="csv",
                    cell=f"第{len(rows)}行",
                    rows=limits.rows,
                    columns=limits.columns,
                )
    except csv.Error as error:
        raise UnreadableWorkbook("cell-too-long", limit=limits.cell_characters) from error
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def _cell(text: str, limits: Limits) -> object:
    if not text.strip():
        return None
    if len(text) > limits.cell_characters:
        raise UnreadableWorkbook("cell-too-long", limit=limits.cell_characters)
    # Programs write ="0123" so that Excel does not turn the code into a number when it opens the file.
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text
