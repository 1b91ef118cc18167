"""The checks of a form's model, for all its reports in one pandera validation.

The boolean masks of the failed checks tell which check failed in which rows. A check's name is the code of
its finding. A rule's title tells which rule with that code it is (``schemas.form_models.FormModel``).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from pandera.errors import SchemaError, SchemaErrors

from assets.submissions.review.cells.clean_cells import DECIMALS
from assets.submissions.review.findings import Finding, values_told
from assets.submissions.review.records import Records
from schemas.findings import KINDS, FindingKind, Level
from schemas.form import SUM_OF_PARTS, Form, Rule
from schemas.privacy import as_text, mask


def judge(records: Records) -> list[Finding]:
    """The faults that the form's model finds.

    A cell that could not be read gets no second finding. A rule is not applied to a cell that is already
    faulty, because it would only repeat that fault in other words.
    """
    failures = list(_failures(records))
    faulty = {name: cells.copy() for name, cells in records.unreadable.items()}
    findings: list[Finding] = []
    for column, check, positions in failures:
        if column is None:
            continue
        fresh = positions[~records.unreadable[column][positions]]
        findings.extend(records.finding_at(position, (column,), KINDS[check]) for position in fresh)
        if check != "required":
            faulty[column][positions] = True
    rules = {rule.name: rule for rule in records.form.rules}
    for column, check, positions in failures:
        if column is None:
            findings.extend(_rule_findings(records, rules[check], positions, faulty))
    return findings


def _failures(records: Records) -> Iterator[tuple[str | None, str, np.ndarray]]:
    """The failed checks and rules.

    A failed check of a column is (column, code, positions). A failed rule is (None, name of the rule,
    positions).
    """
    try:
        records.form.model.validate(records.frame, lazy=True)
    except SchemaErrors as failed:
        for error in failed.schema_errors:
            yield _failure(records.form, error)


def _failure(form: Form, error: SchemaError) -> tuple[str | None, str, np.ndarray]:
    passed = error.check_output
    if not isinstance(passed, pd.Series):
        # This is no judgement about data: a rule raised, or the frame does not have the model's types.
        # Pandera's own text is not used, because it would quote cells.
        raise TypeError(
            f"{form.code}: the check {getattr(error.check, 'name', error.check)} could not be applied ({error.reason_code})"
        )
    positions = passed.index[~passed.astype(bool)].to_numpy()
    return (
        (None, error.check.title, positions)
        if error.check.title
        else (error.schema.name, error.check.name, positions)
    )


def _rule_findings(
    records: Records, rule: Rule, positions: np.ndarray, faulty: dict[str, np.ndarray]
) -> Iterator[Finding]:
    if rule.of_report:
        yield from _report_findings(records, rule, positions, faulty)
        return
    for position in positions:
        if not _is_unsound(records, rule, position, faulty):
            yield records.finding_at(
                position, rule.columns, _kind(records, rule, [position]), **_details(records, rule, position)
            )


def _is_unsound(records: Records, rule: Rule, position: int, faulty: dict[str, np.ndarray]) -> bool:
    """Whether one of the cells that the rule looks at is faulty."""
    if any(faulty[name][position] for name in (*rule.columns, *rule.beside)):
        return True
    return any(faulty[name][_report_around(records, [position])].any() for name in rule.over_report)


def _report_around(records: Records, positions: object) -> np.ndarray:
    """The positions of all records in the reports to which these records belong."""
    report_ids = records.frame["report_id"]
    return records.frame.index[report_ids.isin(report_ids.loc[positions])].to_numpy()


def _details(records: Records, rule: Rule, position: int) -> dict[str, object]:
    form, named = records.form, rule.says.placeholders
    shown = {
        column.name: mask(records.frame.loc[position, column.name], column, form)
        for column in form.columns
        if column.name in named
    }
    if SUM_OF_PARTS in named:
        parts = records.frame.loc[position, [*rule.columns, *rule.beside][1:]].dropna()
        shown[SUM_OF_PARTS] = as_text(round(float(parts.sum()), DECIMALS))
    return {**shown, **rule.parameters}


def _report_findings(
    records: Records, rule: Rule, positions: np.ndarray, faulty: dict[str, np.ndarray]
) -> Iterator[Finding]:
    """One finding for each report, without a row, because it is about the sums of columns."""
    failed = set(records.frame.loc[positions, "report_id"])
    for report_id, members in records.frame[records.frame["report_id"].isin(failed)].groupby(
        "report_id", sort=False
    ):
        if any(faulty[name][members.index].any() for name in rule.columns):
            continue
        sums = {name: as_text(members[name].sum()) for name in rule.columns}
        kind = _kind(records, rule, members.index)
        yield Finding(
            report_id=report_id,
            level=kind.level,
            code=rule.code,
            template=rule.says,
            says=rule.says.filled(**sums, **rule.parameters),
            told=values_told(sums),
            sheet=members["sheet"].iloc[0],
            columns=rule.columns,
        )


def _kind(records: Records, rule: Rule, positions: Any) -> FindingKind:
    """The kind of finding for a broken rule.

    If a value is only a lower bound ("200余"), the rule may hold for the true value. Then the finding is a
    query, not an error.
    """
    bounds = records.lower_bounds
    uncertain = any(bounds[name][positions].any() for name in (*rule.columns, *rule.beside)) or any(
        bounds[name][_report_around(records, positions)].any() for name in rule.over_report
    )
    return FindingKind(rule.code, Level.QUERY if uncertain else rule.level, rule.says)
