"""The data a bulletin is made from: the rows of the BI views about one scheme, as data frames."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class BulletinFrames:
    """The rows of the views ``bi_…`` for one scheme and period, with the views' columns. A frame is empty
    where the scheme has no such rows.

    ``indicators`` and ``funnel`` hold all periods of the span (a month, or a quarter at its end). ``reports``
    is bi_report_status in the period, only for the scheme's forms and the assessed units. ``verdicts`` is
    bi_conclusion_item.
    """

    indicators: pd.DataFrame
    scores: pd.DataFrame
    grades: pd.DataFrame
    items: pd.DataFrame
    gaps: pd.DataFrame
    monitoring: pd.DataFrame
    conclusions: pd.DataFrame
    verdicts: pd.DataFrame
    statuses: pd.DataFrame
    funnel: pd.DataFrame
    reports: pd.DataFrame
