"""The indicators of one office: from its ledger and fact store to the rows of ``bi_indicator``."""

import pandas as pd

from assets.indicators.indicators import INDICATOR_COLUMNS, calculate_indicators
from schemas.periods import same_period_last_year
from schemas.scheme import Scheme
from warehouse import ledger
from warehouse.office import Office


def is_assessed(office: Office, scheme: Scheme, period: str) -> bool:
    """Whether a scheme assesses a period: a month of its year, not before reports are owed."""
    return period.startswith(f"{scheme.year}-") and period >= office.site.periods.first


def indicators_of(office: Office, scheme: Scheme, period: str) -> pd.DataFrame:
    """A scheme's indicators of a period; no rows for a period that the scheme does not assess."""
    if not is_assessed(office, scheme, period):
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in INDICATOR_COLUMNS.items()})
    since = f"{same_period_last_year(period)[:4]}-01"
    site = office.site.id
    with office.engine.connect() as connection:
        reports = ledger.in_force_reports(connection, site)
        due = ledger.report_status(connection, site)
    of_these_years = reports["period"].between(since, period)
    owed = due[due["due_on"].notna() & due["period"].between(since, period)]
    return calculate_indicators(scheme, office.home, reports[of_these_years], owed, office.site.registry, period, site, office.as_of)
