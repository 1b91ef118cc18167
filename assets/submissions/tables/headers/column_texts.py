"""What the headers of a sheet column say together, if they are printed in several rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from assets.submissions.tables.headers.qualifiers import NOTHING, Qualifier, qualifier_of
from assets.submissions.tables.headers.texts import header_text, split_header

WHOLE = frozenset(("计", "合计", "小计", "总计", "总数", "人数", "数", "数量"))
"""Child headers that mean the whole of their parent header (招生数: 合计 | 其中：本地生源)."""


@dataclass(frozen=True)
class ColumnText:
    """A sheet column's headers. ``printed``: the lowest of them. ``keys``: the key of each, from the top."""

    column: int
    printed: str
    keys: tuple[str, ...]
    candidates: tuple[tuple[str, str], ...]
    """Pairs of key and brackets, the most specific first."""
    said_above: Qualifier
    """What the headers above it say about time and plan."""


def column_texts(block: Sequence[Sequence[object]]) -> list[ColumnText]:
    """What the columns of a block of headers say. Columns without a header are left out."""
    texts = []
    parents = [""] * len(block)
    for column in range(max(map(len, block), default=0)):
        cells = [header_text(row[column]) if column < len(row) else "" for row in block]
        lowest = max((level for level, text in enumerate(cells) if text), default=None)
        # A merged parent header is written in its first column only. It also applies to the columns on its
        # right as long as these have child headers.
        for level, text in enumerate(cells):
            if text:
                parents[level] = text
                parents[level + 1 :] = [""] * (len(block) - level - 1)
        if lowest is None:
            continue
        above = [parent for parent in parents[:lowest] if parent]
        said = [qualifier_of(parent) or NOTHING for parent in above]
        texts.append(
            ColumnText(
                column,
                cells[lowest],
                tuple(split_header(text)[0] for text in cells if text),
                _candidates(cells[lowest], above),
                reduce(or_, said, NOTHING),
            )
        )
    return texts


def _candidates(text: str, above: list[str]) -> tuple[tuple[str, str], ...]:
    key, bracketed = split_header(text)
    candidates = []
    if len(above) > 1:
        candidates.append((split_header("".join([*above, text]))[0], bracketed))
    for parent in reversed(above):
        parent_key, parent_bracketed = split_header(parent)
        candidates.append((split_header(parent + text)[0], bracketed or parent_bracketed))
        if key in WHOLE:
            candidates.append((parent_key, bracketed or parent_bracketed))
    candidates.insert(len(candidates[:1]) + (len(above) > 1), (key, bracketed))
    return tuple(candidates)
