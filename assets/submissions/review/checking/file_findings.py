"""Findings about a whole file: forms that are not owed, disagreement of sheets and file name, old blanks."""

import json
from collections import Counter
from collections.abc import Sequence

import pandas as pd
from pandera.typing import DataFrame

from assets.submissions.opening.opening import Opened
from assets.submissions.review.acceptance import OutcomeRow
from assets.submissions.review.findings import FindingRow, values_told
from assets.submissions.review.records import ReportTable
from schemas.findings import KINDS, Sentence
from schemas.office.catalogue import Catalogue
from schemas.office.units import UnitRegistry
from schemas.privacy import mask_text


def not_owed(
    reports: Sequence[ReportTable], registry: UnitRegistry, forms: Catalogue
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Outcomes and findings for reports that their units do not owe. They are returned with all rows held."""
    kind = KINDS["form-not-owed"]
    read: Counter[str] = Counter()
    records: Counter[str] = Counter()
    for report in reports:
        read[report.report_id] += report.table.fates.read
        records[report.report_id] += report.table.fates.records
    first = {report.report_id: report for report in reversed(reports)}
    outcomes = [
        (
            identifier,
            "returned",
            read[identifier],
            0,
            records[identifier],
            read[identifier] - records[identifier],
            1,
            0,
        )
        for identifier in first
    ]
    findings = [
        _finding(
            identifier,
            report.table.form,
            kind.code,
            report.table.sheet,
            kind.says.filled(
                unit=registry.get(report.unit_code).name,
                title=forms.name(report.table.form),
                sheet=mask_text(report.table.sheet),
            ),
        )
        for identifier, report in first.items()
    ]
    return [OutcomeRow.of_rows(outcomes)], [FindingRow.of_rows(findings)]


def conflict_findings(files: Sequence[Opened]) -> DataFrame[FindingRow]:
    """Findings about conflicts in each file (see ``Conflict``).

    Each belongs to the report in the sheet concerned, or else to the first report of the file.
    """
    findings = []
    for file in files:
        for conflict in file.conflicts:
            table = next((table for table in file.tables if table.sheet == conflict.sheet), file.tables[0])
            findings.append(
                _finding(
                    file.report_id(table),
                    table.form,
                    conflict.code,
                    conflict.sheet,
                    conflict.says.changed(mask_text),
                    values_told(conflict.told),
                )
            )
    return FindingRow.of_rows(findings)


def outdated_findings(files: Sequence[Opened], forms: Catalogue) -> DataFrame[FindingRow]:
    """Findings about forms that were filled in on an old blank workbook."""
    findings = []
    for file in files:
        first = {table.form: table for table in reversed(file.tables)}
        for old in file.outdated:
            if old.form in first:
                says = KINDS["outdated-template"].says.filled(
                    title=forms.title(old.form), version=mask_text(old.version), current=old.current
                )
                table, told = first[old.form], (old.version, old.current)
                findings.append(
                    _finding(file.report_id(table), old.form, "outdated-template", table.sheet, says, told)
                )
    return FindingRow.of_rows(findings)


def with_queries(outcomes: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The outcomes with these queries counted.

    The status "accepted" of a report with such queries becomes "accepted_with_queries".
    """
    more = outcomes["report_id"].map(findings["report_id"].value_counts()).fillna(0).astype("int64")
    status = outcomes["status"].mask((outcomes["status"] == "accepted") & (more > 0), "accepted_with_queries")
    return outcomes.assign(queries=outcomes["queries"] + more, status=status)


def _finding(
    report_id: str, form: str, code: str, sheet: str | None, says: Sentence, told: Sequence[str] = ()
) -> tuple:
    place = (mask_text(sheet) if sheet else None, None, None, None, None)
    sentence = (says.wrong, says.advice, str(says))
    return (report_id, form, str(KINDS[code].level), code, *place, *sentence, None, 1, None, json.dumps(told))
