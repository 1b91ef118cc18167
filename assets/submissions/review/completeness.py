"""Whether a report is there at all: its columns, its rows, or the word 无."""

from collections.abc import Iterator, Sequence

from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records, ReportTable
from schemas.findings import KINDS
from schemas.form import Form
from schemas.privacy import mask_text

REMARKS = ("备注", "说明", "核实说明")
"""Columns of the unit's own words, which are nobody's renamed data."""


def is_nil(tables: Sequence[ReportTable], records: int) -> bool:
    """Whether a report with so many records says 无 (零报告)."""
    return records == 0 and any(report.table.nil for report in tables)


def completeness_findings(records: Records) -> list[Finding]:
    """Reports without rows that do not say 无, or may not; sheets that could not be read; headers that are
    missing or not the form's.
    """
    members = records.frame["report_id"].value_counts()
    reports: dict[str, list[ReportTable]] = {}
    for report in records.tables:
        reports.setdefault(report.report_id, []).append(report)
    findings: list[Finding] = []
    for report_id, tables in reports.items():
        findings.extend(
            _finding(report, report.table.problem, title=records.form.title)
            for report in tables
            if report.table.problem
        )
        if report_id in members.index:
            findings.extend(
                finding
                for report in tables
                for finding in _header_findings(records.form, report)
                if report.table.rows
            )
        elif not is_nil(tables, 0):
            if not any(report.table.problem == "no-headers" for report in tables):
                findings.append(_finding(tables[0], "empty-report"))
        elif not records.form.nil:
            findings.append(_finding(tables[0], "nil-not-allowed"))
    return findings


def _header_findings(form: Form, report: ReportTable) -> Iterator[Finding]:
    """Columns that are missing, renamed, or in another unit of measurement than the form's."""
    table = report.table
    for name, first, other in table.repeated_columns:
        yield _finding(
            report, "column-twice", (name,), header=form.column(name).header, first=first, other=other
        )
    if table.other_block:
        row, line = table.other_block
        yield _finding(report, "other-block", row=str(row), line=mask_text(line))
    missing = [column for column in form.columns if column.name not in table.columns]
    for column in missing:
        if column.required:
            yield _finding(report, "missing-column", (column.name,), header=column.header)
    optional = [column for column in missing if not column.required]
    unknown_headers = [header for header in table.unknown_headers if header not in REMARKS]
    if optional and unknown_headers:
        # A renamed header must not drop its column without a word.
        unknown = "、".join(unknown_headers)
        headers = "、".join(column.header for column in optional)
        yield _finding(
            report,
            "unrecognised-column",
            tuple(column.name for column in optional),
            header=headers,
            unknown=unknown,
        )
    for name, stated in table.units.items():
        code = "header-unit-converted" if stated.is_certain else "header-unit"
        if stated.other:
            code = "header-units-differ"
        header = form.column(name).header
        yield _finding(report, code, (name,), header=header, unit=stated.text, other=stated.other)


def _finding(report: ReportTable, code: str, columns: tuple[str, ...] = (), **details: str) -> Finding:
    kind = KINDS[code]
    return Finding(
        report.report_id,
        kind.level,
        code,
        kind.says,
        kind.message(sheet=report.table.sheet, **details),
        report.table.sheet,
        columns=columns,
    )
