"""What was reported to an office, as it is on one day. Every measure stands on it."""

from dataclasses import dataclass
from datetime import date

from pandera.typing import DataFrame

from schemas.assessment.decided import NOTHING_DECIDED, Decided
from schemas.office.catalogue import Catalogue
from schemas.office.units import UnitRegistry
from warehouse.facts.measure_engines import FactSource
from warehouse.ledger.reports_in_force import ReportInForce
from warehouse.standing.discipline import OwedReport


@dataclass(frozen=True)
class Reported:
    """The rows, the reports that they came with, the reports that were due, the units and the forms.

    ``obligations``: the reports due. Those that were due by ``as_of`` and have not come are missing.
    """

    source: FactSource
    reports: DataFrame[ReportInForce]
    obligations: DataFrame[OwedReport]
    registry: UnitRegistry
    forms: Catalogue
    as_of: date
    decided: Decided = NOTHING_DECIDED
