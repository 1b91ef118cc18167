"""Counts of an office that a monitor watches. Each is read by one small query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, and_, column, func, select, table, text

from warehouse.database.result_tables import assessment, indicator_value, score
from warehouse.database.tables import finding, obligation, report, submission

_report_status = table(
    "bi_report_status", *map(column, ("site", "unit_code", "form", "period", "status", "due_on"))
)


@dataclass(frozen=True)
class OfficeCounts:
    """``files``: how many, by status. ``reports``: by (period, status). ``overdue``: by period, the reports
    that are missing or returned after their due day.

    ``findings``: open ones by level. ``rows``: accepted rows in force, by form. ``unassessed``: the periods
    that were never assessed although all their due days are over. ``database_bytes``: size of the serving
    database.
    """

    files: Mapping[str, int]
    reports: Mapping[tuple[str, str], int]
    overdue: Mapping[str, int]
    findings: Mapping[str, int]
    rows: Mapping[str, int]
    unassessed: tuple[str, ...]
    database_bytes: int


def standing(connection: Connection, site: str, as_of: date) -> OfficeCounts:
    """The counts of an office on a day."""
    of_site = _report_status.c.site == site
    by_status = _report_status.c.period, _report_status.c.status
    counted = select(*by_status, func.count()).where(of_site)
    late = select(_report_status.c.period, func.count()).where(
        of_site, _report_status.c.status.in_(["missing", "returned"]), _report_status.c.due_on < as_of
    )
    open_findings = (finding.c.site == site, finding.c.state == "open")
    in_force = select(report.c.form, func.sum(report.c.rows_accepted)).where(
        report.c.site == site, report.c.in_force
    )
    return OfficeCounts(
        file_counts(connection, site),
        {
            (period, status): count
            for period, status, count in connection.execute(counted.group_by(*by_status))
        },
        _pairs(connection, late.group_by(_report_status.c.period)),
        _pairs(
            connection, select(finding.c.level, func.count()).where(*open_findings).group_by(finding.c.level)
        ),
        _pairs(connection, in_force.group_by(report.c.form)),
        unassessed_periods(connection, site, as_of),
        _database_bytes(connection),
    )


def file_counts(connection: Connection, site: str) -> dict[str, int]:
    """How many files ever arrived, by status."""
    return _pairs(
        connection,
        select(submission.c.status, func.count())
        .where(submission.c.site == site)
        .group_by(submission.c.status),
    )


def file_names(connection: Connection, site: str) -> set[str]:
    """The names of all files that ever arrived, as the ledger has them."""
    return set(connection.scalars(select(submission.c.file_name).where(submission.c.site == site).distinct()))


def reports_of_batches(connection: Connection, site: str, batches: list[str]) -> dict[str, int]:
    """How many reports the batches took in, by status."""
    taken = select(report.c.status, func.count()).where(report.c.site == site, report.c.batch.in_(batches))
    return _pairs(connection, taken.group_by(report.c.status))


def results_of(connection: Connection, site: str, periods: list[str]) -> tuple[int, dict[str, int]]:
    """How many scores the periods have, and how many indicators have which light."""
    scores = (
        select(func.count())
        .select_from(score)
        .where(score.c.site == site, score.c.period.in_(periods), score.c.score.is_not(None))
    )
    lit = select(indicator_value.c.light, func.count()).where(
        indicator_value.c.site == site,
        indicator_value.c.period.in_(periods),
        indicator_value.c.light.is_not(None),
    )
    return connection.scalar(scores) or 0, _pairs(connection, lit.group_by(indicator_value.c.light))


def unassessed_periods(connection: Connection, site: str, as_of: date) -> tuple[str, ...]:
    """The periods that were never assessed although all their reports are past the due day, sorted."""
    done = and_(assessment.c.site == obligation.c.site, assessment.c.period == obligation.c.period)
    query = (
        select(obligation.c.period)
        .join(assessment, done, isouter=True)
        .where(obligation.c.site == site, assessment.c.period.is_(None))
        .group_by(obligation.c.period)
        .having(func.max(obligation.c.due_on) < as_of)
        .order_by(obligation.c.period)
    )
    return tuple(connection.scalars(query))


def _pairs(connection: Connection, query: Select) -> dict[str, int]:
    return {key: int(count or 0) for key, count in connection.execute(query).tuples()}


def _database_bytes(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    pages, size = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
    )
    return pages * size
