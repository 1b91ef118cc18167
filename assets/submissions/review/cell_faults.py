"""What a cell gives that is no value."""

from typing import NamedTuple


class Fault(NamedTuple):
    """Why a cell is no value: the code of the finding that tells it (``schemas.findings``)."""

    code: str
