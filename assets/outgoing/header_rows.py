"""Headers of several rows (多行表头): ``适龄儿童少年：小学段`` stands in two rows, the upper one over all
columns that share it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SEPARATOR = "："
PART = "其中："
"""Begins a header of one row: a part of the column before it."""


@dataclass(frozen=True)
class HeaderSpan:
    """A header and the rows and columns it covers, counted from 0."""

    text: str
    top: int
    bottom: int
    left: int
    right: int

    @property
    def is_merged(self) -> bool:
        """Whether it covers more than one cell."""
        return self.top < self.bottom or self.left < self.right


def header_rows(headers: Sequence[str]) -> tuple[list[HeaderSpan], int]:
    """The spans of the headers, and how many rows they take. Neighbours with the same upper header share it;
    the lowest header of a column reaches down to the last row.
    """
    paths = [(header,) if header.startswith(PART) else tuple(header.split(SEPARATOR)) for header in headers]
    depth = max(map(len, paths))
    spans = []
    for left, path in enumerate(paths):
        for top, text in enumerate(path):
            is_last = top == len(path) - 1
            upper = path[: top + 1]
            if (
                not is_last
                and left
                and paths[left - 1][: top + 1] == upper
                and len(paths[left - 1]) > top + 1
            ):
                continue
            right = left
            while not is_last and right + 1 < len(paths) and _is_under(paths[right + 1], upper):
                right += 1
            spans.append(HeaderSpan(text, top, depth - 1 if is_last else top, left, right))
    return spans, depth


def _is_under(path: tuple[str, ...], upper: tuple[str, ...]) -> bool:
    return len(path) > len(upper) and path[: len(upper)] == upper
