"""What a kind of finding is: code, level and sentence."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is."""

    HARD = "hard"
    """强制性错误: must be corrected."""
    QUERY = "query"
    """核实性错误: correct it or explain it."""


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding: its code, its level and the template of its sentence.

    Every finding about one cell may use ``{header}``, ``{value}`` (what stands in the cell, masked if it is
    personal) and ``{choices}`` (the listed values of the column). The check that makes the finding fills in
    other placeholders.
    """

    code: str
    level: Level
    says: str

    def message(self, **values: object) -> str:
        """The sentence with its placeholders filled in. Values that the template does not use are ignored."""
        return self.says.format(**values)
