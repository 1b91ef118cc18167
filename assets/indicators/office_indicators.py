"""The indicators of one office: from its ledger and fact store to the rows of ``bi_indicator``."""

from pandera.typing import DataFrame

from assets.facts.restoring import restore_facts
from assets.indicators.counting.reported import Reported
from assets.indicators.funnels import calculate_funnel
from assets.indicators.indicators import calculate_indicators
from assets.indicators.scored import ScoresOf, no_scores
from schemas.results import FunnelRow, IndicatorRow
from schemas.scheme import Scheme
from warehouse.facts.store import FactStoreError
from warehouse.ledger import reports_in_force
from warehouse.ledger.decisions import decided_of
from warehouse.office import Office
from warehouse.standing.discipline import with_discipline


def assesses(office: Office, scheme: Scheme, period: str) -> bool:
    """Whether a scheme assesses a period once its time has come: it must be a month of the scheme's year, and
    not before the first period for which reports are owed.
    """
    return period.startswith(f"{scheme.year}-") and period >= office.site.periods.first


def is_assessed(office: Office, scheme: Scheme, period: str) -> bool:
    """Whether a scheme assesses a period, and its time has come."""
    return assesses(office, scheme, period) and office.site.has_come(period, office.as_of)


def indicators_of(
    office: Office, scheme: Scheme, period: str, scores_of: ScoresOf = no_scores
) -> DataFrame[IndicatorRow]:
    """A scheme's indicators of a period; no rows for a period that the scheme does not assess."""
    if not is_assessed(office, scheme, period):
        return IndicatorRow.of_rows([])
    reported = reported_for(office, period)
    restore_facts(office, reported.reports, scheme.forms)
    try:
        return calculate_indicators(scheme, reported, period, scores_of)
    except FactStoreError:
        if not restore_facts(office, reported.reports, scheme.forms, thoroughly=True):
            raise
        return calculate_indicators(scheme, reported, period, scores_of)


def funnel_of(office: Office, scheme: Scheme, period: str) -> DataFrame[FunnelRow]:
    """A scheme's funnel of a period. It has no rows if the scheme has no funnel or does not assess the
    period.
    """
    if not scheme.funnel or not is_assessed(office, scheme, period):
        return FunnelRow.of_rows([])
    return calculate_funnel(scheme, reported_for(office, period), period)


def reported_for(office: Office, period: str) -> Reported:
    """What a period's indicators stand on, as the ledger has it now. It goes back to January of the year
    before, or of a base year.
    """
    # Last year's school year began in the calendar year before last year.
    back = 2 if any(scheme.counts_school_years for scheme in office.schemes) else 1
    since = f"{min([int(period[:4]) - back, *office.base_years])}-01"
    with office.engine.connect() as connection:
        reports = reports_in_force.in_force_reports(connection, office.site.id)
        due = reports_in_force.expected_reports(connection, office.site.id)
        decided = decided_of(connection, office.site.id)
        due = due[due["due_on"].notna() & due["period"].between(since, period)]
        due = with_discipline(connection, office.site.id, due)
    reports = reports[reports["period"].between(since, period)]
    return Reported(office.facts, reports, due, office.site.registry, office.forms, office.as_of, decided)
