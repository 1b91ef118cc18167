"""How each report came about. Reporting rates and reminders are made from this."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, case, func, select

from schemas.frames import each_row
from warehouse.database.frames import read_frame
from warehouse.database.tables import report
from warehouse.ledger.candidates import possible_reports
from warehouse.ledger.reports_in_force import expected_reports


def report_progress(connection: Connection, site: str) -> pd.DataFrame:
    """The rows of ``reports_in_force.expected_reports`` for all periods, with how each report began.

    Further columns: first_status, the status of its first version (missing while there is none); usable,
    whether any version was accepted (it stays in force even if a later one is returned); arrived, the status
    of a file that may hold the report and was not taken (set_aside, rejected), otherwise None. due_on is a
    date or None.
    """
    key = ["unit_code", "form", "period"]
    history = (
        select(
            *(report.c[name] for name in key),
            func.max(case((report.c.version == 1, report.c.status))).label("first_status"),
            func.max(case((report.c.in_force, 1), else_=0)).label("usable"),
        )
        .where(report.c.site == site)
        .group_by(*(report.c[name] for name in key))
    )
    progress = expected_reports(connection, site).merge(read_frame(connection, history), on=key, how="left")
    due_on = [
        date.fromisoformat(str(day)) if isinstance(day, (str, date)) else None for day in progress["due_on"]
    ]
    arrived = {
        (each.unit_code, each.period, each.form): each.status
        for each in each_row(possible_reports(connection, site))
    }
    came = [
        arrived.get((row.unit_code, row.period, row.form)) or arrived.get((row.unit_code, row.period, None))
        for row in each_row(progress)
    ]
    return progress.assign(
        arrived=pd.Series(came, index=progress.index, dtype=object),
        usable=progress["usable"].eq(1),
        due_on=pd.Series(due_on, index=progress.index, dtype=object),
    )
