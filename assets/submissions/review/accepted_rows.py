"""Accepted rows (接收的行): how they are kept, and how they are made again from the archive.

They are made again if the file with them is missing or damaged.
"""

import logging

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from assets.submissions.reopening import reopen
from schemas.form import Form
from warehouse.facts.store import FactStoreError
from warehouse.ledger.reports_in_force import reports_of_batch
from warehouse.office import Office
from warehouse.persons.pseudonyms import pseudonyms

_log = logging.getLogger(__name__)


def stored_rows(office: Office, form: Form, accepted: pd.DataFrame) -> pd.DataFrame:
    """The accepted rows as they are stored: with the site, and with pseudonyms for persons."""
    rows = accepted.assign(site=office.site.id)
    if form.person_column:
        rows["person"] = pseudonyms(rows[form.person_column], office.person_key)
    return rows


def accepted_rows(office: Office, form: Form, reports: pd.DataFrame) -> pa.Table:
    """The rows of a form that were accepted of these reports (report_id, batch): each report's rows from the
    batch that reviewed it last. An earlier batch keeps what it accepted of the report then.

    A missing or damaged file of rows is made again first. Raises FactStoreError if it cannot be made as it
    was, and DamagedArchive if an original file is missing or damaged.
    """
    tables = [office.store.accepted(form, [])]
    for batch, of_batch in reports.groupby("batch", sort=True):
        rows = _of_batch(office, form, str(batch))
        wanted = pa.array(of_batch["report_id"].tolist(), pa.string())
        tables.append(rows.filter(pc.is_in(rows["report_id"], wanted)))
    return pa.concat_tables(tables)


def _of_batch(office: Office, form: Form, batch: str) -> pa.Table:
    try:
        return office.store.accepted(form, [batch])
    except FactStoreError as fault:
        _log.warning("%s", fault)
        _make_again(office, form, batch, fault)
    return office.store.accepted(form, [batch])


def _make_again(office: Office, form: Form, batch: str, fault: FactStoreError) -> None:
    """Review the batch's reports of a form once more, from the archive.

    As many rows must be accepted in each report as the ledger says.
    """
    with office.engine.connect() as connection:
        reports = reports_of_batch(connection, office.site.id, form.code, batch)
    reopened = reopen(office, list(reports.itertuples()), "重算")
    results = [result.accepted for _, result in reopened.reviews(office.forms[form.code])]
    rows = pd.concat(results) if results else pd.DataFrame({"report_id": []})
    found = rows["report_id"].value_counts()
    if any(found.get(each.report_id, 0) != each.rows_accepted for each in reports.itertuples()):
        raise FactStoreError(
            f"{fault}；按存档的原件重算过，但审核规则在收件之后改过，结果与台账不同"
        ) from fault
    office.store.accept(
        form, batch, stored_rows(office, form, rows[rows["report_id"].isin(reports["report_id"])])
    )
    _log.warning("已按存档的原件重算 %s 在批次 %s 中接收的行", form.code, batch)
