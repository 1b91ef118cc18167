"""Rows that a unit may have meant to leave out, because they are hidden, filtered out or struck through.

They are taken, and queries say which rows they are.
"""

from collections.abc import Iterator

from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records
from assets.submissions.tables.finding import FoundTable
from schemas.findings import KINDS


def doubtful_row_findings(records: Records) -> list[Finding]:
    """A query for each record that is hidden or mostly struck through, and for each other struck cell."""
    skipped = set(records.skipped.tolist())
    return [
        finding
        for report, start in zip(records.tables, records.starts.tolist(), strict=True)
        if report.table.hidden_rows or report.table.struck
        for index in range(len(report.table.rows))
        if start + index not in skipped
        for finding in (
            *_hidden(records, report.table, start, index),
            *_struck(records, report.table, start, index),
        )
    ]


def _hidden(records: Records, table: FoundTable, start: int, index: int) -> Iterator[Finding]:
    """One finding for a hidden record. In a vertical table, one for each value whose row is hidden."""
    hidden = [
        name
        for name in _filled(records, table, start + index)
        if _place(table, name, index)[0] in table.hidden_rows
    ]
    for name in hidden if table.value_columns else hidden[:1]:
        yield records.finding_at(start + index, (name,), KINDS["hidden-row"])


def _struck(records: Records, table: FoundTable, start: int, index: int) -> Iterator[Finding]:
    filled = _filled(records, table, start + index)
    struck = [name for name in filled if _place(table, name, index) in table.struck]
    if 2 * len(struck) > len(filled) and not table.value_columns:
        yield records.finding_at(start + index, (struck[0],), KINDS["struck-row"])
        return
    for name in struck:
        yield records.finding_at(start + index, (name,), KINDS["struck-cell"])


def _filled(records: Records, table: FoundTable, position: int) -> list[str]:
    """The columns in which a record has a cell that is not blank, from left to right."""
    names = [name for name in table.columns if records.raw[name][position] is not None]
    return sorted(names, key=table.columns.__getitem__)


def _place(table: FoundTable, name: str, index: int) -> tuple[int, int]:
    """0-based row and column of a record's cell."""
    return table.row(name, index) - 1, table.value_columns.get(name, table.columns[name])
