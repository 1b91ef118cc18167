"""What Great Expectations is asked and what it answers, in our own words. Nothing here comes from the
library.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pandera.typing import DataFrame

from assets.reviews.frames import Compared
from assets.reviews.wording import Words
from schemas.cross_rules import CrossRule


@dataclass(frozen=True)
class Question:
    """Whether a rule holds for the comparisons of one round (see ``settlement``).

    ``table`` has two columns more than Compared: ``unit``, the name of the unit, and ``level``, the level of
    a finding.
    """

    rule: CrossRule
    words: Words
    period: str
    round: int
    table: DataFrame[Compared]


@dataclass(frozen=True)
class Validation:
    """The answer of Great Expectations: the numbers of the rows of the table that do not pass, the numbers of
    those that cannot be compared, and its validation result as JSON.
    """

    at_fault: tuple[int, ...]
    unchecked: tuple[int, ...]
    result: str


Judge = Callable[[Sequence[Question]], list[Validation]]
"""A function that answers questions: one answer for each question, in their order."""
