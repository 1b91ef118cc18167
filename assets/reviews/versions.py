"""What the reviews across reports look at: versions of reports that passed their own review, and their
rows.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from schemas.periods import period_end
from schemas.units import Unit, UnitRegistry

VERSION_COLUMNS = ("report_id", "unit_code", "form", "period", "place", "rows_accepted", "rows_held")


@dataclass(frozen=True)
class Versions:
    """All versions of reports that passed their own review.

    ``reports``: a row a version with VERSION_COLUMNS: ``place`` is the order of receipt over all of them,
    ``rows_accepted`` and ``rows_held`` are what its own review accepted and held. ``load(form, period)``
    gives the accepted rows of a form and period, of all versions: report_id, sheet, row, lower_bounds, the
    form's columns, and ``person`` (a pseudonym) in forms about persons.
    """

    reports: pd.DataFrame
    load: Callable[[str, str], pd.DataFrame]
    registry: UnitRegistry
    _rows: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def _by_period(self) -> dict[tuple[str, str], pd.DataFrame]:
        return dict(list(self.reports.sort_values("place").groupby(["form", "period"])))

    def holder(self, code: str, period: str) -> str:
        """The unit that stands for a unit in a period: itself, or who took over by the end of it, so that
        figures of both are compared with each other.

        Of a unit that was only named anew that is the new one in every period: there is no other to mistake
        it for. Units that are merged stand for themselves until then.
        """
        unit = self.registry.get(code)
        while unit.successor and (self._is_only_renamed(unit) or unit.valid_to < period_end(period)):
            unit = self.registry.get(unit.successor)
        return unit.code

    def _is_only_renamed(self, unit: Unit) -> bool:
        """Whether its successor took over nobody else, and did not exist beside it."""
        successor = self.registry.get(unit.successor)
        return self._taken_over[successor.code] == 1 and not successor.valid_on(unit.valid_to)

    @cached_property
    def _taken_over(self) -> Counter[str]:
        return Counter(unit.successor for unit in self.registry if unit.successor)

    def successors(self, code: str) -> Iterator[str]:
        """Who took over from a unit, and from that one, and so on."""
        while following := self.registry.get(code).successor:
            code = following
            yield code

    def held(self, frame: pd.DataFrame, period: str, column: str = "unit_code") -> pd.DataFrame:
        """The frame with ``holder``: who stands in a period for the unit that a column names."""
        holders = {code: self.holder(code, period) for code in frame[column].unique()}
        return frame.assign(holder=frame[column].map(holders).astype("str"))

    def periods(self, form: str) -> list[str]:
        """The periods for which there is a version of a form, in order."""
        return sorted(period for code, period in self._by_period if code == form)

    def of(self, form: str, period: str) -> pd.DataFrame:
        """The versions of a form and period in the order of receipt."""
        known = self._by_period.get((form, period))
        return pd.DataFrame(columns=self.reports.columns) if known is None else known

    def rows(self, form: str, period: str) -> pd.DataFrame:
        """The accepted rows of all versions of a form and period, with the reports' unit_code and period."""
        if (form, period) not in self._rows:
            of_reports = self.of(form, period)[["report_id", "unit_code", "period"]]
            loaded = self.load(form, period).drop(columns=["unit_code", "period"], errors="ignore")
            self._rows[form, period] = loaded.merge(of_reports, on="report_id")
        return self._rows[form, period]
