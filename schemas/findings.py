"""The catalogue of findings (审核意见): every sentence a clerk may read, in one place.

A finding has a code, a level and a message. The codes of a form's own rules (X01-1 …) and their sentences stand with the
form; here are the findings any form can get and those about a workbook as a whole.
"""

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
    """A kind of finding: its code, level and the template of its sentence."""

    code: str
    level: Level
    says: str
