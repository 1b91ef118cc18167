"""Versions of a report (报表版本): which one is the newest and which one counts. The order in which files
were processed does not matter.

One report is one unit × form × period. Its versions are ordered by the time of receipt, then file name, then
content.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Subquery, and_, case, false, func, or_, select, update

from warehouse.database.tables import ACCEPTED_STATUSES, finding, report, submission

_ONE_REPORT = (report.c.unit_code, report.c.form, report.c.period)


def renumber(connection: Connection, site: str, periods: Sequence[str]) -> None:
    """Number the versions of the periods' reports 1 … n, put the newest accepted one in force, and close the
    findings of all but the newest.

    A returned version is never in force and replaces nothing: the last accepted one stays in force.
    """
    ranked = _ranked(site, periods)
    same = (report.c.site == site, report.c.report_id == ranked.c.report_id)
    changed = or_(report.c.version != ranked.c.version, report.c.in_force != ranked.c.in_force)
    # The table forbids two versions in force at any moment. So the old one is put out of force first.
    connection.execute(
        update(report).where(*same, changed).values(version=ranked.c.version, in_force=false())
    )
    connection.execute(
        update(report).where(*same, ranked.c.in_force, ~report.c.in_force).values(in_force=ranked.c.in_force)
    )
    newest = select(ranked.c.report_id).where(ranked.c.version == ranked.c.newest)
    granted = select(report.c.report_id).where(
        report.c.site == site, report.c.status == "accepted_by_decision"
    )
    state = case(
        (finding.c.report_id.not_in(newest), "superseded"),
        (and_(finding.c.level == "hard", finding.c.report_id.in_(granted)), "overruled"),
        (finding.c.explained_by.is_not(None), "explained"),
        else_="open",
    )
    connection.execute(
        update(finding)
        .where(finding.c.site == site, finding.c.period.in_(periods), finding.c.state != state)
        .values(state=state)
    )


def _ranked(site: str, periods: Sequence[str]) -> Subquery:
    """For the periods' reports: report_id, version, newest (the highest version), and whether each should be
    in force.
    """
    accepted: ColumnElement[bool] = report.c.status.in_(ACCEPTED_STATUSES)
    order = (report.c.received_at, submission.c.file_name, submission.c.sha256)
    backwards = tuple(column.desc() for column in order)
    among_accepted = func.row_number().over(partition_by=(*_ONE_REPORT, accepted), order_by=backwards)
    return (
        select(
            report.c.report_id,
            func.row_number().over(partition_by=_ONE_REPORT, order_by=order).label("version"),
            func.count().over(partition_by=_ONE_REPORT).label("newest"),
            (accepted & (among_accepted == 1)).label("in_force"),
        )
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site, report.c.period.in_(periods))
        .subquery("ranked")
    )
