"""The values on both sides of a comparison: values of rows, sums, or counts."""

from dataclasses import dataclass, field
from functools import cached_property

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
    _cells: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def granted(self) -> frozenset[str]:
        """The reports that the office has decided to accept. No rule returns them or holds their rows
        back.
        """
        taken = self.reports["granted"].astype(bool)
        return frozenset(self.reports.loc[taken, "report_id"])

    @cached_property
    def has_lower_bounds(self) -> bool:
        """Whether any value of any row is only a lower bound."""
        return bool(self.rows["lower_bounds"].dropna().ne("").any())


def cells(judged: Judged, column: str) -> pd.DataFrame:
    """The values of a column, row by row: report_id, holder, sheet, row, value, uncertain."""
    if column not in judged._cells:
        judged._cells[column] = judged.rows[["report_id", "holder", "sheet", "row"]].assign(
            value=judged.rows[column].astype(float), uncertain=is_lower_bound(judged, column)
        )
    return judged._cells[column]


def totals(judged: Judged, column: str) -> pd.DataFrame:
    """The sum of a column for each report; 0 for a report without rows. Columns: report_id, holder, value,
    uncertain.
    """
    of_reports = cells(judged, column).groupby("report_id")
    identifiers = judged.reports["report_id"]
    return judged.reports[["report_id", "holder"]].assign(
        value=identifiers.map(of_reports["value"].sum()).astype(float).fillna(0.0),
        uncertain=identifiers.map(of_reports["uncertain"].any()).eq(True),
    )


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


def is_lower_bound(judged: Judged, column: str) -> pd.Series:
    """For each row, whether its value in a column is only a lower bound."""
    if not judged.has_lower_bounds:
        return pd.Series(False, index=judged.rows.index)
    named = "," + judged.rows["lower_bounds"].fillna("").astype(str) + ","
    return named.str.contains(f",{column},", regex=False).astype(bool)
