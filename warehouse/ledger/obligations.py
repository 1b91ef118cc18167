"""Obligations (应报): which unit owes which form for which period, and by when. With them an office registers
its units, forms and periods.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Table, delete, select

from schemas.form import Form
from schemas.office.site import Site
from schemas.office.unit import Unit
from schemas.periods import period_end
from warehouse.database.bulk_loads import load_rows
from warehouse.database.database import lock_for_writing
from warehouse.database.dimension_tables import office, office_form, office_period
from warehouse.database.fact_tables import fact_table_name, fact_table_names
from warehouse.database.frames import rows
from warehouse.database.tables import obligation, unit
from warehouse.ledger.decisions import extensions

COLUMNS = ["unit_code", "form", "period", "due_on"]


def obligations(site: Site, forms: Iterable[Form], as_of: date) -> pd.DataFrame:
    """All reports owed as of a day, with columns unit_code, form, period, due_on (a date).

    A unit owes the forms of its kind that the office collects, in the months in which they are due. They are
    owed for those periods of the site that have ended by that day, or whose due day has come. The unit must
    exist on the period's last day: a unit that closes within a month leaves its report to its successor.
    """
    owed = [
        (unit.code, form.code, period, due_on)
        for form in forms
        if site.collects(form.code)
        for period in site.due_periods(as_of, form.code)
        if int(period[5:]) in form.due
        for last_day, due_on in [(period_end(period), site.due_on(form.code, period))]
        for unit in site.registry
        if unit.kind in form.submitters and unit.valid_on(last_day)
    ]
    return pd.DataFrame(owed, columns=COLUMNS)


def extended(owed: pd.DataFrame, until: Mapping[tuple[str, str, str], date]) -> pd.DataFrame:
    """The obligations with the later due days that the office has granted (延期), by (unit, form, period)."""
    if not until:
        return owed
    places = zip(owed["unit_code"], owed["form"], owed["period"], strict=True)
    return owed.assign(
        due_on=[until.get(place, day) for place, day in zip(places, owed["due_on"], strict=True)]
    )


def is_registered(connection: Connection, site: Site, as_of: date) -> bool:
    """Whether the ledger already has the site's units and its obligations as of a day."""
    return not any(outdated(connection, site, as_of))


def register(connection: Connection, site: Site, as_of: date) -> None:
    """Make the site's units, forms and periods, and its obligations as of a day, those of the ledger. If they
    already are, nothing is written.
    """
    lock_for_writing(connection, site.id)
    for table, wanted in outdated(connection, site, as_of):
        connection.execute(delete(table).where(table.c.site == site.id))
        load_rows(connection, table, wanted)


def outdated(
    connection: Connection, site: Site, as_of: date
) -> Iterator[tuple[Table, list[dict[str, object]]]]:
    """The tables that do not hold the rows that the site should have, each with the right rows."""
    until, tables = extensions(connection, site.id), set(fact_table_names(connection))
    owed = extended(obligations(site, site.forms.values(), as_of), until).assign(as_of=as_of)
    for table, wanted in (
        (office, [_office_row(site)]),
        (unit, [_unit_row(site, each) for each in site.registry]),
        (obligation, rows(owed, list(obligation.c.keys()), site=site.id)),
        (
            office_form,
            [_form_row(site, each, tables) for each in site.forms.values() if site.collects(each.code)],
        ),
        (office_period, [_period_row(site, each, as_of) for each in site.known_periods(as_of)]),
    ):
        known = {tuple(row) for row in connection.execute(select(table).where(table.c.site == site.id))}
        if known != {tuple(row[each.name] for each in table.columns) for row in wanted}:
            yield table, wanted


def _office_row(site: Site) -> dict[str, object]:
    return {"site": site.id, "title": site.name}


def _form_row(site: Site, form: Form, tables: Collection[str]) -> dict[str, object]:
    own, shared = (fact_table_name(form, each) for each in (site.id, None))
    return {
        "site": site.id,
        "form": form.code,
        "title": form.title,
        "submitters": "、".join(form.submitters),
        "months": "、".join(map(str, form.due)),
        "is_own": form.is_own,
        "fact_table": None if form.has_persons else own if own in tables else shared,
    }


def _period_row(site: Site, period: str, as_of: date) -> dict[str, object]:
    ends_on = period_end(period)
    return {
        "site": site.id,
        "period": period,
        "starts_on": ends_on.replace(day=1),
        "ends_on": ends_on,
        "as_of": as_of,
    }


def _unit_row(site: Site, each: Unit) -> dict[str, object]:
    return {
        "site": site.id,
        "group_name": each.group,
        **{
            name: getattr(each, name)
            for name in ("code", "name", "kind", "parent", "valid_from", "valid_to", "successor")
        },
    }
