"""Checks whether a report is complete: whether it has its columns, and rows or the word 无."""

from collections.abc import Iterator, Mapping, Sequence

from assets.submissions.review.findings import Finding, values_told
from assets.submissions.review.records import Records, ReportTable
from assets.submissions.tables.found_table import Doubt, FoundTable
from schemas.findings import KINDS, Level
from schemas.form import Form


def is_nil(tables: Sequence[ReportTable], records: int) -> bool:
    """Whether a report with this number of records says 无 (零报告)."""
    return records == 0 and any(report.table.nil for report in tables)


def withdrawn_findings(records: Records, withdrawn: Mapping[str, str]) -> list[Finding]:
    """A finding for each report that the office has withdrawn (撤回). ``withdrawn``: report id → reason."""
    first = {report.report_id: report for report in reversed(records.tables)}
    return [
        _finding(report, "withdrawn", reason=withdrawn[report_id])
        for report_id, report in first.items()
        if report_id in withdrawn
    ]


def completeness_findings(records: Records) -> list[Finding]:
    """Findings about what is missing or was not read.

    These are reports without rows that do not say 无 or may not say it; sheets, blocks and columns that were
    not read; and missing columns.
    """
    members = records.frame["report_id"].value_counts()
    reports: dict[str, list[ReportTable]] = {}
    for report in records.tables:
        reports.setdefault(report.report_id, []).append(report)
    findings: list[Finding] = []
    for report_id, tables in reports.items():
        findings.extend(
            _finding(report, report.table.problem, (), title=records.form.title, **_whose(report))
            for report in tables
            if report.table.problem
        )
        findings.extend(_told(report, doubt) for report in tables for doubt in report.table.doubts)
        if report_id in members.index:
            findings.extend(
                finding
                for report in tables
                for finding in _header_findings(records.form, report)
                if report.table.rows
            )
        elif not is_nil(tables, 0):
            if not any(report.table.problem or _says_why(report.table) for report in tables):
                findings.append(_finding(tables[0], "empty-report"))
        elif not records.form.nil:
            findings.append(_finding(tables[0], "nil-not-allowed"))
    return findings


def _says_why(table: FoundTable) -> bool:
    """Whether a grave doubt already says why nothing of a table was read."""
    return any(KINDS[doubt.code].level is Level.HARD for doubt in table.doubts)


def _whose(report: ReportTable) -> dict[str, str]:
    return {"other": report.table.other} if report.table.other else {}


def _header_findings(form: Form, report: ReportTable) -> Iterator[Finding]:
    """Findings about columns that are missing, or that have another unit of measure than the form."""
    table = report.table
    for column in form.columns:
        if column.required and column.name not in table.columns and column.name not in table.undecided:
            yield _finding(report, "missing-column", (column.name,), header=column.header)
    for name, stated in table.units.items():
        code = "header-unit-converted" if stated.is_certain else "header-unit"
        if stated.other:
            code = "header-units-differ"
        header = form.column(name).header
        yield _finding(report, code, (name,), header=header, unit=stated.text, other=stated.other)


def _told(report: ReportTable, doubt: Doubt) -> Finding:
    """The finding for a doubt about something that was not read."""
    kind = KINDS[doubt.code]
    return Finding(
        report.report_id,
        kind.level,
        doubt.code,
        kind.says,
        kind.says.filled(**doubt.details),
        doubt.sheet or report.table.sheet,
        doubt.row,
        doubt.columns,
        doubt.cells,
        told=values_told(doubt.details),
    )


def _finding(report: ReportTable, code: str, columns: tuple[str, ...] = (), **details: str) -> Finding:
    kind = KINDS[code]
    return Finding(
        report.report_id,
        kind.level,
        code,
        kind.says,
        kind.says.filled(sheet=report.table.sheet, **details),
        report.table.sheet,
        columns=columns,
        told=values_told(details),
    )
