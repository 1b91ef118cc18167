"""Answers to queries (核实说明) that a unit gives on a page.

They are written into the column of the unit's returned workbook, and the workbook is handed in. So they are
judged, kept and undone like answers that were written in Excel.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import select

from assets.submissions.opening.explanations import (
    EXPLANATION_DTYPES,
    Judgement,
    judge,
    shown_when_refused,
)
from assets.submissions.returned.owed import known_to_units, returned_with
from schemas.findings import KINDS, Level
from schemas.privacy import mask_text
from warehouse.database.tables import report
from warehouse.ledger.explanations import EMPTY_EXPLANATION
from warehouse.ledger.returns import findings_of, owed_workbooks
from warehouse.office import Office

SAME = ("form", "period", "code", "sheet", "column", "wrong", "advice")
"""Queries that are equal in these say the same, and are answered together, as in the workbook."""
LONGEST_ANSWER = 500
TOO_LONG = f"说明太长，请写在 {LONGEST_ANSWER} 字以内。"


@dataclass(frozen=True)
class Question:
    """Open queries of a file that say the same. ``number`` stays the same as long as they do."""

    number: str
    form: str
    period: str
    says: str
    sheet: str
    cells: tuple[str, ...]
    count: int
    keys: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Questioned:
    """A file with open queries. ``file``: its row of ``owed_workbooks``. ``period``: the one of all its
    reports; None if it has reports of several.
    """

    file: Any
    period: str | None
    questions: tuple[Question, ...]


def questioned_files(office: Office, unit_code: str) -> list[Questioned]:
    """The files of a unit with queries that nobody has answered yet, the newest first."""
    with office.engine.connect() as connection:
        owed = owed_workbooks(connection, office.site.id)
        owed = owed[owed["unit_code"] == unit_code]
        findings = findings_of(connection, office.site.id, list(owed["submission_id"]))
        of_unit = (report.c.site == office.site.id, report.c.unit_code == unit_code)
        months = pd.DataFrame(
            connection.execute(select(report.c.submission_id, report.c.period).where(*of_unit))
        )
    is_open = (findings["level"] == Level.QUERY) & (findings["state"] == "open")
    is_answerable = findings["row_key"].notna() & (findings["code"] != EMPTY_EXPLANATION)
    asked = known_to_units(office, findings[is_open & is_answerable])
    by_file = {file: _questions(told) for file, told in asked.groupby("submission_id")}
    periods = months.groupby("submission_id")["period"].agg(set) if len(months) else {}
    return [
        Questioned(file, _only(periods[file.submission_id]), by_file[file.submission_id])
        for file in reversed(list(owed.itertuples()))
        if file.submission_id in by_file
    ]


def _only(periods: set[str]) -> str | None:
    return next(iter(periods)) if len(periods) == 1 else None


def _questions(asked: pd.DataFrame) -> tuple[Question, ...]:
    filled = asked.astype(object).where(asked.notna(), "")
    return tuple(
        _question(same, list(alike.itertuples())) for same, alike in filled.groupby(list(SAME), sort=False)
    )


def _question(same: tuple, alike: Sequence[Any]) -> Question:
    first = alike[0]
    number = hashlib.sha256(json.dumps(same, ensure_ascii=False).encode()).hexdigest()[:16]
    cells = dict.fromkeys(each.cell for each in alike if each.cell)
    keys = tuple((each.form, each.sheet, each.cell, each.code, each.column, each.row_key) for each in alike)
    count = sum(int(each.row_count) for each in alike)
    return Question(number, first.form, first.period, first.message, first.sheet, tuple(cells), count, keys)


def refusal(answer: str) -> str | None:
    """Why an answer would not be accepted, in one sentence; None if it would."""
    if len(answer) > LONGEST_ANSWER:
        return TOO_LONG
    if judge(answer) is Judgement.ACCEPTED:
        return None
    return KINDS[EMPTY_EXPLANATION].message(text=shown_when_refused(answer))


def answered_workbook(office: Office, questioned: Questioned, answers: Mapping[str, str]) -> bytes:
    """The returned workbook of a file with these answers in its column, by the question's number."""
    rows = [
        (*key, mask_text(answers[question.number]))
        for question in questioned.questions
        if question.number in answers
        for key in question.keys
    ]
    return returned_with(office, questioned.file, _explanations(rows))


def _explanations(rows: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(EXPLANATION_DTYPES)).astype(EXPLANATION_DTYPES)
