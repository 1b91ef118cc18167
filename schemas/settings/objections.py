"""How long objections (异议、申诉) may be raised, and by when they must be answered."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from schemas.periods import working_days_after

_LIMIT = re.compile(r"([1-9]\d{0,2}) (working )?days")


def _known_limit(limit: str) -> str:
    if not _LIMIT.fullmatch(limit):
        raise ValueError(f"期限“{limit}”的写法不对，请写成 15 working days（工作日）或 30 days（自然日）")
    return limit


TimeLimit = Annotated[str, AfterValidator(_known_limit)]
"""``15 working days`` or ``30 days``."""


def limit_after(day: date, limit: str) -> date:
    """The last day of a time limit that begins on a day. That day itself does not count (开始当日不计)."""
    count, working = _LIMIT.fullmatch(limit).groups()  # type: ignore[union-attr] # checked when loaded
    return working_days_after(day, int(count)) if working else day + timedelta(days=int(count))


class ObjectionSettings(BaseModel):
    """The settings ``objections`` of ``site.yaml``. What is not given has no limit.

    Objections may be raised for ``window`` after the figures were made public. They are answered within
    ``answer`` after they were raised, and on the higher level (复核) within ``higher_answer``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: TimeLimit | None = None
    answer: TimeLimit | None = None
    higher_answer: TimeLimit | None = None
