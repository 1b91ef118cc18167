"""The cells of a file (看原表), with what was found in them, without downloading it."""

from typing import Any

import pandas as pd
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assets.submissions.inbox.archive import DamagedArchive, read_archived
from assets.submissions.reading.reader import read_workbook
from assets.submissions.tables.found_table import column_letters
from assets.submissions.workbook import Sheet, UnreadableWorkbook
from desk.accounts.permissions import only
from desk.filing.checking import reading_alone
from desk.pages import told
from desk.project import the_office
from desk.steward.files import the_file
from desk.steward.morning import OFFICE
from schemas.privacy import as_text
from warehouse.keeping.access_log import log_access
from warehouse.ledger.returns import findings_of

MOST_ROWS, MOST_COLUMNS = 300, 60


@require_GET
@only(*OFFICE)
def cells(request: HttpRequest, submission_id: str) -> HttpResponse:
    """One sheet of a file. That somebody looks at it is logged before."""
    office = the_office()
    file = the_file(office, submission_id)
    log_access(office, file.sha256, file.file_name, "desk cells")
    try:
        with reading_alone:
            sheets = read_workbook(read_archived(office.archive, file.sha256), file.file_name).sheets
    except UnreadableWorkbook as error:
        return told(request, error.sentence, 422)
    except DamagedArchive as error:
        return told(request, f"{error}。", 410)
    with office.engine.connect() as connection:
        findings = findings_of(connection, office.site.id, [submission_id])
    asked = request.GET.get("sheet", "")
    sheet = next((each for each in sheets if each.name == asked), sheets[0])
    page = {
        "file": file,
        "names": [each.name for each in sheets],
        "sheet": sheet.name,
        "letters": [column_letters(column) for column in range(min(_width(sheet), MOST_COLUMNS))],
        "rows": _rows(sheet, findings[findings["sheet"] == sheet.name]),
        "is_cut": len(sheet.rows) > MOST_ROWS or _width(sheet) > MOST_COLUMNS,
    }
    return render(request, "cells.html", page)


def _width(sheet: Sheet) -> int:
    return len(sheet.rows[0]) if sheet.rows else 0


def _rows(sheet: Sheet, findings: pd.DataFrame) -> list[tuple[int, list[dict[str, Any]]]]:
    """(number, cells) of each row that is shown; each cell with its text and what was found in it."""
    found: dict[str, list[Any]] = {}
    for each in findings.dropna(subset=["cell"]).itertuples():
        found.setdefault(str(each.cell), []).append(each)
    return [
        (
            number + 1,
            [
                _cell(
                    as_text(sheet.cell(number, column)),
                    found.get(f"{column_letters(column)}{number + 1}", []),
                )
                for column in range(min(len(row), MOST_COLUMNS))
            ],
        )
        for number, row in enumerate(sheet.rows[:MOST_ROWS])
    ]


def _cell(text: str, found: list[Any]) -> dict[str, Any]:
    levels = {each.level for each in found}
    level = "hard" if "hard" in levels else "query" if levels else ""
    return {"text": text, "level": level, "says": "；".join(each.message for each in found)}
