"""What an office decides about taking files from its inbox (收件)."""

from typing import Annotated

from pydantic import Field

from schemas.documents import Strict


class ReceiptSettings(Strict):
    """The settings ``receipt`` of ``site.yaml``; all have defaults.

    A file changed less than ``settle_seconds`` ago may still be being written: it is looked at once more
    after that time, and left for the next pass if it has changed again. No file is taken in while the clock
    is more than ``clock_minutes`` behind the newest receipt in the ledger: which version of a report is the
    newest hangs on the time.
    """

    settle_seconds: Annotated[int, Field(ge=0, le=60)] = 3
    clock_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
