"""From verdicts to what the ledger records: findings in Chinese, and their effects on each report."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from assets.reviews.settlement import Settled, Verdict
from assets.submissions.review.findings import Finding, FindingRow, MarkRow, marks, tabulate
from schemas.findings import Level, Sentence
from schemas.form import Form
from schemas.privacy import as_text

EFFECT_COLUMNS = ("report_id", "returned", "rows_held", "errors", "queries")

Place = Callable[[str, str, int, str], tuple[int, str | None]]
"""(report_id, sheet, row, column) → the row and the cell in the submitted workbook."""


def cross_findings(
    form: Form, verdicts: Sequence[Verdict], place: Place
) -> tuple[DataFrame[FindingRow], DataFrame[MarkRow]]:
    """The findings of a form's reports, and every cell that they colour.

    Messages name figures and units, never persons.
    """
    findings = [
        _finding(form, verdict, each, place) for verdict in verdicts for each in verdict.failed.itertuples()
    ]
    findings.sort(key=lambda finding: (finding.report_id, finding.row or 0, finding.code))
    return tabulate(findings, form), marks(findings)


def effects(settled: Settled, verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """The effects of the verdicts on each report in which they find a fault, with EFFECT_COLUMNS."""
    failed = [each.failed[["report_id", "level"]] for each in verdicts]
    counts = pd.concat(failed).value_counts().to_dict() if failed else {}
    held = settled.rows_set_aside.groupby("report_id").size()
    rows = [
        (
            report_id,
            report_id in settled.returned,
            int(held.get(report_id, 0)),
            int(counts.get((report_id, str(Level.HARD)), 0)),
            int(counts.get((report_id, str(Level.QUERY)), 0)),
        )
        for report_id in sorted({identifier for identifier, _ in counts})
    ]
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def _finding(form: Form, verdict: Verdict, each: Any, place: Place) -> Finding:
    rule, of_rows = verdict.rule, not verdict.rule.of_report
    says = sentence_of(verdict, each)
    row: int | None = None
    cells: tuple[str, ...] = ()
    columns = rule.columns if pd.isna(each.column) else (each.column,)
    if of_rows:
        places = [place(each.report_id, each.sheet, int(each.row), column) for column in columns]
        row, cells = places[0][0], tuple(cell for _, cell in places)
    return Finding(
        report_id=each.report_id,
        level=Level(each.level),
        code=rule.code,
        # Repeated findings are told once if they differ only in their figures. The township that keeps a
        # person is not a figure.
        template=says if isinstance(each.left, str) else rule.says,
        says=says,
        told=(as_text(each.left), as_text(each.right)),
        sheet=each.sheet if of_rows else "",
        row=row,
        columns=columns,
        cells=cells,
        position=row,
    )


def sentence_of(verdict: Verdict, each: Any) -> Sentence:
    """The sentence about a row of the verdict's table."""
    return verdict.rule.says.filled(
        left=as_text(each.left),
        right=as_text(each.right),
        difference=as_text(abs(each.difference)),
        change=each.change,
        **verdict.rule.parameters,
    )
