"""Text files with separated values (.csv): which encoding, which separator, which cells."""

import csv
import re

from assets.submissions.workbook import Limits, Row, UnreadableWorkbook

_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = "\t,;"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def decoded(data: bytes) -> str | None:
    """The text in UTF-8, UTF-16 with a byte order mark or GB18030; None if it is no text."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _UNPRINTABLE.search(text) else text
    return None


def looks_separated(text: str) -> bool:
    """Whether some line of the first few holds a separator."""
    return any(separator in text[:5_000] for separator in _SEPARATORS)


def read_rows(text: str, limits: Limits) -> list[Row]:
    """The rows of the text, all of one length. Raises UnreadableWorkbook beyond the limits.

    Every cell is text: what it means is decided by the column it stands in.
    """
    sample = text[:5_000]
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
