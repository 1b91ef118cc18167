"""Text files with separated values (.csv): which encoding, which separator, which cells."""

import csv
import re

from assets.submissions.workbook import Limits, Row, UnreadableWorkbook

_LOOKED_AT = 5_000
_SEPARATORS = "\t,;"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def decoded(data: bytes) -> str | None:
    """The text in UTF-8, GB18030 or UTF-16, with or without a byte order mark; None if it is no text."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _UNPRINTABLE.search(text) else text
    return None


def beginning(data: bytes) -> str:
    """What a file begins with, as far as it is ASCII."""
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
    # Of each separator and line break one half is 0, and which one tells the order.
    return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)


def looks_separated(text: str) -> bool:
    """Whether some line of the first few holds a separator."""
    return any(separator in text[:_LOOKED_AT] for separator in _SEPARATORS)


def read_rows(text: str, limits: Limits) -> list[Row]:
    """The rows of the text, all of one length. Raises UnreadableWorkbook beyond the limits.

    Every cell is text: what it means is decided by the column it stands in.
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
    # ="0123" is how programs keep a code from becoming a number when Excel opens the file.
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text
