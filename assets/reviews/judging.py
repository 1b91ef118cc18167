"""What Great Expectations is asked and what it answers.

This module imports nothing of the library, which takes seconds to load; ``expectations`` does, in
a process beside the pass where there is one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pandera.typing import DataFrame

from assets.reviews.frames import Compared
from assets.reviews.wording import Words
from schemas.cross_rules import CrossRule


@dataclass(frozen=True)
class Question:
    """Whether a rule holds of the comparisons of one round (see ``settlement``).

    ``table`` has beside its columns ``unit``, the name of the unit, and ``level``, that of a finding.
    """

    rule: CrossRule
    words: Words
    period: str
    round: int
    table: DataFrame[Compared]


@dataclass(frozen=True)
class Answer:
    """What Great Expectations says: the rows of the table that do not pass and those that cannot be compared,
    by their numbers, and its validation result as JSON.
    """

    at_fault: tuple[int, ...]
    unchecked: tuple[int, ...]
    result: str


Judge = Callable[[Sequence[Question]], list[Answer]]
"""Who answers: an answer a question, in their order."""


def judge(questions: Sequence[Question]) -> list[Answer]:
    """Have Great Expectations judge."""
    from assets.reviews.expectations.suites import answer

    return [answer(question) for question in questions]


def build_data_docs(results: Sequence[str], period: str, folder: Path) -> Path:
    """Have the library build the pages of a period from its results; returns the first page."""
    from assets.reviews.expectations.site import build_data_docs

    return build_data_docs(results, period, folder)


def get_ready() -> None:
    """Load the library, which takes longer than judging does."""
    import assets.reviews.expectations  # noqa: F401
