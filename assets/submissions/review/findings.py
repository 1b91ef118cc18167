"""Findings about reports: single objects during the review, two tables at its end.

``tabulate`` tells a frequent fault only once, with a count. ``marks`` lists every cell that a returned
workbook colours.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series

from schemas.findings import Level, Sentence
from schemas.form import Form
from schemas.frames import FrameModel
from schemas.privacy import mask_text

MOST_REPETITIONS = 10
"""If a column of a report has the same fault more often than this, it is told once, with a count."""

MOST_RANGES = 5
"""How many ranges of rows are listed for a fault that is told once."""

Text = Series[pd.StringDtype]
Count = Series[pd.Int64Dtype]


class FindingRow(FrameModel):
    """What a review finds, masked.

    ``sheet``, ``row`` and ``cell`` say where; what is about the report as a whole has no row. ``wrong`` and
    ``advice``: the parts of its sentence; an office's rule may have no advice. ``message``: both together,
    and the places of a fault that is told once. ``places``: of such a fault with a count (``row_count``),
    where it stands, in words (第5–87行). ``told``: the values that the sentence fills in (JSON).
    """

    report_id: Text
    form: Text
    level: Text = pa.Field(isin=list(Level))
    code: Text
    sheet: Text = pa.Field(nullable=True)
    row: Count = pa.Field(nullable=True)
    column: Text = pa.Field(nullable=True)
    header: Text = pa.Field(nullable=True)
    cell: Text = pa.Field(nullable=True)
    wrong: Text
    advice: Text = pa.Field(nullable=True)
    message: Text
    value: Text = pa.Field(nullable=True)
    row_count: Count
    places: Text = pa.Field(nullable=True)
    told: Text = pa.Field(nullable=True)


class KeyedFindingRow(FindingRow):
    """A finding with what it is known by beside its code (``warehouse.ledger.ledger.FINDING_KEY``)."""

    row_key: Text = pa.Field(nullable=True)


class MarkRow(FrameModel):
    """A cell that a returned workbook colours.

    ``sheet``: the very name in the unit's workbook. ``column``: the column that the finding is about.
    """

    report_id: Text
    sheet: Text
    cell: Text
    level: Text = pa.Field(isin=list(Level))
    code: Text
    column: Text = pa.Field(nullable=True)
    message: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault (审核意见) at one place of a report.

    ``columns``: the columns that it colours; it is about the first of them. ``cells``: their addresses, None
    if the sheet has no such column. ``position``: the record's number within the review. It is None if the
    finding is about the report as a whole; holding back a single row does not help then. ``says``: the
    sentence. ``template``: the sentence before it was filled in; findings with the same template are
    repetitions. ``value``: the value, already masked. ``place``: ``FoundTable.place``, if the finding is
    about a record. ``told``: see ``values_told``.
    """

    report_id: str
    level: Level
    code: str
    template: Sentence
    says: Sentence
    sheet: str
    row: int | None = None
    columns: tuple[str, ...] = ()
    cells: tuple[str | None, ...] = ()
    value: str = ""
    position: int | None = None
    place: str = ""
    told: tuple[str, ...] = ()


def values_told(values: Mapping[str, object]) -> tuple[str, ...]:
    """What identifies a finding that is about no row: the values in its sentence, sorted by their names.

    They stay the same if the sentence is worded differently.
    """
    return tuple(str(value) for _, value in sorted(values.items()))


def tabulate(findings: Sequence[Finding], form: Form) -> DataFrame[FindingRow]:
    """The findings as rows.

    More than MOST_REPETITIONS repetitions become one row with the first cell and ``row_count``.
    """
    repeated: dict[tuple, list[Finding]] = defaultdict(list)
    for finding in findings:
        repeated[(finding.report_id, finding.code, finding.level, finding.columns, finding.template)].append(
            finding
        )
    rows = []
    for alike in repeated.values():
        if len(alike) > MOST_REPETITIONS:
            rows.append(_row(alike[0], form, len(alike), _places(alike)))
        else:
            rows.extend(_row(finding, form) for finding in alike)
    return FindingRow.of_rows(rows)


def repetition(row_count: int, places: str) -> str:
    """The end of the message of a fault that is told once."""
    return f"（共{row_count}处：{places}）"


def _row(finding: Finding, form: Form, row_count: int = 1, places: str | None = None) -> tuple:
    column = finding.columns[0] if finding.columns else None
    says = finding.says.changed(mask_text)
    places = places and mask_text(places)
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
        says.wrong,
        says.advice or None,
        str(says) + (repetition(row_count, places) if places else ""),
        finding.value,
        row_count,
        places,
        json.dumps(finding.told, ensure_ascii=False),
    )


def marks(findings: Iterable[Finding]) -> DataFrame[MarkRow]:
    """Every cell that a finding colours."""
    rows: list[tuple] = []
    for finding in findings:
        column = finding.columns[0] if finding.columns else None
        told = (str(finding.level), finding.code, column, mask_text(str(finding.says)))
        rows.extend((finding.report_id, finding.sheet, cell, *told) for cell in finding.cells if cell)
    return MarkRow.of_rows(rows)


def _places(findings: Iterable[Finding]) -> str:
    sheets: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        if finding.row is not None:
            sheets[finding.sheet].add(finding.row)
    if len(sheets) == 1:
        return row_ranges(next(iter(sheets.values())))
    return "；".join(f"“{sheet}”{row_ranges(rows)}" for sheet, rows in sheets.items())


def row_ranges(rows: Iterable[int]) -> str:
    """Sheet rows in words: 第5–87行, 第3、7–9行. After MOST_RANGES ranges, 等 stands for the rest."""
    ranges = []
    for _, run in groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0]):
        members = [row for _, row in run]
        ranges.append(str(members[0]) if len(members) == 1 else f"{members[0]}–{members[-1]}")
    return f"第{'、'.join(ranges[:MOST_RANGES])}行" + ("等" if len(ranges) > MOST_RANGES else "")
