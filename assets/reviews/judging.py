"""The place where Great Expectations is asked.

This module imports nothing of the library, because the library takes seconds to load. ``expectations`` loads
it, if possible in a process beside the pass.
"""

from collections.abc import Sequence
from pathlib import Path

from assets.reviews.questions import Question, Validation


def judge(questions: Sequence[Question]) -> list[Validation]:
    """Let Great Expectations judge."""
    from assets.reviews.expectations.suites import answer

    return [answer(question) for question in questions]


def build_data_docs(results: Sequence[str], period: str, folder: Path) -> Path:
    """Let the library build the pages of a period from its results; return the first page."""
    from assets.reviews.expectations.site import build_data_docs

    return build_data_docs(results, period, folder)


def get_ready() -> None:
    """Load the library in advance, because loading takes longer than judging."""
    import assets.reviews.expectations  # noqa: F401
