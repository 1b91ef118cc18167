"""What a kind of finding is: code, level and sentence. A sentence has two parts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter


class Level(StrEnum):
    """How grave a finding is."""

    HARD = "hard"
    """强制性错误: must be corrected."""
    QUERY = "query"
    """核实性错误: correct it or explain it."""


@dataclass(frozen=True)
class Sentence:
    """What a finding says: what is wrong (问题), and what to do about it (怎么改).

    Each part ends with its own stop and can be shown alone. Together they are one sentence, joined by
    ``between``. Both may be templates. An office's own rule may have no ``advice``; then ``wrong`` is all
    that is shown.
    """

    wrong: str
    advice: str = ""
    between: str = "，"

    def __str__(self) -> str:
        """Both parts as one sentence."""
        return f"{self.wrong.removesuffix('。')}{self.between}{self.advice}" if self.advice else self.wrong

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the values that both templates use. ValueError if a brace is missing."""
        parsed = (field for part in (self.wrong, self.advice) for _, field, _, _ in Formatter().parse(part))
        return tuple(dict.fromkeys(field for field in parsed if field is not None))

    def filled(self, **values: object) -> "Sentence":
        """The sentence with its placeholders filled in. Values that the templates do not use are ignored."""
        return Sentence(self.wrong.format(**values), self.advice.format(**values), self.between)

    def changed(self, change: Callable[[str], str]) -> "Sentence":
        """The sentence with both parts changed."""
        return Sentence(change(self.wrong), change(self.advice), self.between)


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding: its code, its level and the template of its sentence.

    Every finding about one cell may use ``{header}``, ``{value}`` (what stands in the cell, masked if it is
    personal) and ``{choices}`` (the listed values of the column). The check that makes the finding fills in
    other placeholders.
    """

    code: str
    level: Level
    says: Sentence

    def message(self, **values: object) -> str:
        """The whole sentence with its placeholders filled in."""
        return str(self.says.filled(**values))
