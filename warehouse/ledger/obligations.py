"""Obligations (应报): which unit owes which form for which period, and until when."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from schemas.form import Form
from schemas.office.site import Site
from schemas.periods import period_end

COLUMNS = ["unit_code", "form", "period", "due_on"]


def obligations(site: Site, forms: Iterable[Form], as_of: date) -> pd.DataFrame:
    """All reports owed as of a day, with columns unit_code, form, period, due_on (a date).

    A unit owes the forms of its kind that the office collects, in their due months, for the site's periods
    that have ended by that day, if it exists on the period's last day: who is closed within a month leaves
    its report to the successor.
    """
    owed = [
        (unit.code, form.code, period, site.due_on(form.code, period))
        for period in site.due_periods(as_of)
        for unit in site.registry
        if unit.valid_on(period_end(period))
        for form in forms
        if site.collects(form.code) and unit.kind in form.submitters and int(period[5:]) in form.due
    ]
    return pd.DataFrame(owed, columns=COLUMNS)


def extended(owed: pd.DataFrame, until: Mapping[tuple[str, str, str], date]) -> pd.DataFrame:
    """The obligations with the days to which the office has extended them (延期), by (unit, form, period)."""
    if not until:
        return owed
    places = zip(owed["unit_code"], owed["form"], owed["period"], strict=True)
    return owed.assign(
        due_on=[until.get(place, day) for place, day in zip(places, owed["due_on"], strict=True)]
    )
