"""Findings about reports: one object a finding while the review goes on, two tables when it is done.

``tabulate`` tells the same fault once with a count; ``marks`` gives every cell that a returned workbook
colours.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from schemas.findings import Level
from schemas.form import Form
from schemas.privacy import mask_text

MOST_REPETITIONS = 10
"""A fault that a column of a report has more often than this is told once, with a count."""

MOST_RANGES = 5
"""So many ranges of rows are spelled out when a fault is told once."""

FINDING_DTYPES = {
    "report_id": "string",
    "form": "string",
    "level": "string",
    "code": "string",
    "sheet": "string",
    "row": "Int64",
    "column": "string",
    "header": "string",
    "cell": "string",
    "message": "string",
    "value": "string",
    "row_count": "Int64",
    "places": "string",
    "told": "string",
}
"""``places``: of a fault told once with a count, where it stands, in words (第5–87行); missing otherwise.
``told``: the values that the sentence fills in (JSON).
"""

MARK_DTYPES = dict.fromkeys(("report_id", "sheet", "cell", "level", "code", "message"), "string")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault (审核意见) at one place of a report.

    ``columns`` are the columns it colours, the first being the one it is about, and ``cells`` their addresses
    (None where the sheet has no such column). ``position`` is the record's number within the review; None
    when the finding is about the report as a whole, so that it cannot be cured by holding back a row.
    ``says`` is the template of the message: findings that say the same are repetitions. ``value`` is masked
    already. ``place`` is ``FoundTable.place`` of a finding about a record.
    """

    report_id: str
    level: Level
    code: str
    says: str
    message: str
    sheet: str
    row: int | None = None
    columns: tuple[str, ...] = ()
    cells: tuple[str | None, ...] = ()
    value: str = ""
    position: int | None = None
    place: str = ""
    told: tuple[str, ...] = ()


def values_told(values: Mapping[str, object]) -> tuple[str, ...]:
    """What a finding is known by that is about no row: the values that its sentence fills in, by their names.
    However the sentence is worded, they stay what they are.
    """
    return tuple(str(value) for _, value in sorted(values.items()))


def tabulate(findings: Sequence[Finding], form: Form) -> pd.DataFrame:
    """The findings as rows of FINDING_DTYPES: repetitions beyond MOST_REPETITIONS in one row with the first
    cell and ``row_count``.
    """
    repeated: dict[tuple, list[Finding]] = defaultdict(list)
    for finding in findings:
        repeated[(finding.report_id, finding.code, finding.level, finding.columns, finding.says)].append(
            finding
        )
    rows = []
    for alike in repeated.values():
        if len(alike) > MOST_REPETITIONS:
            rows.append(_row(alike[0], form, len(alike), _places(alike)))
        else:
            rows.extend(_row(finding, form) for finding in alike)
    return pd.DataFrame(rows, columns=list(FINDING_DTYPES)).astype(FINDING_DTYPES)


def repetition(row_count: int, places: str) -> str:
    """What the message of a fault that is told once ends with."""
    return f"（共{row_count}处：{places}）"


def _row(finding: Finding, form: Form, row_count: int = 1, places: str | None = None) -> tuple:
    column = finding.columns[0] if finding.columns else None
    message = finding.message + (repetition(row_count, places) if places else "")
    return (
        finding.report_id,
        form.code,
        str(finding.level),
        finding.code,
        mask_text(finding.place or finding.sheet),
        finding.row,
        column,
        form.column(column).header if column else None,
        finding.cells[0] if finding.cells else None,
        mask_text(message),
        finding.value,
        row_count,
        places and mask_text(places),
        json.dumps(finding.told, ensure_ascii=False),
    )


def marks(findings: Iterable[Finding]) -> pd.DataFrame:
    """Every cell that a finding colours, as rows of MARK_DTYPES; ``sheet`` is the very name in the unit's
    workbook.
    """
    rows = [
        (finding.report_id, finding.sheet, cell, str(finding.level), finding.code, mask_text(finding.message))
        for finding in findings
        for cell in finding.cells
        if cell
    ]
    return pd.DataFrame(rows, columns=list(MARK_DTYPES)).astype(MARK_DTYPES)


def _places(findings: Iterable[Finding]) -> str:
    sheets: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        if finding.row is not None:
            sheets[finding.sheet].add(finding.row)
    if len(sheets) == 1:
        return row_ranges(next(iter(sheets.values())))
    return "；".join(f"“{sheet}”{row_ranges(rows)}" for sheet, rows in sheets.items())


def row_ranges(rows: Iterable[int]) -> str:
    """Sheet rows in words: 第5–87行, 第3、7–9行; beyond MOST_RANGES ranges the rest is 等."""
    ranges = []
    for _, run in groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0]):
        members = [row for _, row in run]
        ranges.append(str(members[0]) if len(members) == 1 else f"{members[0]}–{members[-1]}")
    return f"第{'、'.join(ranges[:MOST_RANGES])}行" + ("等" if len(ranges) > MOST_RANGES else "")
