"""The checks of a form's model, over all its reports in one pandera validation.

Findings come from the boolean masks of the failed checks: which check, which rows. A check's name is the code
of its finding, a rule's title says which rule of that code it is (``schemas.form_models.FormModel``).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from pandera.errors import SchemaError, SchemaErrors

from assets.submissions.review.findings import Finding, values_told
from assets.submissions.review.records import Records
from schemas.findings import KINDS, FindingKind, Level
from schemas.form import Form, Rule
from schemas.privacy import as_text, mask


def judge(records: Records) -> list[Finding]:
    """What the form's model finds fault with.

    A cell that could not be read gets no second finding, and a rule is not judged on a cell that is faulty in
    itself: its verdict would only repeat that fault in other words.
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
    """(column, code, positions) of each failed check of a column, (None, name of the rule, positions) of each
    failed rule.
    """
    try:
        records.form.model.validate(records.frame, lazy=True)
    except SchemaErrors as failed:
        for error in failed.schema_errors:
            yield _failure(records.form, error)


def _failure(form: Form, error: SchemaError) -> tuple[str | None, str, np.ndarray]:
    passed = error.check_output
    if not isinstance(passed, pd.Series):
        # Not a verdict on data: a rule that raised, or a frame that is not of the model's types. Pandera's
        # own text would quote cells.
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
    """Whether a faulty cell is among those that the rule looks at."""
    if any(faulty[name][position] for name in (*rule.columns, *rule.beside)):
        return True
    return any(faulty[name][_report_around(records, [position])].any() for name in rule.over_report)


def _report_around(records: Records, positions: object) -> np.ndarray:
    """The positions of all records of the reports that some records belong to."""
    report_ids = records.frame["report_id"]
    return records.frame.index[report_ids.isin(report_ids.loc[positions])].to_numpy()


def _details(records: Records, rule: Rule, position: int) -> dict[str, object]:
    shown = {}
    for column in records.form.columns:
        if f"{{{column.name}" in rule.says:
            shown[column.name] = mask(records.frame.loc[position, column.name], column, records.form)
    return {**shown, **rule.parameters}


def _report_findings(
    records: Records, rule: Rule, positions: np.ndarray, faulty: dict[str, np.ndarray]
) -> Iterator[Finding]:
    """One finding a report, without a row: it is about the columns' sums."""
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
            says=rule.says,
            message=kind.message(**sums, **rule.parameters),
            told=values_told(sums),
            sheet=members["sheet"].iloc[0],
            columns=rule.columns,
        )


def _kind(records: Records, rule: Rule, positions: Any) -> FindingKind:
    """A rule broken by a value that is only a lower bound ("200余") may in truth hold, so it is a question
    then, not an error.
    """
    bounds = records.lower_bounds
    uncertain = any(bounds[name][positions].any() for name in (*rule.columns, *rule.beside)) or any(
        bounds[name][_report_around(records, positions)].any() for name in rule.over_report
    )
    return FindingKind(rule.code, Level.QUERY if uncertain else rule.level, rule.says)
