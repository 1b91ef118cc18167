"""The gaps and the monitoring of one office's schemes, from the indicators that its serving database
holds.
"""

from pandera.typing import DataFrame

from assets.indicators.office_indicators import is_assessed
from assets.monitoring.gaps import gaps_of
from assets.monitoring.monitoring import monitoring_of
from schemas.results import GapRow, MonitoringRow
from schemas.scheme import Scheme
from warehouse.office import Office
from warehouse.results import results


def monitor(
    office: Office, scheme: Scheme, period: str
) -> tuple[DataFrame[GapRow], dict[str, DataFrame[MonitoringRow]]]:
    """The gaps of a period, and the monitoring of that period and of the later months of the year that have
    been assessed.

    The later months count how many months in a row a unit has been behind, so they change when this period
    changes. There are no rows for a period that the scheme does not assess.
    """
    if not is_assessed(office, scheme, period):
        return GapRow.of_rows([]), {period: MonitoringRow.of_rows([])}
    with office.engine.connect() as connection:
        year = results.indicators_of_year(connection, office.site.id, scheme.id, scheme.year)
    registry = office.site.registry
    months = sorted({period, *(month for month in year["period"] if month > period)})
    monitoring = monitoring_of(scheme, office.forms, year, registry, months)
    gaps = gaps_of(scheme.in_month(period), office.forms, year[year["period"] == period], registry, period)
    return gaps, {month: monitoring[monitoring["period"] == month] for month in months}
