"""Missing or damaged facts are made again. They follow from the ledger and the accepted rows."""

import logging
from collections.abc import Collection

import pandas as pd

from assets.facts.facts import build_facts
from schemas.form import Form
from warehouse.facts.store import FactStoreError
from warehouse.office import Office

_log = logging.getLogger(__name__)


def restore_facts(
    office: Office, reports: pd.DataFrame, forms: Collection[str], thoroughly: bool = False
) -> list[tuple[str, str]]:
    """Make sure that the facts of the forms match the reports in force (form, period, rows_accepted).

    A file is sound if it has as many rows as the ledger says. With ``thoroughly`` the whole file is read and
    its checksums are compared too. Returns the (form, period) pairs that were made again.
    """
    rows = reports[reports["form"].isin(forms)].groupby(["form", "period"])["rows_accepted"].sum()
    unsound = [
        place
        for place, number in rows.items()
        if _rows(office, office.forms[place[0]], place[1], thoroughly) != number
    ]
    for code, period in unsound:
        _log.warning("%s %s 的入库文件不见了或已损坏，已按台账重新生成", code, period)
        build_facts(office, office.forms[code], period)
    return unsound


def _rows(office: Office, form: Form, period: str, thoroughly: bool) -> int | None:
    if not thoroughly:
        return office.store.rows_stored(form, office.site.id, period)
    try:
        return office.store.read(form, office.site.id, period).num_rows
    except FactStoreError:
        return None
