"""What the reviews across reports look at: the versions of reports that passed their own review, and their
rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from schemas.office.units import UnitRegistry

VERSION_COLUMNS = (
    "report_id",
    "unit_code",
    "form",
    "period",
    "place",
    "rows_accepted",
    "rows_held",
    "granted",
)


@dataclass(frozen=True)
class Versions:
    """All versions of reports that passed their own review.

    ``reports`` has one row for each version, with VERSION_COLUMNS. ``place`` is the order of receipt over all
    versions. ``rows_accepted`` and ``rows_held`` are what the version's own review accepted and held back.
    ``granted`` says whether the office has decided to accept it.

    ``load(form, period)`` gives the accepted rows of a form and period for all versions: report_id, sheet,
    row, lower_bounds, the form's columns, and ``person`` (a pseudonym) in forms about persons.
    """

    reports: pd.DataFrame
    load: Callable[[str, str], pd.DataFrame]
    registry: UnitRegistry
    _rows: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def _by_period(self) -> dict[tuple[str, str], pd.DataFrame]:
        known = self.reports.assign(holder=self.reports["unit_code"].map(self.holder)).sort_values("place")
        return dict(list(known.groupby(["form", "period"])))

    def holder(self, code: str) -> str:
        """The unit that stands for a unit today: the unit itself, or the unit that took over. So the figures
        of both are compared with each other.
        """
        while successor := self.registry.get(code).successor:
            code = successor
        return code

    def periods(self, form: str) -> list[str]:
        """The periods that have a version of a form, in order."""
        return sorted(period for code, period in self._by_period if code == form)

    def of(self, form: str, period: str) -> pd.DataFrame:
        """The versions of a form and period in the order of receipt. ``holder`` is the unit that stands for
        the submitter.
        """
        known = self._by_period.get((form, period))
        return pd.DataFrame(columns=[*self.reports.columns, "holder"]) if known is None else known

    def rows(self, form: str, period: str) -> pd.DataFrame:
        """The accepted rows of all versions of a form and period, with unit_code, holder and period of their
        reports.
        """
        if (form, period) not in self._rows:
            of_reports = self.of(form, period)[["report_id", "unit_code", "holder", "period"]]
            loaded = self.load(form, period).drop(columns=["unit_code", "period"], errors="ignore")
            self._rows[form, period] = loaded.merge(of_reports, on="report_id")
        return self._rows[form, period]
