"""The frames that the modules of this stage hand to each other."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.frames import FrameModel


class Compared(FrameModel):
    """What a rule compares, with one row for each comparison.

    ``left``: the value to compare with; missing where the other side has not come (未能核对). ``right``: the
    value of this report. ``difference`` = right − left. ``change`` = difference ÷ left, a fraction; missing
    where left is 0. For a rule about names, both sides are texts, and ``difference`` is 1 where they differ.
    ``sheet`` and ``row`` say where the row stands; they are missing for a figure of the report as a whole.
    ``item``: what the row is about, in words. ``column``: the column that a ``Magnitude`` compares.
    ``uncertain``: one of the sides is only a lower bound ("200余").
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
    """Comparisons with what Great Expectations says about them.

    ``level``: the level of the finding (a hard rule that only a lower bound breaks leads to a question).
    ``passed``: the comparison gives no finding; so one that could not be made has passed. ``compared``: the
    comparison could be made.
    """

    unit: Series[str]
    level: Series[str] = pa.Field(isin=["hard", "query"])
    passed: Series[bool]
    compared: Series[bool]
