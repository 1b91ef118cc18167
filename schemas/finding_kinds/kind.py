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
    """A kind of finding: its code, level and the template of its sentence.

    Every finding about one cell may use ``{header}``, ``{value}`` (what stands in the cell, masked where it
    is personal) and ``{choices}`` (the listed values of the column). Other placeholders are filled in by the
    check that gives the finding.
    """

    code: str
    level: Level
    says: str

    def message(self, **values: object) -> str:
        """The sentence with its placeholders filled in; values that the template does not use are ignored."""
        return self.says.format(**values)
