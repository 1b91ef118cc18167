"""What an office decides about taking files from its inbox (收件)."""

from typing import Annotated

from pydantic import Field

from schemas.documents import Strict


class ReceiptSettings(Strict):
    """The settings ``receipt`` of ``site.yaml``. All have defaults.

    Somebody may still be writing a file that changed less than ``settle_seconds`` ago. It is looked at again
    after that time. If it has changed once more, it is left for the next pass. No file is taken in while the
    clock is more than ``clock_minutes`` behind the newest receipt in the ledger, because the time decides
    which version of a report is the newest.
    """

    settle_seconds: Annotated[int, Field(ge=0, le=60)] = 3
    clock_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
