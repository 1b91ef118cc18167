"""From accepted reports to facts (事实数据): the rows in force of one form and one period."""

import pyarrow as pa
import pyarrow.compute as pc

from schemas.form import Form
from warehouse import ledger
from warehouse.office import Office


def rows_in_force(accepted: pa.Table, report_ids: list[str]) -> pa.Table:
    """The accepted rows of the reports in force, in an order that does not depend on when they arrived."""
    chosen = accepted.filter(pc.is_in(accepted["report_id"], pa.array(report_ids, pa.string())))
    return chosen.sort_by([("unit_code", "ascending"), ("report_id", "ascending"), ("sheet", "ascending"), ("row", "ascending")])


def build_facts(office: Office, form: Form, period: str) -> int:
    """Rebuild one form's facts of one period from the ledger and the accepted rows; return the number of rows.

    The fact file is replaced first and atomically, the serving table after it in one transaction; doing it again gives the same.
    """
    site = office.site.id
    with office.engine.connect() as connection:
        reports = ledger.in_force_reports(connection, site, forms=[form.code], periods=[period])
    accepted = office.store.accepted(form, sorted(reports["batch"].unique()))
    facts = rows_in_force(accepted, sorted(reports["report_id"]))
    office.store.write(form, site, period, facts)
    if not form.has_persons:
        with office.engine.begin() as connection:
            ledger.replace_facts(connection, form, site, period, facts)
    return facts.num_rows
