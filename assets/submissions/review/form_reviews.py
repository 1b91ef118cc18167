"""The review of whole files: their tables sorted by form, one review a form over the reports of all files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from assets.submissions.opening.opening import Opened
from assets.submissions.review.checking.unnamed_totals import key_of
from assets.submissions.review.reports import ReportTable, ReviewContext, Reviewed, review
from schemas.decisions import DecisionKind
from schemas.form import Form
from warehouse.facts.store import FactStoreError
from warehouse.ledger import reports_in_force
from warehouse.ledger.decisions import decisions
from warehouse.ledger.ledger import report_id
from warehouse.office import Office


def reports_by_form(
    office: Office, files: Sequence[Opened]
) -> tuple[dict[str, list[ReportTable]], list[ReportTable]]:
    """The tables of the forms that their units owe, by form; and those of forms they do not."""
    owed: dict[str, list[ReportTable]] = defaultdict(list)
    others: list[ReportTable] = []
    for file in files:
        kind = office.site.registry.get(file.unit_code).kind
        for table in file.tables:
            report = ReportTable(file.report_id(table), file.unit_code, file.period_of(table), table)
            (owed[table.form] if kind in office.forms[table.form].submitters else others).append(report)
    return owed, others


def decided_reports(
    office: Office, owed: Mapping[str, Sequence[ReportTable]]
) -> tuple[frozenset[str], dict[str, str]]:
    """Those of the reports that the office has decided to take whatever is wrong with them, and those that it
    has withdrawn with the reason.
    """
    reviewed = {report.report_id for reports in owed.values() for report in reports}
    with office.engine.connect() as connection:
        made = decisions(
            connection, office.site.id, [DecisionKind.ACCEPT, DecisionKind.WITHDRAW], only_in_force=True
        )
    about = [
        (each.kind, report_id(each.submission_id, each.unit_code, each.form, each.period), each.reason)
        for each in made.itertuples()
    ]
    withdrawn = {of: why for kind, of, why in about if kind == DecisionKind.WITHDRAW and of in reviewed}
    granted = frozenset(of for kind, of, _ in about if kind == DecisionKind.ACCEPT and of in reviewed)
    return granted - withdrawn.keys(), withdrawn


def reviews(
    office: Office, owed: Mapping[str, Sequence[ReportTable]], stage: str, forms: Mapping[str, Form]
) -> Iterator[tuple[Form, Reviewed]]:
    """Review form by form, with the rules that ``forms`` have. ``stage`` is what whoever watches is told."""
    granted, withdrawn = decided_reports(office, owed)
    reported = partial(_reported, office)
    context = ReviewContext(office.site.registry, office.known_indicators, granted, withdrawn, reported)
    for done, code in enumerate(sorted(owed), start=1):
        office.progress(stage, done, len(owed))
        yield forms[code], review(forms[code], owed[code], context)


def _reported(office: Office, form: Form, unit_code: str, period: str) -> frozenset[tuple[str, ...]]:
    """The keys of the rows that a unit's last report in force before a period had; none where persons are the
    key, of whom no name is kept.
    """
    if any(form.column(name).personal for name in form.key):
        return frozenset()
    with office.engine.connect() as connection:
        last = reports_in_force.last_in_force(connection, office.site.id, [unit_code], form.code, period)
    if last is None:
        return frozenset()
    try:
        rows = office.store.accepted(form, [last.batch]).to_pandas()
    except FactStoreError:  # whoever needs the rows themselves makes them again
        return frozenset()
    own = rows[(rows["unit_code"] == unit_code) & (rows["period"] == last.period)]
    return frozenset(map(key_of, own[list(form.key)].itertuples(index=False, name=None)))
