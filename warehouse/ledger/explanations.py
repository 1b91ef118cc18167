"""Explanations (核实说明) in the ledger: which were accepted, and which findings they close.

An explanation closes the queries of the same unit, form, code, column and row key, in its own period and in
later ones. The row key changes with the value that was judged. So if the value changes, the question is asked
again. A finding that tells the same fault of many rows has no such key. An explanation of it holds only for
the report that it came with.

Which findings are closed depends on all explanations and findings together, not on the order in which they
were recorded.
"""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, ScalarSelect, and_, case, delete, func, or_, select, update

from warehouse.database.bulk_loads import load_frame
from warehouse.database.frames import chunks
from warehouse.database.tables import explanation, finding, report

REPEATED = "repeated"
"""The ``row_key`` of a finding that tells the same fault of many rows at once."""

EMPTY_EXPLANATION = "empty-explanation"
"""The code of the finding about an explanation that explains nothing. Its key is the key of the query that
the explanation should answer.
"""


def replace_explanations(
    connection: Connection, site: str, submissions: Sequence[str], accepted: pd.DataFrame
) -> None:
    """Make these the accepted explanations of the submissions, in place of earlier ones.

    ``accepted``: submission_id, unit_code, period, given_at, form, code, column ("" for none), row_key.
    """
    for portion in chunks(submissions):
        connection.execute(
            delete(explanation).where(explanation.c.site == site, explanation.c.submission_id.in_(portion))
        )
    load_frame(connection, explanation, accepted, site=site)


def close_explained(connection: Connection, site: str, periods: Sequence[str]) -> list[str]:
    """In these periods and all later ones, close the findings that are explained and reopen those that no
    longer are. Return the submissions whose reports changed.

    A report's ``queries`` counts those that are still open. If none is left, the report is accepted.
    """
    if not periods:
        return []
    first = min(periods)
    queries = (finding.c.site == site, finding.c.period >= first, finding.c.level == "query")
    giver = _first_explanation()
    connection.execute(
        update(finding)
        .where(*queries, finding.c.row_key.is_not(None), finding.c.explained_by.is_distinct_from(giver))
        .values(explained_by=giver)
    )
    state = case((finding.c.explained_by.is_not(None), "explained"), else_="open")
    connection.execute(
        update(finding)
        .where(*queries, finding.c.state != "superseded", finding.c.state != state)
        .values(state=state)
    )
    return _count_again(connection, site, first)


def _first_explanation() -> ScalarSelect:
    """The submission that first explained a finding."""
    return (
        select(explanation.c.submission_id)
        .where(
            *(explanation.c[name] == finding.c[name] for name in ("site", "unit_code", "form", "row_key")),
            or_(explanation.c.code == finding.c.code, finding.c.code == EMPTY_EXPLANATION),
            explanation.c.column == func.coalesce(finding.c.column, ""),
            explanation.c.period <= finding.c.period,
            or_(finding.c.row_key != REPEATED, explanation.c.submission_id == finding.c.submission_id),
        )
        .order_by(explanation.c.given_at, explanation.c.submission_id)
        .limit(1)
        .correlate(finding)
        .scalar_subquery()
    )


def _count_again(connection: Connection, site: str, first: str) -> list[str]:
    """Make the reports of a period and later ones fit their findings. Return the submissions whose reports
    changed.
    """
    explained = (finding.c.site == site, finding.c.period >= first, finding.c.explained_by.is_not(None))
    count = (
        select(func.coalesce(func.sum(finding.c.row_count), 0))
        .where(*explained, finding.c.report_id == report.c.report_id)
        .correlate(report)
        .scalar_subquery()
    )
    concerned = or_(
        report.c.queries_explained > 0, report.c.report_id.in_(select(finding.c.report_id).where(*explained))
    )
    recounted = (
        report.c.site == site,
        report.c.period >= first,
        concerned,
        report.c.queries_explained != count,
    )
    changed = set(connection.scalars(select(report.c.submission_id).where(*recounted)))
    queries = report.c.queries + report.c.queries_explained - count
    status = case(
        (and_(report.c.status == "accepted", queries > 0), "accepted_with_queries"), else_=report.c.status
    )
    connection.execute(
        update(report).where(*recounted).values(queries=queries, queries_explained=count, status=status)
    )
    answered = (
        *(report.c.site == site, report.c.period >= first, report.c.status == "accepted_with_queries"),
        *(report.c.queries == 0, report.c.queries_explained > 0),
    )
    changed |= set(connection.scalars(select(report.c.submission_id).where(*answered)))
    connection.execute(update(report).where(*answered).values(status="accepted"))
    return sorted(changed)
