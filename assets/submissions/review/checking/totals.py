"""小计, 合计 and 总计 rows: each must hold the sums of the rows that it covers."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from assets.submissions.review.cells.clean_cells import DECIMALS
from assets.submissions.review.cells.values import parse_cells
from assets.submissions.review.findings import Finding, values_told
from assets.submissions.review.records import Records
from assets.submissions.tables.finding import TotalRow
from assets.submissions.workbook import SUM_NOT_CALCULATED
from schemas.findings import KINDS
from schemas.form import Column
from schemas.privacy import as_text, mask

_OF_TOTALS = {"excel-error": "excel-error", "formula-not-calculated": "total-not-calculated"}
"""Code of a finding about a cell → the code if the cell is a total's. A record without a number is worse."""


def total_findings(records: Records) -> list[Finding]:
    """Findings about totals that differ from the sums of their rows, and about totals that have an error
    value or were never calculated. If one is the plain sum of its column, it will be right once it is.

    In a report over several sheets, 合计 and 总计 may also cover the whole report. A total is not checked if
    a cell of its rows could not be read or is only a lower bound. A total's cell that is empty or holds no
    number is not checked either.
    """
    totals = [
        (number, total) for number, report in enumerate(records.tables) for total in report.table.totals
    ]
    findings: list[Finding] = []
    for column in records.form.columns:
        stated = [
            (number, total)
            for number, total in totals
            if column.additive and total.values.get(column.name) not in (None, SUM_NOT_CALCULATED)
        ]
        if stated:
            findings.extend(_column_findings(records, column, stated))
    return _once_a_row(findings)


def _once_a_row(findings: list[Finding]) -> list[Finding]:
    """The findings, with only the first about each row that was never calculated."""
    told: set[tuple[str, str | None, int | None]] = set()
    kept = []
    for finding in findings:
        place = (finding.report_id, finding.place or finding.sheet, finding.row)
        if finding.code != "total-not-calculated" or place not in told:
            kept.append(finding)
        if finding.code == "total-not-calculated":
            told.add(place)
    return kept


def _column_findings(
    records: Records, column: Column, stated: list[tuple[int, TotalRow]]
) -> Iterator[Finding]:
    units = [records.tables[number].table.units.get(column.name) for number, _ in stated]
    places = [each.unit if each and each.is_certain else None for each in units]
    parsed = parse_cells([total.values[column.name] for _, total in stated], column, places)
    errors = {
        problem.index: _OF_TOTALS[problem.code] for problem in parsed.problems if problem.code in _OF_TOTALS
    }
    claims = parsed.values.astype("Float64")
    values = np.zeros(len(records.table_numbers))
    values[records.frame.index] = records.frame[column.name].astype("Float64").fillna(0).to_numpy(dtype=float)
    uncertain = records.unreadable[column.name] | records.lower_bounds[column.name]
    for index, (number, total) in enumerate(stated):
        ranges = _covered(records, number, total)
        if index in errors:
            yield _finding(records, column, number, total, errors[index])
        elif not (
            pd.isna(claims.iloc[index])
            or parsed.lower_bounds[index]
            or any(uncertain[covered].any() for covered in ranges)
        ):
            claim, sums = (
                round(float(claims.iloc[index]), DECIMALS),
                [round(float(values[covered].sum()), DECIMALS) for covered in ranges],
            )
            if claim not in sums:
                yield _finding(
                    records, column, number, total, "total-row", stated=as_text(claim), sum=as_text(sums[0])
                )


def _covered(records: Records, number: int, total: TotalRow) -> list[np.ndarray]:
    """The positions that a total may cover: its own rows, or all rows of a report over several sheets."""
    own = records.starts[number] + np.arange(*total.records)
    report_id = records.tables[number].report_id
    parts = [other for other, report in enumerate(records.tables) if report.report_id == report_id]
    if total.label == "小计" or len(parts) == 1:
        return [own]
    return [own, np.flatnonzero(np.isin(records.table_numbers, parts))]


def _finding(
    records: Records, column: Column, number: int, total: TotalRow, code: str, **details: str
) -> Finding:
    report, kind = records.tables[number], KINDS[code]
    value = mask(total.values[column.name], column, records.form)
    return Finding(
        report_id=report.report_id,
        level=kind.level,
        code=code,
        template=kind.says,
        says=kind.says.filled(header=column.header, value=value, label=total.label, **details),
        told=values_told({"value": value, "label": total.label, **details}),
        sheet=report.table.sheet,
        row=total.row,
        columns=(column.name,),
        cells=(report.table.total_address(column.name, total),),
        value=value,
    )
