"""Replay (重放): which reports of past periods a rule would have returned, if it had been hard or had had
other parameters. Nothing that is stored changes.

A new rule starts as a query. Before it becomes hard, the office can see here which of the reports that count
now it would return.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assets.reviews.findings import sentence_of
from assets.reviews.stage import load_settlement
from assets.submissions.inbox.archive import archived_path
from assets.submissions.reopening import reopen
from assets.submissions.review.reports import Reviewed
from schemas.findings import Level
from schemas.form import Form
from schemas.settings.rule_settings import RuleSetting, check_parameters, with_settings
from warehouse.ledger.cross_reviews import accepted_versions
from warehouse.office import Office

REPLAY_COLUMNS = ("period", "unit_code", "form", "report_id", "outcome", "findings", "rows_held", "message")
"""``outcome``: returned (it would be returned now) or partly_accepted (it would lose ``rows_held`` more
rows). ``findings``: how many findings the rule gives. ``message``: the first of them.
"""


class UnknownRule(ValueError):
    """There is no rule with that code."""


def replay(
    office: Office, code: str, periods: Sequence[str], parameters: Mapping[str, float]
) -> pd.DataFrame:
    """The reports of the periods that the rule would newly return, or lose rows of, if it were hard with
    these parameters.

    Columns: REPLAY_COLUMNS, by period and unit. Each period is judged against the other periods as they count
    now. The other rules are as the site has set them. Raises UnknownRule. Raises ValueError with a Chinese
    sentence for a parameter that the rule does not have.
    """
    declared = office.forms.rules_by_code(code)
    if not declared:
        raise UnknownRule(code)
    check_parameters(code, [rule for _, rule in declared], parameters)
    form = declared[0][0]
    trial = with_settings(form, {code: RuleSetting.model_validate({**parameters, "level": Level.HARD})})
    across = code in {rule.code for rule in form.crossing}
    judge = _replay_across if across else _replay_within
    rows = [row for period in sorted(set(periods)) for row in judge(office, code, form, trial, period)]
    return pd.DataFrame(rows, columns=list(REPLAY_COLUMNS)).sort_values(
        ["period", "unit_code"], ignore_index=True
    )


def _replay_across(office: Office, code: str, form: Form, trial: Form, period: str) -> list[tuple[Any, ...]]:
    """Replay a rule across reports. Everything is settled once as it is and once on trial. The result is what
    counts now and would not count then.
    """
    settlement = load_settlement(office)
    tried = settlement.on_trial(trial, period)
    failed = next((each for each in tried.review(form.code, period) if each.rule.code == code), None)
    if failed is None:  # no report counts, or no figure stands out
        return []
    now, then = settlement.settle(form.code, period), tried.settle(form.code, period)
    held_now, held_then = (each.rows_set_aside.groupby("report_id").size() for each in (now, then))
    rows = []
    for report in now.in_force.reports.itertuples():
        faults = failed.failed[failed.failed["report_id"] == report.report_id]
        more = int(held_then.get(report.report_id, 0) - held_now.get(report.report_id, 0))
        outcome = "returned" if report.report_id in then.returned else "partly_accepted" if more > 0 else None
        if outcome:
            message = str(sentence_of(failed, next(faults.itertuples()))) if len(faults) else ""
            held = more if outcome == "partly_accepted" else int(report.rows_accepted)
            rows.append(
                (period, report.unit_code, form.code, report.report_id, outcome, len(faults), held, message)
            )
    return rows


def _replay_within(office: Office, code: str, form: Form, trial: Form, period: str) -> list[tuple[Any, ...]]:
    """Replay a rule inside one form. The newest accepted versions are read from the archive and reviewed
    again, once as the rule is and once on trial.

    Versions whose originals were deleted after their time can no longer be judged; they are left out.
    """
    with office.engine.connect() as connection:
        versions = accepted_versions(connection, office.site.id, [form.code])
    newest = versions[versions["period"] == period].drop_duplicates("unit_code", keep="last")
    newest = newest[[archived_path(office.archive, sha256).exists() for sha256 in newest["sha256"]]]
    if newest.empty:
        return []
    reopened = reopen(office, list(newest.itertuples()), "重放", f"replay {code} {period}")
    ((_, now),), ((_, then),) = reopened.reviews(form), reopened.reviews(trial)
    rows = []
    for report in newest.itertuples():
        before, after = _outcome(now, report.report_id), _outcome(then, report.report_id)
        returned = after.status == "returned" and before.status != "returned"
        if returned or after.rows_held > before.rows_held:
            found = then.findings[
                (then.findings["report_id"] == report.report_id) & (then.findings["code"] == code)
            ]
            outcome = "returned" if returned else "partly_accepted"
            more = int(after.rows_held - before.rows_held)
            message = found["message"].iloc[0] if len(found) else ""
            rows.append(
                (
                    period,
                    report.unit_code,
                    form.code,
                    report.report_id,
                    outcome,
                    int(found["row_count"].sum()),
                    more,
                    message,
                )
            )
    return rows


def _outcome(reviewed: Reviewed, report_id: str) -> Any:
    return next(reviewed.outcomes[reviewed.outcomes["report_id"] == report_id].itertuples())
