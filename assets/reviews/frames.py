"""The frames of this stage."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.frames import FrameModel


class Compared(FrameModel):
    """What a rule compares, a row a comparison.

    ``left``: what is compared with, missing where the other side has not come (未能核对). ``right``: the
    value of this report. ``difference`` = right − left. ``change`` = difference ÷ left, a fraction, missing
    where left is 0. Of a rule about names both sides are texts, and ``difference`` is 1 where they differ.
    ``sheet`` and ``row`` are where the row stands, missing for a figure of the report as a whole; ``item`` is
    what the row is about in words. ``column``: what a ``Magnitude`` compares. ``uncertain``: one of the sides
    is only a lower bound ("200余").
    """

    unit_code: Series[str]
    form: Series[str]
    period: Series[str]
    report_id: Series[str]
    sheet: Series[str] = pa.Field(nullable=True)
    row: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    item: Series[str] = pa.Field(nullable=True)
    column: Series[str] = pa.Field(nullable=True)
    left: Series[Any] = pa.Field(nullable=True)
    right: Series[Any] = pa.Field(nullable=True)
    difference: Series[float] = pa.Field(nullable=True)
    change: Series[float] = pa.Field(nullable=True)
    uncertain: Series[bool]


class JudgedComparisons(Compared):
    """Comparisons with what Great Expectations says of them.

    ``level``: that of a finding (a hard rule broken by a mere lower bound only asks). ``passed``: it gives no
    finding; so one that could not be made has passed. ``compared``: it could be made.
    """

    unit: Series[str]
    level: Series[str] = pa.Field(isin=["hard", "query"])
    passed: Series[bool]
    compared: Series[bool]
