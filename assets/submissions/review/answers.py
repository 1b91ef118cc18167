"""Judges the explanations of units. Accepted ones go to the ledger; refused ones become findings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from pandera.typing import DataFrame

from assets.submissions.opening.explanations import Judgement, judge, shown_when_refused
from assets.submissions.opening.opening import Opened
from assets.submissions.review.findings import KeyedFindingRow
from schemas.findings import KINDS
from warehouse.ledger.explanations import EMPTY_EXPLANATION, REPEATED
from warehouse.persons.pseudonyms import PersonKey, covered

KEY = ["form", "code", "column", "row_key"]

_CODE = re.compile(r"[0-9A-Za-z-]{1,50}")
_COLUMN = re.compile(r"\w{0,63}", re.ASCII)
_ROW_KEY = re.compile(rf"[0-9a-f]{{32}}|{REPEATED}")


@dataclass(frozen=True)
class Answers:
    """The judged explanations.

    ``accepted``: submission_id, form, code, column, row_key. The words are not included; they stay in the
    archived file. ``refused``: a finding for each query of the same file whose explanation explains nothing.
    """

    accepted: pd.DataFrame
    refused: DataFrame[KeyedFindingRow]


def answers(files: Sequence[Opened], findings: DataFrame[KeyedFindingRow], key: PersonKey) -> Answers:
    """Judge the explanations in the files. ``findings``: the findings of all files.

    The row keys in a workbook stay the same when the person key is changed. ``key`` turns them into the row
    keys of the ledger.
    """
    told = [_judged(file, key) for file in files if len(file.explanations)]
    given = (
        pd.concat(told, ignore_index=True)
        if told
        else pd.DataFrame(columns=["submission_id", "report_id", *KEY, "text", "accepted"])
    )
    accepted = given[given["accepted"].astype(bool)]
    refused = given[~given["accepted"].astype(bool)]
    known = accepted[["submission_id", *KEY]].drop_duplicates(ignore_index=True)
    return Answers(known, _empty_talk(refused, findings))


def _judged(file: Opened, key: PersonKey) -> pd.DataFrame:
    """The explanations of a file that are about forms in it.

    Only well-formed keys count, because the clerk may have changed them.
    """
    reports: dict[str, list[str]] = {}
    for table in file.tables:
        own = reports.setdefault(table.form, [])
        own.extend({file.report_id(table)} - set(own))
    given = file.explanations
    formed = [
        each.form in reports
        and _CODE.fullmatch(each.code) is not None
        and _COLUMN.fullmatch(each.column) is not None
        and _ROW_KEY.fullmatch(each.row_key) is not None
        for each in given.itertuples()
    ]
    given = given[formed]
    return given.assign(
        submission_id=file.submission_id,
        report_id=[reports[form] for form in given["form"]],
        row_key=covered(given["row_key"], key),
        accepted=[judge(text) is Judgement.ACCEPTED for text in given["text"]],
    ).explode("report_id", ignore_index=True)


def _empty_talk(refused: pd.DataFrame, findings: DataFrame[KeyedFindingRow]) -> DataFrame[KeyedFindingRow]:
    queries = findings[findings["level"] == "query"].assign(column=lambda frame: frame["column"].fillna(""))
    found = queries.merge(refused[["report_id", *KEY, "text"]], on=["report_id", *KEY])
    kind = KINDS[EMPTY_EXPLANATION]
    says = [kind.says.filled(text=shown_when_refused(text)) for text in found["text"]]
    about = found.assign(
        level=str(kind.level),
        code=kind.code,
        wrong=[each.wrong for each in says],
        advice=[each.advice for each in says],
        message=[str(each) for each in says],
        value=None,
        row_count=1,
        places=None,
        column=found["column"].replace("", pd.NA),
    )
    return KeyedFindingRow.typed(about)
