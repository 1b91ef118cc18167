"""Where Great Expectations is asked.

This module imports nothing of the library, which takes seconds to load; ``expectations`` does, in a process
beside the pass where there is one.
"""

from collections.abc import Sequence
from pathlib import Path

from assets.reviews.questions import Question, Validation


def judge(questions: Sequence[Question]) -> list[Validation]:
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
