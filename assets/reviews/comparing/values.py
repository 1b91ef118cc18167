"""The values on both sides of a comparison: values of rows, sums, or counts."""

from dataclasses import dataclass

import pandas as pd

from assets.reviews.versions import Versions


@dataclass(frozen=True)
class Judged:
    """Reports of one form, at most one for each unit, and their rows (see ``Versions``): those that are
    judged together, or what they are compared with. ``holder`` is the unit that stands for the unit in the
    period.
    """

    form: str
    period: str
    reports: pd.DataFrame
    rows: pd.DataFrame

    @property
    def granted(self) -> frozenset[str]:
        """The reports that the office has decided to accept. No rule returns them or holds their rows
        back.
        """
        taken = self.reports["granted"].astype(bool)
        return frozenset(self.reports.loc[taken, "report_id"])


def cells(judged: Judged, column: str) -> pd.DataFrame:
    """The values of a column, row by row: report_id, holder, sheet, row, value, uncertain."""
    values = judged.rows[["report_id", "holder", "sheet", "row"]].copy()
    values["value"] = judged.rows[column].astype(float)
    values["uncertain"] = _is_lower_bound(judged.rows, column)
    return values


def totals(judged: Judged, column: str) -> pd.DataFrame:
    """The sum of a column for each report; 0 for a report without rows. Columns: report_id, holder, value,
    uncertain.
    """
    added = (
        cells(judged, column).groupby("report_id").agg(value=("value", "sum"), uncertain=("uncertain", "any"))
    )
    reports = judged.reports[["report_id", "holder"]].merge(
        added, left_on="report_id", right_index=True, how="left"
    )
    return reports.assign(value=reports["value"].fillna(0.0), uncertain=reports["uncertain"].eq(True))


def sizes(judged: Judged) -> pd.DataFrame:
    """The number of rows of each report: report_id, holder, value, uncertain."""
    counted = judged.rows.groupby("report_id").size()
    return judged.reports[["report_id", "holder"]].assign(
        value=judged.reports["report_id"].map(counted).astype(float).fillna(0), uncertain=False
    )


def about_subjects(judged: Judged, versions: Versions) -> Judged:
    """The same reports, with each row held by the unit it is about. Rows that are about no unit of the
    register are left out.
    """
    rows = versions.held(judged.rows.dropna(subset=["subject_code"]), judged.period, "subject_code")
    return Judged(judged.form, judged.period, judged.reports, rows)


def _is_lower_bound(rows: pd.DataFrame, column: str) -> pd.Series:
    named = "," + rows["lower_bounds"].fillna("").astype(str) + ","
    return named.str.contains(f",{column},", regex=False).astype(bool)
