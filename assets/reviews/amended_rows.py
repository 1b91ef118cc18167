"""Which rows still stand where later reports of the year amend single rows (J03, J05)."""

from collections.abc import Sequence

import pandas as pd

from schemas.office.units import UnitRegistry


def newest_rows(rows: pd.DataFrame, amended_by: Sequence[str], registry: UnitRegistry) -> pd.DataFrame:
    """The rows of one year as they were last changed. ``amended_by`` (see ``Form.amended_by``) tells which
    row a row changes; the reports must have ``holder`` and ``period``.

    A row about a unit that has taken over takes the place of the rows about the units it took over from.
    """
    rows = rows.sort_values("period", kind="stable").drop_duplicates(["holder", *amended_by], keep="last")
    others = ["holder", *(name for name in amended_by if name != "subject_code")]
    for each in registry.take_overs:
        covers = (rows["subject_code"] == each.successor) & (rows["period"] >= each.since)
        if covers.any():
            covered = pd.MultiIndex.from_frame(rows[others]).isin(
                pd.MultiIndex.from_frame(rows.loc[covers, others])
            )
            rows = rows[~(covered & (rows["subject_code"] == each.code))]
    return rows
