"""The result of reading a cell that holds no value."""

from dataclasses import dataclass, field
from typing import final


@final
@dataclass(frozen=True)
class Fault:
    """Why a cell holds no value.

    It has the code of a finding (``schemas.findings``) and the details that fill in its sentence.
    """

    code: str
    details: dict[str, str] = field(default_factory=dict)
