"""From accepted reports to facts (事实数据): the rows in force for one form and one period."""

import pandas as pd
import pyarrow as pa

from assets.submissions.review.accepted_rows import accepted_rows
from schemas.form import Form
from schemas.texts.faults import quoting_nothing
from warehouse.ledger import reports_in_force
from warehouse.ledger.cross_reviews import rows_set_aside
from warehouse.office import Office
from warehouse.results import results


def rows_in_force(accepted: pa.Table, set_aside: pd.DataFrame) -> pa.Table:
    """The accepted rows of the reports in force, as they count. Their order does not depend on when they
    arrived.

    ``set_aside`` (report_id, sheet, row): the rows that the review across reports holds back.
    """
    if len(set_aside):
        held = set(set_aside[["report_id", "sheet", "row"]].itertuples(index=False, name=None))
        places = zip(*(accepted[name].to_pylist() for name in ("report_id", "sheet", "row")), strict=True)
        accepted = accepted.filter(pa.array([place not in held for place in places], pa.bool_()))
    return accepted.sort_by(
        [("unit_code", "ascending"), ("report_id", "ascending"), ("sheet", "ascending"), ("row", "ascending")]
    )


def forms_with_facts(office: Office, period: str) -> list[Form]:
    """The forms that have facts for a period, or would have them once they were built; in the order of their
    codes.
    """
    with office.engine.connect() as connection:
        reports = reports_in_force.in_force_reports(connection, office.site.id, periods=[period])
    reported = set(reports["form"])
    return [
        form
        for code, form in sorted(office.forms.items())
        if code in reported or office.store.is_stored(form, office.site.id, period)
    ]


@quoting_nothing
def build_facts(office: Office, form: Form, period: str) -> int:
    """Rebuild the facts of one form and period from the ledger and the accepted rows; return the number of
    rows.

    First the fact file is replaced atomically, then the serving table in one transaction. A second run gives
    the same result.
    """
    site = office.site.id
    with office.engine.connect() as connection:
        reports = reports_in_force.in_force_reports(connection, site, forms=[form.code], periods=[period])
        set_aside = rows_set_aside(connection, site, form.code, period)
    facts = rows_in_force(accepted_rows(office, form, reports), set_aside)
    office.store.write(form, site, period, facts)
    if not form.has_persons:
        with office.engine.begin() as connection:
            results.replace_facts(connection, form, site, period, facts)
    return facts.num_rows
