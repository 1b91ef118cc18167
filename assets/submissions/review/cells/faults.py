"""What a cell gives that is no value."""

from dataclasses import dataclass, field
from typing import final


@final
@dataclass(frozen=True)
class Fault:
    """Why a cell is no value: the code of the finding that tells it (``schemas.findings``), and what its
    sentence names.
    """

    code: str
    details: dict[str, str] = field(default_factory=dict)
