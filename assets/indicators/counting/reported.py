"""What an office has been reported, as one day sees it: what every measure stands on."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from schemas.assessment.decided import NOTHING_DECIDED, Decided
from schemas.office.catalogue import Catalogue
from schemas.office.units import UnitRegistry
from warehouse.facts.measure_engines import FactSource


@dataclass(frozen=True)
class Reported:
    """The rows, the reports they came with, the reports that were due, the units and the forms.

    ``reports``: those in force, nil ones included (report_id, unit_code, form, period, status).
    ``obligations``: the reports due (unit_code, form, period, due_on, status, late, late_days, findings,
    hard_findings); those due by ``as_of`` and not there are missing.
    """

    source: FactSource
    reports: pd.DataFrame
    obligations: pd.DataFrame
    registry: UnitRegistry
    forms: Catalogue
    as_of: date
    decided: Decided = NOTHING_DECIDED
