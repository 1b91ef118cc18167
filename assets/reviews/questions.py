"""What Great Expectations is asked and what it answers, in our own words: nothing here is of the library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
class Validation:
    """What Great Expectations says: the rows of the table that do not pass and those that cannot be compared,
    by their numbers, and its validation result as JSON.
    """

    at_fault: tuple[int, ...]
    unchecked: tuple[int, ...]
    result: str


Judge = Callable[[Sequence[Question]], list[Validation]]
"""Who answers: an answer a question, in their order."""
