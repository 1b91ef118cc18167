"""Frames as ``warehouse.standing.progress.report_progress`` gives them, for rates and reminders."""

from datetime import date

import pandas as pd

UNIT_CODES = {"洋北街道": "321302007", "耿车镇": "321302101", "埠子镇": "321302102", "屠园镇": "321302112"}
COLUMNS = [
    *(
        "unit_code",
        "unit_name",
        "form",
        "period",
        "due_on",
        "status",
        "late",
        "rows_held",
        "errors",
        "first_status",
        "usable",
        "arrived",
    ),
]


def row(
    status,
    unit="耿车镇",
    form="Z02",
    period="2023-12",
    due_on=date(2024, 1, 5),
    late=0,
    errors=0,
    rows_held=0,
    **history,
):
    """One report; unless ``history`` (first_status, usable, arrived) says otherwise, its only version."""
    missing = status == "missing"
    return {
        "unit_code": UNIT_CODES[unit],
        "unit_name": unit,
        "form": form,
        "period": period,
        "due_on": due_on,
        "status": status,
        "late": late,
        "rows_held": None if missing else rows_held,
        "errors": None if missing else errors,
        "first_status": None if missing else status,
        "usable": status not in ("missing", "returned"),
        "arrived": None,
        **history,
    }


def progress(*reports):
    """The frame of these reports."""
    return pd.DataFrame(list(reports), columns=COLUMNS).astype({"due_on": object, "usable": bool})
