"""Choices: a cell says one or several of the listed values, or 是 or 否."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from re import Pattern
from typing import Any

from assets.submissions.review.cells.faults import Fault
from assets.submissions.review.cells.texts import compact, digits_of, is_nothing
from schemas.form import Column
from schemas.texts.listed_names import LIST_SEPARATORS

YES = frozenset(("是", "√", "✓", "✔", "☑", "有", "y", "yes", "true", "t", "1", "对", "已", "v"))
NO = frozenset(
    ("否", "×", "✗", "✘", "☒", "x", "无", "n", "no", "false", "f", "0", "错", "未", "没有", "不是", "╳", "х")
)
_BRACKETS = str.maketrans("[]【】〔〕{}—–", "()()()()--")


def choice_key(text: str) -> str:
    """A listed value for comparison: without white space, and with uniform brackets and dashes."""
    return compact(text).translate(_BRACKETS).strip("。.;；,，").casefold()


@lru_cache(maxsize=1_000)
def _listed(values: tuple[str, ...]) -> dict[str, str]:
    return {choice_key(value): value for value in values}


def one_choice(column: Column) -> Callable[[str], str | Fault | None]:
    """The function that reads a text in a column of one choice (单选)."""
    listed = _listed(column.values)
    known: dict[str, str | Fault | None] = {value: value for value in column.values}

    def parse(text: str) -> str | Fault | None:
        value = known.get(text)
        if value is None:
            value = listed.get(choice_key(text)) or (None if is_nothing(text) else Fault("choice"))
            known[text] = value
        return value

    return parse


def several_choices(column: Column) -> Callable[[str], str | Fault | None]:
    """The function that reads a text in a column of several choices (多选).

    It gives the chosen values in the order of the list, or an empty text if nothing is chosen.
    """
    listed = _listed(column.values)

    @lru_cache(maxsize=1_000)
    def parse(text: str) -> str | Fault | None:
        if is_nothing(text) and choice_key(text) not in listed:
            return "" if text.strip() else None
        chosen = set(_chosen(text, listed, LIST_SEPARATORS))
        if not chosen or None in chosen:
            return Fault("choice")
        return "、".join(value for value in column.values if value in chosen)

    return parse


def _chosen(text: str, listed: dict[str, str], separators: Sequence[Pattern[str]]) -> Iterator[str | None]:
    """The listed values in a text, with None for each part that is not a listed value."""
    value = listed.get(choice_key(text))
    if value or not separators:
        yield value
        return
    for part in separators[0].split(text.strip()):
        if part:
            yield from _chosen(part, listed, separators[1:])


def yes_or_no(cell: Any) -> bool | Fault | None:
    """Whether a cell says 是 or 否; None if it says nothing."""
    if type(cell) is bool or cell is None:
        return cell
    if type(cell) not in (str, int, float):
        return Fault("yes-or-no")
    key = digits_of(cell) if type(cell) in (int, float) else compact(cell).casefold().strip("。.")
    if key in YES:
        return True
    if key in NO:
        return False
    return None if is_nothing(key) else Fault("yes-or-no")
