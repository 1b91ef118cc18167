"""Recognises the same finding again, in the next version of a report and in later months.

A finding is identified by its form, code and column and by what it is about: the row's key and the values
that were judged. The place of the row does not matter. If a value changes, it is another finding. So an
explanation holds as long as the value stays the same, and is asked for again when the value changes.
"""

import json

import pandas as pd
from pandera.typing import DataFrame

from assets.submissions.review.findings import FindingRow, KeyedFindingRow
from schemas.form import Form
from schemas.office.catalogue import Catalogue
from schemas.privacy import as_text
from warehouse.ledger.explanations import REPEATED
from warehouse.persons.pseudonyms import PersonKey

LENGTH = 32
"""How many hexadecimal digits a key has."""


def row_keys(findings: pd.DataFrame, rows: pd.DataFrame, form: Form, secret: PersonKey) -> pd.Series:
    """The ``row_key`` of each of the form's findings, aligned with them.

    ``rows``: the reviewed rows, accepted and held, with report_id, sheet, row and the form's columns. A key
    is an HMAC, because it may be about a person. ``secret`` is the person key. A finding about a report as a
    whole is identified by the values in its sentence (``told``), not by its wording.
    """
    needed = [column.name for column in form.columns]
    rows = rows[rows["report_id"].isin(findings["report_id"]) & rows["row"].isin(findings["row"])]
    places = zip(rows["report_id"], rows["sheet"], rows["row"], strict=True)
    records = dict(zip(places, rows[needed].to_dict("records"), strict=True))
    keys = [_key(finding, records, form, secret) for finding in findings.to_dict("records")]
    return pd.Series(secret.covered(keys), index=findings.index, dtype="string")


def keyed_by_values(
    findings: DataFrame[FindingRow], forms: Catalogue, secret: PersonKey
) -> DataFrame[KeyedFindingRow]:
    """Findings about files with their ``row_key``. The values in their sentences identify them."""
    keyed = [KeyedFindingRow.of_rows([])]
    for code, told in findings.groupby("form", sort=False):
        form = forms[code]
        no_rows = pd.DataFrame(
            columns=["report_id", "sheet", "row", *(column.name for column in form.columns)]
        )
        keyed.append(told.assign(row_key=row_keys(told, no_rows, form, secret)))
    return pd.concat(keyed)


def _key(finding: dict, records: dict[tuple, dict], form: Form, secret: PersonKey) -> str:
    if finding["row_count"] > 1:
        return REPEATED
    record = (
        records.get((finding["report_id"], finding["sheet"], finding["row"]))
        if not pd.isna(finding["row"])
        else None
    )
    if record is None:
        told = json.loads(finding["told"])
    else:
        judged = {name for rule in form.rules_of(finding["code"]) for name in rule.columns} or {
            finding["column"]
        }
        told = [
            as_text(record[name]) for name in (*form.key, *sorted(name for name in judged if name in record))
        ]
    code = secret.digest()
    code.update(json.dumps(["finding", form.code, finding["code"], *told], ensure_ascii=False).encode())
    return code.finalize().hex()[:LENGTH]
