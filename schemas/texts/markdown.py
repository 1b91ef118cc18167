"""Markdown that stays safe whatever a submission says."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import pandas as pd


def cell_text(value: object) -> str:
    """A value as it may stand in a Markdown table. Characters that would end the cell or start markup are
    escaped.
    """
    if pd.isna(value):
        return ""
    text = escape(str(value)).replace("\n", " ")
    for character in "\\|`*_[]~":
        text = text.replace(character, "\\" + character)
    return text


def markdown_list(lines: Iterable[object]) -> str:
    """A Markdown list, a line each. Its lines may hold anything."""
    return "\n".join(f"- {cell_text(line)}" for line in lines)


def markdown_table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table. Its cells may hold anything."""
    lines = [headers, ["---"] * len(headers), *([cell_text(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
