"""What the reviews across reports look at: the versions of reports that passed their own review, and their
rows.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.periods import period_end

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
        return dict(list(self.reports.sort_values("place").groupby(["form", "period"])))

    def holder(self, code: str, period: str) -> str:
        """The unit that stands for a unit in a period: the unit itself, or the unit that took over by the end
        of the period. So the figures of both are compared with each other.

        A unit that was only renamed is the new one in every period, because it cannot be mistaken for
        another. Units that are merged stand for themselves until then.
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
        """The periods that have a version of a form, in order."""
        return sorted(period for code, period in self._by_period if code == form)

    def of(self, form: str, period: str) -> pd.DataFrame:
        """The versions of a form and period in the order of receipt."""
        known = self._by_period.get((form, period))
        return pd.DataFrame(columns=self.reports.columns) if known is None else known

    def rows(self, form: str, period: str) -> pd.DataFrame:
        """The accepted rows of all versions of a form and period, with unit_code and period of their
        reports.
        """
        if (form, period) not in self._rows:
            of_reports = self.of(form, period)[["report_id", "unit_code", "period"]]
            loaded = self.load(form, period).drop(columns=["unit_code", "period"], errors="ignore")
            self._rows[form, period] = loaded.merge(of_reports, on="report_id")
        return self._rows[form, period]
