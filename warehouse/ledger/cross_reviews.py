"""What the review across reports (表间、跨期审核) reads from the ledger, and what it writes there.

A report's own review decides once. What the review across reports adds is kept beside it (``cross_`` columns,
``row_set_aside``, findings marked ``is_cross``) and replaced as a whole each time. So it goes away by itself
when the other side of a comparison is corrected.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, select, update

from schemas.frames import each_row
from schemas.office.site import Site
from warehouse.database.bulk_loads import load_rows
from warehouse.database.database import lock_for_writing
from warehouse.database.frames import read_frame, rows
from warehouse.database.tables import ACCEPTED_STATUSES, finding, report, row_set_aside, submission
from warehouse.ledger.ledger import FINDING_COLUMNS, FINDING_KEY, settle

UNTOUCHED = {"returned": False, "rows_held": 0, "errors": 0, "queries": 0}
"""The effect of this review on a report in which it found nothing, or at which it did not look."""


def accepted_versions(connection: Connection, site: str, forms: Collection[str]) -> pd.DataFrame:
    """All versions of the forms' reports that passed their own review. What the review across reports says
    about them does not matter.

    Columns: report_id, unit_code, form, period, batch, version, place (the order of receipt over all of them,
    from 1), rows_accepted and rows_held (by their own review), granted (taken by decision), submission_id,
    sha256, file_name.
    """
    order = func.row_number().over(
        order_by=(report.c.received_at, submission.c.file_name, submission.c.sha256, report.c.report_id)
    )
    query = (
        select(
            *(report.c[name] for name in ("report_id", "unit_code", "form", "period", "batch", "version")),
            order.label("place"),
            (report.c.rows_accepted + report.c.cross_rows_held).label("rows_accepted"),
            (report.c.rows_held - report.c.cross_rows_held).label("rows_held"),
            (report.c.form_status == "accepted_by_decision").label("granted"),
            *(submission.c[name] for name in ("submission_id", "sha256", "file_name")),
        )
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site, report.c.form.in_(sorted(forms)))
        .where(report.c.form_status.in_(ACCEPTED_STATUSES))
        .order_by("place")
    )
    return read_frame(connection, query)


def rows_set_aside(connection: Connection, site: str, form: str, period: str) -> pd.DataFrame:
    """The accepted rows of a form and period that are held back: report_id, sheet, row."""
    columns = (row_set_aside.c.report_id, row_set_aside.c.sheet, row_set_aside.c.row)
    among = (row_set_aside.c.site == site, row_set_aside.c.form == form, row_set_aside.c.period == period)
    return read_frame(connection, select(*columns).where(*among))


@dataclass(frozen=True)
class Changes:
    """What has changed because a review was recorded.

    ``forms``: the forms whose facts of the period have changed. ``submissions``: those with other findings
    than before. ``returned``: the codes of the units with a report that is returned now and was not before.
    ``restored``: the codes of the units with a report that was returned before and is not now.
    """

    forms: tuple[str, ...]
    submissions: tuple[str, ...]
    returned: tuple[str, ...]
    restored: tuple[str, ...]


def record_cross_review(
    connection: Connection,
    site: Site,
    period: str,
    run: str,
    effects: pd.DataFrame,
    set_aside: pd.DataFrame,
    findings: pd.DataFrame,
) -> Changes:
    """Make this the review across reports of a period, in place of what it said before.

    ``effects``: report_id, returned, rows_held, errors, queries; one row for each report in which it found
    something. ``set_aside``: report_id, sheet, row. ``findings``: report_id, level, code, sheet, cell,
    header, wrong, advice, message, value (masked), row_count, places, column, row_key. Versions, explained
    findings and the submissions' status follow. Recording the same again changes nothing.
    """
    lock_for_writing(connection, site.id)
    known = _reports(connection, site.id, period)
    changed = _apply(connection, site.id, run, known, effects.set_index("report_id").to_dict("index"))
    moved = _replace_rows_set_aside(connection, site.id, period, known, set_aside)
    told = _replace_findings(connection, site.id, period, known, findings)
    settle(connection, site, [period], {*told, *(each.submission_id for each in changed)})
    after = _reports(connection, site.id, period).set_index("report_id")
    counts = after["in_force"].to_dict()
    forms = {each.form for each in each_row(known) if each.in_force != counts[each.report_id]}
    was = {each.report_id: each.status for each in changed}
    now_returned = {identifier for identifier in was if after.loc[identifier, "status"] == "returned"}
    return Changes(
        forms=tuple(sorted(forms | moved)),
        submissions=tuple(sorted(told)),
        returned=_units(after, [each for each in now_returned if was[each] != "returned"]),
        restored=_units(
            after, [each for each in was if was[each] == "returned" and each not in now_returned]
        ),
    )


def _reports(connection: Connection, site: str, period: str) -> pd.DataFrame:
    among = (report.c.site == site, report.c.period == period, report.c.form_status.in_(ACCEPTED_STATUSES))
    return read_frame(connection, select(report).where(*among))


def _units(reports: pd.DataFrame, identifiers: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted({reports.loc[identifier, "unit_code"] for identifier in identifiers}))


def _apply(
    connection: Connection, site: str, run: str, known: pd.DataFrame, effects: dict[str, dict[str, Any]]
) -> list[Any]:
    """Make the outcomes of the period's reports fit the effects. Return the reports whose outcome changed, as
    they were before.
    """
    changed = []
    for each in each_row(known):
        effect = effects.get(each.report_id, UNTOUCHED)
        before = (each.status == "returned", each.cross_rows_held, each.cross_errors, each.cross_queries)
        if before != (effect["returned"], _rows_held(each, effect), effect["errors"], effect["queries"]):
            values = _outcome(each, effect, run)
            connection.execute(
                update(report)
                .where(report.c.site == site, report.c.report_id == each.report_id)
                .values(values)
            )
            changed.append(each)
    return changed


def _outcome(each: Any, effect: dict[str, Any], run: str) -> dict[str, Any]:
    """The columns of a report that this review decides, computed from what its own review said. No query
    counts as explained yet.
    """
    accepted = each.rows_accepted + each.cross_rows_held
    held = _rows_held(each, effect)
    status = _status(each.form_status, effect)
    newly_returned = status == "returned" and each.status != "returned"
    return {
        "status": status,
        "rows_accepted": accepted - held,
        "rows_held": each.rows_held - each.cross_rows_held + held,
        "errors": each.errors - each.cross_errors + int(effect["errors"]),
        "queries": each.queries + each.queries_explained - each.cross_queries + int(effect["queries"]),
        "queries_explained": 0,
        "cross_rows_held": held,
        "cross_errors": int(effect["errors"]),
        "cross_queries": int(effect["queries"]),
        "cross_review": run if newly_returned else each.cross_review if status == "returned" else None,
    }


def _rows_held(each: Any, effect: dict[str, Any]) -> int:
    return each.rows_accepted + each.cross_rows_held if effect["returned"] else int(effect["rows_held"])


def _status(form_status: str, effect: dict[str, Any]) -> str:
    if effect["returned"]:
        return "returned"
    if effect["rows_held"]:
        return "partly_accepted"
    return "accepted_with_queries" if form_status == "accepted" and effect["queries"] else form_status


def _replace_rows_set_aside(
    connection: Connection, site: str, period: str, known: pd.DataFrame, wanted: pd.DataFrame
) -> set[str]:
    """Replace the rows set aside. Return the forms whose rows have changed."""
    forms = dict(zip(known["report_id"], known["form"], strict=True))
    columns = (row_set_aside.c.report_id, row_set_aside.c.sheet, row_set_aside.c.row, row_set_aside.c.form)
    among = (row_set_aside.c.site == site, row_set_aside.c.period == period)
    before = {tuple(row) for row in connection.execute(select(*columns).where(*among))}
    now = {(each.report_id, each.sheet, int(each.row), forms[each.report_id]) for each in each_row(wanted)}
    if before == now:
        return set()
    connection.execute(delete(row_set_aside).where(*among))
    load_rows(
        connection,
        row_set_aside,
        [
            {"site": site, "period": period, "report_id": report_id, "sheet": sheet, "row": row, "form": form}
            for report_id, sheet, row, form in sorted(now)
        ],
    )
    return {form for *_, form in before ^ now}


def _replace_findings(
    connection: Connection, site: str, period: str, known: pd.DataFrame, findings: pd.DataFrame
) -> set[str]:
    """Replace the findings. Return the submissions whose findings have changed."""
    said = findings[["report_id", *FINDING_COLUMNS, *FINDING_KEY]].merge(
        known[["report_id", "submission_id", "unit_code", "form", "period"]],
        on="report_id",
        validate="many_to_one",
    )
    columns = [each.name for each in finding.columns if not each.primary_key]
    wanted = rows(said, columns, site=site, state="open", explained_by=None, is_cross=True)
    among = (finding.c.site == site, finding.c.period == period, finding.c.is_cross)
    compared = [finding.c[name] for name in ("submission_id", "report_id", *FINDING_COLUMNS, *FINDING_KEY)]
    before = {tuple(row) for row in connection.execute(select(*compared).where(*among))}
    now = {tuple(row[each.name] for each in compared) for row in wanted}
    if before == now:
        return set()
    connection.execute(delete(finding).where(*among))
    load_rows(connection, finding, wanted)
    return {submission_id for submission_id, *_ in before ^ now}
